//! The desk's loop: supply, round, wait; and its end.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinError, JoinSet};

use super::assign::Orders;
use crate::deliver::clock::Clock;
use crate::deliver::compose::Composer;
use crate::deliver::options::{Mode, News, Options, Summary};
use crate::deliver::pace::Pace;
use crate::deliver::store::Store;
use crate::deliver::worker::{Order, Turn, stopped};
use crate::error::{Error, Result};
use crate::ledger::{Claim, Entry, FirstAttempt, Outcome, Step};
use crate::render::Mail;
use crate::schedule::NoticeId;

/// Beyond this nobody keeps a connection open with nothing to say (relays drop it after five minutes, RFC 5321
/// section 4.5.3.2.7), and nothing is rendered ahead.
pub(super) const SHORT_WAIT: TimeDelta = TimeDelta::seconds(5);

/// The clock may be set and the ledger changed by others: with no connection to hear from, one looks up at least so
/// often.
const LONG_WAIT: TimeDelta = TimeDelta::minutes(1);

/// All that a run is made of.
pub(in crate::deliver) struct Desk<'a> {
    pub(in crate::deliver) store: Store,
    pub(in crate::deliver) composer: Arc<dyn Composer>,
    pub(in crate::deliver) options: Options,
    /// What the relay is called in messages.
    pub(in crate::deliver) relay: String,
    pub(in crate::deliver) clock: &'a dyn Clock,
    pub(in crate::deliver) news: &'a mut (dyn FnMut(News<'_>) + Send),
    pub(in crate::deliver) pace: Pace,
    pub(in crate::deliver) held: Held,
    pub(in crate::deliver) summary: Summary,
}

/// What the desk has in hand.
#[derive(Default)]
pub(in crate::deliver) struct Held {
    /// Taken from the ledger.
    pub(super) claimed: VecDeque<Claim>,
    /// Being rendered.
    pub(super) composing: JoinSet<Composed>,
    /// Which those are, by task, should one of them panic.
    pub(super) composing_claims: HashMap<tokio::task::Id, Claim>,
    /// Rendered.
    pub(super) ready: VecDeque<Ready>,
    /// Marked, and with a connection.
    pub(super) in_flight: HashMap<NoticeId, (Claim, FirstAttempt)>,
    /// Settled, and not yet written.
    pub(super) settled: Vec<(Entry, Outcome)>,
    /// Connections that wait for an order.
    pub(super) waiting: VecDeque<Waiting>,
    /// Connections being opened.
    pub(super) opening: usize,
    /// How often this run has deferred a notice uncharged.
    pub(super) setbacks: HashMap<NoticeId, u32>,
    /// How many facts the composer was told of. It starts with those it was made with, and hears them twice.
    pub(super) facts: u64,
    /// When the ledger is worth asking again; `None` is now.
    pub(super) look_again: Option<DateTime<Utc>>,
    /// The latest instant an uncharged notice is due again: a run that ends when nothing is due waits for it.
    pub(super) unfinished: Option<DateTime<Utc>>,
    /// Why the run ends, once it does.
    pub(super) ending: Option<Result<()>>,
}

/// A rendered notice.
pub(super) struct Ready {
    pub(super) claim: Claim,
    pub(super) first: FirstAttempt,
    pub(super) mail: Mail,
    pub(super) at: DateTime<Utc>,
}

/// What came of rendering a notice.
pub(super) enum Composed {
    Ready(Box<Ready>),
    Settled(Box<Claim>, Outcome),
}

pub(super) struct Waiting {
    pub(super) open: bool,
    pub(super) reply: oneshot::Sender<Order>,
}

