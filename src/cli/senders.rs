//! `heraut senders`: who sends.

use clap::Args;

use super::global::Global;
use super::output::Output;
use crate::app::senders::senders;
use crate::error::{Result, exit};
use crate::report;

/// Show who sends, since when, and how much.
///
/// A ledger in a file has one sender at a time. One on PostgreSQL has as many as are started, on whatever hosts: they share
/// what is due and the limits of the relay.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut senders
  heraut senders --json")]
pub struct Senders {
    /// As JSON on stdout.
    #[arg(long)]
    json: bool,
}

impl Senders {
    /// Shows them.
    ///
    /// # Errors
    /// When there is no ledger yet, or it cannot be read.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let senders = senders(&global.campaign)?;
        output.data(match self.json {
            true => format!("{:#}", report::senders_json(&senders)),
            false => report::senders(&senders, output.width()),
        })?;
        Ok(exit::OK)
    }
}
