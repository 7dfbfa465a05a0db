//! `heraut cancel`: it never goes out.

use clap::Args;

use super::global::Global;
use super::output::Output;
use super::scope::{Act, ScopeArgs, notices};
use crate::app::operate::Operator;
use crate::error::{Result, exit};

/// The scope in a word: all that it can be is wider than a terminal.
const USAGE: &str =
    "heraut cancel <SCOPE> --why <WORDS> [OPTIONS]\n       SCOPE is --all, --wave, --phase, --message or --person";

/// Stop messages for good, at once, also while `send` runs.
///
/// What is on its way to the relay ends; nothing else of it begins, and no later plan brings it back. It is about what
/// waits now: what a later plan adds is not cancelled. To stop for a while, hold.
#[derive(Debug, Args)]
#[command(override_usage = USAGE, after_help = "\
Examples:
  heraut cancel --person j.jansen@example.org --why 'leaves on Friday'
  heraut cancel --message survey --why 'asked too often this year'")]
pub struct Cancel {
    #[command(flatten)]
    scope: ScopeArgs,
    #[command(flatten)]
    act: Act,
}

impl Cancel {
    /// Cancels.
    ///
    /// # Errors
    /// When nothing of that name was approved, or the ledger cannot be written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let (by, why) = (self.act.by(), self.act.why()?);
        let mut operator = Operator::open(&global.campaign, global.instant()?)?;
        let scope = operator.scope(&self.scope.named())?;
        let affected = operator.affected(&scope)?;
        let many = notices(affected.waiting + affected.held);
        if !self.act.goes_on(&format!("This cancels {many} of {scope}, for good. Cancel?"), output) {
            return Ok(exit::FINDINGS);
        }
        let done = operator.cancel(&scope, (&by, why))?;
        output.data(format!("Cancelled: {scope}, {}.", notices(done.moved)))?;
        if done.under_way > 0 {
            output.say(format!("{} under way may still go.", notices(done.under_way)));
        }
        Ok(exit::OK)
    }
}
