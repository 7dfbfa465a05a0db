//! What every verb takes.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;

use super::clock::{self, SystemClock};
use crate::app::deliver::FixedClock;
use crate::deliver::Clock;
use crate::error::{Error, Result};

/// Above the options of every verb in its help: otherwise they stand among those that are its own.
const ALWAYS: &str = "Options of every verb";

/// Options of every verb.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The campaign directory.
    #[arg(long, short = 'C', global = true, value_name = "DIR", default_value = ".", env = "HERAUT_CAMPAIGN", help_heading = ALWAYS)]
    pub campaign: PathBuf,
    /// Act as if it were this instant (a trial of the calendar), as in 2027-03-01T09:00+01:00.
    #[arg(long, global = true, value_name = "TIME", help_heading = ALWAYS)]
    pub now: Option<String>,
    /// Say less: no progress, no advice.
    #[arg(long, short, global = true, help_heading = ALWAYS)]
    pub quiet: bool,
}

impl Global {
    /// The instant to act for: `--now`, else the clock.
    ///
    /// # Errors
    /// When `--now` is not an instant.
    pub fn instant(&self) -> Result<DateTime<Utc>> {
        match &self.now {
            None => Ok(clock::now()),
            Some(text) => instant("--now", text),
        }
    }

    /// A clock that shows it, and stands still with `--now`.
    ///
    /// # Errors
    /// When `--now` is not an instant.
    pub fn clock(&self) -> Result<Box<dyn Clock>> {
        let now = self.instant()?;
        Ok(if self.now.is_some() { Box::new(FixedClock::new(now)) } else { Box::new(SystemClock) })
    }
}

/// An instant as it is typed after `option`.
///
/// # Errors
/// When it is none.
pub fn instant(option: &str, text: &str) -> Result<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z"))
        .map(|t| t.to_utc())
        .map_err(|_| {
            Error::usage(format!("`{option} {text}` is not an instant"))
                .hint("write date, time and offset, as in 2027-03-01T09:00+01:00")
        })
}
