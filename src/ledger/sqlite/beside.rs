//! How far the ledger has come, kept in a file beside it. A `-wal` that was tidied away, a back-up copied over, a copy of
//! the whole on another disk: the database alone looks well, and would send again what is not in it.
//!
//! The file says which ledger this is, which file on the disk (its inode) holds it, and at least how many steps are in it.
//! It also says when all pages were last seen whole, which a sender of a large ledger looks at once a day.
//! It is written after each round and before the relay has anything of it, so whatever was sent is in its count; a crash
//! of the process loses nothing of that. It is forced to the disk at the beginning and end of a run and every
//! [`ROUNDS`] rounds: only who loses power *and* the `-wal` can lose as many without its being noticed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use rusqlite::Connection;

use super::fault::{Fallible, Fault};
use super::generation::{self, Generation};
use crate::disk::{self, open_own};
use crate::error::Error;

/// Rounds between two times that the file is forced to the disk. One costs as much as a round itself: a hundredth.
const ROUNDS: u32 = 100;

/// What the file is, in its first line.
const KIND: &str = "heraut ledger, generation 1";

/// The file beside a ledger, as one that writes to it holds it.
pub(super) struct Beside {
    path: PathBuf,
    database: PathBuf,
    /// Open while the ledger is not doubted: what is doubted must not be written over what it is doubted for.
    file: Option<File>,
    /// The database that was opened, and since a sender began also its log.
    files: Vec<(PathBuf, Inode)>,
    /// How long the database was when it was last looked at: it never gets shorter by itself.
    length: u64,
    rounds: u32,
    /// When all pages were last looked at, and whole.
    seen: Option<DateTime<Utc>>,
}

/// Which file on the disk.
type Inode = (u64, u64);

/// What the file says.
#[derive(Debug, PartialEq, Eq)]
struct Record {
    ledger: String,
    inode: u64,
    steps: i64,
    /// `None` when it was not looked at, or by a program that did not write it down.
    seen: Option<DateTime<Utc>>,
}

impl Beside {
    /// Takes hold of the file beside a ledger that was opened to be written to, and makes it if the ledger is new. What is
    /// not as it should be is written into the ledger as a doubt.
    pub(super) fn open(conn: &Connection, database: &Path) -> Fallible<Self> {
        let database = database.canonicalize().unwrap_or_else(|_| database.to_owned());
        let path = path_of(&database);
        let inode = inode(&database).map_err(|e| gone(&e))?;
        let seen = read(&path).ok().flatten().flatten().and_then(|record| record.seen);
        let files = vec![(database.clone(), inode)];
        let mut beside = Beside { path, files, length: 0, database, file: None, rounds: 0, seen };
        let is_new = !beside.path.exists() && generation::read(conn)?.steps == 0;
        if is_new {
            beside.make(&generation::read(conn)?)?;
        }
        match beside.doubt(conn)? {
            Some(why) => generation::doubt(conn, &why)?,
            None => beside.hold()?,
        }
        Ok(beside)
    }

    /// Why the ledger may lack what was done; `None` when it does not.
    pub(super) fn doubt(&self, conn: &Connection) -> Fallible<Option<String>> {
        doubt(conn, &self.database)
    }

    /// Writes that the ledger has come as far as it has. `now`: it must be on the disk when this returns.
    pub(super) fn note(&mut self, conn: &Connection, now: bool) -> Fallible<()> {
        self.insist_in_place()?;
        let Some(file) = &mut self.file else { return Ok(()) };
        let text = text(&generation::read(conn)?, self.files[0].1.1, self.seen);
        file.rewind().and_then(|()| file.write_all(text.as_bytes())).map_err(|e| unwritten(&e))?;
        self.rounds += 1;
        if now || self.rounds >= ROUNDS {
            file.sync_data().map_err(|e| unwritten(&e))?;
            self.rounds = 0;
        }
        Ok(())
    }

    /// Insists that the files that are written are those that the next one will find.
    pub(super) fn insist_in_place(&mut self) -> Fallible<()> {
        for (path, opened) in &self.files {
            match inode(path) {
                Ok(found) if found == *opened => {}
                Ok(_) => return Err(replaced(path, "was replaced by another file")),
                Err(e) => return Err(replaced(path, &format!("cannot be found any more ({e})"))),
            }
        }
        let length = fs::metadata(&self.database).map_err(|e| gone(&e))?.len();
        if length < self.length {
            return Err(replaced(&self.database, "was written over by somebody else"));
        }
        self.length = length;
        Ok(())
    }

    /// Watches the log of the database too: a sender has just written to it.
    pub(super) fn watch_log(&mut self) {
        let log = with(&self.database, "-wal");
        if let (1, Ok(found)) = (self.files.len(), inode(&log)) {
            self.files.push((log, found));
        }
    }

    /// Whether all pages were looked at within a day. A clock that has gone back does not count.
    pub(super) fn was_seen_whole_today(&self, now: DateTime<Utc>) -> bool {
        self.seen.is_some_and(|seen| seen <= now && now - seen < TimeDelta::days(1))
    }

    /// All pages were looked at and are whole; the next that is written says so.
    pub(super) fn seen_whole(&mut self, now: DateTime<Utc>) {
        self.seen = Some(now);
    }

    /// How many steps the file says there were; 0 when it says nothing.
    pub(super) fn steps(&self) -> i64 {
        read(&self.path).ok().flatten().flatten().map_or(0, |record| record.steps)
    }

    /// Begins the file anew, for a ledger that is not doubted any more.
    pub(super) fn begin_anew(&mut self, conn: &Connection) -> Fallible<()> {
        self.make(&generation::read(conn)?)?;
        self.hold()
    }

