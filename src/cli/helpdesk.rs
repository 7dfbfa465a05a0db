//! `heraut helpdesk`: contacts as they came, and as they are expected.

mod import;
mod show;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::environment::somebody;
use super::gate::{let_go, name};
use super::global::Global;
use super::output::Output;
use crate::app::steer::Gatekeeper;
use crate::error::{Result, counted, exit};

/// Show what comes to the helpdesk, or say what came.
///
/// What is expected is a forecast: docs/steering.md says how it is made, and what it rests on.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  heraut helpdesk                                what is expected, what came, what it takes
  heraut helpdesk --json                         every day, for a dashboard
  heraut helpdesk import tickets.csv             an export of the ticket system
  heraut helpdesk log 2027-03-03 37              contacts of that day
  heraut helpdesk log 2027-03-03 0 --wave pilot  a quiet day counts too"
)]
pub struct Helpdesk {
    #[command(subcommand)]
    act: Option<Act>,
    /// Every working day, not those around today alone.
    #[arg(long)]
    all: bool,
    /// As JSON on stdout: every day.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Read an export of a ticket system.
    Import(import::Import),
    /// Say how many contacts came on a day. Said again, it takes the place of what was said before.
    Log(Log),
}

#[derive(Debug, Args)]
struct Log {
    /// The day.
    #[arg(value_name = "DAY")]
    day: NaiveDate,
    /// How many.
    #[arg(value_name = "CONTACTS")]
    count: u32,
    /// The wave they were about; the one that was under way when absent.
    #[arg(long, value_name = "WAVE")]
    wave: Option<String>,
    /// Who says it; the user name of this machine when absent.
    #[arg(long, value_name = "NAME", value_parser = somebody)]
    by: Option<String>,
}

impl Helpdesk {
    /// Shows what comes, or keeps what came.
    ///
    /// # Errors
    /// When nothing was approved yet, the wave is not clear, or the ledger cannot be written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        match &self.act {
            None => show::show(self.all, self.json, global, output),
            Some(Act::Import(import)) => import.execute(global, output),
            Some(Act::Log(log)) => log.execute(global, output),
        }
    }
}

impl Log {
    fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let Log { day, count, wave, by } = self;
        let mut keeper = Gatekeeper::open(&global.campaign, global.instant()?)?;
        let wave = match wave {
            Some(wave) => wave.clone(),
            None => keeper.under_way_on(*day)?,
        };
        let gone = keeper.log_contacts(&wave, *day, *count, &name(by.as_ref()))?;
        output.data(format!("{day}, wave {wave}: {}.", counted(*count, "contact", "contacts")))?;
        let_go(&gone, output);
        Ok(exit::OK)
    }
}
