//! Who does what next.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::oneshot;

use super::lane::Riding;
use super::serve::{Dispatcher, Idle, SHORT_WAIT, Sending};
use super::writing::Pending;
use crate::deliver::preparation::Ready;
use crate::deliver::worker::{Instruction, Outgoing};
use crate::ledger::{Outcome, Step};

/// A rendered notice that waited longer than this is looked at and rendered again: its Date is to be that of its
/// sending, and the person may have migrated.
const FRESH: TimeDelta = TimeDelta::minutes(1);

impl Dispatcher<'_> {
    /// Gives the workers that wait their instructions. What they are to send may be announced, but not handed over,
    /// before its mark is durable.
    pub(super) fn assign(&mut self, now: DateTime<Utc>) {
        if self.in_flight.ending.is_none() {
            for lane in 0..self.lanes.len() {
                self.continue_riding(lane, now);
                self.assign_in(lane, now);
            }
        }
    }

    /// A session that waits for what rode gets it, or is closed.
    fn continue_riding(&mut self, at: usize, now: DateTime<Utc>) {
        while let Some((idle, riding)) = self.lanes[at].waiting_for_riding() {
            let lane = &mut self.lanes[at];
            let begun = riding.as_ref().map_or_else(|| lane.streak.heard(), |riding| riding.begun);
            if let Some(riding) = riding {
                lane.ready.push_front(riding.ready);
            }
            let goes = lane.pace.ready_at(now) <= now && lane.pace.faults() == 0;
            match self.next_ready(at, now) {
                Some(ready) if goes && idle.rides == Some(ready.claim.entry.id) => {
                    self.send(at, idle, ready, begun, now);
                }
                other => {
                    other.into_iter().for_each(|ready| self.lanes[at].ready.push_front(ready));
                    idle.tell(Instruction::Close);
                }
            }
        }
    }

    fn assign_in(&mut self, at: usize, now: DateTime<Utc>) {
        self.close_what_is_too_much(at, now);
        while let Some(ready) = self.next_ready(at, now) {
            let sending = self.sending_in(at);
            let lane = &mut self.lanes[at];
            // After a fault one connection tries; the others wait for what it finds.
            let trying = sending + lane.opening.len();
            let may_send = lane.pace.ready_at(now) <= now && lane.pace.wants(now).is_none();
            if !may_send || (lane.pace.faults() > 0 && trying > 0) {
                lane.ready.push_front(ready);
                lane.idle.iter_mut().for_each(|idle| idle.slowed = true);
                break;
            }
            if let Some(idle) = lane.waiting(true) {
                let begun = lane.streak.heard();
                self.send(at, idle, ready, begun, now);
                continue;
            }
            lane.ready.push_front(ready);
            if lane.opening.len() >= lane.ready.len() || self.connected_in(at) >= self.lanes[at].crowd.size(now) {
                break;
            }
            let lane = &mut self.lanes[at];
            let Some(idle) = lane.waiting(false) else { break };
            lane.opening.insert(idle.worker.number);
            idle.tell(Instruction::Open);
        }
        if self.says_nothing(at, now) {
            while let Some(idle) = self.lanes[at].waiting(true) {
                idle.tell(Instruction::Close);
            }
        }
    }

    /// The first rendered notice of a lane that still stands.
    fn next_ready(&mut self, at: usize, now: DateTime<Utc>) -> Option<Ready> {
        while let Some(ready) = self.lanes[at].ready.pop_front() {
            if ready.claim.entry.expires.is_some_and(|expires| expires <= now) {
                self.settle(ready.claim, Outcome::Expired(None));
            } else if ready.at + FRESH <= now {
                self.lanes[at].claimed.push_front(ready.claim);
            } else {
                return Some(ready);
            }
        }
        None
    }

    /// Has a notice sent, and its mark written meanwhile. `begun`: how many refusals had been heard when it was announced.
    fn send(&mut self, at: usize, idle: Idle, ready: Ready, begun: u64, now: DateTime<Utc>) {
        self.lanes[at].pace.take(now);
        let spent = &mut self.summary.spent;
        *if idle.slowed { &mut spent.limits } else { &mut spent.machine } += idle.since.elapsed();
        let Ready { claim, first, mail, .. } = ready;
        let id = claim.entry.id;
        let (durable, mark) = oneshot::channel();
        let fits = self.connected_in(at) <= self.lanes[at].crowd.size(now);
        let next = (fits && self.lanes[at].may_ride()).then(|| self.next_ready(at, now)).flatten().map(|next| {
            let announced = (next.claim.entry.id, Arc::clone(&next.mail));
            let begun = self.lanes[at].streak.heard();
            self.lanes[at].riding.insert(idle.worker.number, Riding { ready: next, begun });
            announced
        });
        let outgoing = Outgoing { id, mail, tried_before: claim.first.is_some(), mark, next };
        self.in_flight.pending.push(Pending::Mark {
            step: Step::Sending { id, first: first.clone(), relay: Arc::clone(&self.lanes[at].name) },
            durable,
        });
        self.in_flight
            .sending
            .insert(id, Sending { worker: idle.worker, claim, first, begun, marked: false, ended: None });
        idle.tell(Instruction::Send(Box::new(outgoing)));
    }

    /// How many notices the workers of a lane have.
    fn sending_in(&self, lane: usize) -> usize {
        self.in_flight.sending.values().filter(|sending| sending.worker.lane == lane).count()
    }

    /// How many connections a lane has, or is opening.
    pub(super) fn connected_in(&self, at: usize) -> usize {
        let busy = |sending: &&Sending| sending.worker.lane == at && sending.ended.is_none();
        let lane = &self.lanes[at];
        let waiting = lane.idle.iter().filter(|idle| idle.open).count();
        self.in_flight.sending.values().filter(busy).count() + waiting + lane.opening.len()
    }

    /// Whether a lane has nothing to say for longer than it is polite to stay connected.
    fn says_nothing(&mut self, at: usize, now: DateTime<Utc>) -> bool {
        let resting = !self.lanes[at].is_soon(now);
        let empty =
            !self.lanes[at].has_untried() && self.in_flight.ask_again.is_some_and(|again| again > now + SHORT_WAIT);
        resting || (empty && self.sending_in(at) == 0)
    }
}

impl Idle {
    /// Gives an instruction. A worker that is gone ended by a fault of ours, which `worker_ended` reports.
    pub(super) fn tell(self, instruction: Instruction) {
        let _ = self.reply.send(instruction);
    }
}