    fn make(&self, generation: &Generation) -> Fallible<()> {
        let text = text(generation, self.files[0].1.1, self.seen);
        disk::write(&with(&self.path, ".new"), &self.path, text.as_bytes()).map_err(|e| unwritten(&e))
    }

    fn hold(&mut self) -> Fallible<()> {
        self.file = Some(open_own(&self.path, OpenOptions::new().write(true)).map_err(|e| unwritten(&e))?);
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if let (Some(file), 1..) = (&self.file, self.rounds) {
            // What a power cut takes of it is what it takes without this.
            let _ = file.sync_data();
        }
    }
}

/// Whether a ledger was here that the file beside it knows of.
pub(super) fn knows_of_one(database: &Path) -> bool {
    matches!(read(&path_of(database)), Ok(Some(record)) if record.as_ref().is_none_or(|record| record.steps > 0))
}

/// Why the ledger may lack what was done. Nothing is written.
pub(super) fn doubt(conn: &Connection, database: &Path) -> Fallible<Option<String>> {
    let database = database.canonicalize().unwrap_or_else(|_| database.to_owned());
    let path = path_of(&database);
    // First: a sender at work counts in the ledger first.
    let record = read(&path).map_err(|e| {
        Error::unreachable(format!("{} cannot be read: {e}", path.display())).hint("check who may read it")
    })?;
    let Generation { ledger, steps, doubt } = generation::read(conn)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let why = match record {
        _ if doubt.is_some() => doubt,
        None if steps == 0 => None,
        None => {
            Some(format!("{name}, which says how far it has come, is not there: this is a copy, or it was removed"))
        }
        Some(None) => Some(format!("{name}, which says how far it has come, cannot be understood")),
        Some(Some(record)) if record.ledger != ledger => {
            Some(format!("{name} is that of another ledger, which was here before"))
        }
        Some(Some(record)) if record.steps > steps => Some(format!(
            "the last {} of {} steps are not in it: an older copy was put in its place, or its -wal was removed",
            record.steps - steps,
            record.steps
        )),
        Some(Some(record)) if inode(&database).is_ok_and(|(_, inode)| inode != record.inode) => {
            Some("it is a copy, or was moved to another disk or machine; the first one may have gone on".to_owned())
        }
        Some(Some(_)) => None,
    };
    Ok(why)
}

/// What the file says; within, `None` when it cannot be understood.
fn read(path: &Path) -> io::Result<Option<Option<Record>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(parse(&String::from_utf8_lossy(&bytes)))),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

fn parse(text: &str) -> Option<Record> {
    let mut lines = text.lines();
    let mut value = |key: &str| lines.next()?.strip_prefix(key);
    value(KIND).filter(|rest| rest.is_empty())?;
    let ledger = value("ledger ")?.to_owned();
    let inode = value("file ")?.trim_start().parse().ok()?;
    let steps = value("steps ")?.trim_start().parse().ok()?;
    let seen = value("whole ").and_then(|at| at.trim_start().parse().ok());
    Some(Record { ledger, inode, steps, seen })
}

/// Always as long, so that a new one covers the one before.
fn text(generation: &Generation, inode: u64, seen: Option<DateTime<Utc>>) -> String {
    let seen = seen.map_or_else(|| "never".to_owned(), |at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
    let Generation { ledger, steps, .. } = generation;
    format!("{KIND}\nledger {ledger}\nfile {inode:>20}\nsteps {steps:>20}\nwhole {seen:>20}\n")
}

fn path_of(database: &Path) -> PathBuf {
    with(&database.canonicalize().unwrap_or_else(|_| database.to_owned()), ".generation")
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// Device and number. Only the number is kept for later: devices are numbered anew when a machine starts.
#[cfg(unix)]
fn inode(path: &Path) -> io::Result<Inode> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).map(|found| (found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn inode(path: &Path) -> io::Result<Inode> {
    fs::metadata(path).map(|_| (0, 0))
}

fn gone(error: &io::Error) -> Fault {
    Error::unreachable(format!("the ledger cannot be found any more: {error}"))
        .hint("was it moved, or its disk taken away?")
        .into()
}

fn unwritten(error: &io::Error) -> Fault {
    Error::unreachable(format!("how far the ledger has come cannot be written beside it: {error}"))
        .hint("check who may write to the ledger's directory and to the file that ends in `.generation`")
        .into()
}

fn replaced(path: &Path, what: &str) -> Fault {
    Error::unreachable(format!("{} {what}, while it was written to", path.display()))
        .hint("nothing more was sent; put the right one back, or see `heraut ledger restore --help`")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let generation = Generation { ledger: "0a".repeat(16), steps: 1234, doubt: None };
        let seen = "2027-03-01T08:00:00Z".parse().ok();
        let record = |seen| Record { ledger: "0a".repeat(16), inode: u64::MAX, steps: 1234, seen };
        assert_eq!(parse(&text(&generation, u64::MAX, seen)), Some(record(seen)));
        assert_eq!(parse(&text(&generation, u64::MAX, None)), Some(record(None)));
        let older = text(&generation, u64::MAX, None).replace("whole                never\n", "");
        assert_eq!(parse(&older), Some(record(None)), "a program that did not look wrote it");
        assert_eq!(text(&generation, 1, seen).len(), text(&generation, 1, None).len());
        for torn in ["", "heraut", "heraut ledger, generation 2\nledger a\nfile 1\nsteps 1\n", "\0\0\0"] {
            assert_eq!(parse(torn), None, "{torn}");
        }
    }
}
