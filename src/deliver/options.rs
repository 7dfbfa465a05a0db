//! What a run is asked to do, and what it says about it.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::spent::Spent;
use crate::campaign::Canary;
use crate::error::Error;
use crate::ledger::{Bearings, Entry, Hold, Outcome, Scope, State};
use crate::schedule::NoticeId;

/// What a run is asked to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// When to end.
    pub mode: Mode,
    /// After how many faults of the relay in a row the run ends with [`Unreachable`](crate::error::Kind::Unreachable);
    /// `None` keeps trying, at most five minutes or so apart.
    pub tries: Option<u32>,
    /// What a stop leaves to what is under way.
    pub grace: Grace,
    /// Whether the first of each wave's message go ahead.
    pub canary: Option<Canary>,
    /// Asked, before anything is done by it, about a clock that leapt by more than a day between two looks: with what it
    /// shows, and what the ledger knew when it did. What it says ends the run.
    pub doubt: Option<Doubt>,
    /// How often the ledger is told that this sender is there, and asked whether somebody wants to approve: then the run comes
    /// to its end. `None` does neither.
    pub beats: Option<Duration>,
}

/// Why a clock cannot be right; `None` when it can.
pub type Doubt = fn(DateTime<Utc>, &Bearings) -> Option<Error>;

/// So long a relay that wants to be left alone is waited for.
const PATIENCE: TimeDelta = TimeDelta::minutes(5);

/// When a run ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// When nothing is due any more.
    Once {
        /// A relay that wants us to wait longer than this is not waited for: the run ends and says until when.
        patience: TimeDelta,
    },
    /// Only when stopped.
    Watch {
        /// How often the ledger is looked at for what others put in it.
        poll: TimeDelta,
    },
}

impl Mode {
    /// How long a relay that wants to be left alone is waited for before another one takes its place, or the run ends.
    pub(crate) fn patience(self) -> TimeDelta {
        match self {
            Mode::Once { patience } => patience,
            Mode::Watch { .. } => PATIENCE,
        }
    }
}

/// How long what is under way is waited for when a run is told to stop. A relay that is well answers in a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grace {
    /// For the answers up to the message: after that its connection is dropped, and the notice is due again.
    pub begun: Duration,
    /// For the answer to the final dot: after that the notice is uncertain.
    pub dot: Duration,
}

impl Default for Grace {
    fn default() -> Self {
        Grace { begun: Duration::from_secs(1), dot: Duration::from_secs(60) }
    }
}

impl Options {
    /// Sends what is due and ends: eight tries, five minutes of patience.
    pub fn once() -> Self {
        Options { mode: Mode::Once { patience: PATIENCE }, tries: Some(8), ..Options::watch() }
    }

    /// Stays, and never gives up on the relay.
    pub fn watch() -> Self {
        Options {
            mode: Mode::Watch { poll: TimeDelta::seconds(30) },
            tries: None,
            grace: Grace::default(),
            canary: None,
            doubt: None,
            beats: None,
        }
    }
}

/// What became of the notices a run claimed. A notice tried twice in one run counts twice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// The relay took them.
    pub accepted: u64,
    /// To be tried later.
    pub deferred: u64,
    /// The relay said no, or they could not be rendered.
    pub failed: u64,
    /// Nobody knows.
    pub uncertain: u64,
    /// Not sent, for a reason found when their time came.
    pub suppressed: u64,
    /// Not sent: too late.
    pub expired: u64,
    /// Not sent, because somebody held or cancelled them after they were claimed.
    pub withdrawn: u64,
    /// Claimed and put back untried, because the run ended.
    pub released: u64,
    /// Messages of waves whose others the canary holds since.
    pub held: u64,
    /// The relay or its limits want us to wait until then, and the run ended instead.
    pub paused_until: Option<DateTime<Utc>>,
    /// It ended because somebody wants to approve.
    pub gave_way: bool,
    /// Where the connections' time went.
    pub spent: Spent,
}

