//! The contract over a ledger on a server.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::claim::Claims;
use super::fault::Fallible;
use super::link::{Link, values};
use super::lock::{Key, Locks};
use super::query::Order;
use super::{
    act, approve, claim, commit, facts, forget, generation, hear, hold, journal, pause, place, print, query, rows,
    sender, settle, share, snapshot, verify,
};
use crate::campaign::Limits;
use crate::error::{Error, Result};
use crate::ledger::continuity::lacking;
use crate::ledger::copy::Rows;
use crate::ledger::journal::Written;
use crate::ledger::step::not_sending;
use crate::ledger::tables::{Course, Table, Value};
use crate::ledger::{
    Act, Approval, Attempt, Bearings, Beat, Changes, Claim, Committed, Draw, Entry, Fact, Filter, Forget, Forgotten,
    Hearing, Hold, JournalEntry, Ledger, Moved, PaperOutcome, Pause, Printing, Pulse, Recovery, Report, Reported,
    Resumed, Retried, Row, Said, Scope, SenderSeen, Sent, Settlement, Since, State, Step, Vanguard,
};
use crate::schedule::NoticeId;

/// The least time that a sender waits for an answer: a server may be busy for longer than a short lease.
const PATIENCE: Duration = Duration::from_secs(60);

/// A ledger in a schema of a PostgreSQL database.
pub struct PostgresLedger {
    pub(super) link: Link,
    locks: Locks,
    /// As the person named it, for errors.
    address: String,
    /// For how long a sender may not be heard of.
    lease: Duration,
    sender: Option<Sender>,
    /// While this is the one who approves.
    has_turn: bool,
}

/// What this process knows while it is a sender.
struct Sender {
    number: i64,
    claims: Claims,
    /// The numbers of the relays it has named.
    relays: HashMap<Box<str>, i64>,
    /// What it drew last of the limits of each relay.
    drawn: HashMap<Box<str>, i64>,
}

impl PostgresLedger {
    pub(super) fn new(link: Link, locks: Locks, address: String, lease: Duration) -> Self {
        PostgresLedger { link, locks, address, lease, sender: None, has_turn: false }
    }

    pub(super) fn told<T>(&self, result: Fallible<T>) -> Result<T> {
        result.map_err(|fault| fault.told(&self.address))
    }
}

impl Drop for PostgresLedger {
    fn drop(&mut self) {
        self.locks.release_all(&self.link);
    }
}

impl Ledger for PostgresLedger {
    fn approve(
        &mut self,
        approval: &Approval,
        files: &BTreeMap<String, Arc<[u8]>>,
        entries: &mut dyn Iterator<Item = Entry>,
    ) -> Result<Changes> {
        if self.has_turn {
            return self.told(approve::approve(&self.link, approval, files, entries));
        }
        let taken = self.locks.take(&self.link, Key::Sender, &approval.by, "approving", Some(approval.at));
        self.told(taken)?;
        let changes = approve::approve(&self.link, approval, files, entries);
        let freed = self.locks.release(&self.link, Key::Sender);
        self.told(changes.and_then(|changes| freed.map(|()| changes)))
    }

    fn begin_approving(
        &mut self,
        by: &str,
        now: DateTime<Utc>,
        patience: Duration,
        waiting: &mut dyn FnMut(&str),
    ) -> Result<()> {
        let turn = self.locks.take_turn(&self.link, by, now, patience, waiting);
        self.told(turn)?;
        self.has_turn = true;
        Ok(())
    }

    fn is_turn_asked_for(&self) -> Result<bool> {
        self.told(self.locks.is_taken(&self.link, Key::Turn))
    }

    fn written(&self) -> Result<u64> {
        self.told(generation::steps(&self.link))
    }

    fn approved(&self) -> Result<Option<Approval>> {
        self.told(query::approved(&self.link))
    }

    fn snapshot(&self, hash: &str) -> Result<BTreeMap<String, Arc<[u8]>>> {
        self.told(snapshot::load(&self.link, hash))
    }

    fn tried_from(&self, id: NoticeId) -> Result<Option<String>> {
        self.told(query::tried_from(&self.link, id))
    }

    fn bearings(&self, now: DateTime<Utc>) -> Result<Bearings> {
        self.told(generation::bearings(&self.link, now))
    }

    fn doubt(&self) -> Result<Option<String>> {
        self.told(place::doubt(&self.link))
    }

    fn take_up(&mut self, since: Since, said: &Said<'_>) -> Result<u64> {
        let taken = self.locks.take(&self.link, Key::Sender, said.by, "taking it up", Some(said.at));
        self.told(taken)?;
        let left = place::doubt(&self.link).and_then(|doubt| match doubt {
            Some(_) => generation::take_up(&self.link, since, said),
            None => Ok(0),
        });
        let freed = self.locks.release(&self.link, Key::Sender);
        self.told(left.and_then(|left| freed.map(|()| left)))
    }

