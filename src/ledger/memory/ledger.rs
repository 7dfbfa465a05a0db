//! The contract over it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::forget::KEY;
use super::store::{Claims, Store};
use crate::error::{Error, Result};
use crate::ledger::journal::Written;
use crate::ledger::{
    Act, Approval, Attempt, Bearings, Beat, Changes, Claim, Committed, Entry, Fact, Filter, Forget, Forgotten, Hearing,
    Hold, JournalEntry, Ledger, Moved, PaperOutcome, Pause, Place, Printing, Pulse, Recovery, Report, Reported,
    Resumed, Retried, Row, Said, Scope, SenderSeen, Sent, Settlement, Since, State, Step, Vanguard,
};
use crate::schedule::NoticeId;

/// How often who waits for a turn looks again.
const PAUSE: Duration = Duration::from_millis(1);

/// Called with each round before it is written.
type Watch = Box<dyn FnMut(&[Step]) -> Result<()> + Send>;

/// Called with each beat and what it would be answered.
type Hear = Box<dyn FnMut(Pulse, Beat) -> Result<Beat> + Send>;

/// A ledger in memory. A clone is another handle on the same ledger, as another process would have one.
#[derive(Default)]
pub struct Memory {
    shared: Arc<Mutex<Store>>,
    /// Whether somebody asks the sender to give way.
    asked: Arc<AtomicBool>,
    /// What this handle has claimed while it is the sender.
    sender: Option<Claims>,
    /// While this handle is the one who approves.
    turn: Option<Turn>,
    watch: Option<Watch>,
    hear: Option<Hear>,
}