impl Summary {
    /// Adds what became of the notices of a later run. What was put back before is claimed again by it: only what it puts
    /// back itself counts, and its pause is the one that holds.
    pub fn add(&mut self, later: &Summary) {
        self.accepted += later.accepted;
        self.deferred += later.deferred;
        self.failed += later.failed;
        self.uncertain += later.uncertain;
        self.suppressed += later.suppressed;
        self.expired += later.expired;
        self.withdrawn += later.withdrawn;
        self.released = later.released;
        self.held += later.held;
        self.paused_until = later.paused_until;
        self.gave_way = later.gave_way;
        self.spent.add(&later.spent);
    }

    pub(crate) fn count(&mut self, outcome: &Outcome) {
        *match outcome {
            Outcome::Accepted(_) => &mut self.accepted,
            Outcome::Deferred { .. } | Outcome::Resend { .. } => &mut self.deferred,
            Outcome::Failed(_) => &mut self.failed,
            Outcome::Uncertain(_) => &mut self.uncertain,
            Outcome::Suppressed(_) => &mut self.suppressed,
            Outcome::Expired(_) => &mut self.expired,
        } += 1;
    }
}

/// What a run says while it runs.
#[derive(Debug)]
pub enum Update<'a> {
    /// So many notices are due as it begins.
    Due(u64),
    /// This became of a notice; durable in the ledger.
    Settled(&'a Entry, &'a Outcome),
    /// Somebody moved a notice after it was claimed: it is not sent, and stands where they put it.
    Withdrawn(&'a Entry, State),
    /// A sender is gone, and nobody knows whether its relay took these.
    Interrupted {
        /// So many notices were under way.
        under_way: u64,
        /// So many of them wait for a person; the others are sent again.
        left: u64,
    },
    /// So many send by now, this one included.
    Senders(u32),
    /// Whether this sender is the first of them, who looks for all.
    Leads(bool),
    /// Somebody wants to approve: the run comes to its end.
    GivingWay,
    /// The run was told to stop.
    Stopping {
        /// So many messages are with a relay, and their answers are waited for.
        under_way: usize,
        /// For so long at most.
        at_most: Duration,
    },
    /// The first of a wave's message have gone ahead.
    Ahead {
        /// Which message of which wave.
        scope: &'a Scope,
        /// How many.
        first: u32,
        /// Until when the others wait.
        until: DateTime<Utc>,
    },
    /// A hold was laid: too many of the first failed, or a gate is closed.
    Held(&'a Hold),
    /// The relay serves only so many connections at once: the others are given up for an hour.
    Fewer {
        /// So many are left.
        connections: usize,
        /// What it said to one more, or what happened to it.
        why: &'a str,
    },
    /// A relay gives no service, and another one takes its place.
    TakenOver {
        /// Which gives none.
        from: &'a str,
        /// Which takes its place.
        to: &'a str,
        /// Until when; then the first is tried again.
        until: DateTime<Utc>,
        /// What it said, or what happened to it.
        why: &'a str,
    },
    /// A relay whose place another one had taken gives service again.
    Back {
        /// Which.
        relay: &'a str,
    },
    /// Nothing is sent by this relay before this instant.
    Waiting {
        /// Which.
        relay: &'a str,
        /// Until when.
        until: DateTime<Utc>,
        /// What the relay said, or what happened to it.
        why: &'a str,
    },
}

/// A run that ended before its time, with what it had done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// Why.
    pub error: Error,
    /// What became of the notices until then.
    pub summary: Summary,
    /// What relays answered, and the ledger could not be told.
    pub unwritten: Vec<Unwritten>,
}

/// A relay's answer that the ledger does not know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritten {
    /// To which notice.
    pub id: NoticeId,
    /// Which message of it: see [`Claim::retries`](crate::ledger::Claim::retries).
    pub retries: u32,
    /// No attempt that it may be about began later.
    pub marked: DateTime<Utc>,
    /// What the answer comes to.
    pub answer: RelayAnswer,
    /// Its words.
    pub reply: String,
}

/// What a relay's answer comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RelayAnswer {
    /// It has the message.
    Took,
    /// It does not want it, for good.
    Refused,
    /// It does not want it yet.
    Later,
}

impl Stopped {
    /// With everything written.
    pub fn of(error: Error, summary: Summary) -> Self {
        Stopped { error, summary, unwritten: Vec::new() }
    }
}

impl From<Stopped> for Error {
    fn from(stopped: Stopped) -> Self {
        stopped.error
    }
}
