//! A ledger in memory that writes what it does into the chronicle, and breaks on command.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::world::{Chronicle, Line};
use crate::campaign::Carrier;
use crate::error::{Error, Result};
use crate::ledger::{
    Approval, Approved, Attempt, Changes, Claim, Committed, Entry, Fact, Filter, FirstAttempt, Ledger, Outcome,
    Printing, Recovery, Refused, Row, Sheet, State, Step,
};
use crate::schedule::NoticeId;

/// Shared with the test, which looks into it after the run.
#[derive(Clone)]
pub(crate) struct Memory(Arc<Mutex<Inner>>);

struct Inner {
    notices: BTreeMap<NoticeId, Kept>,
    chronicle: Chronicle,
    commits: usize,
    /// The number of the commit that fails, with all after it.
    fails_at: Option<usize>,
    /// What somebody holds as soon as it is claimed.
    holds: HashSet<NoticeId>,
}

/// A notice and all that happened to it.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) entry: Entry,
    pub(crate) state: State,
    pub(crate) until: DateTime<Utc>,
    pub(crate) charged: u32,
    pub(crate) first: Option<FirstAttempt>,
    pub(crate) why: String,
    pub(crate) was_uncertain: bool,
    claimed: bool,
}

impl Memory {
    pub(crate) fn new(entries: Vec<Entry>, chronicle: Chronicle) -> Self {
        let kept = |entry: Entry| Kept {
            until: entry.due,
            entry,
            state: State::Planned,
            charged: 0,
            first: None,
            why: String::new(),
            was_uncertain: false,
            claimed: false,
        };
        let notices = entries.into_iter().map(|entry| (entry.id, kept(entry))).collect();
        Memory(Arc::new(Mutex::new(Inner { notices, chronicle, commits: 0, fails_at: None, holds: HashSet::new() })))
    }

    pub(crate) fn fail_from(&self, commit: usize) {
        self.lock().fails_at = Some(commit);
    }

    /// Somebody holds this notice between its claim and its mark.
    pub(crate) fn hold(&self, id: NoticeId) {
        self.lock().holds.insert(id);
    }

    pub(crate) fn commits(&self) -> usize {
        self.lock().commits
    }

    pub(crate) fn notices(&self) -> Vec<Kept> {
        self.lock().notices.values().cloned().collect()
    }

    pub(crate) fn count(&self, state: State) -> usize {
        self.lock().notices.values().filter(|kept| kept.state == state).count()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Whether a sender is to carry it.
    fn waits(&self) -> bool {
        self.entry.channel.carrier() == Carrier::Sender && matches!(self.state, State::Planned | State::Deferred)
    }

    fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.waits() && self.until <= now
    }
}

impl Inner {
    /// Whether the step is taken; not when its notice is held.
    fn apply(&mut self, step: &Step) -> Result<bool> {
        let id = step.id();
        let kept = self.notices.get_mut(&id).ok_or_else(|| Error::bug("an unknown notice"))?;
        if !kept.claimed {
            return Err(Error::bug(format!("{id} is not claimed")));
        }
        if self.holds.contains(&id) {
            (kept.claimed, kept.state) = (false, State::Held);
            return Ok(matches!(step, Step::Released { .. }));
        }
        match step {
            Step::Sending { first, .. } => {
                kept.state = State::Sending;
                kept.first.get_or_insert_with(|| first.clone());
                self.chronicle.add(Line::Marked(id.to_string()));
            }
            Step::Released { .. } => kept.claimed = false,
            Step::Done { outcome, .. } => {
                kept.claimed = false;
                self.chronicle.add(Line::Settled(id.to_string()));
                kept.why = String::new();
                kept.state = match outcome {
                    Outcome::Accepted(_) => State::Accepted,
                    Outcome::Deferred { until, why, charged } => {
                        kept.charged += u32::from(*charged);
                        (kept.until, kept.why) = (*until, why.clone());
                        State::Deferred
                    }
                    Outcome::Resend { until, why } => {
                        kept.charged += 1;
                        (kept.until, kept.why) = (*until, why.clone());
                        kept.was_uncertain = true;
                        State::Deferred
                    }
                    Outcome::Failed(why) => {
                        kept.why.clone_from(why);
                        State::Failed
                    }
                    Outcome::Uncertain(why) => {
                        kept.why.clone_from(why);
                        kept.was_uncertain = true;
                        State::Uncertain
                    }
                    Outcome::Suppressed(_) => State::Suppressed,
                    Outcome::Expired(_) => State::Expired,
                };
            }
        }
        Ok(true)
    }
}

