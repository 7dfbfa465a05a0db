//! One route of a run: how fast it may be fed, its workers, and the notices that wait for them.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::crowd::Crowd;
use super::serve::{Idle, SHORT_WAIT};
use crate::campaign::{Channel, Limits};
use crate::deliver::pace::Pace;
use crate::deliver::preparation::Ready;
use crate::deliver::reply::Streak;
use crate::ledger::{Claim, Outcome, Pause, Place};

/// What a run knows of one of its routes.
pub(in crate::deliver) struct Lane {
    /// What it carries.
    pub(super) channel: Channel,
    /// What the route is called, in messages and in the ledger.
    pub(super) name: Arc<str>,
    /// Since it gave no service, and until it has shown that it does again.
    pub(super) out: Option<Out>,
    pub(super) crowd: Crowd,
    /// What the relay accepts, of all senders together.
    pub(super) limits: Limits,
    pub(super) pace: Pace,
    /// Claimed from the ledger.
    pub(super) claimed: VecDeque<Claim>,
    /// How many are being rendered.
    pub(super) preparing: usize,
    /// Rendered.
    pub(super) ready: VecDeque<Ready>,
    /// Refused for good since the route took something, and not settled yet: it may refuse everybody.
    pub(super) streak: Streak<(Claim, Outcome)>,
    /// Rendered, and perhaps announced behind the dot of another: by the number of the worker that has that one.
    pub(super) riding: HashMap<usize, Riding>,
    /// Whether messages are announced behind the dot before: until the route shows that it cannot have that.
    pub(super) rides: bool,
    /// Workers that wait for an instruction.
    pub(super) idle: VecDeque<Idle>,
    /// The workers that open a connection, by number.
    pub(super) opening: HashSet<usize>,
}

/// A rendered notice that may have been announced behind the dot of another.
pub(super) struct Riding {
    pub(super) ready: Ready,
    /// How many refusals the lane's streak had heard by then.
    pub(super) begun: u64,
}

/// A route that gave no service.
pub(super) struct Out {
    /// Until when it is left alone, if another one can take its place.
    pub(super) until: DateTime<Utc>,
    pub(super) why: String,
}

impl Lane {
    /// A lane with nothing in it.
    pub(in crate::deliver) fn new(channel: Channel, name: Arc<str>, limits: Limits, pace: Pace, place: Place) -> Self {
        Lane {
            channel,
            name,
            out: None,
            crowd: Crowd::new(limits.connections.max(1) as usize, place),
            limits,
            pace,
            claimed: VecDeque::new(),
            preparing: 0,
            ready: VecDeque::new(),
            streak: Streak::default(),
            riding: HashMap::new(),
            rides: true,
            idle: VecDeque::new(),
            opening: HashSet::new(),
        }
    }

    /// A pause of an earlier run holds. One that goes on after `patience` has another route take its place.
    pub(in crate::deliver) fn rest(&mut self, pause: &Pause, patience: DateTime<Utc>) {
        self.pace.rest_until(pause.until);
        self.out = (pause.until > patience).then(|| Out { until: pause.until, why: pause.why.clone() });
    }

    /// Whether it is to be used at `now` where there are others.
    pub(super) fn gives_service(&self, now: DateTime<Utc>) -> bool {
        self.out.as_ref().is_none_or(|out| out.until <= now)
    }

    /// How many workers it has.
    pub(in crate::deliver) fn connections(&self) -> usize {
        self.crowd.most()
    }

    /// How many rendered notices are kept ahead: few where the relay wants few, or they would be old when they go.
    pub(super) fn depth(&self) -> usize {
        self.crowd.most() * if self.pace.is_limited() { 2 } else { 8 }
    }

    /// Whether the next message may be announced behind a dot. Not where a limit may end between the two, nor after a
    /// fault, nor when somebody else waits for it.
    pub(super) fn may_ride(&self) -> bool {
        let waiting = self.idle.iter().filter(|idle| idle.rides.is_none()).count();
        self.rides && !self.pace.is_limited() && self.pace.faults() == 0 && self.ready.len() > waiting
    }

    /// Whether there is something claimed that has not been tried.
    pub(super) fn has_untried(&self) -> bool {
        !self.claimed.is_empty() || !self.ready.is_empty() || self.preparing > 0 || !self.riding.is_empty()
    }

    /// What to draw from limits that are shared, and what is left of the last draw: when there is something to send, and
    /// somebody to send it.
    pub(super) fn wants_to_draw(&self, now: DateTime<Utc>) -> Option<(u32, u32)> {
        let can_send = self.has_untried() && !self.idle.is_empty() && self.crowd.share() > 0;
        self.pace.wants(now).filter(|_| can_send)
    }

    /// Whether rendering now is rendering in time: soon enough to be sent as it is.
    pub(super) fn is_soon(&mut self, now: DateTime<Utc>) -> bool {
        self.pace.ready_at(now) <= now + SHORT_WAIT
    }

    /// A worker that waits for an instruction and is (or is not) connected.
    pub(super) fn waiting(&mut self, open: bool) -> Option<Idle> {
        let at = self.idle.iter().position(|idle| idle.open == open && idle.rides.is_none())?;
        self.idle.remove(at)
    }

    /// A worker whose session waits for what rode, and that.
    pub(super) fn waiting_for_riding(&mut self) -> Option<(Idle, Option<Riding>)> {
        let at = self.idle.iter().position(|idle| idle.rides.is_some())?;
        let idle = self.idle.remove(at)?;
        let riding = self.riding.remove(&idle.worker.number);
        Some((idle, riding))
    }
}
