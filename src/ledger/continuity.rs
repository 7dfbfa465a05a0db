//! A ledger that may lack what was done, and what was put back in its place.

use std::path::PathBuf;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::error::Error;

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

/// How the reason begins for which nobody sends from a ledger that was copied into another store.
pub(super) const COPIED: &str = "it was copied to ";

/// Why nobody sends from a ledger that may lack what was done.
pub(super) fn lacking(why: &str) -> Error {
    if why.starts_with(COPIED) {
        return Error::unreachable(format!("this is the ledger no more: {why}"))
            .hint("nothing was sent; name that one in `ledger:` of campaign.yaml");
    }
    Error::unreachable(format!("this ledger may lack what was sent: {why}")).hint(
        "nothing was sent; who is due may have been told already. `heraut send --after-restore uncertain` leaves them to \
         a person; `--after-restore unsent` sends to them, when the relay's log shows that nothing was sent since",
    )
}

/// A back-up that was put in the place of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// When the back-up was last written.
    pub since: Option<DateTime<Utc>>,
    /// Where the ledger is that was there before.
    pub aside: Option<PathBuf>,
}
