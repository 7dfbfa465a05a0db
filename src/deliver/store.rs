//! The ledger on a thread of its own: what it is asked is done in order, and answered.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{Builder, JoinHandle};
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::RecvError;

use super::canary::{Canaries, News};
use super::gates::Gates;
use super::preparer::Preparer;
use super::rate::History;
use crate::campaign::{Canary, Limits};
use crate::error::{Error, Result};
use crate::ledger::{Bearings, Beat, Claim, Committed, Draw, Filter, Ledger, Outcome, Pause, Pulse, Step};

type Request = Box<dyn FnOnce(&mut dyn Ledger) + Send>;

/// An answer on its way.
pub(crate) type Answer<T> = oneshot::Receiver<Result<T>>;

/// Holds the ledger. When it is dropped the ledger is closed.
pub(crate) struct Store {
    requests: Option<mpsc::Sender<Request>>,
    thread: Option<JoinHandle<()>>,
    canaries: Option<Arc<Mutex<Canaries>>>,
    gates: Arc<Mutex<Gates>>,
}

/// What a beat brings.
pub(crate) struct Beaten {
    pub(crate) beat: Beat,
    /// Until when nobody takes this sender for gone, by the machine's clock that cannot be set; `None`: for ever.
    pub(crate) alive_until: Option<Instant>,
    /// How many of what a sender that is gone left behind wait for a person.
    pub(crate) left: u64,
    /// What relays want that other senders may have asked.
    pub(crate) pauses: Vec<Pause>,
}

/// What a claim brings.
pub(crate) struct Claimed {
    /// The notices, with what is settled of them already.
    pub(crate) claims: Vec<(Claim, Option<Outcome>)>,
    /// How many facts were new to the preparer.
    pub(crate) facts: u64,
    /// What the gates and the canary have to say.
    pub(crate) news: Vec<News>,
}

impl Store {
    pub(crate) fn new(mut ledger: Box<dyn Ledger>, canary: Option<Canary>) -> Result<Self> {
        let (requests, inbox) = mpsc::channel::<Request>();
        let thread = Builder::new().name("ledger".to_owned()).spawn(move || {
            for request in inbox {
                request(&mut *ledger);
            }
        });
        let thread = thread.map_err(|e| Error::unreachable(format!("cannot start a thread for the ledger: {e}")))?;
        let canaries = canary.map(|rule| Arc::new(Mutex::new(Canaries::new(rule))));
        Ok(Store { requests: Some(requests), thread: Some(thread), canaries, gates: Arc::default() })
    }

    /// Claims what no gate stops, with what is settled of it by what else its person hears and by the canary. The preparer
    /// learns the facts recorded after the first `known` before any of it is judged.
    pub(crate) async fn claim(
        &self,
        now: DateTime<Utc>,
        limit: usize,
        known: u64,
        preparer: Arc<dyn Preparer>,
    ) -> Result<Claimed> {
        let (canaries, gates) = (self.canaries.clone(), Arc::clone(&self.gates));
        heard(self.ask(move |ledger| {
            let mut canaries =
                canaries.as_ref().map(|canaries| canaries.lock().unwrap_or_else(PoisonError::into_inner));
            let mut gates = gates.lock().unwrap_or_else(PoisonError::into_inner);
            gates.let_go(ledger, &*preparer, known, now)?;
            let mut claimed = ledger.claim(now, limit)?;
            // What is sent now, and what a gate lets through, must know what has happened.
            let facts = ledger.facts(known)?;
            preparer.learn(&facts);
            let laid = gates.sift(ledger, &*preparer, &mut claimed, now)?;
            let mut claims = Vec::new();
            for claim in claimed {
                let outcome = match claim.entry.person.clone().filter(|_| preparer.has_neighbours(&claim, now)) {
                    Some(person) => {
                        let others = ledger.list(&Filter { person: Some(person), ..Filter::default() })?;
                        preparer.turn(&claim, &others, now)
                    }
                    None => None,
                };
                let outcome = match (outcome, &mut canaries) {
                    (None, Some(canaries)) => canaries.judge(ledger, &claim, now)?,
                    (outcome, _) => outcome,
                };
                claims.push((claim, outcome));
            }
            let mut news: Vec<News> = laid.into_iter().map(News::Stopped).collect();
            news.extend(canaries.map(|mut canaries| canaries.news()).unwrap_or_default());
            Ok(Claimed { claims, facts: facts.len() as u64, news })
        }))
        .await
    }

