//! `heraut bounces`: takes in what mail systems report of messages that went out.

pub(super) mod account;
mod import;
mod watch;

use clap::{Args, Subcommand};

use super::global::Global;
use super::output::Output;
use crate::error::Result;

/// Take in what mail systems report of messages that went out.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut bounces import ~/Maildir --dry-run
  heraut bounces import /var/mail/bounces
  heraut bounces watch --once")]
pub struct Bounces {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Read reports out of a Maildir, an mbox or .eml files.
    ///
    /// A message that was not delivered counts as bounced from then on, and stands on the list of `heraut status`. Whose
    /// address takes no mail gets no more of it until the address is mended, and is told by letter where a message comes
    /// as one. An automatic reply changes nothing. Files are only read, and the same report again changes nothing.
    Import(import::Import),
    /// Read reports out of a mailbox over IMAP, and go on reading.
    ///
    /// The mailbox is that of `bounces:` in the approved campaign. What was read gets a keyword of the campaign, and reports
    /// are marked as seen, or moved, once they are recorded; nothing is deleted. What follows is as for `import`.
    Watch(watch::Watch),
}

impl Bounces {
    /// Takes them in.
    ///
    /// # Errors
    /// When nothing was approved yet, a mailbox cannot be read, or the ledger not be written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        match &self.what {
            What::Import(import) => import.execute(global, output),
            What::Watch(watch) => watch.execute(global, output),
        }
    }
}
