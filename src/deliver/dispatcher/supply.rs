//! Claiming notices and rendering them, a little ahead of the connections.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::lane::Lane;
use super::relief::Lot;
use super::serve::Dispatcher;
use crate::deliver::canary::News;
use crate::deliver::options::{Mode, Update};
use crate::deliver::preparation::Prepared;
use crate::deliver::store::Claimed;
use crate::ledger::{CANARY, Claim, Outcome};

/// How many notices are claimed at once: small beside a wave, large beside a round.
const BATCH: usize = 256;

/// How many are rendered together: enough that handing them over costs little, few enough that the first is not late.
const TOGETHER: usize = 4;

/// How many may be claimed and wait: a route that rests must not fill the memory, nor keep what is due by another for
/// long.
const MOST: usize = 16 * BATCH;

impl Dispatcher<'_> {
    /// Keeps the connections supplied, or finds that the run is over.
    pub(super) async fn supply(&mut self) {
        if self.in_flight.ending.is_some() {
            return;
        }
        while let Some(prepared) = self.preparation.try_next() {
            self.prepared(prepared);
        }
        self.follow_the_clock().await;
        if self.in_flight.ending.is_some() {
            return;
        }
        let now = self.now();
        self.hand_on(now);
        if let Err(error) = self.claim(now).await {
            self.in_flight.ending = Some(Err(error));
            return;
        }
        for lane in 0..self.lanes.len() {
            if self.lanes[lane].is_soon(now) {
                self.prepare_ahead(lane, now);
            }
        }
        if let Err(error) = self.draw().await {
            self.in_flight.ending = Some(Err(error));
            return;
        }
        self.judge_the_last(now);
        if let Mode::Once { patience } = self.options.mode {
            self.end_if_done(now, patience);
        }
    }

    /// Whether every lane that has work to do has it at hand.
    fn has_enough(&self, now: DateTime<Utc>) -> bool {
        let in_use = |(at, lane): &(usize, &Lane)| self.carries(lane.channel, now) == Some(*at);
        self.lanes.iter().enumerate().filter(in_use).all(|(_, lane)| lane.claimed.len() >= lane.depth())
    }

    async fn claim(&mut self, now: DateTime<Utc>) -> crate::error::Result<()> {
        let claimed: usize = self.lanes.iter().map(|lane| lane.claimed.len()).sum();
        let most = self.lanes.iter().map(Lane::depth).sum::<usize>().max(MOST);
        // Whoever has no connection leaves what is due to those who have one.
        let enough = self.has_enough(now) || self.lanes.iter().all(|lane| lane.crowd.share() == 0);
        if enough || claimed >= most || self.in_flight.ask_again.is_some_and(|at| at > now) {
            return Ok(());
        }
        // What is settled but not written is not among what the ledger says is due next.
        self.write_all(now).await;
        if self.in_flight.ending.is_some() {
            return Ok(());
        }
        let preparer = Arc::clone(&self.preparer);
        let Claimed { claims, facts, news } = self.store.claim(now, BATCH, self.in_flight.facts, preparer).await?;
        for one in &news {
            (self.tell)(match one {
                News::Waits { scope, first, until } => Update::Ahead { scope, first: *first, until: *until },
                News::Stopped(hold) => {
                    // A gate that is closed on its day is part of the plan.
                    self.summary.held += u64::from(hold.by == CANARY);
                    Update::Held(hold)
                }
            });
        }
        self.in_flight.facts += facts;
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
            match (outcome, self.lane_of(&claim, now)) {
                (Some(outcome), _) => self.settle(claim, outcome),
                (None, Lot::Goes(lane)) => self.lanes[lane].claimed.push_back(claim),
                (None, Lot::Waits(outcome)) => self.settle(claim, outcome),
                (None, Lot::Nothing) => {
                    let why = format!("nothing in this run carries the channel `{}`", claim.entry.channel.as_str());
                    self.settle(claim, Outcome::Failed(why));
                }
            }
        }
        Ok(())
    }

    fn prepare_ahead(&mut self, at: usize, now: DateTime<Utc>) {
        let lane = &mut self.lanes[at];
        while lane.preparing + lane.ready.len() < lane.depth() && !lane.claimed.is_empty() {
            let batch: Vec<Claim> = lane.claimed.drain(..TOGETHER.min(lane.claimed.len())).collect();
            lane.preparing += batch.len();
            self.in_flight.preparing.extend(batch.iter().map(|claim| (claim.entry.id, at)));
            self.preparation.give(batch, now);
        }
    }

    /// Takes notices that were rendered, or that need no rendering.
    pub(super) fn prepared(&mut self, prepared: Vec<Prepared>) {
        for prepared in prepared {
            let claim: &Claim = match &prepared {
                Prepared::Ready(ready) => &ready.claim,
                Prepared::Settled(claim, _) => claim,
            };
            let Some(at) = self.in_flight.preparing.remove(&claim.entry.id) else { continue };
            self.lanes[at].preparing -= 1;
            match prepared {
                Prepared::Ready(ready) => self.lanes[at].ready.push_back(*ready),
                Prepared::Settled(claim, outcome) => self.settle(*claim, outcome),
            }
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
        let busy = self.is_under_way() || !self.preparation.is_idle();
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
