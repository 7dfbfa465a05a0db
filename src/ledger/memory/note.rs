//! A notice and all that happened to it.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::ledger::resend;
use crate::ledger::{Attempt, Entry, FirstAttempt, State};

/// Where an operator wants a notice that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Held,
    Cancelled,
}

#[derive(Debug, Clone)]
pub(super) struct Note {
    pub(super) entry: Entry,
    pub(super) state: State,
    pub(super) since: DateTime<Utc>,
    /// From when it can be claimed; of one that is held, from when it could be.
    pub(super) wake: DateTime<Utc>,
    /// A reason that did not come from the relay.
    pub(super) detail: Option<String>,
    /// Attempts begun.
    pub(super) tries: u32,
    /// Attempts that do not count against it.
    pub(super) excused: u32,
    /// How often a person had it sent again as a message of its own.
    pub(super) retries: u32,
    pub(super) attempts: Vec<Attempt>,
    /// By which relay the last of them went, or the one that is under way.
    pub(super) relay: Option<Arc<str>>,
    /// What the first attempt recorded, and the hash of the snapshot it was made from.
    pub(super) first: Option<(FirstAttempt, String)>,
    /// Where an operator wants it when the attempt is over.
    pub(super) wanted: Option<Wanted>,
    /// A person closed it, and this is where it stood.
    pub(super) closed: Option<State>,
    /// It was cancelled because a plan lacked it.
    pub(super) lapsed: bool,
    /// It came into being by a recorded fact.
    pub(super) by_event: bool,
}

impl Note {
    pub(super) fn planned(entry: Entry, since: DateTime<Utc>, by_event: bool) -> Self {
        Note {
            wake: entry.due,
            entry,
            state: State::Planned,
            since,
            detail: None,
            tries: 0,
            excused: 0,
            retries: 0,
            attempts: Vec::new(),
            relay: None,
            first: None,
            wanted: None,
            closed: None,
            lapsed: false,
            by_event,
        }
    }

    /// When it can be claimed.
    pub(super) fn next(&self) -> Option<DateTime<Utc>> {
        self.state.is_queued().then_some(self.wake)
    }

    /// Moves it, without saying why.
    pub(super) fn to(&mut self, state: State, now: DateTime<Utc>) {
        (self.state, self.since, self.detail, self.closed) = (state, now, None, None);
    }

    /// The last attempt, if it is over.
    pub(super) fn last(&self) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.number == self.tries)
    }

    /// The relay that may have the message as it is: by which the last attempt at it without an answer went.
    pub(super) fn may_have(&self) -> Option<Arc<str>> {
        let (first, _) = self.first.as_ref()?;
        let unanswered = |attempt: &&Attempt| attempt.result == State::Uncertain && attempt.began >= first.at;
        self.attempts.iter().rfind(unanswered)?.relay.clone()
    }

    /// Whether an attempt at it ended without an answer.
    pub(super) fn may_be_told(&self) -> bool {
        self.attempts.iter().any(|attempt| attempt.result == State::Uncertain)
    }

    /// How long it waits before it is sent again after an attempt without an answer; `None` when it is not.
    pub(super) fn pause(&self) -> Option<TimeDelta> {
        let unanswered = self.attempts.iter().filter(|attempt| attempt.result == State::Uncertain).count();
        resend::pause(u32::try_from(unanswered).unwrap_or(u32::MAX))
    }

    /// Whether it is deferred, or was when it was put aside.
    pub(super) fn was_put_off(&self) -> bool {
        self.state == State::Deferred || (self.state == State::Held && self.first.is_some())
    }

    /// Puts into the history how the running attempt ended; `ended` is `None` when a crash hid it.
    pub(super) fn remember(&mut self, result: State, ended: Option<DateTime<Utc>>, reply: &str) {
        let (number, began, relay) = (self.tries, self.since, self.relay.clone());
        self.attempts.push(Attempt { number, began, ended, result, reply: reply.to_owned(), relay });
    }

    /// The attempt that is over is to be repeated from `wake` on, unless an operator wants something else.
    pub(super) fn put_off(&mut self, wake: DateTime<Utc>, now: DateTime<Utc>) {
        let detail = self.detail.take();
        match self.wanted.take() {
            None => self.to(State::Deferred, now),
            Some(Wanted::Held) => self.to(State::Held, now),
            Some(Wanted::Cancelled) if self.may_be_told() => self.to(State::Uncertain, now),
            Some(Wanted::Cancelled) => self.to(State::Cancelled, now),
        }
        self.wake = wake;
        if matches!(self.state, State::Held | State::Cancelled) {
            self.detail = detail;
        }
    }
}
