//! What a ledger knows of the time.

use chrono::{DateTime, Utc};

/// What a clock can be held against, before a sender believes it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bearings {
    /// The instant of the last thing that was written; `None` when nothing ever was.
    pub acted: Option<DateTime<Utc>>,
    /// How many notices wait for a sender. Where none would expire, 1 stands for any number: counting millions takes longer
    /// than a sender that has nothing to do.
    pub waiting: u64,
    /// How many of them would expire now, unsent.
    pub over: u64,
    /// The latest instant that the plan has for a sender: when something is due or expires. `None` while something
    /// waits for a later instant than now: the end has not come then.
    pub end: Option<DateTime<Utc>>,
}
