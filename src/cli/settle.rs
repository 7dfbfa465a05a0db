//! `heraut settle`: says what became of what waits for a person.

use clap::Args;

use super::global::Global;
use super::output::Output;
use super::retry::WhichArgs;
use super::scope::{Act, notices};
use crate::app::operate::Operator;
use crate::error::{Error, Result, exit};
use crate::ledger::Settlement;

/// All that it can be is wider than a terminal.
const USAGE: &str = "heraut settle [NOTICE]... --why <WORDS> <--arrived|--lost|--closed>\n       [OPTIONS]";

/// Say what became of messages that failed or bounced, or of which nobody knows whether they arrived.
#[derive(Debug, Args)]
#[command(override_usage = USAGE, after_help = "\
Examples:
  heraut settle 3f9ac2d1 --arrived --why 'she has it'
  heraut settle --state uncertain --wave early --lost --why 'relay lost its queue'
  heraut settle --person j.jansen@example.org --closed --why 'told by phone'")]
pub struct Settle {
    #[command(flatten)]
    which: WhichArgs,
    #[command(flatten)]
    settlement: SettlementArgs,
    #[command(flatten)]
    act: Act,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct SettlementArgs {
    /// They arrived: they count as sent.
    #[arg(long)]
    arrived: bool,
    /// They did not arrive: they count as failed, and `retry` sends them again.
    #[arg(long)]
    lost: bool,
    /// Nothing more is to be done about them: they leave the list of what to look at, until `retry` sends them again.
    #[arg(long)]
    closed: bool,
}

impl Settle {
    /// Settles.
    ///
    /// # Errors
    /// When a name or identity fits nothing, or the ledger cannot be written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let (by, why) = (self.act.by(), self.act.why()?);
        if self.which.is_everything() {
            return Err(
                Error::usage("which messages?").hint("name them, or narrow them: `--state`, `--wave`, `--person`")
            );
        }
        if self.which.which().closed {
            return Err(Error::usage("what was closed is settled").hint("`heraut retry --state closed` sends it again"));
        }
        let settlement = match &self.settlement {
            SettlementArgs { arrived: true, .. } => Settlement::Arrived,
            SettlementArgs { lost: true, .. } => Settlement::Lost,
            _ => Settlement::Closed,
        };
        let mut operator = Operator::open(&global.campaign, global.instant()?)?;
        let chosen = operator.choose(&self.which.which(), |row| row.state.needs_a_person())?;
        let movable = chosen.rows.iter().filter(|row| settlement.of(row.state).is_some()).count() as u64;
        if movable > 0 && !self.act.goes_on(&format!("This settles {}. Go on?", notices(movable)), output) {
            return Ok(exit::FINDINGS);
        }
        let settled = operator.settle(&chosen.ids(), settlement, (&by, why))?;
        output.data(format!("Settled: {}.", notices(settled)))?;
        let rest = chosen.rows.len() as u64 - settled;
        if rest > 0 {
            output.say(format!("{} failed or bounced: use `--closed` or `heraut retry`.", notices(rest)));
        }
        Ok(exit::OK)
    }
}
