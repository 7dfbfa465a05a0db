//! What an operator holds, and what an operator's act did.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Entry, State};
use crate::campaign::PersonId;
use crate::schedule::NoticeId;

/// What an operator's act is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everything.
    Campaign,
    /// One wave, by its id.
    Wave(Arc<str>),
    /// One phase of every wave, by its name.
    Phase(Arc<str>),
    /// One message in every wave, by its name.
    Message(Arc<str>),
    /// One message in one wave.
    MessageOfWave {
        /// The message, by its name.
        message: Arc<str>,
        /// The wave, by its id.
        wave: Arc<str>,
    },
    /// What waits for the gate of one wave, by its id.
    Gate(Arc<str>),
    /// Whatever one person is told.
    Person(PersonId),
    /// One notice.
    Notice(NoticeId),
}

/// A stop on a scope. Several may lie on one notice: it goes on when the last is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// On what.
    pub scope: Scope,
    /// Who laid it.
    pub by: String,
    /// Why, in their words.
    pub why: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// From this instant on it is over by itself; `None`: until it is resumed.
    pub until: Option<DateTime<Utc>>,
}

/// Who lays the holds of `relay: {canary: …}`.
pub const CANARY: &str = "canary";

/// Who lays the holds of a wave's gate.
pub const GATE: &str = "gate";

/// What became of those who went ahead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vanguard {
    /// How many were tried, or could not be made.
    pub tried: u32,
    /// How many of them failed, bounced or are uncertain, also when a person has closed them since.
    pub failed: u32,
    /// When the last of them was first tried, or given up.
    pub last: Option<DateTime<Utc>>,
    /// What was said of one that failed.
    pub reply: Option<String>,
    /// Whether somebody has let the others go after a hold of the [`CANARY`].
    pub let_go: bool,
}

/// What an operator's act did to the notices it was about. Those counted nowhere stayed where they were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// Moved at once.
    pub moved: u64,
    /// Under way: they move when their attempt is over, if the relay has not taken them by then.
    pub under_way: u64,
}

/// What resuming a scope came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resumed {
    /// How many holds were on exactly that scope, and are over. When there was none, nothing was done.
    pub holds: u64,
    /// Notices that go on.
    pub moved: u64,
    /// Notices whose time was over by then.
    pub expired: u64,
    /// Notices under way of which it was taken back that they were to be held.
    pub under_way: u64,
    /// Notices of the scope that another hold keeps.
    pub still_held: u64,
}

/// What sending again came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retried {
    /// Due again with the same bytes and Message-ID: nobody knows whether the first arrived.
    pub same: u64,
    /// Planned again from the approval in force, as a message of its own: the first was refused.
    pub fresh: u64,
    /// Left as they are: their time is over.
    pub late: u64,
}

/// What a person knows of a notice that waits for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// Uncertain or bounced, and it arrived.
    Arrived,
    /// Uncertain, and it did not.
    Lost,
    /// Failed, bounced or uncertain, and nothing more is to be done about it, until somebody has it
    /// [sent again](super::Ledger::retry) all the same.
    Closed,
}

impl Scope {
    /// Whether a notice is in it.
    pub fn covers(&self, entry: &Entry) -> bool {
        match self {
            Scope::Campaign => true,
            Scope::Wave(wave) => entry.wave == *wave,
            Scope::Phase(phase) => entry.phase == *phase,
            Scope::Message(message) => entry.message == *message,
            Scope::MessageOfWave { message, wave } => entry.message == *message && entry.wave == *wave,
            Scope::Gate(wave) => entry.gate.as_ref() == Some(wave),
            Scope::Person(person) => entry.person.as_ref() == Some(person),
            Scope::Notice(id) => entry.id == *id,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scope::Campaign => f.write_str("the campaign"),
            Scope::Wave(wave) => write!(f, "wave {wave}"),
            Scope::Phase(phase) => write!(f, "phase {phase}"),
            Scope::Message(message) => write!(f, "message {message}"),
            Scope::MessageOfWave { message, wave } => write!(f, "message {message} of wave {wave}"),
            Scope::Gate(wave) => write!(f, "what waits for the gate of wave {wave}"),
            Scope::Person(person) => write!(f, "person {person}"),
            Scope::Notice(id) => write!(f, "notice {id}"),
        }
    }
}

impl Settlement {
    /// The state a notice in `state` is then in; `None` when it stays.
    pub fn of(self, state: State) -> Option<State> {
        match (self, state) {
            (Settlement::Arrived, State::Uncertain | State::Bounced) => Some(State::Accepted),
            (Settlement::Lost, State::Uncertain) => Some(State::Failed),
            (Settlement::Closed, State::Uncertain | State::Failed | State::Bounced) => Some(State::Cancelled),
            _ => None,
        }
    }
}
