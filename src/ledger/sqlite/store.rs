//! Opening a ledger, and the contract over it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags};

use super::claim::InHand;
use super::fault::{Fallible, Fault};
use super::lock::Lock;
use super::{approve, claim, commit, facts, print, query, recover, schema, snapshot};
use crate::error::{Error, Place, Result};
use crate::ledger::{
    Approval, Approved, Attempt, Changes, Claim, Committed, Entry, Fact, Filter, Ledger, Printing, Recovery, Row,
    Sheet, State, Step,
};
use crate::schedule::NoticeId;

/// A ledger in an SQLite file.
pub struct SqliteLedger {
    pub(super) conn: Connection,
    /// As the person named it, for errors.
    path: PathBuf,
    /// Beside the file itself, so that two names of one ledger have one lock.
    lock: PathBuf,
    sender: Option<Sender>,
}

/// What this process knows while it is the sender.
struct Sender {
    epoch: i64,
    hand: InHand,
    _lock: Lock,
}

impl SqliteLedger {
    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the ledger at `path`, making it if there is none.
    ///
    /// # Errors
    /// [`Unreachable`](crate::error::Kind::Unreachable) when the file is not a ledger, was made by a newer program,
    /// or cannot be read and written.
    pub fn create_or_open(path: &Path) -> Result<Self> {
        Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE, |conn| {
            schema::prepare(conn, true)
        })
    }

    /// Opens the ledger at `path`, which must exist.
    ///
    /// # Errors
    /// As [`create_or_open`](Self::create_or_open), and when there is none.
    pub fn open(path: &Path) -> Result<Self> {
        exists(path)?;
        Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE, |conn| schema::prepare(conn, false))
    }

    /// Opens the ledger at `path` if there is one. A blank file is none: an approval that ended early, on a full disk
    /// say, leaves one behind.
    ///
    /// # Errors
    /// As [`create_or_open`](Self::create_or_open).
    pub fn find(path: &Path) -> Result<Option<Self>> {
        if !path.exists() {
            return Ok(None);
        }
        let mut blank = false;
        let ledger = Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE, |conn| {
            blank = schema::is_blank(conn)?;
            if blank { Ok(()) } else { schema::prepare(conn, false) }
        })?;
        Ok((!blank).then_some(ledger))
    }

    /// Opens the ledger at `path`, which must exist, for looking only: it is never changed, whoever asks.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when the ledger is of an older version that was not brought up to date yet.
    pub fn open_read_only(path: &Path) -> Result<Self> {
        exists(path)?;
        Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_ONLY, |conn| schema::verify(conn))
    }

    fn open_with(path: &Path, flags: OpenFlags, prepare: impl FnOnce(&mut Connection) -> Fallible<()>) -> Result<Self> {
        let open = || {
            if path.is_dir() {
                return Err(Error::unreachable("this is a directory, not a ledger").hint("name a file in it").into());
            }
            let mut conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            schema::configure(&conn)?;
            prepare(&mut conn)?;
            Ok(conn)
        };
        let conn = open().map_err(|fault: Fault| fault.told(path))?;
        let mut lock = path.canonicalize().unwrap_or_else(|_| path.to_owned()).into_os_string();
        lock.push(".lock");
        Ok(SqliteLedger { conn, path: path.to_owned(), lock: lock.into(), sender: None })
    }

    fn told<T>(&self, result: Fallible<T>) -> Result<T> {
        result.map_err(|fault| fault.told(&self.path))
    }
}

fn exists(path: &Path) -> Result<()> {
    if path.exists() {
        return Ok(());
    }
    Err(Error::unreachable("there is no ledger here")
        .at(Place::file(path.display().to_string()))
        .hint("`heraut approve` makes it"))
}

fn not_sending() -> Fault {
    Error::bug("a notice was asked for or settled before begin_sending").into()
}

impl Ledger for SqliteLedger {
    fn approve(
        &mut self,
        approval: &Approval,
        files: &BTreeMap<String, Arc<[u8]>>,
        entries: &mut dyn Iterator<Item = Entry>,
    ) -> Result<Changes> {
        let lock = Lock::take(&self.lock, &approval.by, "approving", approval.at);
        let _lock = self.told(lock)?;
        let changes = approve::approve(&mut self.conn, approval, files, entries);
        self.told(changes)
    }

    fn approved(&self) -> Result<Option<Approved>> {
        self.told(query::approved(&self.conn))
    }

    fn snapshot(&self, hash: &str) -> Result<BTreeMap<String, Arc<[u8]>>> {
        self.told(snapshot::load(&self.conn, hash))
    }

    fn begin_sending(&mut self, holder: &str, now: DateTime<Utc>) -> Result<Recovery> {
        let begun = Lock::take(&self.lock, holder, "sending", now)
            .and_then(|lock| recover::recover(&mut self.conn, now).map(|(epoch, found)| (lock, epoch, found)));
        let (lock, epoch, found) = self.told(begun)?;
        self.sender = Some(Sender { epoch, hand: InHand::default(), _lock: lock });
        Ok(found)
    }

    fn claim(&mut self, now: DateTime<Utc>, limit: usize) -> Result<Vec<Claim>> {
        let claims = match &mut self.sender {
            Some(sender) => claim::claim(&self.conn, &mut sender.hand, now, limit),
            None => Err(not_sending()),
        };
        self.told(claims)
    }

    fn commit(&mut self, steps: &[Step], now: DateTime<Utc>) -> Result<Committed> {
        let written = match &mut self.sender {
            Some(sender) => commit::commit(&mut self.conn, &mut sender.hand, sender.epoch, steps, now),
            None => Err(not_sending()),
        };
        self.told(written)
    }

    fn print(&mut self, sheets: &[Sheet], now: DateTime<Utc>) -> Result<u64> {
        let moved = print::print(&mut self.conn, sheets, now);
        self.told(moved)
    }

    fn printing(&self, id: NoticeId) -> Result<Option<Printing>> {
        self.told(print::printing(&self.conn, id))
    }

    fn next_due(&self) -> Result<Option<DateTime<Utc>>> {
        let nothing = InHand::default();
        let hand = self.sender.as_ref().map_or(&nothing, |sender| &sender.hand);
        self.told(claim::next_due(&self.conn, hand))
    }

    fn count_due(&self, now: DateTime<Utc>) -> Result<u64> {
        self.told(query::count_due(&self.conn, now))
    }

    fn record(&mut self, facts: &[Fact], entries: &mut dyn Iterator<Item = Entry>, now: DateTime<Utc>) -> Result<u64> {
        let new = facts::record(&mut self.conn, facts, entries, now);
        self.told(new)
    }

    fn facts(&self, skip: u64) -> Result<Vec<Fact>> {
        self.told(facts::after(&self.conn, skip))
    }

    fn counts(&self) -> Result<BTreeMap<(String, String, String, State), u64>> {
        self.told(query::counts(&self.conn))
    }

    fn list(&self, filter: &Filter) -> Result<Vec<Row>> {
        self.told(query::list(&self.conn, filter))
    }

    fn attempts(&self, id: NoticeId) -> Result<Vec<Attempt>> {
        self.told(query::attempts(&self.conn, id))
    }

    fn accepted_since(&self, since: DateTime<Utc>) -> Result<u64> {
        self.told(query::accepted_since(&self.conn, since))
    }
}
