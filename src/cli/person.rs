//! `heraut person`: what is kept of somebody, and how it is erased.

mod forget;
mod show;

use clap::{Args, Subcommand};

use super::global::Global;
use super::output::Output;
use crate::error::Result;

/// Show what is kept of somebody, or erase it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut person show j.jansen@example.org
  heraut person forget j.jansen@example.org --why 'asked for it'
  heraut person forget --expired                 everybody, when `retention:` is over")]
pub struct Person {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Show everything known and told about somebody, in their language.
    ///
    /// From every approval: who they are, their devices, how far they are and since when, each message with its subject and
    /// what became of it, what is planned, what the journal says of them, and the rows of the files as they are there. It is what
    /// somebody gets who asks what is kept of them (GDPR article 15).
    Show(show::Show),
    /// Erase somebody from the ledger, every snapshot in it and the outbox.
    ///
    /// Names, addresses, devices and replies are gone, and the journal no longer names them; counts and times stay. What is
    /// not sent to them yet is cancelled, and a later export does not bring them back. Also while `send` runs, which gives
    /// way. It cannot be undone.
    Forget(forget::Who),
}

impl Person {
    /// Does it.
    ///
    /// # Errors
    /// When there is no such person, or the ledger cannot be read or written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        match &self.act {
            Act::Show(show) => show.execute(global, output),
            Act::Forget(who) => who.execute(global, output),
        }
    }
}