impl Ledger for Memory {
    fn claim(&mut self, now: DateTime<Utc>, limit: usize) -> Result<Vec<Claim>> {
        let mut inner = self.lock();
        let mut due: Vec<&mut Kept> = inner.notices.values_mut().filter(|k| !k.claimed && k.is_due(now)).collect();
        due.sort_by_key(|kept| (kept.until, kept.entry.id));
        let claim = |kept: &mut Kept| {
            kept.claimed = true;
            Claim { entry: kept.entry.clone(), attempts: kept.charged, first: kept.first.clone(), snapshot: "".into() }
        };
        Ok(due.into_iter().take(limit).map(claim).collect())
    }

    fn commit(&mut self, steps: &[Step], _: DateTime<Utc>) -> Result<Committed> {
        let mut inner = self.lock();
        let number = inner.commits;
        inner.commits += 1;
        if inner.fails_at.is_some_and(|at| number >= at) {
            return Err(Error::unreachable("the disk is full"));
        }
        let mut committed = Committed::default();
        for (step, what) in steps.iter().enumerate() {
            if !inner.apply(what)? {
                committed.refused.push(Refused { id: what.id(), step, state: State::Held });
            }
        }
        Ok(committed)
    }

    fn next_due(&self) -> Result<Option<DateTime<Utc>>> {
        let open = |kept: &&Kept| !kept.claimed && kept.waits();
        Ok(self.lock().notices.values().filter(open).map(|kept| kept.until).min())
    }

    fn count_due(&self, now: DateTime<Utc>) -> Result<u64> {
        Ok(self.lock().notices.values().filter(|kept| kept.is_due(now)).count() as u64)
    }

    fn accepted_since(&self, _: DateTime<Utc>) -> Result<u64> {
        Ok(self.count(State::Accepted) as u64)
    }

    fn approve(
        &mut self,
        _: &Approval,
        _: &BTreeMap<String, Arc<[u8]>>,
        _: &mut dyn Iterator<Item = Entry>,
    ) -> Result<Changes> {
        unused()
    }

    fn approved(&self) -> Result<Option<Approved>> {
        unused()
    }

    fn snapshot(&self, _: &str) -> Result<BTreeMap<String, Arc<[u8]>>> {
        unused()
    }

    fn begin_sending(&mut self, _: &str, _: DateTime<Utc>) -> Result<Recovery> {
        unused()
    }

    fn record(&mut self, _: &[Fact], _: &mut dyn Iterator<Item = Entry>, _: DateTime<Utc>) -> Result<u64> {
        unused()
    }

    fn facts(&self, _: u64) -> Result<Vec<Fact>> {
        Ok(Vec::new())
    }

    fn attempts(&self, _: NoticeId) -> Result<Vec<Attempt>> {
        unused()
    }

    fn counts(&self) -> Result<BTreeMap<(String, String, String, State), u64>> {
        unused()
    }

    fn print(&mut self, _: &[Sheet], _: DateTime<Utc>) -> Result<u64> {
        unused()
    }

    fn printing(&self, _: NoticeId) -> Result<Option<Printing>> {
        unused()
    }

    fn list(&self, _: &Filter) -> Result<Vec<Row>> {
        unused()
    }
}

fn unused<T>() -> Result<T> {
    Err(Error::bug("a run has no business with this"))
}
