//! Taking notices in hand and rendering them, a little ahead of the connections.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::{Id, JoinError};

use super::serve::{Composed, Desk, Ready, SHORT_WAIT};
use crate::deliver::compose::Composer;
use crate::deliver::options::Mode;
use crate::ledger::{Claim, Outcome};

/// How many notices are taken in hand at once: small beside a wave, large beside a round.
const BATCH: usize = 256;

impl Desk<'_> {
    /// Keeps the connections supplied, or finds that the run is over.
    pub(super) async fn supply(&mut self) {
        if self.held.ending.is_some() {
            return;
        }
        while let Some(composed) = self.held.composing.try_join_next_with_id() {
            self.composed(composed);
        }
        let now = self.clock.now();
        if let Err(error) = self.claim(now).await {
            self.held.ending = Some(Err(error));
            return;
        }
        let ready_at = self.pace.ready_at(now);
        if ready_at <= now + SHORT_WAIT {
            self.compose_ahead(now);
        }
        if let Mode::Once { patience } = self.options.mode {
            self.end_if_done(now, ready_at, patience);
        }
    }

    async fn claim(&mut self, now: DateTime<Utc>) -> crate::error::Result<()> {
        let enough = self.depth();
        if self.held.claimed.len() >= enough || self.held.look_again.is_some_and(|at| at > now) {
            return Ok(());
        }
        // What is settled but not written would be handed out again.
        self.write(Vec::new(), now).await?;
        let (claims, facts) = self.store.claim(now, BATCH, self.held.facts).await?;
        self.held.facts += facts.len() as u64;
        self.composer.learn(&facts);
        self.held.look_again = None;
        if claims.len() < BATCH {
            // `next_due` may name an instant that has come: then it is asked again at once.
            let next = self.store.next_due().await?;
            let far = match self.options.mode {
                Mode::Watch { poll } => now + poll,
                Mode::Once { .. } => DateTime::<Utc>::MAX_UTC,
            };
            let next = next.map_or(far, |next| next.min(far));
            self.held.look_again =
                Some(if claims.is_empty() { next.max(now + TimeDelta::milliseconds(1)) } else { next });
        }
        self.held.claimed.extend(claims);
        Ok(())
    }

    /// How many rendered notices are kept ahead.
    fn depth(&self) -> usize {
        2 * (self.options.limits.connections.max(1) as usize)
    }

    fn compose_ahead(&mut self, now: DateTime<Utc>) {
        while self.held.composing.len() + self.held.ready.len() < self.depth() {
            let Some(claim) = self.held.claimed.pop_front() else { break };
            let composer = Arc::clone(&self.composer);
            let kept = claim.clone();
            let task = self.held.composing.spawn_blocking(move || compose(&*composer, claim, now));
            self.held.composing_claims.insert(task.id(), kept);
        }
    }

    /// Takes a rendered notice, or one that needs no rendering.
    pub(super) fn composed(&mut self, composed: Result<(Id, Composed), JoinError>) {
        match composed {
            Ok((task, composed)) => {
                self.held.composing_claims.remove(&task);
                match composed {
                    Composed::Ready(ready) => self.held.ready.push_back(*ready),
                    Composed::Settled(claim, outcome) => self.settle(*claim, outcome),
                }
            }
            Err(e) => {
                if let Some(claim) = self.held.composing_claims.remove(&e.id()) {
                    self.settle(claim, Outcome::Failed(format!("rendering broke down: {e}")));
                }
            }
        }
    }

    /// Ends a run that is not to stay, when nothing is due or the relay wants more patience than it has.
    fn end_if_done(&mut self, now: DateTime<Utc>, ready_at: DateTime<Utc>, patience: TimeDelta) {
        let held = &mut self.held;
        let busy = !held.in_flight.is_empty() || held.opening > 0 || !held.composing.is_empty();
        let waiting_for = match (held.has_untried(), held.unfinished) {
            (true, _) => ready_at,
            (false, Some(again)) if again > now => again.max(ready_at),
            // Nothing in hand and nothing to come back to, except what the ledger says is due by now.
            (false, _) => match held.look_again {
                Some(at) if at > now => {
                    if !busy {
                        held.ending = Some(Ok(()));
                    }
                    return;
                }
                _ => return,
            },
        };
        if !busy && waiting_for > now + patience {
            self.summary.paused_until = Some(waiting_for);
            self.held.ending = Some(Ok(()));
        }
    }
}

/// Looks again, and renders.
fn compose(composer: &dyn Composer, claim: Claim, now: DateTime<Utc>) -> Composed {
    if claim.entry.expires.is_some_and(|expires| expires <= now) {
        return Composed::Settled(Box::new(claim), Outcome::Expired);
    }
    if let Some(outcome) = composer.check(&claim, now) {
        return Composed::Settled(Box::new(claim), outcome);
    }
    let first = claim.first.clone().unwrap_or_else(|| composer.first_attempt(&claim, now));
    match composer.compose(&claim, &first) {
        Ok(mail) => Composed::Ready(Box::new(Ready { claim, first, mail, at: now })),
        Err(error) => Composed::Settled(Box::new(claim), Outcome::Failed(format!("it could not be rendered: {error}"))),
    }
}
