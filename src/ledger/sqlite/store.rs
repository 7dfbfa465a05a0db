//! The contract over a ledger's file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::beside::{self, Beside};
use super::claim::Claims;
use super::fault::{Fallible, Fault};
use super::lock::{self, Lock};
use super::query::Order;
use super::turn::{self, Turn};
use super::verify::Glance;
use super::{
    act, approve, backup, claim, commit, facts, forget, generation, hear, hold, journal, pause, print, query, recover,
    rows, settle, snapshot, verify,
};
use crate::disk;
use crate::error::Result;
use crate::ledger::continuity::lacking;
use crate::ledger::copy::Rows;
use crate::ledger::journal::Written;
use crate::ledger::step::not_sending;
use crate::ledger::tables::{Course, Table, Value};
use crate::ledger::{
    Act, Approval, Attempt, Bearings, Beat, Changes, Claim, Committed, Entry, Fact, Filter, Forget, Forgotten, Hearing,
    Hold, JournalEntry, Ledger, Moved, PaperOutcome, Pause, Place, Printing, Pulse, Recovery, Report, Reported,
    Resumed, Retried, Row, Said, Scope, SenderSeen, Sent, Settlement, Since, State, Step, Vanguard,
};
use crate::schedule::NoticeId;

/// A ledger in an SQLite file.
pub struct SqliteLedger {
    pub(super) conn: Connection,
    /// As the person named it, for errors.
    path: PathBuf,
    lock: PathBuf,
    sender: Option<Sender>,
    /// While this is the one who approves.
    turn: Option<Turn>,
    /// While it is copied.
    still: Option<Lock>,
    /// Where it is opened to be written to.
    beside: Option<Beside>,
}

/// What this process knows while it is the sender.
struct Sender {
    epoch: i64,
    claims: Claims,
    _lock: Lock,
}

impl SqliteLedger {
    pub(super) fn new(conn: Connection, path: PathBuf, lock: PathBuf, beside: Option<Beside>) -> Self {
        SqliteLedger { conn, path, lock, sender: None, turn: None, still: None, beside }
    }

    /// What was written is counted beside the ledger too, and on the disk.
    fn noted<T>(&mut self, written: Fallible<T>) -> Result<T> {
        let noted = written.and_then(|value| self.note(true).map(|()| value));
        self.told(noted)
    }

    fn note(&mut self, at_once: bool) -> Fallible<()> {
        self.beside.as_mut().map_or(Ok(()), |beside| beside.note(&self.conn, at_once))
    }

    /// Refuses to send from what may lack what was done, or is damaged.
    fn insist_on_the_newest(&mut self, now: DateTime<Utc>) -> Fallible<()> {
        let glance = Glance::of(&self.conn)?;
        let seen_today = self.beside.as_ref().is_some_and(|beside| beside.was_seen_whole_today(now));
        if glance != Glance::Daily || !seen_today {
            if let Some(damage) = glance.damage(&self.conn)? {
                return Err(Fault::damaged(damage));
            }
            if let Some(beside) = &mut self.beside {
                beside.seen_whole(now);
            }
        }
        match beside::doubt(&self.conn, &self.path)? {
            Some(why) => Err(lacking(&why).into()),
            None => Ok(()),
        }
    }

    /// Beside the sender's lock.
    fn path_of_turn(&self) -> PathBuf {
        self.lock.with_extension("turn")
    }

    fn told<T>(&self, result: Fallible<T>) -> Result<T> {
        result.map_err(|fault| fault.told(&self.path))
    }
}

fn earlier(one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    one.into_iter().chain(other).min()
}

impl Ledger for SqliteLedger {
    fn approve(
        &mut self,
        approval: &Approval,
        files: &BTreeMap<String, Arc<[u8]>>,
        entries: &mut dyn Iterator<Item = Entry>,
    ) -> Result<Changes> {
        let _lock = match self.turn {
            Some(_) => None,
            None => Some(self.told(Lock::take(&self.lock, &approval.by, "approving", Some(approval.at)))?),
        };
        let changes = approve::approve(&mut self.conn, approval, files, entries);
        self.noted(changes)
    }

