//! A ledger that may lack what was done, and what was put back in its place.

use std::path::PathBuf;
use std::str::FromStr;

use chrono::{DateTime, Utc};

/// What becomes of the notices that may have been sent, though a doubted ledger does not know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// They are uncertain: a person decides.
    Uncertain,
    /// A person knows that none of them was sent: they are due as they were.
    Unsent,
}

impl FromStr for Since {
    type Err = &'static str;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "uncertain" => Ok(Since::Uncertain),
            "unsent" => Ok(Since::Unsent),
            _ => Err("it is `uncertain` (a person decides) or `unsent` (nothing was sent since)"),
        }
    }
}

impl Since {
    /// What is said of a notice that became uncertain so.
    pub(super) const MAY_BE_SENT: &str = "may have been sent: the ledger was not the newest";
}

/// A back-up that was put in the place of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// When the back-up was last written.
    pub since: Option<DateTime<Utc>>,
    /// Where the ledger is that was there before.
    pub aside: Option<PathBuf>,
}
