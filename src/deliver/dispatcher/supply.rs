//! Claiming notices and rendering them, a little ahead of the connections.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::{Id, JoinError};

use super::lane::Lane;
use super::serve::{Dispatcher, Prepared, Ready};
use crate::deliver::options::Mode;
use crate::deliver::preparer::Preparer;
use crate::ledger::{Claim, Outcome};

/// How many notices are claimed at once: small beside a wave, large beside a round.
const BATCH: usize = 256;

/// How many may be claimed and wait: a route that rests must not fill the memory, nor keep what is due by another for
/// long.
const MOST: usize = 16 * BATCH;

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
        for lane in 0..self.lanes.len() {
            if self.lanes[lane].is_soon(now) {
                self.prepare_ahead(lane, now);
            }
        }
        self.judge_the_last(now);
        if let Mode::Once { patience } = self.options.mode {
            self.end_if_done(now, patience);
        }
    }

    async fn claim(&mut self, now: DateTime<Utc>) -> crate::error::Result<()> {
        let claimed: usize = self.lanes.iter().map(|lane| lane.claimed.len()).sum();
        let most = self.lanes.iter().map(Lane::depth).sum::<usize>().max(MOST);
        let enough = self.lanes.iter().all(|lane| lane.claimed.len() >= lane.depth());
        if enough || claimed >= most || self.in_flight.ask_again.is_some_and(|at| at > now) {
            return Ok(());
        }
        // What is settled but not written would be handed out again.
        self.write(Vec::new(), now).await?;
        let preparer = Arc::clone(&self.preparer);
        let (claims, facts) = self.store.claim(now, BATCH, self.in_flight.facts, preparer).await?;
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
        for (claim, outcome) in claims {
            match (outcome, self.lane_of(&claim)) {
                (Some(outcome), _) => self.settle(claim, outcome),
                (None, Some(lane)) => self.lanes[lane].claimed.push_back(claim),
                (None, None) => {
                    let why = format!("nothing in this run carries the channel `{}`", claim.entry.channel.as_str());
                    self.settle(claim, Outcome::Failed(why));
                }
            }
        }
        Ok(())
    }

    fn lane_of(&self, claim: &Claim) -> Option<usize> {
        self.lanes.iter().position(|lane| lane.channel == claim.entry.channel)
    }

    fn prepare_ahead(&mut self, at: usize, now: DateTime<Utc>) {
        let lane = &mut self.lanes[at];
        while lane.preparing + lane.ready.len() < lane.depth() {
            let Some(claim) = lane.claimed.pop_front() else { break };
            let preparer = Arc::clone(&self.preparer);
            let kept = claim.clone();
            let task = self.in_flight.preparing.spawn_blocking(move || prepare(&*preparer, claim, now));
            self.in_flight.preparing_claims.insert(task.id(), kept);
            lane.preparing += 1;
        }
    }

    /// Takes a rendered notice, or one that needs no rendering.
    pub(super) fn prepared(&mut self, prepared: Result<(Id, Prepared), JoinError>) {
        let task = prepared.as_ref().map_or_else(JoinError::id, |(task, _)| *task);
        let Some(claim) = self.in_flight.preparing_claims.remove(&task) else { return };
        let Some(at) = self.lane_of(&claim) else { return };
        self.lanes[at].preparing -= 1;
        match prepared {
            Ok((_, Prepared::Ready(ready))) => self.lanes[at].ready.push_back(*ready),
            Ok((_, Prepared::Settled(outcome))) => self.settle(claim, outcome),
            Err(e) => self.settle(claim, Outcome::Failed(format!("rendering broke down: {e}"))),
        }
    }

    /// When nobody is left to be sent to, those who were refused last were refused for themselves.
    fn judge_the_last(&mut self, now: DateTime<Utc>) {
        let waits = self.in_flight.unfinished.is_some_and(|again| again > now);
        let more = waits || self.in_flight.ask_again.is_none_or(|at| at <= now);
        if more || self.is_under_way() || self.lanes.iter().any(Lane::has_untried) {
            return;
        }
        for lane in 0..self.lanes.len() {
            let last = self.lanes[lane].streak.nobody_left();
            last.into_iter().for_each(|(claim, outcome)| self.settle(claim, outcome));
        }
    }

    /// Ends a run that is not to stay, when nothing is due or the routes want more patience than it has.
    fn end_if_done(&mut self, now: DateTime<Utc>, patience: TimeDelta) {
        let untried = self.lanes.iter_mut().filter(|lane| lane.has_untried());
        let resume = untried.map(|lane| lane.pace.ready_at(now)).min();
        let rested = self.lanes.iter_mut().map(|lane| lane.pace.ready_at(now)).min().unwrap_or(now);
        let busy = self.is_under_way() || !self.in_flight.preparing.is_empty();
        let waiting_for = match (resume, self.in_flight.unfinished) {
            (Some(resume), _) => resume,
            (None, Some(again)) if again > now => again.max(rested),
            // Nothing in flight and nothing to come back to, except what the ledger says is due by now.
            (None, _) => match self.in_flight.ask_again {
                Some(at) if at > now => {
                    if !busy {
                        self.in_flight.ending = Some(Ok(()));
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
        return Prepared::Settled(Outcome::Expired(None));
    }
    if let Some(outcome) = preparer.look_again(&claim, now) {
        return Prepared::Settled(outcome);
    }
    let first = claim.first.clone().unwrap_or_else(|| preparer.first_attempt(&claim, now));
    match preparer.render(&claim, &first) {
        Ok(mail) => Prepared::Ready(Box::new(Ready { claim, first, mail, at: now })),
        Err(error) => Prepared::Settled(Outcome::Failed(format!("it could not be rendered: {error}"))),
    }
}
