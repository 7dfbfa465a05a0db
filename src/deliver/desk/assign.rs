//! Who does what next.

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::oneshot;

use super::serve::{Desk, Ready, SHORT_WAIT, Waiting};
use crate::deliver::worker::{Letter, Order};
use crate::ledger::{FirstAttempt, Outcome, Step};

/// A rendered notice that waited longer than this is looked at and rendered again: its Date is to be that of its
/// sending, and the person may have migrated.
const FRESH: TimeDelta = TimeDelta::minutes(1);

/// Orders, and whom they are for.
pub(super) type Orders = Vec<(oneshot::Sender<Order>, Order)>;

impl Desk<'_> {
    /// The marks to write, and the orders to give once they are written.
    pub(super) fn assign(&mut self, now: DateTime<Utc>) -> (Vec<Step>, Orders) {
        let (mut marks, mut orders) = (Vec::new(), Vec::new());
        if self.held.ending.is_some() {
            return (marks, orders);
        }
        while let Some(ready) = self.next_ready(now) {
            // After a fault one connection tries; the others wait for what it finds.
            let trying = self.held.in_flight.len() + self.held.opening;
            if self.pace.ready_at(now) > now || (self.pace.faults() > 0 && trying > 0) {
                self.held.ready.push_front(ready);
                break;
            }
            if let Some(worker) = self.waiting(true) {
                self.pace.take(now);
                let (mark, order) = self.send(ready);
                marks.push(mark);
                orders.push((worker.reply, order));
                continue;
            }
            self.held.ready.push_front(ready);
            if self.held.opening >= self.held.ready.len() {
                break;
            }
            let Some(worker) = self.waiting(false) else { break };
            self.held.opening += 1;
            orders.push((worker.reply, Order::Open));
        }
        if self.is_idle(now) {
            while let Some(worker) = self.waiting(true) {
                orders.push((worker.reply, Order::Close));
            }
        }
        (marks, orders)
    }

    /// The first rendered notice that still stands.
    fn next_ready(&mut self, now: DateTime<Utc>) -> Option<Ready> {
        while let Some(ready) = self.held.ready.pop_front() {
            if ready.claim.entry.expires.is_some_and(|expires| expires <= now) {
                self.settle(ready.claim, Outcome::Expired);
            } else if ready.at + FRESH <= now {
                self.held.claimed.push_front(ready.claim);
            } else {
                return Some(ready);
            }
        }
        None
    }

    fn send(&mut self, ready: Ready) -> (Step, Order) {
        let Ready { claim, first, mail, .. } = ready;
        let id = claim.entry.id;
        let letter = Letter { id, mail, again: claim.first.is_some() };
        let mark = Step::Sending { id, first: FirstAttempt::clone(&first) };
        self.held.in_flight.insert(id, (claim, first));
        (mark, Order::Send(Box::new(letter)))
    }

    /// A connection that waits for an order and is (or is not) open.
    fn waiting(&mut self, open: bool) -> Option<Waiting> {
        let at = self.held.waiting.iter().position(|waiting| waiting.open == open)?;
        self.held.waiting.remove(at)
    }

    /// Whether there is nothing to say to the relay for longer than it is polite to stay connected.
    fn is_idle(&mut self, now: DateTime<Utc>) -> bool {
        let resting = self.pace.ready_at(now) > now + SHORT_WAIT;
        let empty = !self.held.has_untried() && self.held.look_again.is_some_and(|at| at > now + SHORT_WAIT);
        resting || (empty && self.held.in_flight.is_empty())
    }
}
