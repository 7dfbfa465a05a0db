//! The ledger, called on threads that may block.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::preparer::Preparer;
use super::rate::History;
use crate::campaign::Limits;
use crate::error::{Error, Result};
use crate::ledger::{Claim, Committed, Fact, Filter, Ledger, Outcome, Step};

/// Holds the ledger between calls; it travels to a blocking thread and back with each.
pub(crate) struct Store {
    ledger: Option<Box<dyn Ledger>>,
}

impl Store {
    pub(crate) fn new(ledger: Box<dyn Ledger>) -> Self {
        Store { ledger: Some(ledger) }
    }

    /// Claims notices, with what is settled of them by what else their person hears, and with the facts recorded after the
    /// first `known`: what is sent now must know them.
    pub(crate) async fn claim(
        &mut self,
        now: DateTime<Utc>,
        limit: usize,
        known: u64,
        preparer: Arc<dyn Preparer>,
    ) -> Result<(Vec<(Claim, Option<Outcome>)>, Vec<Fact>)> {
        self.call(move |ledger| {
            let mut claims = Vec::new();
            for claim in ledger.claim(now, limit)? {
                let outcome = match claim.entry.person.clone().filter(|_| preparer.has_neighbours(&claim, now)) {
                    Some(person) => {
                        let others = ledger.list(&Filter { person: Some(person), ..Filter::default() })?;
                        preparer.turn(&claim, &others, now)
                    }
                    None => None,
                };
                claims.push((claim, outcome));
            }
            Ok((claims, ledger.facts(known)?))
        })
        .await
    }

    pub(crate) async fn commit(&mut self, steps: Arc<[Step]>, now: DateTime<Utc>) -> Result<Committed> {
        self.call(move |ledger| ledger.commit(&steps, now)).await
    }

    pub(crate) async fn next_due(&mut self) -> Result<Option<DateTime<Utc>>> {
        self.call(|ledger| ledger.next_due()).await
    }

    pub(crate) async fn count_due(&mut self, now: DateTime<Utc>) -> Result<u64> {
        self.call(move |ledger| ledger.count_due(now)).await
    }

    /// What was sent before, as far as `limits` ask for it. The day is read by the hour.
    pub(crate) async fn history(&mut self, limits: Limits, now: DateTime<Utc>) -> Result<History> {
        self.call(move |ledger| {
            let mut history = History::default();
            if let Some((_, period)) = limits.rate {
                history.in_period = ledger.accepted_since(now - period)?;
            }
            if limits.per_day.is_some() {
                let mut older = ledger.accepted_since(now - TimeDelta::hours(24))?;
                for hours in (0..24).rev() {
                    let until = now - TimeDelta::hours(hours);
                    let newer = if hours == 0 { 0 } else { ledger.accepted_since(until)? };
                    if older > newer {
                        history.in_day.push((until, older - newer));
                    }
                    older = newer;
                }
            }
            Ok(history)
        })
        .await
    }

    async fn call<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut dyn Ledger) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let Some(mut ledger) = self.ledger.take() else {
            return Err(Error::bug("the ledger was lost in an earlier call"));
        };
        let done = tokio::task::spawn_blocking(move || {
            let done = work(&mut *ledger);
            (ledger, done)
        });
        match done.await {
            Ok((ledger, done)) => {
                self.ledger = Some(ledger);
                done
            }
            Err(e) => Err(Error::bug(format!("the ledger broke down: {e}"))),
        }
    }
}
