//! `heraut bounces watch`: reports out of a mailbox over IMAP.

use std::time::Duration;

use clap::Args;

use super::account;
use crate::app::bounces::{Account, Seen, Watched, Watching, watch};
use crate::cli::clock;
use crate::cli::environment::variable;
use crate::cli::global::Global;
use crate::cli::interrupt::until_called;
use crate::cli::output::Output;
use crate::cli::service::Service;
use crate::error::{Result, exit};

/// What a service manager is told.
const DOES: [&str; 2] = ["Looking for reports.", "Ending."];

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut bounces watch --once       read what is there, and end; for a timer
  heraut bounces watch              stay, and look every minute
  heraut bounces watch --every 10")]
pub struct Watch {
    /// Read what is there, and end.
    #[arg(long)]
    once: bool,
    /// Look every so many minutes.
    #[arg(long, value_name = "MINUTES", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1440))]
    every: u64,
    /// With --once: the account as JSON on stdout.
    #[arg(long, requires = "once")]
    json: bool,
}

impl Watch {
    /// Watches.
    ///
    /// # Errors
    /// When the approved campaign names no mailbox, the sign-in is refused, or the ledger cannot be written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let clock = global.clock()?;
        // With `--now` no time passes.
        let once = self.once || global.now.is_some();
        let how =
            Watching { once, every: Duration::from_secs(self.every * 60), environment: &variable, machine: clock::now };
        // With --once there is one account of everything, also of what came before somebody or something broke it off.
        let mut whole = Account::default();
        let mut tell = |seen: Seen| {
            match seen {
                Seen::Account(found) if once => whole.take(found),
                Seen::Account(found) => account::tell(&found, self.json, output)?,
                Seen::Away(why) => output.say(format!("{why}; it is tried again")),
            }
            Ok(())
        };
        let service = Service::from_environment(DOES);
        let done = until_called(&service, |calls| watch(&global.campaign, how, &*clock, calls.stop, &mut tell))?;
        let told = match &done {
            Some(Ok(Watched::All)) => account::tell(&whole, self.json, output),
            _ if whole.messages > 0 => account::tell(&whole, self.json, output),
            _ => Ok(()),
        };
        match done.transpose()? {
            Some(Watched::All) => told.map(|()| account::code(&whole)),
            Some(Watched::Stopped) if !once => told.map(|()| exit::OK),
            Some(Watched::Stopped) | None => told.map(|()| exit::INTERRUPTED),
        }
    }
}
