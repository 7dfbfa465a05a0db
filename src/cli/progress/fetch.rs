//! `heraut progress fetch`: fetches what says how far people are, and takes it in.

use clap::Args;
use serde_json::json;

use super::import::{figures, take_in, tell};
use crate::app::fetch::Fetching;
use crate::app::progress::standings;
use crate::campaign::ProgressSource;
use crate::cli::fetch::{ask, document, losses, screen};
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::error::{Error, Kind, Result, exit};

/// Fetch what says how far people are, and take it in.
///
/// Asks the systems of `sources:`, writes the files as `heraut fetch` does, and takes each in as `heraut progress import` does: the
/// files whose entry in `people:` or `devices:` has `progress: true`, or without any those of devices and registrations. When a file
/// lost more than a tenth of its rows, nothing is written and nothing is learnt.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut progress fetch
  heraut progress fetch intune.csv
  heraut progress fetch --accept-loss    also when more than a tenth of a file is gone")]
pub struct Fetch {
    /// These files of `sources:`.
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// Take in also what lost more than a tenth of its rows against the last time.
    #[arg(long)]
    accept_loss: bool,
    /// Go on although the clock is behind the ledger or what is fetched by more than a day, and so seems wrong.
    #[arg(long)]
    accept_clock: bool,
    /// As JSON on stdout.
    #[arg(long)]
    json: bool,
}

impl Fetch {
    /// Fetches, and takes in.
    ///
    /// # Errors
    /// When nothing was approved yet, no file says how far people are, a system gives no list, or a file cannot be taken in.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let files = standings(&global.campaign, &self.files)?;
        let how = Fetching { only: &files, dry_run: false, accept_loss: self.accept_loss };
        let came = ask(how, global, output)?;
        if !self.json {
            for came in &came {
                output.data(screen(came, output.width()))?;
            }
        }
        let lost = losses(&came, self.accept_loss, "heraut progress fetch --accept-loss");
        if !lost.is_empty() {
            output.say("Nothing was written, and nothing was learnt.");
            return Err(Error { kind: Kind::Findings, problems: lost });
        }
        let (mut imported, mut rejected) = (Vec::new(), 0);
        for came in &came {
            let (file, source) = (global.campaign.join(&came.file), ProgressSource::default());
            let done = take_in(&file, &source, self.accept_clock, global, output)?;
            rejected += done.rejected;
            match self.json {
                true => imported.push(json!({"file": came.file, "progress": figures(&done)})),
                false => tell(&done, output)?,
            }
        }
        if self.json {
            let both =
                json!({"format": "heraut-progress-fetch/1", "fetched": document(&came, true), "imported": imported});
            output.data(format!("{both:#}"))?;
        }
        Ok(if rejected > 0 { exit::FINDINGS } else { exit::OK })
    }
}