    fn begin_approving(
        &mut self,
        by: &str,
        now: DateTime<Utc>,
        patience: Duration,
        waiting: &mut dyn FnMut(&str),
    ) -> Result<()> {
        let turn = Turn::take(&self.path_of_turn(), &self.path, &self.lock, by, now, patience, waiting);
        self.turn = Some(self.told(turn)?);
        Ok(())
    }

    fn is_turn_asked_for(&self) -> Result<bool> {
        self.told(turn::is_asked_for(&self.path_of_turn()))
    }

    fn written(&self) -> Result<u64> {
        self.told(generation::read(&self.conn).map(|generation| generation.steps.unsigned_abs()))
    }

    fn approved(&self) -> Result<Option<Approval>> {
        self.told(query::approved(&self.conn))
    }

    fn snapshot(&self, hash: &str) -> Result<BTreeMap<String, Arc<[u8]>>> {
        self.told(snapshot::load(&self.conn, hash))
    }

    fn tried_from(&self, id: NoticeId) -> Result<Option<String>> {
        self.told(query::tried_from(&self.conn, id))
    }

    fn bearings(&self, now: DateTime<Utc>) -> Result<Bearings> {
        self.told(generation::bearings(&self.conn, now))
    }

    fn doubt(&self) -> Result<Option<String>> {
        self.told(beside::doubt(&self.conn, &self.path))
    }

    fn take_up(&mut self, since: Since, said: &Said<'_>) -> Result<u64> {
        let lock = Lock::take(&self.lock, said.by, "taking it up", Some(said.at));
        let _lock = self.told(lock)?;
        if self.doubt()?.is_none() {
            return Ok(0);
        }
        let counted = self.beside.as_ref().map_or(0, Beside::steps);
        let left = generation::take_up(&mut self.conn, since, counted, said);
        let anew = left.and_then(|left| match &mut self.beside {
            Some(beside) => beside.begin_anew(&self.conn).map(|()| left),
            None => Ok(left),
        });
        self.told(anew)
    }

    fn verify(&self) -> Result<Vec<String>> {
        let mut found = self.told(verify::verify(&self.conn))?;
        // Of a damaged file nothing else can be said.
        if found.is_empty() {
            found.extend(self.doubt()?);
        }
        Ok(found)
    }

    fn back_up(&self, to: &Path) -> Result<()> {
        backup::back_up(&self.conn, to).map_err(|fault| fault.told(to))
    }

    fn begin_sending(&mut self, holder: &str, now: DateTime<Utc>) -> Result<Recovery> {
        let lock = Lock::take(&self.lock, holder, "sending", Some(now));
        let lock = self.told(lock)?;
        let sound = self.insist_on_the_newest(now);
        self.told(sound)?;
        let begun = recover::recover(&mut self.conn, now);
        let (epoch, found) = self.noted(begun)?;
        if let Some(beside) = &mut self.beside {
            beside.watch_log();
        }
        self.sender = Some(Sender { epoch, claims: Claims::default(), _lock: lock });
        Ok(found)
    }

    fn beat(&mut self, _: Pulse, _: DateTime<Utc>) -> Result<Beat> {
        let beat = match &self.sender {
            Some(_) => turn::is_asked_for(&self.path_of_turn()).and_then(|asked| {
                let acts = generation::acts(&self.conn)?;
                Ok(Beat { asked, acts, place: Place::ALONE, lease: None, found: Recovery::default() })
            }),
            None => Err(not_sending().into()),
        };
        self.told(beat)
    }

    fn senders(&self) -> Result<Vec<SenderSeen>> {
        let holder = self.told(lock::holder(&self.lock))?;
        Ok(holder.into_iter().map(|who| SenderSeen { who, since: None, heard: None }).collect())
    }

