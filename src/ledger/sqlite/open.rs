//! Opening the file: who may make it, who may bring it up to date, and who only looks.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::beside::{self, Beside};
use super::fault::{Fallible, Fault};
use super::schema;
use super::store::SqliteLedger;
use crate::disk::open_own;
use crate::error::{Error, Place, Result};
use crate::ledger::Access;

impl SqliteLedger {
    /// Opens the ledger at `path`, if there is one. A blank file is none: an approval that ended early, on a full disk
    /// say, leaves one behind.
    pub(in crate::ledger) fn open(path: &Path, access: Access) -> Result<Option<Self>> {
        // What cannot even be asked for is for SQLite to explain.
        if matches!(path.try_exists(), Ok(false)) {
            return if beside::knows_of_one(path) { Err(lost(path)) } else { Ok(None) };
        }
        let flags = match access {
            Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
            Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        };
        let mut blank = false;
        let ledger = connect(path, flags, |conn, lock| match (schema::version(conn)?, access) {
            (None, _) => {
                blank = true;
                Ok(false)
            }
            (Some(version), Access::Read) => schema::read_as_it_is(conn, version).map(|()| true),
            (Some(version), Access::Write) => schema::bring_up_to_date(conn, version, lock).map(|()| true),
        })?;
        if blank && beside::knows_of_one(path) {
            return Err(lost(path));
        }
        Ok((!blank).then_some(ledger))
    }

    /// Opens the ledger at `path` for writing, and makes it if there is none.
    pub(in crate::ledger) fn open_or_create(path: &Path) -> Result<Self> {
        // SQLite gives its other files the mode of this one.
        match open_own(path, OpenOptions::new().write(true).create_new(true)) {
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists => return Err(not_made(&e, path)),
            _ => {}
        }
        connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, |conn, lock| match schema::version(conn)? {
            None => schema::create(conn).map(|()| true),
            Some(version) => schema::bring_up_to_date(conn, version, lock).map(|()| true),
        })
    }
}

/// There is none, and there was one.
fn lost(path: &Path) -> Error {
    Error::unreachable("the ledger is gone, or emptied: the file beside it that ends in `.generation` knows of one")
        .hint(
            "put it back, or a back-up with `heraut ledger restore`; to begin anew, as if nobody had been told, remove that \
             file too",
        )
        .at(Place::file(path.display().to_string()))
}

fn not_made(error: &io::Error, path: &Path) -> Error {
    Error::unreachable(format!("the ledger cannot be opened: it cannot be made there ({error})"))
        .hint("check that its directory exists, and who may read and write there")
        .at(Place::file(path.display().to_string()))
}

/// `prepare` is given the path of the lock too, and says whether there is a ledger.
fn connect(
    path: &Path,
    flags: OpenFlags,
    prepare: impl FnOnce(&mut Connection, &Path) -> Fallible<bool>,
) -> Result<SqliteLedger> {
    let open = || {
        if path.is_dir() {
            return Err(Error::unreachable("this is a directory, not a ledger").hint("name a file in it").into());
        }
        let mut conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        schema::configure(&conn)?;
        let lock = lock_of(path);
        let is_ledger = prepare(&mut conn, &lock)?;
        let writes = is_ledger && flags.contains(OpenFlags::SQLITE_OPEN_READ_WRITE);
        let beside = if writes { Some(Beside::open(&conn, path)?) } else { None };
        Ok((conn, lock, beside))
    };
    let (conn, lock, beside) = open().map_err(|fault: Fault| fault.told(path))?;
    Ok(SqliteLedger::new(conn, path.to_owned(), lock, beside))
}

/// Beside the file itself, so that two names of one ledger have one lock.
fn lock_of(path: &Path) -> PathBuf {
    let mut lock = path.canonicalize().unwrap_or_else(|_| path.to_owned()).into_os_string();
    lock.push(".lock");
    lock.into()
}
