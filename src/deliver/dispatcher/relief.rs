//! Which of the routes of a channel has its work.
//!
//! The first that gives service. One that gives none is left alone for a while and then tried again, with one message; what
//! waits for it goes by the next meanwhile. Only what it may have taken already waits for it: nobody else is given that.

use chrono::{DateTime, TimeDelta, Utc};

use super::lane::Out;
use super::serve::Dispatcher;
use crate::campaign::Channel;
use crate::deliver::options::Update;
use crate::ledger::{Claim, Outcome, Pause};

/// How long a route that gave no service is left alone while another one has its work, if it does not say.
const AGAIN: TimeDelta = TimeDelta::minutes(15);

/// After so many faults in a row another route takes the place of one, in a run that would go on trying it.
const TRIES: u32 = 8;

/// What becomes of a claimed notice.
pub(super) enum Lot {
    /// It goes by this lane.
    Goes(usize),
    /// It waits for a relay that may have it.
    Waits(Outcome),
    /// Nothing in the run carries it.
    Nothing,
}

impl Dispatcher<'_> {
    /// The lane that has the work of a channel: the first that gives service, else the one that is tried again first.
    pub(super) fn carries(&self, channel: Channel, now: DateTime<Utc>) -> Option<usize> {
        let of_channel = || self.lanes.iter().enumerate().filter(|(_, lane)| lane.channel == channel);
        let serves = of_channel().find(|(_, lane)| lane.gives_service(now));
        let first = serves.or_else(|| of_channel().min_by_key(|(_, lane)| lane.out.as_ref().map(|out| out.until)));
        first.map(|(at, _)| at)
    }

    /// By which lane a notice goes.
    pub(super) fn lane_of(&self, claim: &Claim, now: DateTime<Utc>) -> Lot {
        let Some(carries) = self.carries(claim.entry.channel, now) else { return Lot::Nothing };
        let has_it = |at: &usize| {
            let lane = &self.lanes[*at];
            lane.channel == claim.entry.channel && claim.with.as_ref() == Some(&lane.name)
        };
        match (0..self.lanes.len()).find(has_it) {
            Some(at) if at != carries && !self.lanes[at].gives_service(now) => {
                let lane = &self.lanes[at];
                let why = format!("waits for {}, which may have it", lane.name);
                let until = lane.out.as_ref().map_or(now, |out| out.until);
                Lot::Waits(Outcome::Deferred { until, why, charged: false })
            }
            Some(at) => Lot::Goes(at),
            None => Lot::Goes(carries),
        }
    }

    /// Whether another lane gives service in this one's place.
    pub(super) fn has_relief(&self, at: usize, now: DateTime<Utc>) -> bool {
        let channel = self.lanes[at].channel;
        let mut others = self.lanes.iter().enumerate().filter(|(other, _)| *other != at);
        others.any(|(_, lane)| lane.channel == channel && lane.gives_service(now))
    }

    /// After how many faults in a row a lane gives no service; `None` is never.
    pub(super) fn tries_of(&self, at: usize, now: DateTime<Utc>) -> Option<u32> {
        self.options.tries.or_else(|| self.has_relief(at, now).then_some(TRIES))
    }

    /// A lane gives no service, and another one has its work until it is tried again.
    pub(super) fn relieve(&mut self, at: usize, why: &str, stated: DateTime<Utc>, now: DateTime<Utc>) {
        // Its other connections meet the same.
        if !self.lanes[at].gives_service(now) {
            return;
        }
        let until = stated.max(now + AGAIN);
        let faults = self.options.tries.unwrap_or(TRIES);
        let lane = &mut self.lanes[at];
        lane.pace.give_up(until, faults);
        lane.out = Some(Out { until, why: why.to_owned() });
        // Whether it was for themselves that some were refused, the next will tell.
        let refused = lane.streak.nobody_left();
        let pause = Pause { relay: lane.name.clone(), until, why: why.to_owned() };
        self.store.pause(pause, now);
        self.put_back(refused, now);
        let (channel, from) = (self.lanes[at].channel, self.lanes[at].name.clone());
        if let Some(to) = self.carries(channel, now).map(|to| self.lanes[to].name.clone()) {
            (self.tell)(Update::TakenOver { from: &from, to: &to, until, why });
        }
    }

    /// What waits for a lane that gives no service goes by the one that has its work.
    pub(super) fn hand_on(&mut self, now: DateTime<Utc>) {
        for at in 0..self.lanes.len() {
            if self.lanes[at].gives_service(now) || self.carries(self.lanes[at].channel, now) == Some(at) {
                continue;
            }
            for claim in std::mem::take(&mut self.lanes[at].claimed) {
                match self.lane_of(&claim, now) {
                    Lot::Goes(to) => self.lanes[to].claimed.push_back(claim),
                    Lot::Waits(outcome) => self.settle(claim, outcome),
                    Lot::Nothing => self.lanes[at].claimed.push_back(claim),
                }
            }
            for ready in std::mem::take(&mut self.lanes[at].ready) {
                match self.lane_of(&ready.claim, now) {
                    Lot::Goes(to) => self.lanes[to].ready.push_back(ready),
                    Lot::Waits(outcome) => self.settle(ready.claim, outcome),
                    Lot::Nothing => self.lanes[at].ready.push_back(ready),
                }
            }
        }
    }

    /// A lane has taken a message: whoever had its work gives it back. What it had been given before it gave no service, and
    /// takes on another connection, says nothing.
    pub(super) fn is_back(&mut self, at: usize, now: DateTime<Utc>) {
        if !self.lanes[at].gives_service(now) {
            return;
        }
        let is_alone = self.lanes.iter().filter(|lane| lane.channel == self.lanes[at].channel).count() == 1;
        if self.lanes[at].out.take().is_some() && !is_alone {
            (self.tell)(Update::Back { relay: &self.lanes[at].name });
        }
    }

    /// Until when what a stand-in cannot be given waits for the first of its channel; `None` when this is that one.
    pub(super) fn first_returns(&self, at: usize, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let first = self.lanes.iter().position(|lane| lane.channel == self.lanes[at].channel)?;
        (first != at).then(|| self.lanes[first].out.as_ref().map_or(now, |out| out.until))
    }
}
