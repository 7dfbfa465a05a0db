//! `heraut resume`: what was held goes on.

use clap::Args;

use super::global::Global;
use super::output::Output;
use super::scope::{Act, ScopeArgs, notices};
use crate::app::operate::Operator;
use crate::error::{Result, exit};
use crate::report;

/// The scope in a word: all that it can be is wider than a terminal.
const USAGE: &str =
    "heraut resume <SCOPE> --why <WORDS> [OPTIONS]\n       SCOPE is --all, --wave, --phase, --message or --person";

/// Let messages go on that were held.
///
/// A hold is lifted as it was laid: `--wave early` does not lift a hold on a person of that wave. What missed its day
/// goes out now, at most one a day to each person, the latest first; what is too late is not sent, and counted.
#[derive(Debug, Args)]
#[command(override_usage = USAGE, after_help = "\
Examples:
  heraut resume --wave early --why 'mail works again'
  heraut resume --all --why 'relay is back' --yes")]
pub struct Resume {
    #[command(flatten)]
    scope: ScopeArgs,
    #[command(flatten)]
    act: Act,
}

impl Resume {
    /// Resumes.
    ///
    /// # Errors
    /// When there is no such hold, or the ledger cannot be written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let (by, why) = (self.act.by(), self.act.why()?);
        let mut operator = Operator::open(&global.campaign, global.instant()?)?;
        let scope = operator.scope(&self.scope.named())?;
        let held = operator.affected(&scope)?.held;
        let outlook = operator.outlook(&scope)?;
        let days = report::outlook(&outlook.over, &outlook.days, output.width());
        if !days.is_empty() {
            output.say(format!("What is held falls due:\n{}", days.trim_end()));
        }
        if !self.act.goes_on(&format!("{} of {scope} are held. Let them go on?", notices(held)), output) {
            return Ok(exit::FINDINGS);
        }
        let done = operator.resume(&scope, (&by, why))?;
        output.data(format!("Resumed: {scope}, {}.", notices(done.moved)))?;
        if done.expired > 0 {
            output.say(format!("{} too late by now, and not sent.", notices(done.expired)));
        }
        if done.still_held > 0 {
            output.say(format!("{} still held by another hold: see `heraut status`.", notices(done.still_held)));
        }
        let due = operator.due_now()?;
        if due > 0 {
            output.say(format!("{} of the campaign due now: at most one a day goes to each person.", notices(due)));
        }
        Ok(exit::OK)
    }
}
