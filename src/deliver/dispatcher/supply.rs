//! Claiming notices and rendering them, a little ahead of the connections.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::{Id, JoinError};

use super::serve::{Dispatcher, Prepared, Ready, SHORT_WAIT};
use crate::deliver::options::Mode;
use crate::deliver::preparer::Preparer;
use crate::ledger::{Claim, Outcome};

/// How many notices are claimed at once: small beside a wave, large beside a round.
const BATCH: usize = 256;

impl Dispatcher<'_> {
    /// Keeps the connections supplied, or finds that the run is over.
    pub(super) async fn supply(&mut self) {
        if self.in_flight.ending.is_some() {
            return;
        }
        while let Some(prepared) = self.in_flight.preparing.try_join_next_with_id() {
            self.prepared(prepared);
        }
        let now = self.clock.now();
        if let Err(error) = self.claim(now).await {
            self.in_flight.ending = Some(Err(error));
            return;
        }
        let ready_at = self.pace.ready_at(now);
        if ready_at <= now + SHORT_WAIT {
            self.prepare_ahead(now);
        }
        if let Mode::Once { patience } = self.options.mode {
            self.end_if_done(now, ready_at, patience);
        }
    }

    async fn claim(&mut self, now: DateTime<Utc>) -> crate::error::Result<()> {
        let enough = self.depth();
        if self.in_flight.claimed.len() >= enough || self.in_flight.ask_again.is_some_and(|at| at > now) {
            return Ok(());
        }
        // What is settled but not written would be handed out again.
        self.write(Vec::new(), now).await?;
        let (claims, facts) = self.store.claim(now, BATCH, self.in_flight.facts).await?;
        self.in_flight.facts += facts.len() as u64;
        self.preparer.learn(&facts);
        self.in_flight.ask_again = None;
        if claims.len() < BATCH {
            // `next_due` may name an instant that has come: then it is asked again at once.
            let next = self.store.next_due().await?;
            let far = match self.options.mode {
                Mode::Watch { poll } => now + poll,
                Mode::Once { .. } => DateTime::<Utc>::MAX_UTC,
            };
            let next = next.map_or(far, |next| next.min(far));
            self.in_flight.ask_again =
                Some(if claims.is_empty() { next.max(now + TimeDelta::milliseconds(1)) } else { next });
        }
        self.in_flight.claimed.extend(claims);
        Ok(())
    }

    /// How many rendered notices are kept ahead.
    fn depth(&self) -> usize {
        2 * (self.options.limits.connections.max(1) as usize)
    }

    fn prepare_ahead(&mut self, now: DateTime<Utc>) {
        while self.in_flight.preparing.len() + self.in_flight.ready.len() < self.depth() {
            let Some(claim) = self.in_flight.claimed.pop_front() else { break };
            let preparer = Arc::clone(&self.preparer);
            let kept = claim.clone();
            let task = self.in_flight.preparing.spawn_blocking(move || prepare(&*preparer, claim, now));
            self.in_flight.preparing_claims.insert(task.id(), kept);
        }
    }

    /// Takes a rendered notice, or one that needs no rendering.
    pub(super) fn prepared(&mut self, prepared: Result<(Id, Prepared), JoinError>) {
        match prepared {
            Ok((task, prepared)) => {
                self.in_flight.preparing_claims.remove(&task);
                match prepared {
                    Prepared::Ready(ready) => self.in_flight.ready.push_back(*ready),
                    Prepared::Settled(claim, outcome) => self.settle(*claim, outcome),
                }
            }
            Err(e) => {
                if let Some(claim) = self.in_flight.preparing_claims.remove(&e.id()) {
                    self.settle(claim, Outcome::Failed(format!("rendering broke down: {e}")));
                }
            }
        }
    }

    /// Ends a run that is not to stay, when nothing is due or the relay wants more patience than it has.
    fn end_if_done(&mut self, now: DateTime<Utc>, ready_at: DateTime<Utc>, patience: TimeDelta) {
        let in_flight = &mut self.in_flight;
        let busy = !in_flight.sending.is_empty() || !in_flight.opening.is_empty() || !in_flight.preparing.is_empty();
        let waiting_for = match (in_flight.has_untried(), in_flight.unfinished) {
            (true, _) => ready_at,
            (false, Some(again)) if again > now => again.max(ready_at),
            // Nothing in flight and nothing to come back to, except what the ledger says is due by now.
            (false, _) => match in_flight.ask_again {
                Some(at) if at > now => {
                    if !busy {
                        in_flight.ending = Some(Ok(()));
                    }
                    return;
                }
                _ => return,
            },
        };
        if !busy && waiting_for > now + patience {
            self.summary.paused_until = Some(waiting_for);
            self.in_flight.ending = Some(Ok(()));
        }
    }
}

/// Looks again, and renders.
fn prepare(preparer: &dyn Preparer, claim: Claim, now: DateTime<Utc>) -> Prepared {
    if claim.entry.expires.is_some_and(|expires| expires <= now) {
        return Prepared::Settled(Box::new(claim), Outcome::Expired(None));
    }
    if let Some(outcome) = preparer.look_again(&claim, now) {
        return Prepared::Settled(Box::new(claim), outcome);
    }
    let first = claim.first.clone().unwrap_or_else(|| preparer.first_attempt(&claim, now));
    match preparer.render(&claim, &first) {
        Ok(mail) => Prepared::Ready(Box::new(Ready { claim, first, mail, at: now })),
        Err(error) => Prepared::Settled(Box::new(claim), Outcome::Failed(format!("it could not be rendered: {error}"))),
    }
}
