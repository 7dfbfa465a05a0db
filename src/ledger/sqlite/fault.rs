//! What SQLite says went wrong, said to the person who has to mend it.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::error::{Error, Place};

/// An error on its way out: SQLite's own, or one that is already said in our words.
#[derive(Debug)]
pub(super) enum Fault {
    /// As SQLite gave it.
    Sqlite(rusqlite::Error),
    /// Already explained.
    Told(Error),
}

/// The result inside this store.
pub(super) type Fallible<T> = std::result::Result<T, Fault>;

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Fault::Sqlite(error)
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault::Told(error)
    }
}

impl Fault {
    /// Data in the file that this program cannot have written.
    pub(super) fn damaged(what: impl std::fmt::Display) -> Self {
        Fault::Told(
            Error::unreachable(format!("the ledger is damaged: {what}"))
                .hint("restore the newest back-up; what was sent since then is in the relay's log"),
        )
    }

    /// What it is, in a sentence without a place.
    pub(super) fn in_words(&self) -> String {
        match self {
            Fault::Told(error) => error.to_string(),
            Fault::Sqlite(error) => error.to_string(),
        }
    }

    /// The error for the person, with the ledger's file as its place.
    pub(super) fn told(self, path: &Path) -> Error {
        let error = match self {
            Fault::Told(error) => error,
            Fault::Sqlite(error) => explain(&error),
        };
        error.at(Place::file(path.display().to_string()))
    }
}

fn explain(error: &rusqlite::Error) -> Error {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
    match error {
        FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) | Utf8Error(..) => {
            return Error::unreachable(format!("the ledger is damaged: {error}")).hint("restore the newest back-up");
        }
        _ => {}
    }
    let said = error.to_string();
    if ["no such column", "no such table", "no such index", "has no column named"].iter().any(|no| said.contains(no)) {
        // What is asked for is the same each time: it is the file that lacks it.
        return Error::unreachable(format!("the ledger is damaged: its tables are not those of a ledger ({error})"))
            .hint("restore the newest back-up");
    }
    let (what, hint) = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            ("the ledger is busy: another process keeps writing to it", "wait until it is done, then try again")
        }
        Some(ErrorCode::NotADatabase) => ("this file is not a ledger", "name the file that `heraut approve` made"),
        Some(ErrorCode::DatabaseCorrupt) => ("the ledger is damaged", "restore the newest back-up"),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            ("the ledger cannot be written", "check who may write to the file and to its directory")
        }
        Some(ErrorCode::CannotOpen) => {
            ("the ledger cannot be opened", "check that its directory exists, and who may read and write there")
        }
        Some(ErrorCode::DiskFull) => {
            ("the disk of the ledger is full", "make room and run the command again; nothing of this step was recorded")
        }
        Some(ErrorCode::SystemIoFailure) => (
            "the disk of the ledger fails",
            "nothing of this step was recorded; check the disk, and whether files may grow (`ulimit -f`), then try again",
        ),
        _ => return Error::bug(format!("the ledger did what was not expected: {error}")),
    };
    Error::unreachable(format!("{what} ({error})")).hint(hint)
}
