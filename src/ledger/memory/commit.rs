//! Claims, and rounds of steps.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::note::Note;
use super::store::{Claims, Store};
use crate::error::{Error, Result};
use crate::ledger::{Claim, Committed, Outcome, Recovery, Refused, State, Step};

impl Store {
    /// Settles what a crash left in sending.
    pub(super) fn recover(&mut self, now: DateTime<Utc>) -> Recovery {
        self.end_over(now);
        let mut recovery = Recovery::default();
        for note in self.notes.iter_mut().filter(|note| note.state == State::Sending) {
            recovery.uncertain.push(note.entry.id);
            note.remember(State::Uncertain, None, "the sender stopped before the relay's answer was recorded");
            match note.pause().filter(|_| note.entry.resend_uncertain) {
                Some(pause) => note.put_off(now + pause, now),
                None => note.to(State::Uncertain, now),
            }
            note.wanted = None;
        }
        recovery
    }

    pub(super) fn claim(&self, claims: &mut Claims, now: DateTime<Utc>, limit: usize) -> Vec<Claim> {
        let free = |note: &&Note| !claims.claimed.contains(&note.entry.id);
        let mut due: Vec<&Note> = self.queue().filter(free).filter(|note| note.wake <= now).collect();
        due.sort_by_key(|note| note.wake);
        due.truncate(limit);
        claims.claimed.extend(due.iter().map(|note| note.entry.id));
        let claim = |note: &Note| Claim {
            entry: note.entry.clone(),
            attempts: note.tries - note.excused,
            retries: note.retries,
            first: note.first.as_ref().map(|(first, _)| first.clone()),
            snapshot: note.first.as_ref().map_or_else(|| self.snapshot_in_force(), |(_, hash)| hash.clone()).into(),
            with: note.may_have(),
        };
        due.into_iter().map(claim).collect()
    }

    /// What waits for a sender.
    pub(super) fn queue(&self) -> impl Iterator<Item = &Note> {
        self.notes.iter().filter(|note| note.state.is_queued() && !note.entry.channel.is_paper())
    }

    /// Takes the steps one by one; to be thrown away when it fails.
    pub(super) fn commit(&mut self, claims: &mut Claims, steps: &[Step], now: DateTime<Utc>) -> Result<Committed> {
        let mut committed = Committed::default();
        for (n, step) in steps.iter().enumerate() {
            let id = step.id();
            if !claims.claimed.contains(&id) || !step.is_lawful(claims.begun.contains(&id)) {
                return Err(Error::bug(format!("notice {id} has no such step now: {step:?}")));
            }
            let state = self.known(id)?.state;
            let moved = !claims.begun.contains(&id) && !state.is_queued();
            if moved && !matches!(step, Step::Released { .. }) {
                committed.refused.push(Refused { id, step: n, state });
            } else {
                self.step(step, claims.answered.contains(&id), now)?;
            }
            claims.begun.remove(&id);
            claims.answered.remove(&id);
            match step {
                Step::Sending { .. } if !moved => drop(claims.begun.insert(id)),
                Step::Answered { .. } => drop(claims.answered.insert(id)),
                _ => drop(claims.claimed.remove(&id)),
            }
        }
        Ok(committed)
    }

    fn step(&mut self, step: &Step, answered: bool, now: DateTime<Utc>) -> Result<()> {
        let snapshot = self.snapshot_in_force();
        let note = self.known(step.id())?;
        match step {
            Step::Released { .. } => {}
            Step::Sending { first, relay, .. } => {
                note.tries += 1;
                note.relay = Some(Arc::clone(relay));
                note.first.get_or_insert_with(|| (first.clone(), snapshot));
                note.to(State::Sending, now);
            }
            Step::Answered { why, .. } => {
                note.remember(State::Deferred, Some(now), why);
                note.put_off(now, now);
            }
            Step::Done { outcome: Outcome::Failed(_), .. } if answered => {
                note.attempts.iter_mut().filter(|last| last.number == note.tries).for_each(|last| {
                    last.result = State::Failed;
                });
                note.to(State::Failed, now);
            }
            Step::Done { outcome: Outcome::Deferred { until, .. }, .. } if answered => {
                note.excused += 1;
                note.wake = *until;
            }
            Step::Done { outcome, .. } if note.state == State::Sending => note.end(outcome, now),
            Step::Done { outcome, .. } => note.give_up(outcome, now),
        }
        Ok(())
    }
}

impl Note {
    /// Its attempt ended.
    fn end(&mut self, outcome: &Outcome, now: DateTime<Utc>) {
        let over = |state: State, reply: &str| (state, state, reply.to_owned());
        let (result, state, reply) = match outcome {
            Outcome::Accepted(reply) => over(State::Accepted, reply),
            Outcome::Failed(reply) => over(State::Failed, reply),
            Outcome::Uncertain(reply) => over(State::Uncertain, reply),
            Outcome::Expired(reply) => (State::Deferred, State::Expired, reply.clone().unwrap_or_default()),
            Outcome::Deferred { until, why, charged } => {
                self.remember(State::Deferred, Some(now), why);
                self.excused += u32::from(!charged);
                return self.put_off(*until, now);
            }
            Outcome::Resend { until, why } => {
                self.remember(State::Uncertain, Some(now), why);
                if let Some(pause) = self.pause() {
                    return self.put_off((now + pause).max(*until), now);
                }
                self.to(State::Uncertain, now);
                self.wanted = None;
                return;
            }
            // Not lawful once an attempt has begun.
            Outcome::Suppressed(_) => return,
        };
        self.remember(result, Some(now), &reply);
        self.to(state, now);
        self.wanted = None;
    }

    /// No attempt began.
    fn give_up(&mut self, outcome: &Outcome, now: DateTime<Utc>) {
        match outcome {
            // Not now, and nothing was tried: it stays what it is.
            Outcome::Deferred { until, .. } => self.wake = *until,
            Outcome::Suppressed(reason) => {
                self.to(State::Suppressed, now);
                self.detail = Some(reason.as_str().to_owned());
            }
            Outcome::Expired(_) => self.to(State::Expired, now),
            Outcome::Failed(why) => {
                self.to(State::Failed, now);
                self.detail = Some(why.clone());
            }
            // Not lawful before an attempt has begun.
            Outcome::Accepted(_) | Outcome::Uncertain(_) | Outcome::Resend { .. } => {}
        }
    }
}