impl Desk<'_> {
    /// Serves the connections until the run ends.
    pub(in crate::deliver) async fn serve(
        &mut self,
        mut turns: mpsc::Receiver<Turn>,
        mut workers: JoinSet<()>,
        mut stop: watch::Receiver<bool>,
        cease: &watch::Sender<bool>,
    ) -> Result<()> {
        loop {
            self.supply().await;
            self.round().await;
            if self.held.ending.is_some() {
                cease.send_replace(true);
            }
            if self.held.ending.is_some() && self.held.in_flight.is_empty() && self.held.opening == 0 {
                break;
            }
            if self.more_to_do() {
                continue;
            }
            let wake = self.wake_at();
            tokio::select! {
                biased;
                turn = turns.recv() => {
                    let mut next = turn;
                    while let Some(turn) = next {
                        self.take(turn);
                        next = turns.try_recv().ok();
                    }
                }
                Some(composed) = self.held.composing.join_next_with_id() => self.composed(composed),
                Some(ended) = workers.join_next() => self.worker_ended(ended),
                () = stopped(&mut stop), if self.held.ending.is_none() => self.held.ending = Some(Ok(())),
                () = sleep(self.clock, wake) => {}
            }
        }
        self.finish(turns, workers).await
    }

    /// One group commit, and the orders it allows.
    async fn round(&mut self) {
        let now = self.clock.now();
        let (marks, orders) = self.assign(now);
        if let Err(error) = self.write(marks, now).await {
            self.withdraw(orders);
            if !matches!(self.held.ending, Some(Err(_))) {
                self.held.ending = Some(Err(error));
            }
            return;
        }
        for (reply, order) in orders {
            // A connection that is gone ended by a fault of ours, which `worker_ended` reports.
            let _ = reply.send(order);
        }
    }

    /// Takes back orders whose marks could not be written: what has no mark does not go.
    fn withdraw(&mut self, orders: Orders) {
        for (reply, order) in orders {
            match order {
                Order::Send(letter) => {
                    let taken_back = self.held.in_flight.remove(&letter.id);
                    self.held.claimed.extend(taken_back.map(|(claim, _)| claim));
                    self.held.waiting.push_back(Waiting { open: true, reply });
                }
                Order::Open => {
                    self.held.opening = self.held.opening.saturating_sub(1);
                    self.held.waiting.push_back(Waiting { open: false, reply });
                }
                Order::Close | Order::Leave => self.held.waiting.push_back(Waiting { open: true, reply }),
            }
        }
    }

    /// Writes what is settled and `marks` in one transaction, then tells.
    pub(super) async fn write(&mut self, marks: Vec<Step>, now: DateTime<Utc>) -> Result<()> {
        let settled = self.held.settled.iter();
        let done = settled.map(|(entry, outcome)| Step::Done { id: entry.id, outcome: outcome.clone() });
        let steps: Arc<[Step]> = done.chain(marks).collect();
        if steps.is_empty() {
            return Ok(());
        }
        self.store.commit(steps, now).await?;
        for (entry, outcome) in self.held.settled.drain(..) {
            self.summary.count(&outcome);
            (self.news)(News::Settled(&entry, &outcome));
        }
        Ok(())
    }

    /// Whether something can be done without anything happening first.
    fn more_to_do(&mut self) -> bool {
        let now = self.clock.now();
        let held = &self.held;
        match &held.ending {
            Some(Err(_)) => false,
            Some(Ok(())) => !held.settled.is_empty(),
            None if !held.settled.is_empty() => true,
            None => {
                let unsupplied = !held.claimed.is_empty() && held.ready.is_empty() && held.composing.is_empty();
                unsupplied && self.pace.ready_at(now) <= now + SHORT_WAIT
            }
        }
    }

    /// When to look again if nothing happens before.
    fn wake_at(&mut self) -> Option<DateTime<Utc>> {
        let now = self.clock.now();
        // Rendering is over before a clock would ring.
        if self.held.ending.is_some() || !self.held.composing.is_empty() {
            return None;
        }
        let resume = Some(self.pace.ready_at(now)).filter(|ready| *ready > now && self.held.has_untried());
        let held = &self.held;
        let eventless = held.in_flight.is_empty() && held.opening == 0;
        let (look_again, poll) = match self.options.mode {
            Mode::Watch { poll } => (held.look_again, Some(now + poll)),
            // A run that ends when nothing is due waits only for what it will come back to itself.
            Mode::Once { .. } => {
                let again = held.unfinished.filter(|again| *again > now);
                let look_again = again.map(|again| held.look_again.map_or(again, |at| at.min(again)));
                (look_again, eventless.then(|| now + LONG_WAIT))
            }
        };
        [resume, look_again, poll].into_iter().flatten().filter(|at| *at > now).min()
    }

    /// Puts back what was not tried, writes what is left to write, and sees the connections off.
    async fn finish(&mut self, mut turns: mpsc::Receiver<Turn>, mut workers: JoinSet<()>) -> Result<()> {
        while let Some(composed) = self.held.composing.join_next_with_id().await {
            self.composed(composed);
        }
        let held = &mut self.held;
        let untried = held.claimed.drain(..).chain(held.ready.drain(..).map(|ready| ready.claim));
        let released: Vec<Step> = untried.map(|claim| Step::Released { id: claim.entry.id }).collect();
        let count = released.len() as u64;
        let written = self.write(released, self.clock.now()).await;
        if written.is_ok() {
            self.summary.released += count;
        }
        for waiting in self.held.waiting.drain(..) {
            let _ = waiting.reply.send(Order::Leave);
        }
        // Everyone is answered. A turn that arrives while its receiver is dropped would lie in the channel, which its own
        // worker keeps alive while it waits for the answer: both would wait for ever.
        loop {
            tokio::select! {
                Some(turn) = turns.recv() => {
                    let _ = turn.reply.send(Order::Leave);
                }
                ended = workers.join_next() => {
                    if ended.is_none() {
                        break;
                    }
                }
            }
        }
        // After a failed write this was one more try, for outcomes that are known; the first failure is the one to tell.
        self.held.ending.take().unwrap_or(Ok(())).and(written)
    }

    /// A connection's task ends when it is told to, which is only in `finish`.
    fn worker_ended(&mut self, ended: Result<(), JoinError>) {
        let why = match ended {
            Ok(()) => "it left without being told to".to_owned(),
            Err(e) => e.to_string(),
        };
        for (_, (claim, _)) in self.held.in_flight.drain() {
            self.held.settled.push((claim.entry, Outcome::Uncertain("the connection's task broke down".to_owned())));
        }
        self.held.opening = 0;
        self.held.ending = Some(Err(Error::bug(format!("a connection's task broke down: {why}"))));
    }
}

impl Held {
    /// Whether there is something in hand that has not been tried.
    pub(super) fn has_untried(&self) -> bool {
        !self.claimed.is_empty() || !self.ready.is_empty() || !self.composing.is_empty()
    }
}

async fn sleep(clock: &dyn Clock, wake: Option<DateTime<Utc>>) {
    match wake {
        Some(wake) => clock.sleep_until(wake).await,
        None => std::future::pending().await,
    }
}
