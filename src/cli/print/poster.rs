//! `heraut print poster`: what to do and by when, for a wall.

use clap::{Args, ValueEnum};

use super::for_anyone::ForAnyone;
use super::tell;
use crate::app::print::posters;
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::error::{Result, exit};
use crate::print::Format;

/// Print posters: what to do, by when, the code, and the helpdesk's number.
///
/// A file for each wave and language, of a message as it was approved. Nothing is recorded.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut print poster --message announcement
  heraut print poster --message enrol-now --wave pilot --lang nl --size a3
  heraut print poster --message announcement --draft --out look")]
pub struct Poster {
    #[command(flatten)]
    which: ForAnyone,
    /// The size of the paper; otherwise the campaign's.
    #[arg(long, value_name = "SIZE", value_enum)]
    size: Option<Size>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Size {
    A3,
    A4,
    Letter,
}

impl Poster {
    /// Prints them.
    ///
    /// # Errors
    /// When nothing was approved, what is wanted is not there, or a poster cannot be read as it would be.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let format = self.size.map(|size| match size {
            Size::A3 => Format::A3,
            Size::A4 => Format::A4,
            Size::Letter => Format::UsLetter,
        });
        let now = global.instant()?;
        let pile = posters(&global.campaign, &self.which.asked(), format, now, &output.watcher())?;
        output.data(tell::pile(&pile, "poster"))?;
        Ok(exit::OK)
    }
}
