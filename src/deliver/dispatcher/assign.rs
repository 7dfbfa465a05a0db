//! Who does what next.

use chrono::{DateTime, TimeDelta, Utc};

use super::serve::{Dispatcher, Idle, Ready, SHORT_WAIT, Sending};
use crate::deliver::worker::{Instruction, Outgoing};
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
        if self.in_flight.ending.is_some() {
            return (marks, instructions);
        }
        while let Some(ready) = self.next_ready(now) {
            // After a fault one connection tries; the others wait for what it finds.
            let trying = self.in_flight.sending.len() + self.in_flight.opening.len();
            if self.pace.ready_at(now) > now || (self.pace.faults() > 0 && trying > 0) {
                self.in_flight.ready.push_front(ready);
                break;
            }
            if let Some(worker) = self.idle(true) {
                self.pace.take(now);
                let (mark, instruction) = self.send(ready, worker.worker);
                marks.push(mark);
                instructions.push((worker, instruction));
                continue;
            }
            self.in_flight.ready.push_front(ready);
            if self.in_flight.opening.len() >= self.in_flight.ready.len() {
                break;
            }
            let Some(worker) = self.idle(false) else { break };
            self.in_flight.opening.insert(worker.worker);
            instructions.push((worker, Instruction::Open));
        }
        if self.says_nothing(now) {
            while let Some(worker) = self.idle(true) {
                instructions.push((worker, Instruction::Close));
            }
        }
        (marks, instructions)
    }

    /// The first rendered notice that still stands.
    fn next_ready(&mut self, now: DateTime<Utc>) -> Option<Ready> {
        while let Some(ready) = self.in_flight.ready.pop_front() {
            if ready.claim.entry.expires.is_some_and(|expires| expires <= now) {
                self.settle(ready.claim, Outcome::Expired(None));
            } else if ready.at + FRESH <= now {
                self.in_flight.claimed.push_front(ready.claim);
            } else {
                return Some(ready);
            }
        }
        None
    }

    fn send(&mut self, ready: Ready, worker: usize) -> (Step, Instruction) {
        let Ready { claim, first, mail, .. } = ready;
        let id = claim.entry.id;
        let outgoing = Outgoing { id, mail, tried_before: claim.first.is_some() };
        let mark = Step::Sending { id, first: FirstAttempt::clone(&first) };
        self.in_flight.sending.insert(id, Sending { worker, claim, first });
        (mark, Instruction::Send(Box::new(outgoing)))
    }

    /// A connection that waits for an instruction and is (or is not) open.
    fn idle(&mut self, open: bool) -> Option<Idle> {
        let at = self.in_flight.idle.iter().position(|idle| idle.open == open)?;
        self.in_flight.idle.remove(at)
    }

    /// Whether there is nothing to say to the relay for longer than it is polite to stay connected.
    fn says_nothing(&mut self, now: DateTime<Utc>) -> bool {
        let resting = self.pace.ready_at(now) > now + SHORT_WAIT;
        let empty = !self.in_flight.has_untried() && self.in_flight.ask_again.is_some_and(|at| at > now + SHORT_WAIT);
        resting || (empty && self.in_flight.sending.is_empty())
    }
}
