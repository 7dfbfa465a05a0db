//! A copy that is whole, also while a sender writes; and putting one back.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::fault::{Fallible, Fault};
use super::lock::Lock;
use super::{generation, schema, verify};
use crate::disk::{self, open_own};
use crate::error::{Error, Result};
use crate::ledger::Restored;

/// Copies the ledger into a file that is not there yet.
pub(super) fn back_up(conn: &Connection, to: &Path) -> Fallible<()> {
    let made = open_own(to, OpenOptions::new().write(true).create_new(true));
    made.map_err(|e| {
        let hint = "name a file that is not there yet, in a directory that is";
        Error::usage(format!("cannot write the back-up {}: {e}", to.display())).hint(hint)
    })?;
    copy(conn, to).inspect_err(|_| {
        // Half a back-up is none.
        let _ = fs::remove_file(to);
    })
}

/// Copies into a file that is there and blank. When it returns the copy is on the disk, and one file.
fn copy(conn: &Connection, to: &Path) -> Fallible<()> {
    let mut copy = Connection::open_with_flags(to, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let backup = Backup::new(conn, &mut copy)?;
    // All at once is one moment of the ledger, and readers keep nobody from writing.
    while !matches!(backup.step(-1)?, StepResult::Done) {
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(backup);
    copy.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))?;
    copy.close().map_err(|(_, error)| error)?;
    File::open(to).and_then(|file| file.sync_all()).map_err(unwritten)?;
    disk::sync_folder(folder(to)).map_err(unwritten)?;
    Ok(())
}

/// Puts a back-up in the place of a ledger. What was there is kept beside it.
pub(in crate::ledger) fn restore(from: &Path, to: &Path, now: DateTime<Utc>) -> Result<Restored> {
    put_back(from, to, now).map_err(|fault| fault.told(from))
}

fn put_back(from: &Path, to: &Path, now: DateTime<Utc>) -> Fallible<Restored> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    schema::configure(&source)?;
    let version = schema::version(&source)?.ok_or_else(|| Error::usage("there is nothing in this file"))?;
    let found = verify::verify(&source)?;
    if let Some(first) = found.first() {
        let hint = "nothing was changed; take an older back-up";
        return Err(Error::unreachable(format!("this back-up is damaged: {first}")).hint(hint).into());
    }
    let to = to.canonicalize().unwrap_or_else(|_| to.to_owned());
    if from.canonicalize().is_ok_and(|from| from == to) {
        return Err(Error::usage("this is the ledger itself").hint("name the back-up").into());
    }
    let _lock = Lock::take(&with(&to, ".lock"), "heraut ledger restore", "restoring", Some(now))?;
    let new = with(&to, ".new");
    if new.exists() {
        fs::remove_file(&new).map_err(unwritten)?;
    }
    open_own(&new, OpenOptions::new().write(true).create_new(true)).map_err(unwritten)?;
    copy(&source, &new)?;
    let since = mark(&new, version)?;
    let aside = put_aside(&to).map_err(unwritten)?;
    fs::rename(&new, &to).and_then(|()| disk::sync_folder(folder(&to))).map_err(unwritten)?;
    Ok(Restored { since, aside })
}

/// Marks a restored ledger as one that may lack what was done. Returns when it was last written.
fn mark(path: &Path, version: usize) -> Fallible<Option<DateTime<Utc>>> {
    let mut conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    schema::configure(&conn)?;
    if version < schema::NEWEST {
        schema::migrate(&mut conn)?;
    }
    let since = generation::acted(&conn)?;
    let of = since.map_or_else(String::new, |at| format!(" of {}", at.format("%Y-%m-%d %H:%M UTC")));
    generation::doubt(&conn, &format!("it was restored from a back-up{of}; what was done since is not in it"))?;
    conn.close().map_err(|(_, error)| error)?;
    File::open(path).and_then(|file| file.sync_all()).map_err(unwritten)?;
    Ok(since)
}

/// Gives what was there another name, with its log: it may be what tells who was told. The log of one ledger must not be
/// found beside another.
fn put_aside(path: &Path) -> io::Result<Option<PathBuf>> {
    let names = std::iter::once(with(path, ".replaced")).chain((2..).map(|n| with(path, &format!(".replaced-{n}"))));
    let Some(aside) = { names }.find(|name| !name.exists()) else { return Ok(None) };
    let mut kept = None;
    for suffix in ["-wal", "-shm", ""] {
        let old = with(path, suffix);
        if old.exists() {
            fs::rename(&old, with(&aside, suffix))?;
            kept = Some(aside.clone());
        }
    }
    Ok(kept)
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn unwritten(error: io::Error) -> Fault {
    Error::unreachable(format!("the disk refuses: {error}"))
        .hint("is it full or read-only, and who may write to the directory?")
        .into()
}
