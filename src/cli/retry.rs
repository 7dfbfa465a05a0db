//! `heraut retry`: sends again what failed, bounced or is uncertain.

use clap::{Args, ValueEnum};

use super::environment::somebody;
use super::gate::name;
use super::global::Global;
use super::output::Output;
use super::question;
use super::scope::notices;
use crate::app::operate::{Operator, Which};
use crate::error::{Result, exit};
use crate::ledger::{Row, State};
use crate::report;

/// Send messages again that failed or bounced, or of which nobody knows whether they arrived.
///
/// What was refused or bounced is made anew from the plan that is approved now, to the address it has, with a Message-ID of its own:
/// mend the address and approve first. Of what may have arrived the same bytes go out, so that a mail system can know
/// them again. Nothing is sent after its time. `heraut send` delivers them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut retry --dry-run                      what it would be
  heraut retry --state failed --wave early
  heraut retry --mended                       after addresses were mended
  heraut retry --reply 'user unknown'
  heraut retry 3f9ac2d1")]
pub struct Retry {
    #[command(flatten)]
    which: WhichArgs,
    /// Only what failed or bounced at another address than the approved one.
    #[arg(long)]
    mended: bool,
    /// Show them, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Do not ask.
    #[arg(long, short)]
    yes: bool,
    /// Who has them sent; the user name of this machine when absent.
    #[arg(long, value_name = "NAME", value_parser = somebody)]
    by: Option<String>,
}

/// Which of those that wait for a person.
#[derive(Debug, Args)]
pub struct WhichArgs {
    /// Their identities, or the first eight digits, as `heraut status` shows them.
    #[arg(value_name = "NOTICE")]
    ids: Vec<String>,
    /// Only those that failed, bounced, are uncertain, or were closed.
    #[arg(long, value_enum, value_name = "failed|bounced|uncertain|closed", hide_possible_values = true)]
    state: Option<Need>,
    /// Only of this wave.
    #[arg(long, value_name = "WAVE")]
    wave: Option<String>,
    /// Only this message.
    #[arg(long, value_name = "MESSAGE")]
    message: Option<String>,
    /// Only this person's: user name, address or full name.
    #[arg(long, value_name = "PERSON")]
    person: Option<String>,
    /// Only those with these words in the relay's reply.
    #[arg(long, value_name = "WORDS")]
    reply: Option<String>,
}

/// Why a notice waits for a person.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Need {
    /// Refused, or it could not be made.
    Failed,
    /// Not delivered, as a mail system reported later; with those not sent because of it.
    Bounced,
    /// Perhaps sent.
    Uncertain,
    /// Settled with `--closed`.
    Closed,
}

impl WhichArgs {
    /// For the use case.
    pub fn which(&self) -> Which {
        Which {
            ids: self.ids.clone(),
            state: match self.state {
                Some(Need::Failed) => Some(State::Failed),
                Some(Need::Bounced) => Some(State::Bounced),
                Some(Need::Uncertain) => Some(State::Uncertain),
                Some(Need::Closed) | None => None,
            },
            closed: matches!(self.state, Some(Need::Closed)),
            wave: self.wave.clone(),
            message: self.message.clone(),
            person: self.person.clone(),
            reply: self.reply.clone(),
            mended: false,
        }
    }

    /// Whether nothing narrows it.
    pub fn is_everything(&self) -> bool {
        self.which() == Which::default()
    }
}

impl Retry {
    /// Sends again.
    ///
    /// # Errors
    /// When a name or identity fits nothing, or the ledger cannot be written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let mut operator = Operator::open(&global.campaign, global.instant()?)?;
        let which = self.which.which();
        // Who types the digits of one that was closed means it.
        let closed = which.closed || (!which.ids.is_empty() && which.state.is_none());
        let chosen = operator.choose(&Which { closed, mended: self.mended, ..which }, Row::can_be_retried)?;
        if self.dry_run || chosen.rows.is_empty() {
            output.data(report::in_need(&chosen.rows, chosen.closed, output.width()))?;
            return Ok(exit::OK);
        }
        let question = format!("This sends {} again. Go on?", notices(chosen.rows.len() as u64));
        if !self.yes && !question::agrees(&question, output) {
            output.say("Nothing was changed.");
            return Ok(exit::FINDINGS);
        }
        let ids = chosen.ids();
        let done = operator.retry(&ids, &name(self.by.as_ref()))?;
        let held = operator.held(&ids)?;
        let again = done.same + done.fresh;
        output.data(format!("To be sent again: {}.", notices(again)))?;
        if done.late > 0 {
            output.say(format!("{} left as they are: their time is over.", notices(done.late)));
        }
        if held > 0 {
            output.say(format!("{} held: `heraut status` says by what, `heraut resume` lets them go.", notices(held)));
        }
        if again > held {
            output.say(format!("`heraut send` delivers {}.", if held > 0 { "the others" } else { "them" }));
        }
        Ok(if done.late > 0 { exit::FINDINGS } else { exit::OK })
    }
}