    fn verify(&self) -> Result<Vec<String>> {
        let mut found = self.told(verify::verify(&self.link))?;
        found.extend(self.doubt()?);
        Ok(found)
    }

    fn back_up(&self, to: &Path) -> Result<()> {
        let schema = self.locks.schema();
        Err(Error::usage(format!("a ledger on PostgreSQL is not copied into {}", to.display())).hint(format!(
            "back it up as the server's others, or by itself with `pg_dump --schema={schema}`; `heraut ledger copy` makes an \
             SQLite file of it"
        )))
    }

    fn begin_sending(&mut self, holder: &str, now: DateTime<Utc>) -> Result<Recovery> {
        let joined = self.locks.join(&self.link, holder);
        self.told(joined)?;
        let begun = place::doubt(&self.link).and_then(|doubt| match doubt {
            Some(why) => Err(lacking(&why).into()),
            None => sender::enter(&self.link, &self.locks, holder, self.lease, now),
        });
        if begun.is_err() {
            // What cannot be given back ends with the session.
            let _ = self.locks.release(&self.link, Key::Sender);
        }
        let (number, found) = self.told(begun)?;
        // Others take it for gone by then.
        self.link.answers_within(Some(self.lease.max(PATIENCE)));
        let (relays, drawn) = (HashMap::new(), HashMap::new());
        self.sender = Some(Sender { number, claims: Claims::default(), relays, drawn });
        Ok(found)
    }

    fn beat(&mut self, pulse: Pulse, now: DateTime<Utc>) -> Result<Beat> {
        let beat = match &self.sender {
            Some(sender) => sender::beat(&self.link, &self.locks, sender.number, pulse, self.lease, now),
            None => Err(not_sending().into()),
        };
        self.told(beat)
    }

    fn senders(&self) -> Result<Vec<SenderSeen>> {
        self.told(self.locks.at_work(&self.link))
    }

    fn draw(
        &mut self,
        relay: &str,
        limits: &Limits,
        want: u32,
        unused: u32,
        now: DateTime<Utc>,
    ) -> Result<Option<Draw>> {
        let drawn = match &mut self.sender {
            Some(Sender { number, drawn, .. }) => {
                share::draw(&self.link, *number, drawn, &share::Wish { relay, limits, want, unused }, now)
            }
            None => Err(not_sending().into()),
        };
        self.told(drawn).map(Some)
    }

    fn claim(&mut self, now: DateTime<Utc>, limit: usize) -> Result<Vec<Claim>> {
        let claims = match &mut self.sender {
            Some(sender) => claim::claim(&self.link, &mut sender.claims, sender.number, now, limit),
            None => Err(not_sending().into()),
        };
        self.told(claims)
    }

    fn commit(&mut self, steps: &[Step], now: DateTime<Utc>) -> Result<Committed> {
        let written = match &mut self.sender {
            Some(Sender { number, claims, relays, .. }) => {
                commit::commit(&self.link, claims, relays, *number, steps, now)
            }
            None => Err(not_sending().into()),
        };
        self.told(written)
    }

    fn hold(&mut self, hold: &Hold) -> Result<Moved> {
        let moved = hold::hold(&self.link, hold);
        self.told(moved)
    }

    fn holds(&self) -> Result<Vec<Hold>> {
        self.told(hold::holds(&self.link))
    }

    fn resume(&mut self, scope: &Scope, said: &Said<'_>) -> Result<Resumed> {
        let resumed = hold::resume(&self.link, scope, said);
        self.told(resumed)
    }

    fn cancel(&mut self, scope: &Scope, said: &Said<'_>) -> Result<Moved> {
        let moved = hold::cancel(&self.link, scope, said);
        self.told(moved)
    }

    fn retry(&mut self, ids: &[NoticeId], said: &Said<'_>) -> Result<Retried> {
        let retried = settle::retry(&self.link, ids, said);
        self.told(retried)
    }

    fn settle(&mut self, ids: &[NoticeId], settlement: Settlement, said: &Said<'_>) -> Result<u64> {
        let settled = settle::settle(&self.link, ids, settlement, said);
        self.told(settled)
    }

    fn hear(&mut self, reports: &[Report], now: DateTime<Utc>) -> Result<Vec<Hearing>> {
        let heard = hear::hear(&self.link, reports, now);
        self.told(heard)
    }

    fn would_hear(&mut self, reports: &[Report], now: DateTime<Utc>) -> Result<Vec<Hearing>> {
        let heard = hear::would_hear(&self.link, reports, now);
        self.told(heard)
    }

    fn sent(&self, id: NoticeId) -> Result<Option<Sent>> {
        self.told(hear::sent(&self.link, id))
    }

    fn reports(&self, id: NoticeId) -> Result<Vec<Reported>> {
        self.told(hear::reports(&self.link, id))
    }

    fn sent_anew(&self) -> Result<Vec<(NoticeId, u32)>> {
        self.told(hear::sent_anew(&self.link))
    }

