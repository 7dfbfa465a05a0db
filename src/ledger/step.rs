//! What passes between a sender and its ledger.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Entry, Filter, Ledger, State, Suppression};
use crate::error::{Error, Result};
use crate::schedule::NoticeId;

/// What an attempt needs to be repeated byte for byte: recorded once, at the first attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstAttempt {
    /// The Date of the message.
    pub at: DateTime<Utc>,
    /// Serials (or names) of the person's devices that had migrated by then; of a message to a manager, the
    /// identities of their people who had. Sorted.
    pub migrated: Vec<String>,
}

/// A notice handed to a sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The notice.
    pub entry: Entry,
    /// Attempts charged so far: those that reached `sending`, less those where the fault was the relay's own.
    pub attempts: u32,
    /// How often a person had it sent again as a message of its own, with a Message-ID of its own: a mail system drops
    /// one that it knows.
    pub retries: u32,
    /// What the first of them recorded.
    pub first: Option<FirstAttempt>,
    /// Hash of the snapshot to render from: the one in force at the first attempt, else the one in force now. A
    /// retry after a new approval is still the same bytes, unless that approval planned it again.
    pub snapshot: Arc<str>,
    /// The relay that may have it as it is: by which the last of its attempts without an answer went.
    pub with: Option<Arc<str>>,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The relay took it; its reply.
    Accepted(String),
    /// The relay said later; or, when no attempt had begun and none is charged, its window is closed: then the notice
    /// stays in its state, and can be claimed again from that instant on.
    Deferred {
        /// Not before this instant.
        until: DateTime<Utc>,
        /// The reply.
        why: String,
        /// Whether the attempt counts against the notice: not when the fault is the relay's own (throttle, quota,
        /// sign-in).
        charged: bool,
    },
    /// The relay said no; or, when no attempt had begun, the message could not be made.
    Failed(String),
    /// Nobody knows.
    Uncertain(String),
    /// Nobody knows, and the message asks to be sent again, byte for byte: deferred, and charged. After the fourth attempt
    /// without an answer it is uncertain all the same.
    Resend {
        /// Not before this instant.
        until: DateTime<Utc>,
        /// What happened.
        why: String,
    },
    /// Not tried.
    Suppressed(Suppression),
    /// Too late: not tried, or the relay said later and later is past its time; then with the relay's words, which the
    /// history keeps of the attempt.
    Expired(Option<String>),
}

/// One durable step of one notice. A slice of them is written in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// An attempt begins: durable before the final dot of its message.
    Sending {
        /// Which notice.
        id: NoticeId,
        /// What is kept if this is the first attempt.
        first: FirstAttempt,
        /// By which relay it goes, by its name.
        relay: Arc<str>,
    },
    /// The relay said no for good, and the next will tell whether to this notice or to everybody. It stays claimed until a
    /// [`Step::Done`] says which: failed, or deferred and not charged. Until then it is deferred and due: a sender that dies
    /// hides no answer.
    Answered {
        /// Which notice.
        id: NoticeId,
        /// The reply.
        why: String,
    },
    /// It ended, or the notice was given up before it began.
    Done {
        /// Which notice.
        id: NoticeId,
        /// How.
        outcome: Outcome,
    },
    /// Claimed but not begun: due again at once (the sender stops).
    Released {
        /// Which notice.
        id: NoticeId,
    },
}

impl Step {
    /// The notice it is about.
    pub fn id(&self) -> NoticeId {
        let (Step::Sending { id, .. } | Step::Answered { id, .. } | Step::Done { id, .. } | Step::Released { id }) =
            self;
        *id
    }

    /// Whether the diagram of [`State`] has this step for a claimed notice whose attempt has begun (or not).
    pub fn is_lawful(&self, begun: bool) -> bool {
        match self {
            Step::Sending { .. } | Step::Released { .. } => !begun,
            Step::Answered { .. } => begun,
            Step::Done { outcome, .. } => match outcome {
                Outcome::Accepted(_) | Outcome::Uncertain(_) | Outcome::Resend { .. } => begun,
                Outcome::Deferred { charged, .. } => begun || !charged,
                Outcome::Failed(_) | Outcome::Expired(_) => true,
                Outcome::Suppressed(_) => !begun,
            },
        }
    }
}

/// What a round of steps came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "what was refused must not be sent"]
pub struct Committed {
    /// The steps that were not taken, in the order of the round. All others are durable.
    pub refused: Vec<Refused>,
}

/// A step that was not taken because somebody moved its notice since it was claimed. It is no longer claimed: whoever
/// moved it had the last word, and it can be claimed again when it is due again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Which notice.
    pub id: NoticeId,
    /// Which step: its place in the round, from 0.
    pub step: usize,
    /// Where the notice stands now.
    pub state: State,
}

/// A sender that was none asked for something.
pub(super) fn not_sending() -> Error {
    Error::bug("a notice was asked for or settled before begin_sending")
}

/// What the history says of an attempt whose sender died.
pub(super) const STOPPED: &str = "the sender stopped before the relay's answer was recorded";

/// What a sender that is gone left behind, found when sending begins or by a [beat](super::Ledger::beat).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Notices found in `sending`: now uncertain (or due again, where the message asks for a resend).
    pub uncertain: Vec<NoticeId>,
}

impl Recovery {
    /// How many of them wait for a person.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn left(&self, ledger: &dyn Ledger) -> Result<u64> {
        if self.uncertain.is_empty() {
            return Ok(0);
        }
        let rows = ledger.list(&Filter { states: vec![State::Uncertain], ..Filter::default() })?;
        Ok(rows.iter().filter(|row| self.uncertain.contains(&row.entry.id)).count() as u64)
    }
}