    /// Begins to write a round of steps. The answer comes when they are durable.
    pub(crate) fn commit(&self, steps: Vec<Step>, now: DateTime<Utc>) -> Answer<Committed> {
        let canaries = self.canaries.clone();
        self.ask(move |ledger| {
            let committed = ledger.commit(&steps, now)?;
            if let Some(canaries) = canaries {
                canaries.lock().unwrap_or_else(PoisonError::into_inner).hear(&steps);
            }
            Ok(committed)
        })
    }

    /// Says that this sender is there, and hears how it stands.
    pub(crate) fn beat(&self, pulse: Pulse, now: DateTime<Utc>) -> Answer<Beaten> {
        let (canaries, began) = (self.canaries.clone(), Instant::now());
        self.ask(move |ledger| {
            let beat = ledger.beat(pulse, now)?;
            if let Some(canaries) = canaries {
                canaries.lock().unwrap_or_else(PoisonError::into_inner).lead(beat.place.rank == 0);
            }
            let left = beat.found.left(ledger)?;
            let pauses = if beat.place.senders > 1 { ledger.pauses(now)? } else { Vec::new() };
            Ok(Beaten { alive_until: beat.lease.map(|lease| began + lease), beat, left, pauses })
        })
    }

    /// Draws from the limits of a relay that senders share; `None` when this one keeps them alone.
    pub(crate) async fn draw(
        &self,
        relay: Arc<str>,
        limits: Limits,
        (want, unused): (u32, u32),
        now: DateTime<Utc>,
    ) -> Result<Option<Draw>> {
        heard(self.ask(move |ledger| ledger.draw(&relay, &limits, want, unused, now))).await
    }

    /// Keeps that a relay wants to be left alone. Nobody waits for it: a ledger that cannot be written is found out anyway.
    pub(crate) fn pause(&self, pause: Pause, now: DateTime<Utc>) {
        drop(self.ask(move |ledger| ledger.pause(&pause, now)));
    }

    /// The pauses that hold.
    pub(crate) async fn pauses(&self, now: DateTime<Utc>) -> Result<Vec<Pause>> {
        heard(self.ask(move |ledger| ledger.pauses(now))).await
    }

    pub(crate) async fn bearings(&self, now: DateTime<Utc>) -> Result<Bearings> {
        heard(self.ask(move |ledger| ledger.bearings(now))).await
    }

    pub(crate) async fn next_due(&self) -> Result<Option<DateTime<Utc>>> {
        heard(self.ask(|ledger| ledger.next_due())).await
    }

    pub(crate) async fn count_due(&self, now: DateTime<Utc>) -> Result<u64> {
        heard(self.ask(move |ledger| ledger.count_due(now))).await
    }

    /// What was sent before, as far as `limits` ask for it; but for what the relays `others` took.
    pub(crate) async fn history(&self, limits: Limits, others: Vec<Arc<str>>, now: DateTime<Utc>) -> Result<History> {
        heard(self.ask(move |ledger| {
            let mut history = History::default();
            if let Some((_, period)) = limits.rate {
                history.in_period = ledger.accepted_since(now - period, &others)?;
            }
            if limits.per_day.is_some() {
                history.in_day = ledger.accepted_since(now - TimeDelta::hours(24), &others)?;
            }
            Ok(history)
        }))
        .await
    }

    fn ask<T: Send + 'static>(&self, work: impl FnOnce(&mut dyn Ledger) -> Result<T> + Send + 'static) -> Answer<T> {
        let (answer, answered) = oneshot::channel();
        let request: Request = Box::new(move |ledger| {
            // Whoever asked may be gone.
            let _ = answer.send(work(ledger));
        });
        if let Some(requests) = &self.requests {
            // A thread that broke down takes no request, which is heard as an answer that does not come.
            let _ = requests.send(request);
        }
        answered
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Some(thread) = self.thread.take() {
            // Whoever opens the ledger next must find it closed. A thread that broke down was reported when it was asked.
            let _ = thread.join();
        }
    }
}

/// Waits for an answer.
pub(crate) async fn heard<T>(answer: impl Future<Output = Result<Result<T>, RecvError>>) -> Result<T> {
    answer.await.unwrap_or_else(|_| Err(Error::bug("the ledger broke down")))
}
