//! One route of a run: how fast it may be fed, its workers, and the notices that wait for them.

use std::collections::{HashSet, VecDeque};

use chrono::{DateTime, Utc};

use super::serve::{Idle, Ready, SHORT_WAIT};
use crate::campaign::Channel;
use crate::deliver::pace::Pace;
use crate::deliver::reply::Streak;
use crate::ledger::{Claim, Outcome};

/// What a run knows of one of its routes.
pub(in crate::deliver) struct Lane {
    /// What it carries.
    pub(super) channel: Channel,
    /// What the route is called in messages.
    pub(super) name: String,
    connections: usize,
    pub(super) pace: Pace,
    /// Claimed from the ledger.
    pub(super) claimed: VecDeque<Claim>,
    /// How many are being rendered.
    pub(super) preparing: usize,
    /// Rendered.
    pub(super) ready: VecDeque<Ready>,
    /// Refused for good since the route took something, and not settled yet: it may refuse everybody.
    pub(super) streak: Streak<(Claim, Outcome)>,
    /// Workers that wait for an instruction.
    pub(super) idle: VecDeque<Idle>,
    /// The workers that open a connection, by number.
    pub(super) opening: HashSet<usize>,
}

impl Lane {
    /// A lane with nothing in it.
    pub(in crate::deliver) fn new(channel: Channel, name: String, connections: usize, pace: Pace) -> Self {
        Lane {
            channel,
            name,
            connections,
            pace,
            claimed: VecDeque::new(),
            preparing: 0,
            ready: VecDeque::new(),
            streak: Streak::default(),
            idle: VecDeque::new(),
            opening: HashSet::new(),
        }
    }

    /// How many workers it has.
    pub(in crate::deliver) fn connections(&self) -> usize {
        self.connections
    }

    /// How many rendered notices are kept ahead.
    pub(super) fn depth(&self) -> usize {
        2 * self.connections
    }

    /// Whether there is something claimed that has not been tried.
    pub(super) fn has_untried(&self) -> bool {
        !self.claimed.is_empty() || !self.ready.is_empty() || self.preparing > 0
    }

    /// Whether rendering now is rendering in time: soon enough to be sent as it is.
    pub(super) fn is_soon(&mut self, now: DateTime<Utc>) -> bool {
        self.pace.ready_at(now) <= now + SHORT_WAIT
    }

    /// A worker that waits for an instruction and is (or is not) connected.
    pub(super) fn waiting(&mut self, open: bool) -> Option<Idle> {
        let at = self.idle.iter().position(|idle| idle.open == open)?;
        self.idle.remove(at)
    }
}
