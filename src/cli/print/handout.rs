//! `heraut print handout`: the steps for each platform, for a pile at the service desk.

use clap::Args;

use super::for_anyone::ForAnyone;
use super::size::Size;
use super::tell;
use crate::app::print::{self, Steps, handouts};
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::error::{Result, exit};

/// Print handouts: a message with the steps for one platform, without anybody's name.
///
/// A file for each wave, platform and language, of a message as it was approved. It has the steps for every kind of
/// device of that platform that people in the wave have to move. Nothing is recorded.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut print handout --message enrol-now
  heraut print handout --message enrol-now --wave early --platform ios --lang nl
  heraut print handout --message enrol-now --wave early --large")]
pub struct Handout {
    #[command(flatten)]
    which: ForAnyone,
    /// Only for this platform; otherwise for each there is in the wave.
    #[arg(long, value_name = "PLATFORM", value_parser = ["ios", "ipados", "android", "macos", "windows", "other"])]
    platform: Option<String>,
    /// In large print.
    #[arg(long)]
    large: bool,
    /// The size of the paper; otherwise the campaign's.
    #[arg(long, value_name = "SIZE", value_enum)]
    size: Option<Size>,
}

impl Handout {
    /// Prints them.
    ///
    /// # Errors
    /// When nothing was approved, what is wanted is not there, or a handout cannot be read as it would be.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let steps = Steps { platform: self.platform.clone(), large: self.large };
        let asked = print::ForAnyone { paper: self.size.map(Size::paper), ..self.which.asked() };
        let now = global.instant()?;
        let pile = handouts(&global.campaign, &asked, &steps, now, &output.watcher())?;
        output.data(tell::pile(&pile, "handout"))?;
        Ok(exit::OK)
    }
}
