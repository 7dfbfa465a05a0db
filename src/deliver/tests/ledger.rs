//! The ledger in memory, with a chronicle of what it writes, and breaking on command.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::world::{Chronicle, Line, morning};
use crate::error::{Error, Result};
use crate::ledger::{Approval, Beat, Entry, Filter, Hold, Ledger, Memory, Scope, State, Step};
use crate::schedule::NoticeId;

/// Shared with the test, which looks into it after the run.
#[derive(Clone)]
pub(crate) struct Watched {
    ledger: Memory,
    plan: Arc<Mutex<Events>>,
    chronicle: Chronicle,
    /// What the beats are answered, in their order; the last goes on.
    beats: Arc<Mutex<Vec<Heard>>>,
}

/// Changes what a beat is answered.
type Heard = fn(Beat) -> Result<Beat>;

/// What is to happen at a commit, and how many there were.
#[derive(Default)]
struct Events {
    commits: usize,
    /// The number of the commit that fails, with all after it.
    fails_at: Option<usize>,
    /// What somebody holds between its claim and its mark.
    holds: HashSet<NoticeId>,
}

/// A notice and all that happened to it.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) entry: Entry,
    pub(crate) state: State,
    pub(crate) until: DateTime<Utc>,
    /// Attempts that count against it, besides the one that ended it.
    pub(crate) charged: u32,
    pub(crate) tried: bool,
    pub(crate) why: String,
    pub(crate) was_uncertain: bool,
}

impl Watched {
    pub(crate) fn new(entries: Vec<Entry>, chronicle: Chronicle) -> Self {
        let mut ledger = Memory::new();
        let approval = Approval {
            plan: "plan".into(),
            snapshot: "snapshot".into(),
            campaign: "c".into(),
            by: "the test".into(),
            at: morning(),
        };
        let approved = ledger.approve(&approval, &BTreeMap::new(), &mut entries.into_iter());
        approved.unwrap_or_else(|error| panic!("the notices of a test: {error}"));
        Watched { ledger, plan: Arc::default(), chronicle, beats: Arc::default() }
    }

    /// A handle that sends.
    pub(crate) fn sender(&self) -> Result<Box<dyn Ledger>> {
        let (plan, chronicle, mut others) = (Arc::clone(&self.plan), self.chronicle.clone(), self.ledger.clone());
        let ledger = self.ledger.clone().watched(move |steps| {
            let mut plan = locked(&plan);
            let number = plan.commits;
            plan.commits += 1;
            if plan.fails_at.is_some_and(|at| number >= at) {
                return Err(Error::unreachable("the disk is full"));
            }
            for step in steps {
                let id = step.id();
                match step {
                    Step::Sending { .. } if plan.holds.contains(&id) => {
                        others.hold(&Hold {
                            scope: Scope::Notice(id),
                            by: "somebody".into(),
                            why: "somebody holds it".into(),
                            since: morning(),
                            until: None,
                        })?;
                    }
                    Step::Sending { .. } => chronicle.add(Line::Marked(id.to_string())),
                    Step::Done { .. } | Step::Answered { .. } => chronicle.add(Line::Settled(id.to_string())),
                    Step::Released { .. } => {}
                }
            }
            Ok(())
        });
        let beats = Arc::clone(&self.beats);
        let mut ledger = ledger.among_others(move |_, beat| {
            let mut beats = beats.lock().unwrap_or_else(PoisonError::into_inner);
            let heard = if beats.len() > 1 { Some(beats.remove(0)) } else { beats.first().copied() };
            heard.map_or(Ok(beat.clone()), |heard| heard(beat))
        });
        ledger.begin_sending("the test", morning())?;
        Ok(Box::new(ledger))
    }

    /// What the beats of a run are answered, in their order; the last goes on.
    pub(crate) fn hears(&self, beats: &[Heard]) {
        *self.beats.lock().unwrap_or_else(PoisonError::into_inner) = beats.to_vec();
    }

    /// A handle of somebody beside the sender.
    pub(crate) fn operator(&self) -> Memory {
        self.ledger.clone()
    }

    pub(crate) fn fail_from(&self, commit: usize) {
        locked(&self.plan).fails_at = Some(commit);
    }

    /// Somebody holds this notice between its claim and its mark.
    pub(crate) fn hold(&self, id: NoticeId) {
        locked(&self.plan).holds.insert(id);
    }

    pub(crate) fn commits(&self) -> usize {
        locked(&self.plan).commits
    }

    pub(crate) fn notices(&self) -> Vec<Kept> {
        let rows = self.ledger.list(&Filter::default()).unwrap_or_default();
        let kept = rows.into_iter().map(|row| {
            let attempts = self.ledger.attempts(row.entry.id).unwrap_or_default();
            Kept {
                until: row.next.unwrap_or(row.since),
                state: row.state,
                charged: row.attempts.saturating_sub(u32::from(row.state.is_final())),
                tried: !attempts.is_empty(),
                why: row.detail,
                was_uncertain: attempts.iter().any(|attempt| attempt.result == State::Uncertain),
                entry: row.entry,
            }
        });
        kept.collect()
    }

    pub(crate) fn count(&self, state: State) -> usize {
        self.notices().iter().filter(|kept| kept.state == state).count()
    }
}

fn locked(plan: &Mutex<Events>) -> MutexGuard<'_, Events> {
    plan.lock().unwrap_or_else(PoisonError::into_inner)
}