/// The turn of an approval, until it is dropped.
struct Turn(Arc<AtomicBool>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

impl Memory {
    /// An empty ledger.
    pub fn new() -> Self {
        Memory::default()
    }

    /// The same handle, which lets `watch` see each round before it is written. An error of it refuses the round, as a
    /// full disk would.
    pub fn watched(self, watch: impl FnMut(&[Step]) -> Result<()> + Send + 'static) -> Self {
        let mut watched = self;
        watched.watch = Some(Box::new(watch));
        watched
    }

    /// The same handle, which lets `hear` say what each beat is answered, as a server with other senders would.
    pub fn among_others(self, hear: impl FnMut(Pulse, Beat) -> Result<Beat> + Send + 'static) -> Self {
        let mut among = self;
        among.hear = Some(Box::new(hear));
        among
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        // A test that panicked with the lock in its hands has changed a copy at most.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes all of it or nothing, at `now`.
    fn change<T>(&self, now: DateTime<Utc>, change: impl FnOnce(&mut Store) -> Result<T>) -> Result<T> {
        let mut store = self.store();
        let mut copy = store.clone();
        let done = change(&mut copy)?;
        copy.acted = Some(now);
        copy.written += 1;
        *store = copy;
        Ok(done)
    }
}

impl Clone for Memory {
    fn clone(&self) -> Self {
        let (shared, asked) = (Arc::clone(&self.shared), Arc::clone(&self.asked));
        Memory { shared, asked, sender: None, turn: None, watch: None, hear: None }
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").field("store", &*self.store()).field("sender", &self.sender).finish()
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        if self.sender.is_some() || self.turn.is_some() {
            self.store().holder = None;
        }
    }
}

fn not_sending() -> Error {
    Error::bug("a notice was asked for or settled before begin_sending")
}

impl Ledger for Memory {
    fn approve(
        &mut self,
        approval: &Approval,
        files: &BTreeMap<String, Arc<[u8]>>,
        entries: &mut dyn Iterator<Item = Entry>,
    ) -> Result<Changes> {
        let has_turn = self.turn.is_some();
        self.change(approval.at, |store| {
            if !has_turn {
                store.take(&approval.by, "approving", approval.at)?;
            }
            let changes = store.approve(approval, files, entries)?;
            store.write(&Written::approved(approval, &changes));
            if !has_turn {
                store.holder = None;
            }
            Ok(changes)
        })
    }

    fn begin_approving(
        &mut self,
        by: &str,
        now: DateTime<Utc>,
        patience: Duration,
        waiting: &mut dyn FnMut(&str),
    ) -> Result<()> {
        let begun = Instant::now();
        while self.asked.swap(true, Ordering::SeqCst) {
            if begun.elapsed() >= patience {
                return Err(Error::unreachable("somebody else waits to approve"));
            }
            sleep(PAUSE);
        }
        let turn = Turn(Arc::clone(&self.asked));
        let holder = self.store().holder.clone();
        if let Some(who) = &holder {
            waiting(who);
        }
        while let Err(error) = self.store().take(by, "approving", now) {
            if begun.elapsed() >= patience {
                return Err(error);
            }
            sleep(PAUSE);
        }
        self.turn = Some(turn);
        Ok(())
    }

    fn is_turn_asked_for(&self) -> Result<bool> {
        Ok(self.asked.load(Ordering::SeqCst))
    }

    fn written(&self) -> Result<u64> {
        Ok(self.store().written)
    }

    fn approved(&self) -> Result<Option<Approval>> {
        Ok(self.store().approvals.last().cloned())
    }

    fn snapshot(&self, hash: &str) -> Result<BTreeMap<String, Arc<[u8]>>> {
        let found = self.store().snapshots.get(hash).cloned();
        found.ok_or_else(|| Error::unreachable(format!("the ledger has no snapshot {hash}")))
    }

    fn tried_from(&self, id: NoticeId) -> Result<Option<String>> {
        Ok(self.store().note(id).and_then(|note| note.first.as_ref()).map(|(_, hash)| hash.clone()))
    }

    fn bearings(&self, now: DateTime<Utc>) -> Result<Bearings> {
        Ok(self.store().bearings(now))
    }

    fn doubt(&self) -> Result<Option<String>> {
        // It ends with its process: there is no older one.
        Ok(None)
    }

    fn take_up(&mut self, _: Since, _: &Said<'_>) -> Result<u64> {
        Ok(0)
    }

    fn verify(&self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn back_up(&self, _: &Path) -> Result<()> {
        Err(Error::usage("a ledger in memory cannot be backed up"))
    }

    fn begin_sending(&mut self, holder: &str, now: DateTime<Utc>) -> Result<Recovery> {
        let recovery = self.change(now, |store| {
            store.take(holder, "sending", now)?;
            Ok(store.recover(now))
        })?;
        self.sender = Some(Claims::default());
        Ok(recovery)
    }

    fn beat(&mut self, pulse: Pulse, _: DateTime<Utc>) -> Result<Beat> {
        if self.sender.is_none() {
            return Err(not_sending());
        }
        let store = self.store();
        let acts = (store.journal.len() + store.facts.len()) as i64;
        drop(store);
        let asked = self.asked.load(Ordering::SeqCst);
        let beat = Beat { asked, acts, place: Place::ALONE, lease: None, found: Recovery::default() };
        match &mut self.hear {
            Some(hear) => hear(pulse, beat),
            None => Ok(beat),
        }
    }

    fn senders(&self) -> Result<Vec<SenderSeen>> {
        let holder = self.store().holder.clone();
        Ok(holder.into_iter().map(|who| SenderSeen { who, since: None, heard: None }).collect())
    }

    fn claim(&mut self, now: DateTime<Utc>, limit: usize) -> Result<Vec<Claim>> {
        let mut claims = self.sender.take().ok_or_else(not_sending)?;
        let mut store = self.store();
        if store.end_over(now) {
            store.acted = Some(now);
        }
        let claimed = store.claim(&mut claims, now, limit);
        drop(store);
        self.sender = Some(claims);
        Ok(claimed)
    }

    fn commit(&mut self, steps: &[Step], now: DateTime<Utc>) -> Result<Committed> {
        let mut claims = self.sender.clone().ok_or_else(not_sending)?;
        if let Some(watch) = &mut self.watch {
            watch(steps)?;
        }
        let committed = self.change(now, |store| store.commit(&mut claims, steps, now))?;
        self.sender = Some(claims);
        Ok(committed)
    }

    fn hold(&mut self, hold: &Hold) -> Result<Moved> {
        self.change(hold.since, |store| {
            let moved = store.hold(hold)?;
            store.write(&Written::held(hold, moved));
            Ok(moved)
        })
    }

    fn holds(&self) -> Result<Vec<Hold>> {
        Ok(self.store().holds.clone())
    }

    fn resume(&mut self, scope: &Scope, said: &Said<'_>) -> Result<Resumed> {
        self.change(said.at, |store| {
            let resumed = store.resume(scope, said.at)?;
            if resumed.holds > 0 {
                store.write(&Written::resumed(scope, said, resumed));
            }
            Ok(resumed)
        })
    }

    fn cancel(&mut self, scope: &Scope, said: &Said<'_>) -> Result<Moved> {
        self.change(said.at, |store| {
            let moved = store.cancel(scope, &said.reason(), said.at)?;
            if moved != Moved::default() {
                store.write(&Written::cancelled(scope, said, moved));
            }
            Ok(moved)
        })
    }

    fn retry(&mut self, ids: &[NoticeId], said: &Said<'_>) -> Result<Retried> {
        self.change(said.at, |store| {
            let retried = store.retry(ids, said.at)?;
            if retried.same + retried.fresh > 0 {
                store.write(&Written::retried(ids, said, retried));
            }
            Ok(retried)
        })
    }

    fn settle(&mut self, ids: &[NoticeId], settlement: Settlement, said: &Said<'_>) -> Result<u64> {
        self.change(said.at, |store| {
            let settled = store.settle(ids, settlement, &said.reason(), said.at)?;
            if settled > 0 {
                store.write(&Written::settled(ids, settlement, said, settled));
            }
            Ok(settled)
        })
    }

    fn hear(&mut self, reports: &[Report], now: DateTime<Utc>) -> Result<Vec<Hearing>> {
        self.change(now, |store| store.hear(reports, now))
    }

    fn would_hear(&mut self, reports: &[Report], now: DateTime<Utc>) -> Result<Vec<Hearing>> {
        let mut copy = self.store().clone();
        copy.hear(reports, now)
    }

    fn sent(&self, id: NoticeId) -> Result<Option<Sent>> {
        Ok(self.store().sent(id))
    }

    fn reports(&self, id: NoticeId) -> Result<Vec<Reported>> {
        Ok(self.store().reported(id))
    }

    fn sent_anew(&self) -> Result<Vec<(NoticeId, u32)>> {
        Ok(self.store().sent_anew())
    }

    fn act(&mut self, act: &Act) -> Result<()> {
        self.change(act.at, |store| {
            store.acts.push(act.clone());
            store.write(&Written::acted(act));
            Ok(())
        })
    }

    fn decide_first(&mut self, act: &Act) -> Result<bool> {
        self.change(act.at, |store| {
            let is_first = !store.acts.iter().any(|other| other.what.is_about_the_gate_of(&act.what));
            if is_first {
                store.acts.push(act.clone());
                store.write(&Written::acted(act));
            }
            Ok(is_first)
        })
    }

    fn acts(&self) -> Result<Vec<Act>> {
        Ok(self.store().acts.clone())
    }

    fn snapshots(&self) -> Result<Vec<String>> {
        Ok(self.store().snapshots.keys().cloned().collect())
    }

    fn forget(&mut self, forget: &Forget, said: &Said<'_>) -> Result<u64> {
        self.change(said.at, |store| {
            let cancelled = store.forget(forget, said.at);
            store.write(&Written::forgotten(forget, said, cancelled, &forget.proof(&KEY)));
            Ok(cancelled)
        })
    }

    fn wipe(&mut self) -> Result<()> {
        Ok(())
    }

    fn forgotten(&self) -> Result<Forgotten> {
        Ok(self.store().forgotten())
    }

    fn journal(&self) -> Result<Vec<JournalEntry>> {
        Ok(self.store().journal.clone())
    }

    fn print(&mut self, outcomes: &[PaperOutcome], now: DateTime<Utc>) -> Result<u64> {
        self.change(now, |store| store.print(outcomes, now))
    }

    fn printing(&self, id: NoticeId) -> Result<Option<Printing>> {
        Ok(self.store().printing(id))
    }

    fn pause(&mut self, pause: &Pause, now: DateTime<Utc>) -> Result<()> {
        self.change(now, |store| {
            store.pauses.insert(Arc::clone(&pause.relay), pause.clone());
            Ok(())
        })
    }

    fn pauses(&self, now: DateTime<Utc>) -> Result<Vec<Pause>> {
        Ok(self.store().pauses.values().filter(|pause| pause.until > now).cloned().collect())
    }

    fn room(&self) -> Option<u64> {
        None
    }

    fn next_due(&self) -> Result<Option<DateTime<Utc>>> {
        let claimed = |id: &NoticeId| self.sender.as_ref().is_some_and(|claims| claims.claimed.contains(id));
        let store = self.store();
        let ends = store.holds.iter().filter_map(|hold| hold.until);
        Ok(store.queue().filter(|note| !claimed(&note.entry.id)).map(|note| note.wake).chain(ends).min())
    }

    fn count_due(&self, now: DateTime<Utc>) -> Result<u64> {
        Ok(self.store().queue().filter(|note| note.wake <= now).count() as u64)
    }

    fn count_overdue(&self, then: DateTime<Utc>) -> Result<u64> {
        Ok(self.store().queue().filter(|note| note.wake <= then && note.since <= then).count() as u64)
    }

    fn due_since(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        let store = self.store();
        let due = store.queue().filter(|note| note.wake <= now);
        Ok(due.map(|note| note.wake.max(note.since)).min())
    }

    fn record(&mut self, facts: &[Fact], entries: &mut dyn Iterator<Item = Entry>, now: DateTime<Utc>) -> Result<u64> {
        self.change(now, |store| store.record(facts, entries, now))
    }

    fn facts(&self, skip: u64) -> Result<Vec<Fact>> {
        let skip = usize::try_from(skip).unwrap_or(usize::MAX);
        Ok(self.store().facts.iter().skip(skip).cloned().collect())
    }

    fn counts(&self) -> Result<BTreeMap<(String, String, String, State), u64>> {
        Ok(self.store().counts())
    }

    fn visit(&self, filter: &Filter, each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        let rows = self.store().rows(filter, false);
        rows.into_iter().try_for_each(each)
    }

    fn visit_by_due(&self, filter: &Filter, each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        let rows = self.store().rows(filter, true);
        rows.into_iter().try_for_each(each)
    }

    fn attempts(&self, id: NoticeId) -> Result<Vec<Attempt>> {
        Ok(self.store().attempts(id))
    }

    fn vanguard(&self, wave: &str, message: &str, most: u32) -> Result<Vanguard> {
        Ok(self.store().vanguard(wave, message, most))
    }

    fn accepted_since(&self, since: DateTime<Utc>, but: &[Arc<str>]) -> Result<Vec<(DateTime<Utc>, u64)>> {
        Ok(self.store().accepted_since(since, but))
    }
}
