//! Who does what next.

use chrono::{DateTime, TimeDelta, Utc};

use super::serve::{Dispatcher, Idle, Ready, SHORT_WAIT, Sending};
use crate::deliver::worker::{Instruction, Outgoing, WorkerId};
use crate::ledger::{FirstAttempt, Outcome, Step};

/// A rendered notice that waited longer than this is looked at and rendered again: its Date is to be that of its
/// sending, and the person may have migrated.
const FRESH: TimeDelta = TimeDelta::minutes(1);

/// Instructions, and whom they are for.
pub(super) type Instructions = Vec<(Idle, Instruction)>;

impl Dispatcher<'_> {
    /// The marks to write, and the instructions to give once they are written.
    pub(super) fn assign(&mut self, now: DateTime<Utc>) -> (Vec<Step>, Instructions) {
        let (mut marks, mut instructions) = (Vec::new(), Vec::new());
        if self.in_flight.ending.is_none() {
            for lane in 0..self.lanes.len() {
                self.assign_in(lane, now, &mut marks, &mut instructions);
            }
        }
        (marks, instructions)
    }

    fn assign_in(&mut self, at: usize, now: DateTime<Utc>, marks: &mut Vec<Step>, instructions: &mut Instructions) {
        while let Some(ready) = self.next_ready(at, now) {
            let sending = self.sending_in(at);
            let lane = &mut self.lanes[at];
            // After a fault one connection tries; the others wait for what it finds.
            let trying = sending + lane.opening.len();
            if lane.pace.ready_at(now) > now || (lane.pace.faults() > 0 && trying > 0) {
                lane.ready.push_front(ready);
                break;
            }
            if let Some(worker) = lane.waiting(true) {
                lane.pace.take(now);
                let (mark, instruction) = self.send(ready, worker.worker);
                marks.push(mark);
                instructions.push((worker, instruction));
                continue;
            }
            lane.ready.push_front(ready);
            if lane.opening.len() >= lane.ready.len() {
                break;
            }
            let Some(worker) = lane.waiting(false) else { break };
            lane.opening.insert(worker.worker.number);
            instructions.push((worker, Instruction::Open));
        }
        if self.says_nothing(at, now) {
            while let Some(worker) = self.lanes[at].waiting(true) {
                instructions.push((worker, Instruction::Close));
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

    fn send(&mut self, ready: Ready, worker: WorkerId) -> (Step, Instruction) {
        let Ready { claim, first, mail, .. } = ready;
        let id = claim.entry.id;
        let outgoing = Outgoing { id, mail, tried_before: claim.first.is_some() };
        let mark = Step::Sending { id, first: FirstAttempt::clone(&first) };
        self.in_flight.sending.insert(id, Sending { worker, claim, first });
        (mark, Instruction::Send(Box::new(outgoing)))
    }

    /// How many notices the workers of a lane have.
    fn sending_in(&self, lane: usize) -> usize {
        self.in_flight.sending.values().filter(|sending| sending.worker.lane == lane).count()
    }

    /// Whether a lane has nothing to say for longer than it is polite to stay connected.
    fn says_nothing(&mut self, at: usize, now: DateTime<Utc>) -> bool {
        let resting = !self.lanes[at].is_soon(now);
        let empty =
            !self.lanes[at].has_untried() && self.in_flight.ask_again.is_some_and(|again| again > now + SHORT_WAIT);
        resting || (empty && self.sending_in(at) == 0)
    }
}
