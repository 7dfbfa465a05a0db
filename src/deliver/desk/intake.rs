//! What the connections bring back.

use chrono::{DateTime, Utc};

use super::serve::{Desk, Waiting};
use crate::deliver::options::News;
use crate::deliver::settle::{self, Attempt, Health};
use crate::deliver::transport::Delivery;
use crate::deliver::worker::{Report, Turn};
use crate::error::Error;
use crate::ledger::{Claim, Outcome};
use crate::schedule::NoticeId;

impl Desk<'_> {
    /// Takes what a connection brings, and keeps it waiting for the round to be written.
    pub(super) fn take(&mut self, turn: Turn) {
        let now = self.clock.now();
        match turn.report {
            None => {}
            Some(Report::Opened) => self.held.opening = self.held.opening.saturating_sub(1),
            Some(Report::NotOpened(fault)) => {
                self.held.opening = self.held.opening.saturating_sub(1);
                if let Some(fault) = fault {
                    self.heed(settle::health_at_opening(&fault), now);
                }
            }
            Some(Report::Delivered { id, delivery, served }) => self.delivered(id, delivery, served, now),
        }
        self.held.waiting.push_back(Waiting { open: turn.open, reply: turn.reply });
    }

    fn delivered(&mut self, id: NoticeId, delivery: Delivery, served: bool, now: DateTime<Utc>) {
        let Some((claim, first)) = self.held.in_flight.remove(&id) else { return };
        let resume = self.heed(settle::health(&delivery, served), now);
        let uncharged = self.held.setbacks.get(&id).copied().unwrap_or(0);
        let attempt = Attempt { claim: &claim, first: &first, uncharged };
        let outcome = settle::outcome(delivery, &attempt, now, resume);
        if let Outcome::Deferred { until, charged: false, .. } = &outcome {
            *self.held.setbacks.entry(id).or_default() += 1;
            self.held.unfinished = self.held.unfinished.max(Some(*until));
        }
        self.settle(claim, outcome);
    }

    /// Keeps an outcome for the next round.
    pub(super) fn settle(&mut self, claim: Claim, outcome: Outcome) {
        if let Outcome::Deferred { until, .. } | Outcome::Resend { until, .. } = &outcome {
            self.held.look_again = self.held.look_again.map(|at| at.min(*until));
        }
        self.held.settled.push((claim.entry, outcome));
    }

    /// Acts on what was learnt of the relay. Returns until when it is left alone (now, if it is not).
    fn heed(&mut self, health: Health, now: DateTime<Utc>) -> DateTime<Utc> {
        match health {
            Health::Well => self.pace.healthy(),
            Health::Unknown => {}
            Health::Poorly { stated, why } => {
                let until = self.pace.fault(now, stated);
                if self.options.tries.is_some_and(|tries| self.pace.faults() >= tries) {
                    self.end(&format!("gives no service: {why}"), "send again when it is well");
                } else {
                    (self.news)(News::Waiting { until, why: &why });
                }
                return until;
            }
            Health::Closed(why) => {
                self.end(
                    &format!("does not take our mail: {why}"),
                    "mend the sign-in, sender or TLS settings of the relay",
                );
            }
        }
        now
    }

    fn end(&mut self, what: &str, hint: &str) {
        if !matches!(self.held.ending, Some(Err(_))) {
            let error = Error::unreachable(format!("the relay {} {what}", self.relay));
            self.held.ending =
                Some(Err(error.hint(format!("{hint}; nobody was charged an attempt, and all stay due"))));
        }
    }
}
