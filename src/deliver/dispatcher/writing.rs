//! What is to be written in the ledger: one commit at a time, of all that has gathered since the one before began.
//!
//! Meanwhile everything else goes on. A notice whose mark is under way may be announced to its relay, and sent but for its
//! dot; what is said about it before its mark is durable waits for that.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use tokio::sync::oneshot;

use super::serve::Dispatcher;
use crate::deliver::options::{RelayAnswer, Unwritten, Update};
use crate::deliver::store::{Answer, heard};
use crate::error::Result;
use crate::ledger::{Committed, Entry, Outcome, State, Step};
use crate::schedule::NoticeId;

/// Something to be written, and what follows from it.
pub(super) enum Pending {
    /// The mark of a notice, and who waits for it.
    Mark { step: Step, durable: oneshot::Sender<bool> },
    /// The relay said no for good, and to whom is not known yet.
    Answered(NoticeId, String),
    /// What became of a notice, which had been sent anew so often.
    Done(Entry, u32, Outcome),
    /// A notice that is put back untried.
    Released(NoticeId),
}

/// A commit that is under way.
pub(super) struct Commit {
    round: Vec<Pending>,
    /// When it began: the instant of its marks.
    at: DateTime<Utc>,
    answer: Answer<Committed>,
}

impl Pending {
    fn step(&self) -> Step {
        match self {
            Pending::Mark { step, .. } => step.clone(),
            Pending::Answered(id, why) => Step::Answered { id: *id, why: why.clone() },
            Pending::Done(entry, _, outcome) => Step::Done { id: entry.id, outcome: outcome.clone() },
            Pending::Released(id) => Step::Released { id: *id },
        }
    }
}

/// Waits for the commit that is under way; never comes when there is none.
pub(super) async fn committed(commit: &mut Option<Commit>) -> (Vec<Pending>, DateTime<Utc>, Result<Committed>) {
    match commit {
        Some(Commit { answer, at, .. }) => {
            let (result, at) = (heard(answer).await, *at);
            let round = commit.take().map(|commit| commit.round).unwrap_or_default();
            (round, at, result)
        }
        None => std::future::pending().await,
    }
}

impl Dispatcher<'_> {
    /// What relays answered, and could not be written to the end. Some of it may be about what was never tried: whoever is told
    /// of it looks.
    pub(in crate::deliver) fn answers(&mut self) -> Vec<Unwritten> {
        let Some(marked) = self.in_flight.marked else { return Vec::new() };
        let known = self.in_flight.pending.drain(..).filter_map(|pending| {
            let Pending::Done(entry, retries, outcome) = pending else { return None };
            let (answer, reply) = match outcome {
                Outcome::Accepted(reply) => (RelayAnswer::Took, reply),
                Outcome::Failed(reply) => (RelayAnswer::Refused, reply),
                Outcome::Deferred { why, .. } => (RelayAnswer::Later, why),
                _ => return None,
            };
            Some(Unwritten { id: entry.id, retries, marked, answer, reply })
        });
        known.collect()
    }

    /// Whether everything is written that can be.
    pub(super) fn is_written(&self) -> bool {
        self.in_flight.commit.is_none() && (self.in_flight.pending.is_empty() || self.in_flight.unwritable)
    }

    /// Begins to write what has gathered, unless a commit is under way.
    pub(super) fn begin_commit(&mut self, now: DateTime<Utc>) {
        let in_flight = &mut self.in_flight;
        if in_flight.commit.is_some() || in_flight.pending.is_empty() || in_flight.unwritable {
            return;
        }
        let round = std::mem::take(&mut in_flight.pending);
        let answer = self.store.commit(round.iter().map(Pending::step).collect(), now);
        in_flight.commit = Some(Commit { round, at: now, answer });
    }

    /// Writes until nothing is left to write.
    pub(super) async fn write_all(&mut self, now: DateTime<Utc>) {
        loop {
            self.begin_commit(now);
            if self.in_flight.commit.is_none() {
                return;
            }
            let (round, at, result) = committed(&mut self.in_flight.commit).await;
            self.written(round, at, result);
        }
    }

    /// Draws the conclusions from a commit.
    pub(super) fn written(&mut self, round: Vec<Pending>, at: DateTime<Utc>, result: Result<Committed>) {
        let committed = match result {
            Ok(committed) => committed,
            Err(error) => {
                if !matches!(self.in_flight.ending, Some(Err(_))) {
                    self.in_flight.ending = Some(Err(error));
                }
                self.in_flight.unwritable = true;
                let since = std::mem::take(&mut self.in_flight.pending);
                for pending in round.into_iter().chain(since) {
                    self.unwritten(pending);
                }
                return;
            }
        };
        self.in_flight.marked = Some(at);
        let refused: HashMap<usize, State> = committed.refused.iter().map(|step| (step.step, step.state)).collect();
        for (at, pending) in round.into_iter().enumerate() {
            match (pending, refused.get(&at)) {
                (Pending::Mark { step, durable }, None) => self.marked(step.id(), durable),
                (Pending::Mark { step, durable }, Some(state)) => {
                    let _ = durable.send(false);
                    if let Some(sending) = self.in_flight.sending.remove(&step.id()) {
                        self.withdrawn(&sending.claim.entry, *state);
                    }
                }
                (Pending::Done(entry, _, outcome), None) => {
                    self.summary.count(&outcome);
                    (self.tell)(Update::Settled(&entry, &outcome));
                }
                (Pending::Done(entry, ..), Some(state)) => self.withdrawn(&entry, *state),
                (Pending::Answered(..), _) => {}
                (Pending::Released(_), _) => self.summary.released += 1,
            }
        }
    }

    /// The mark of a notice is durable: its dot may go, and what was said about it before counts.
    fn marked(&mut self, id: NoticeId, durable: oneshot::Sender<bool>) {
        let _ = durable.send(true);
        let Some(sending) = self.in_flight.sending.get_mut(&id) else { return };
        sending.marked = true;
        if let Some(ended) = sending.ended.take() {
            self.concluded(id, ended);
        }
    }

    /// Somebody moved a notice after it was claimed. It is out of our hands, and stands where they put it.
    fn withdrawn(&mut self, entry: &Entry, state: State) {
        self.summary.withdrawn += 1;
        (self.tell)(Update::Withdrawn(entry, state));
    }

    /// What has no mark does not go; what is known is kept for one more try at the end.
    fn unwritten(&mut self, pending: Pending) {
        match pending {
            Pending::Mark { step, durable } => {
                let _ = durable.send(false);
                if let Some(sending) = self.in_flight.sending.remove(&step.id()) {
                    self.lanes[sending.worker.lane].claimed.push_back(sending.claim);
                }
            }
            Pending::Released(_) => {}
            known @ (Pending::Answered(..) | Pending::Done(..)) => self.in_flight.pending.push(known),
        }
    }
}
