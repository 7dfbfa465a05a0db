//! `heraut helpdesk`: contacts as they came.

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::gate::{let_go, name};
use super::global::Global;
use super::output::Output;
use crate::app::steer::Gatekeeper;
use crate::error::{Result, counted, exit};

/// Say what came to the helpdesk, for the gates.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut helpdesk log 2027-03-03 37              contacts of that day
  heraut helpdesk log 2027-03-03 0 --wave pilot  a quiet day counts too")]
pub struct Helpdesk {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
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
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Helpdesk {
    /// Keeps it.
    ///
    /// # Errors
    /// When nothing was approved yet, the wave is not clear, or the ledger cannot be written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let Act::Log(Log { day, count, wave, by }) = &self.act;
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
