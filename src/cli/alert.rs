//! `heraut alert`: tells somebody when something is wrong.

use clap::Args;

use super::clock;
use super::environment::variable;
use super::global::Global;
use super::output::Output;
use crate::app::alert::{Asked, Told, WayName, alert};
use crate::error::{Error, Kind, Problem, Result, exit};

/// Tell somebody when something is wrong, for a timer.
///
/// Looks at the ledger, and tells what is new by the ways of `alert:` in the approved campaign. `heraut send` tells by itself
/// while it runs; this also finds a sender that does not run any more. What was told is remembered beside the ledger, and not
/// told again while it only lasts.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut alert --test       does everybody hear of it?
  heraut alert              for a timer, every five minutes
  heraut alert --dry-run    what would be told now")]
pub struct Alert {
    /// Tell everybody that this is a test. Nothing is remembered.
    #[arg(long)]
    test: bool,
    /// Show what would be told; tell and remember nothing.
    #[arg(long, conflicts_with = "test")]
    dry_run: bool,
}

impl Alert {
    /// Tells it.
    ///
    /// # Errors
    /// When nothing was approved, the campaign tells nobody, the ledger cannot be read, or somebody could not be told.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let asked = match (self.test, self.dry_run) {
            (true, _) => Asked::Test,
            (_, true) => Asked::Show,
            _ => Asked::Tell,
        };
        let told = alert(&global.campaign, asked, &variable, clock::now, global.instant()?)?;
        let Told { ways, failed, elsewhere } = &told;
        let done = if self.dry_run { "Would be told" } else { "Told" };
        for (way, what) in ways {
            output.data(format!("{done} by {}: {}.", way.as_str(), what.join(", ")))?;
        }
        if *elsewhere {
            output.say("Somebody else looks at this moment, and tells it.");
        } else if ways.is_empty() && failed.is_empty() {
            output.say("There is nothing new to tell.");
        }
        match &failed[..] {
            [] => Ok(exit::OK),
            failed => {
                let wrong = |(way, why): &(WayName, String)| {
                    Problem::new(format!("nobody could be told by {}: {why}", way.as_str()))
                };
                let problems = failed.iter().map(wrong).collect();
                Err(Error { kind: Kind::Unreachable, problems }
                    .hint("what is to be told is tried again; `heraut alert --test` tries every way"))
            }
        }
    }
}
