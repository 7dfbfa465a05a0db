//! The way in: which store an address means, and what it is opened for.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::sqlite::{self, SqliteLedger};
use super::{Ledger, Restored};
use crate::campaign::LedgerUrl;
use crate::error::Result;

/// What a ledger is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To look. Nothing is changed, whoever asks: one of an older version is read as it is.
    Read,
    /// To write. One of an older version is brought up to date first, while nobody sends.
    Write,
}

/// Opens the ledger at `url`, if there is one; `dir` is the campaign directory.
///
/// # Errors
/// [`Unreachable`](crate::error::Kind::Unreachable) when what is there is not a ledger, was made by a newer program,
/// cannot be read (or written), or is to be brought up to date while somebody sends.
pub fn open(url: &LedgerUrl, dir: &Path, access: Access) -> Result<Option<Box<dyn Ledger>>> {
    let LedgerUrl::Sqlite(file) = url;
    Ok(SqliteLedger::open(&dir.join(file), access)?.map(boxed))
}

/// Opens the ledger at `url` for writing, and makes it if there is none; `dir` is the campaign directory.
///
/// # Errors
/// As [`open`].
pub fn open_or_create(url: &LedgerUrl, dir: &Path) -> Result<Box<dyn Ledger>> {
    let LedgerUrl::Sqlite(file) = url;
    SqliteLedger::open_or_create(&dir.join(file)).map(boxed)
}

/// Puts a back-up in the place of the ledger at `url`; `dir` is the campaign directory. What was there is kept beside it. The
/// restored ledger is doubted: nobody sends from it until it is [taken up](Ledger::take_up).
///
/// # Errors
/// [`Unreachable`](crate::error::Kind::Unreachable) when the back-up is none or damaged, somebody sends, or the disk refuses;
/// then the ledger is as it was.
pub fn restore(from: &Path, url: &LedgerUrl, dir: &Path, now: DateTime<Utc>) -> Result<Restored> {
    let LedgerUrl::Sqlite(file) = url;
    sqlite::restore(from, &dir.join(file), now)
}

fn boxed(ledger: SqliteLedger) -> Box<dyn Ledger> {
    Box::new(ledger)
}
