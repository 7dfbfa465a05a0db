//! The way in: which store an address means, and what it is opened for.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::copy::Rows;
#[cfg(feature = "postgres")]
use super::postgres::PostgresLedger;
use super::sqlite::{self, SqliteLedger};
use super::{Ledger, Restored};
use crate::campaign::LedgerUrl;
#[cfg(not(feature = "postgres"))]
use crate::campaign::Server;
use crate::error::{Error, Place, Result};

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
    match url {
        LedgerUrl::Sqlite(file) => Ok(SqliteLedger::open(&dir.join(file), access)?.map(boxed)),
        #[cfg(feature = "postgres")]
        LedgerUrl::Postgres(server) => Ok(PostgresLedger::open(server, dir, access)?.map(boxed)),
        #[cfg(not(feature = "postgres"))]
        LedgerUrl::Postgres(server) => Err(not_built(server)),
    }
}

/// Opens the ledger at `url` for writing, and makes it if there is none; `dir` is the campaign directory.
///
/// # Errors
/// As [`open`].
pub fn open_or_create(url: &LedgerUrl, dir: &Path) -> Result<Box<dyn Ledger>> {
    match url {
        LedgerUrl::Sqlite(file) => SqliteLedger::open_or_create(&dir.join(file)).map(boxed),
        #[cfg(feature = "postgres")]
        LedgerUrl::Postgres(server) => PostgresLedger::open_or_create(server, dir).map(boxed),
        #[cfg(not(feature = "postgres"))]
        LedgerUrl::Postgres(server) => Err(not_built(server)),
    }
}

/// Puts a back-up in the place of the ledger at `url`; `dir` is the campaign directory. What was there is kept beside it. The
/// restored ledger is doubted: nobody sends from it until it is [taken up](Ledger::take_up).
///
/// # Errors
/// [`Unreachable`](crate::error::Kind::Unreachable) when the back-up is none or damaged, somebody sends, or the disk refuses;
/// then the ledger is as it was.
pub fn restore(from: &Path, url: &LedgerUrl, dir: &Path, now: DateTime<Utc>) -> Result<Restored> {
    match url {
        LedgerUrl::Sqlite(file) => sqlite::restore(from, &dir.join(file), now),
        LedgerUrl::Postgres(server) => {
            Err(Error::usage("a ledger on PostgreSQL is restored with the tools of the server")
                .hint("`pg_restore` puts a dump back, or `heraut ledger copy` an SQLite file; see docs/postgresql.md")
                .at(Place::file(&*server.url)))
        }
    }
}

/// The ledger at `url` with its rows as they stand, for a copy; `make` makes it if there is none.
pub(super) fn kept(url: &LedgerUrl, dir: &Path, make: bool) -> Result<Option<Box<dyn Rows>>> {
    fn of<L: Rows + 'static>(ledger: L) -> Box<dyn Rows> {
        Box::new(ledger)
    }
    match url {
        LedgerUrl::Sqlite(file) if make => SqliteLedger::open_or_create(&dir.join(file)).map(of).map(Some),
        LedgerUrl::Sqlite(file) => Ok(SqliteLedger::open(&dir.join(file), Access::Write)?.map(of)),
        #[cfg(feature = "postgres")]
        LedgerUrl::Postgres(server) if make => PostgresLedger::open_or_create(server, dir).map(of).map(Some),
        #[cfg(feature = "postgres")]
        LedgerUrl::Postgres(server) => Ok(PostgresLedger::open(server, dir, Access::Write)?.map(of)),
        #[cfg(not(feature = "postgres"))]
        LedgerUrl::Postgres(server) => Err(not_built(server)),
    }
}

#[cfg(not(feature = "postgres"))]
fn not_built(server: &Server) -> Error {
    Error::unreachable("this heraut was built without PostgreSQL")
        .hint("use one that was built with the feature `postgres`, which is in unless it was left out")
        .at(Place::file(&*server.url))
}

fn boxed<L: Ledger + 'static>(ledger: L) -> Box<dyn Ledger> {
    Box::new(ledger)
}