    fn claim(&mut self, now: DateTime<Utc>, limit: usize) -> Result<Vec<Claim>> {
        let claims = match &mut self.sender {
            Some(sender) => hold::end_those_over(&mut self.conn, now)
                .and_then(|()| claim::claim(&self.conn, &mut sender.claims, now, limit)),
            None => Err(not_sending().into()),
        };
        self.told(claims)
    }

    fn commit(&mut self, steps: &[Step], now: DateTime<Utc>) -> Result<Committed> {
        // Before, so that nothing is written that nobody will find; and after, since only then the relay has anything of it.
        let in_place = self.beside.as_mut().map_or(Ok(()), Beside::insist_in_place);
        let written = in_place.and_then(|()| match &mut self.sender {
            Some(sender) => commit::commit(&mut self.conn, &mut sender.claims, sender.epoch, steps, now),
            None => Err(not_sending().into()),
        });
        let noted = written.and_then(|committed| self.note(false).map(|()| committed));
        self.told(noted)
    }

    fn hold(&mut self, hold: &Hold) -> Result<Moved> {
        let moved = hold::hold(&mut self.conn, hold);
        self.noted(moved)
    }

    fn holds(&self) -> Result<Vec<Hold>> {
        self.told(hold::holds(&self.conn))
    }

    fn resume(&mut self, scope: &Scope, said: &Said<'_>) -> Result<Resumed> {
        let resumed = hold::resume(&mut self.conn, scope, said);
        self.noted(resumed)
    }

    fn cancel(&mut self, scope: &Scope, said: &Said<'_>) -> Result<Moved> {
        let moved = hold::cancel(&mut self.conn, scope, said);
        self.noted(moved)
    }

    fn retry(&mut self, ids: &[NoticeId], said: &Said<'_>) -> Result<Retried> {
        let retried = settle::retry(&mut self.conn, ids, said);
        self.noted(retried)
    }

    fn settle(&mut self, ids: &[NoticeId], settlement: Settlement, said: &Said<'_>) -> Result<u64> {
        let settled = settle::settle(&mut self.conn, ids, settlement, said);
        self.noted(settled)
    }

    fn hear(&mut self, reports: &[Report], now: DateTime<Utc>) -> Result<Vec<Hearing>> {
        let heard = hear::hear(&mut self.conn, reports, now);
        self.noted(heard)
    }

    fn would_hear(&mut self, reports: &[Report], now: DateTime<Utc>) -> Result<Vec<Hearing>> {
        let heard = hear::would_hear(&mut self.conn, reports, now);
        self.told(heard)
    }

    fn sent(&self, id: NoticeId) -> Result<Option<Sent>> {
        self.told(hear::sent(&self.conn, id))
    }

    fn reports(&self, id: NoticeId) -> Result<Vec<Reported>> {
        self.told(hear::reports(&self.conn, id))
    }

    fn sent_anew(&self) -> Result<Vec<(NoticeId, u32)>> {
        self.told(hear::sent_anew(&self.conn))
    }

    fn print(&mut self, outcomes: &[PaperOutcome], now: DateTime<Utc>) -> Result<u64> {
        let moved = print::print(&mut self.conn, outcomes, now);
        self.noted(moved)
    }

    fn printing(&self, id: NoticeId) -> Result<Option<Printing>> {
        self.told(print::printing(&self.conn, id))
    }

    fn act(&mut self, act: &Act) -> Result<()> {
        let written = act::act(&mut self.conn, act);
        self.noted(written)
    }

    fn decide_first(&mut self, act: &Act) -> Result<bool> {
        let written = act::decide_first(&mut self.conn, act);
        self.noted(written)
    }

    fn acts(&self) -> Result<Vec<Act>> {
        self.told(act::acts(&self.conn))
    }

    fn snapshots(&self) -> Result<Vec<String>> {
        self.told(snapshot::hashes(&self.conn))
    }

    fn forget(&mut self, forget: &Forget, said: &Said<'_>) -> Result<u64> {
        let cancelled = forget::forget(&mut self.conn, forget, said);
        self.noted(cancelled)
    }