    fn print(&mut self, outcomes: &[PaperOutcome], now: DateTime<Utc>) -> Result<u64> {
        let moved = print::print(&self.link, outcomes, now);
        self.told(moved)
    }

    fn printing(&self, id: NoticeId) -> Result<Option<Printing>> {
        self.told(print::printing(&self.link, id))
    }

    fn act(&mut self, act: &Act) -> Result<()> {
        let written = act::act(&self.link, act);
        self.told(written)
    }

    fn decide_first(&mut self, act: &Act) -> Result<bool> {
        let written = act::decide_first(&self.link, act);
        self.told(written)
    }

    fn acts(&self) -> Result<Vec<Act>> {
        self.told(act::acts(&self.link))
    }

    fn snapshots(&self) -> Result<Vec<String>> {
        self.told(snapshot::hashes(&self.link))
    }

    fn forget(&mut self, forget: &Forget, said: &Said<'_>) -> Result<u64> {
        let cancelled = forget::forget(&self.link, forget, said);
        self.told(cancelled)
    }

    fn wipe(&mut self) -> Result<()> {
        self.told(forget::wipe(&self.link))
    }

    fn forgotten(&self) -> Result<Forgotten> {
        self.told(forget::forgotten(&self.link))
    }

    fn journal(&self) -> Result<Vec<JournalEntry>> {
        self.told(journal::journal(&self.link))
    }

    fn pause(&mut self, pause: &Pause, now: DateTime<Utc>) -> Result<()> {
        let written = pause::pause(&self.link, pause, now);
        self.told(written)
    }

    fn pauses(&self, now: DateTime<Utc>) -> Result<Vec<Pause>> {
        self.told(pause::pauses(&self.link, now))
    }

    fn room(&self) -> Option<u64> {
        None
    }

    fn next_due(&self) -> Result<Option<DateTime<Utc>>> {
        self.told(claim::next_due(&self.link))
    }

    fn count_due(&self, now: DateTime<Utc>) -> Result<u64> {
        self.told(query::count_due(&self.link, now))
    }

    fn count_overdue(&self, then: DateTime<Utc>) -> Result<u64> {
        self.told(query::count_overdue(&self.link, then))
    }

    fn due_since(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        self.told(query::due_since(&self.link, now))
    }

    fn record(&mut self, facts: &[Fact], entries: &mut dyn Iterator<Item = Entry>, now: DateTime<Utc>) -> Result<u64> {
        let new = facts::record(&self.link, facts, entries, now);
        self.told(new)
    }

    fn facts(&self, skip: u64) -> Result<Vec<Fact>> {
        self.told(facts::after(&self.link, skip))
    }

    fn counts(&self) -> Result<BTreeMap<(String, String, String, State), u64>> {
        self.told(query::counts(&self.link))
    }

    fn visit(&self, filter: &Filter, each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        self.told(query::visit(&self.link, filter, Order::Stored, each))?
    }

    fn visit_by_due(&self, filter: &Filter, each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        self.told(query::visit(&self.link, filter, Order::Due, each))?
    }

    fn attempts(&self, id: NoticeId) -> Result<Vec<Attempt>> {
        self.told(query::attempts(&self.link, id))
    }

    fn vanguard(&self, wave: &str, message: &str, most: u32) -> Result<Vanguard> {
        self.told(query::vanguard(&self.link, wave, message, most))
    }

    fn accepted_since(&self, since: DateTime<Utc>, but: &[Arc<str>]) -> Result<Vec<(DateTime<Utc>, u64)>> {
        self.told(query::accepted_since(&self.link, since, but))
    }
}

impl Rows for PostgresLedger {
    fn keep_still(&mut self, said: &Said<'_>) -> Result<()> {
        let taken = self.locks.take(&self.link, Key::Sender, said.by, "copying", Some(said.at));
        self.told(taken)
    }

    fn doubted(&self) -> Result<Option<String>> {
        self.doubt()
    }

    fn course(&self) -> Result<Course> {
        self.told(rows::course(&self.link))
    }

    fn rows(&self, table: &Table, each: &mut dyn FnMut(&[Value]) -> Result<()>) -> Result<()> {
        self.told(rows::rows(&self.link, table, each))?
    }

    fn begin(&mut self) -> Result<()> {
        self.told(self.link.begin_within())
    }

    fn add(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
        self.told(rows::add(&self.link, table, rows))
    }

    fn end(&mut self, course: Course, written: &Written<'_>, now: DateTime<Utc>) -> Result<()> {
        self.told(rows::end(&self.link, course, written, now))
    }

    fn abandon(&mut self) {
        self.link.abandon_within();
    }

    fn give_up(&mut self, why: &str) -> Result<()> {
        let given = self.link.execute("UPDATE generation SET doubt = $1", values![why]);
        self.told(given.map(|_| ()))
    }
}
