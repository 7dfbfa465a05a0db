//! `heraut bounces import`: reports out of files.

use std::path::PathBuf;

use clap::Args;

use super::account;
use crate::app::bounces::{Keep, import};
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::error::Result;

/// Read reports out of a Maildir, an mbox or .eml files.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut bounces import ~/Maildir --dry-run     what it would be
  heraut bounces import /var/mail/bounces       an mbox
  heraut bounces import undelivered.eml --json")]
pub struct Import {
    /// Maildirs, mboxes, folders with .eml files, or single messages.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Say what it would be, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// The account as JSON on stdout.
    #[arg(long)]
    json: bool,
}

impl Import {
    /// Takes them in.
    ///
    /// # Errors
    /// When nothing was approved yet, a path cannot be read, or the ledger not be written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let keep = if self.dry_run { Keep::No } else { Keep::Yes };
        let account = import(&global.campaign, &self.paths, keep, global.instant()?)?;
        account::tell(&account, self.json, output)?;
        if self.dry_run {
            output.say("Nothing was changed.");
        }
        Ok(account::code(&account))
    }
}
