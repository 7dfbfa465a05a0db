//! `heraut hold`: nothing more of it goes out.

use clap::Args;

use super::global::{Global, instant};
use super::output::Output;
use super::scope::{Act, ScopeArgs, notices};
use crate::app::operate::Operator;
use crate::error::{Result, exit};

/// The scope in a word: all that it can be is wider than a terminal.
const USAGE: &str =
    "heraut hold <SCOPE> --why <WORDS> [OPTIONS]\n       SCOPE is --all, --wave, --phase, --message or --person";

/// Stop messages until they are resumed, at once, also while `send` runs.
///
/// What is on its way to the relay ends; nothing more of it begins. Several holds may lie on one message: it goes on
/// when the last is lifted. What a later plan or import adds to it is held as well. A message that is held past its
/// time is not sent late.
#[derive(Debug, Args)]
#[command(override_usage = USAGE, after_help = "\
Examples:
  heraut hold --wave early --why 'mail is broken'
  heraut hold --wave early --message enrol-now --why 'wrong link'
  heraut hold --all --why 'outage at the relay' --until 2027-03-02T09:00+01:00
  heraut hold --person j.jansen@example.org --why 'called: on sick leave'")]
pub struct Hold {
    #[command(flatten)]
    scope: ScopeArgs,
    #[command(flatten)]
    act: Act,
    /// Over by itself from this instant on, as in 2027-03-02T09:00+01:00.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
}

impl Hold {
    /// Holds.
    ///
    /// # Errors
    /// When nothing of that name was approved, or the ledger cannot be written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let (by, why) = (self.act.by(), self.act.why()?);
        let until = self.until.as_deref().map(|until| instant("--until", until)).transpose()?;
        let mut operator = Operator::open(&global.campaign, global.instant()?)?;
        let scope = operator.scope(&self.scope.named())?;
        let waiting = operator.affected(&scope)?.waiting;
        if !self.act.goes_on(&format!("This holds {} of {scope}. Hold?", notices(waiting)), output) {
            return Ok(exit::FINDINGS);
        }
        let done = operator.hold(scope.clone(), &by, why, until)?;
        output.data(format!("Held: {scope}, {}.", notices(done.moved)))?;
        if done.under_way > 0 {
            output.say(format!("{} under way may still go.", notices(done.under_way)));
        }
        output.say(format!("`heraut resume {}` lets them go on.", self.scope.typed()));
        Ok(exit::OK)
    }
}
