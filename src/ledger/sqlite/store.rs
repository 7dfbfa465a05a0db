//! The contract over a ledger's file.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::claim::Claims;
use super::fault::{Fallible, Fault};
use super::lock::Lock;
use super::query::Order;
use super::{approve, claim, commit, facts, hold, print, query, recover, settle, snapshot};
use crate::error::{Error, Result};
use crate::ledger::{
    Approval, Attempt, Changes, Claim, Committed, Entry, Fact, Filter, Fingerprint, Hold, Ledger, Moved, PaperOutcome,
    Printing, Recovery, Resumed, Retried, Row, Scope, Settlement, State, Step,
};
use crate::schedule::NoticeId;

/// A ledger in an SQLite file.
pub struct SqliteLedger {
    pub(super) conn: Connection,
    /// As the person named it, for errors.
    path: PathBuf,
    lock: PathBuf,
    sender: Option<Sender>,
}

/// What this process knows while it is the sender.
struct Sender {
    epoch: i64,
    claims: Claims,
    _lock: Lock,
}

impl SqliteLedger {
    pub(super) fn new(conn: Connection, path: PathBuf, lock: PathBuf) -> Self {
        SqliteLedger { conn, path, lock, sender: None }
    }

    fn told<T>(&self, result: Fallible<T>) -> Result<T> {
        result.map_err(|fault| fault.told(&self.path))
    }
}

fn earlier(one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    one.into_iter().chain(other).min()
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
        let lock = Lock::take(&self.lock, &approval.by, "approving", Some(approval.at));
        let _lock = self.told(lock)?;
        let changes = approve::approve(&mut self.conn, approval, files, entries);
        self.told(changes)
    }

    fn approved(&self) -> Result<Option<Approval>> {
        self.told(query::approved(&self.conn))
    }

    fn snapshot(&self, hash: &str) -> Result<BTreeMap<String, Arc<[u8]>>> {
        self.told(snapshot::load(&self.conn, hash))
    }

    fn rendered(&self) -> Result<HashMap<NoticeId, Fingerprint>> {
        self.told(query::rendered(&self.conn))
    }

    fn begin_sending(&mut self, holder: &str, now: DateTime<Utc>) -> Result<Recovery> {
        let begun = Lock::take(&self.lock, holder, "sending", Some(now))
            .and_then(|lock| recover::recover(&mut self.conn, now).map(|(epoch, found)| (lock, epoch, found)));
        let (lock, epoch, found) = self.told(begun)?;
        self.sender = Some(Sender { epoch, claims: Claims::default(), _lock: lock });
        Ok(found)
    }

    fn claim(&mut self, now: DateTime<Utc>, limit: usize) -> Result<Vec<Claim>> {
        let claims = match &mut self.sender {
            Some(sender) => hold::end_those_over(&mut self.conn, now)
                .and_then(|()| claim::claim(&self.conn, &mut sender.claims, now, limit)),
            None => Err(not_sending()),
        };
        self.told(claims)
    }

    fn commit(&mut self, steps: &[Step], now: DateTime<Utc>) -> Result<Committed> {
        let written = match &mut self.sender {
            Some(sender) => commit::commit(&mut self.conn, &mut sender.claims, sender.epoch, steps, now),
            None => Err(not_sending()),
        };
        self.told(written)
    }

    fn hold(&mut self, hold: &Hold) -> Result<Moved> {
        let moved = hold::hold(&mut self.conn, hold);
        self.told(moved)
    }

    fn holds(&self) -> Result<Vec<Hold>> {
        self.told(hold::holds(&self.conn))
    }

    fn resume(&mut self, scope: &Scope, now: DateTime<Utc>) -> Result<Resumed> {
        let resumed = hold::resume(&mut self.conn, scope, now);
        self.told(resumed)
    }

    fn cancel(&mut self, scope: &Scope, why: &str, now: DateTime<Utc>) -> Result<Moved> {
        let moved = hold::cancel(&mut self.conn, scope, why, now);
        self.told(moved)
    }

    fn retry(&mut self, ids: &[NoticeId], now: DateTime<Utc>) -> Result<Retried> {
        let retried = settle::retry(&mut self.conn, ids, now);
        self.told(retried)
    }

    fn settle(&mut self, ids: &[NoticeId], settlement: Settlement, why: &str, now: DateTime<Utc>) -> Result<u64> {
        let settled = settle::settle(&mut self.conn, ids, settlement, why, now);
        self.told(settled)
    }

    fn print(&mut self, outcomes: &[PaperOutcome], now: DateTime<Utc>) -> Result<u64> {
        let moved = print::print(&mut self.conn, outcomes, now);
        self.told(moved)
    }

    fn printing(&self, id: NoticeId) -> Result<Option<Printing>> {
        self.told(print::printing(&self.conn, id))
    }

    fn next_due(&self) -> Result<Option<DateTime<Utc>>> {
        let nothing = Claims::default();
        let claims = self.sender.as_ref().map_or(&nothing, |sender| &sender.claims);
        self.told(claim::next_due(&self.conn, claims).and_then(|due| Ok(earlier(due, hold::next_end(&self.conn)?))))
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

    fn visit(&self, filter: &Filter, each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        self.told(query::visit(&self.conn, filter, Order::Stored, each))?
    }

    fn list(&self, filter: &Filter) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        let mut keep = |row| {
            rows.push(row);
            Ok(())
        };
        self.told(query::visit(&self.conn, filter, Order::Due, &mut keep))??;
        Ok(rows)
    }

    fn attempts(&self, id: NoticeId) -> Result<Vec<Attempt>> {
        self.told(query::attempts(&self.conn, id))
    }

    fn accepted_since(&self, since: DateTime<Utc>) -> Result<u64> {
        self.told(query::accepted_since(&self.conn, since))
    }
}
