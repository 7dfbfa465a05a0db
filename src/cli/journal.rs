//! `heraut journal`: who did what when.

use clap::Args;

use super::global::Global;
use super::output::Output;
use crate::app::journal::Journal as Read;
use crate::error::{Result, exit};
use crate::report;

/// Show who did what when, and whether it is what was written.
///
/// Every approval, hold, resumption, cancellation, retry, settlement, import and decision on a gate is an entry, chained to
/// the one before. The last link, the head, stands on the plan and under each approval: with `--head`, what was kept on paper
/// is found again, or it shows that something before it was changed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut journal
  heraut journal --head 3f9ac2d1e07b55a4     is it what we signed?
  heraut journal --json")]
pub struct Journal {
    /// Only whether the entry with this head is there, from the first eight digits on.
    #[arg(long, value_name = "DIGITS")]
    head: Option<String>,
    /// As JSON on stdout.
    #[arg(long)]
    json: bool,
}

impl Journal {
    /// Shows it.
    ///
    /// # Errors
    /// When there is no ledger yet, or it cannot be read.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let read = Read::read(&global.campaign)?;
        if let Some(digits) = &self.head {
            let Some(entry) = read.witnessed(digits)? else {
                output.data(format!("No entry has the head {digits}: what was kept is not this journal."))?;
                return Ok(exit::FINDINGS);
            };
            output.data(format!(
                "That is entry {} of {}: up to it, everything is as it was.",
                entry.number,
                report::journal_instant(entry.at)
            ))?;
            return Ok(exit::OK);
        }
        let broken = read.broken.as_ref();
        output.data(match self.json {
            true => format!("{:#}", report::journal_json(&read.entries, broken)),
            false => report::journal(&read.entries, broken, output.width()),
        })?;
        Ok(if broken.is_some() { exit::FINDINGS } else { exit::OK })
    }
}