    fn wipe(&mut self) -> Result<()> {
        self.told(forget::wipe(&self.conn))
    }

    fn forgotten(&self) -> Result<Forgotten> {
        self.told(forget::forgotten(&self.conn))
    }

    fn journal(&self) -> Result<Vec<JournalEntry>> {
        self.told(journal::journal(&self.conn))
    }

    fn pause(&mut self, pause: &Pause, now: DateTime<Utc>) -> Result<()> {
        let written = pause::pause(&mut self.conn, pause, now);
        self.noted(written)
    }

    fn pauses(&self, now: DateTime<Utc>) -> Result<Vec<Pause>> {
        self.told(pause::pauses(&self.conn, now))
    }

    fn room(&self) -> Option<u64> {
        disk::room(&self.path)
    }

    fn next_due(&self) -> Result<Option<DateTime<Utc>>> {
        let nothing = Claims::default();
        let claims = self.sender.as_ref().map_or(&nothing, |sender| &sender.claims);
        self.told(claim::next_due(&self.conn, claims).and_then(|due| Ok(earlier(due, hold::next_end(&self.conn)?))))
    }

    fn count_due(&self, now: DateTime<Utc>) -> Result<u64> {
        self.told(query::count_due(&self.conn, now))
    }

    fn count_overdue(&self, then: DateTime<Utc>) -> Result<u64> {
        self.told(query::count_overdue(&self.conn, then))
    }

    fn due_since(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        self.told(query::due_since(&self.conn, now))
    }

    fn record(&mut self, facts: &[Fact], entries: &mut dyn Iterator<Item = Entry>, now: DateTime<Utc>) -> Result<u64> {
        let new = facts::record(&mut self.conn, facts, entries, now);
        self.noted(new)
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

    fn visit_by_due(&self, filter: &Filter, each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        self.told(query::visit(&self.conn, filter, Order::Due, each))?
    }

    fn attempts(&self, id: NoticeId) -> Result<Vec<Attempt>> {
        self.told(query::attempts(&self.conn, id))
    }

    fn vanguard(&self, wave: &str, message: &str, most: u32) -> Result<Vanguard> {
        self.told(query::vanguard(&self.conn, wave, message, most))
    }

    fn accepted_since(&self, since: DateTime<Utc>, but: &[Arc<str>]) -> Result<Vec<(DateTime<Utc>, u64)>> {
        self.told(query::accepted_since(&self.conn, since, but))
    }
}

impl Rows for SqliteLedger {
    fn keep_still(&mut self, said: &Said<'_>) -> Result<()> {
        let lock = Lock::take(&self.lock, said.by, "copying", Some(said.at));
        self.still = Some(self.told(lock)?);
        Ok(())
    }

    fn doubted(&self) -> Result<Option<String>> {
        self.doubt()
    }

    fn course(&self) -> Result<Course> {
        self.told(rows::course(&self.conn))
    }

    fn rows(&self, table: &Table, each: &mut dyn FnMut(&[Value]) -> Result<()>) -> Result<()> {
        self.told(rows::rows(&self.conn, table, each))?
    }

    fn begin(&mut self) -> Result<()> {
        let begun = self.conn.execute_batch("BEGIN IMMEDIATE").map_err(Fault::from);
        self.told(begun)
    }

    fn add(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
        self.told(rows::add(&self.conn, table, rows))
    }

    fn end(&mut self, course: Course, written: &Written<'_>, now: DateTime<Utc>) -> Result<()> {
        let ended = rows::end(&self.conn, course, written, now);
        self.noted(ended)
    }

    fn abandon(&mut self) {
        // What was not made lasting is taken back when the file is closed, at the latest.
        let _ = self.conn.execute_batch("ROLLBACK");
    }

    fn give_up(&mut self, why: &str) -> Result<()> {
        let given = generation::doubt(&self.conn, why);
        self.noted(given)
    }
}
