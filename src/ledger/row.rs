//! What is asked of a ledger, and how it answers.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::codes::LAPSED;
use super::{Entry, State, Suppression, shown};
use crate::campaign::PersonId;

/// Which notices to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this person's.
    pub person: Option<PersonId>,
    /// Only this message, by name.
    pub message: Option<Arc<str>>,
    /// Only in these states; all when empty.
    pub states: Vec<State>,
    /// With `states`: also those that a person [closed](super::Settlement::Closed).
    pub closed: bool,
    /// Only what a sender could claim at this instant.
    pub due: Option<DateTime<Utc>>,
    /// Only what comes on paper.
    pub paper: bool,
    /// At most so many; all when `None`.
    pub limit: Option<u32>,
}

/// A notice with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The notice.
    pub entry: Entry,
    /// Its state.
    pub state: State,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The last reply, or the reason for the state.
    pub detail: String,
    /// Attempts charged, see [`Claim::attempts`](super::Claim::attempts).
    pub attempts: u32,
    /// When it can be claimed: when it is due, or may be tried again. `None` when nothing more happens by itself.
    pub next: Option<DateTime<Utc>>,
    /// By which relay the last attempt went; `None` without one, and when a ledger of an earlier version did not keep it.
    pub relay: Option<Arc<str>>,
}

/// Why a notice was cancelled that a later plan lacks.
pub const NOT_IN_PLAN: &str = "no longer in the approved plan";

/// Why a notice expired of which no relay said anything.
pub const TOO_LATE: &str = "its time was over";

/// The words of a row, from what a store has of it: what is kept of the notice itself, and the last reply of a relay.
pub(super) fn detail(state: State, lapsed: i64, detail: Option<String>, reply: Option<String>) -> String {
    match state {
        State::Cancelled if lapsed == LAPSED => NOT_IN_PLAN.to_owned(),
        State::Expired => match reply.as_deref().map(shown) {
            Some(words) if !words.is_empty() => format!("its time was over; the last the relay said: {words}"),
            _ => TOO_LATE.to_owned(),
        },
        _ => detail.or(reply).map_or_else(String::new, |words| shown(&words).into_owned()),
    }
}

impl Row {
    /// Whether it is still to be told: it waits, is held, or was put off.
    pub fn is_to_come(&self) -> bool {
        self.state.waits() || self.state == State::Deferred
    }

    /// Whether a person can have it sent again: it waits for one, or was given up because an earlier message bounced.
    pub fn can_be_retried(&self) -> bool {
        self.state.needs_a_person() || (self.state == State::Suppressed && self.detail == Suppression::Bounced.as_str())
    }
}

/// One try to hand a notice to the relay, from its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// 1 for the first.
    pub number: u32,
    /// When it began.
    pub began: DateTime<Utc>,
    /// When it ended; `None` while it is under way, and when a crash hid its end.
    pub ended: Option<DateTime<Utc>>,
    /// How it ended: accepted, deferred, failed or uncertain; [`State::Sending`] while it is under way.
    pub result: State,
    /// The relay's reply, or what else there is to say.
    pub reply: String,
    /// By which relay it went; `None` when a ledger of an earlier version did not keep it.
    pub relay: Option<Arc<str>>,
}
