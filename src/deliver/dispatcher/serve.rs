//! The dispatcher's loop: supply, round, wait; and its end.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Interval, MissedTickBehavior, interval_at};

use super::beating::{Beating, beaten};
use super::lane::Lane;
use super::writing::{Commit, Pending, committed};
use crate::deliver::clock::Clock;
use crate::deliver::options::{Mode, Options, Summary, Update};
use crate::deliver::preparation::Preparation;
use crate::deliver::preparer::Preparer;
use crate::deliver::settle::Health;
use crate::deliver::store::Store;
use crate::deliver::transport::Delivery;
use crate::deliver::worker::{Ended, Instruction, Turn, WorkerId, Workers, stopped};
use crate::error::{Error, Result};
use crate::ledger::{Claim, FirstAttempt, Outcome};
use crate::schedule::NoticeId;

/// Beyond this nobody keeps a connection open with nothing to say (relays drop it after five minutes, RFC 5321
/// section 4.5.3.2.7), and nothing is rendered ahead.
pub(super) const SHORT_WAIT: TimeDelta = TimeDelta::seconds(5);

/// The clock may be set and the ledger changed by others: with no connection to hear from, one looks up at least so
/// often.
const LONG_WAIT: TimeDelta = TimeDelta::minutes(1);

/// All that a run is made of.
pub(in crate::deliver) struct Dispatcher<'a> {
    pub(in crate::deliver) store: Store,
    pub(in crate::deliver) preparer: Arc<dyn Preparer>,
    pub(in crate::deliver) preparation: Preparation,
    pub(in crate::deliver) options: Options,
    pub(in crate::deliver) clock: &'a dyn Clock,
    pub(in crate::deliver) tell: &'a mut (dyn FnMut(Update<'_>) + Send),
    pub(in crate::deliver) lanes: Vec<Lane>,
    /// Until when nobody takes this sender for gone; `None`: for ever.
    pub(in crate::deliver) alive: watch::Sender<Option<Instant>>,
    pub(in crate::deliver) in_flight: InFlight,
    pub(in crate::deliver) summary: Summary,
}

/// What the dispatcher has claimed, up to its outcome being durable; what waits for a worker lies in the lanes.
#[derive(Default)]
pub(in crate::deliver) struct InFlight {
    /// With a worker.
    pub(super) sending: HashMap<NoticeId, Sending>,
    /// To be written with the next commit, in this order.
    pub(super) pending: Vec<Pending>,
    /// Being written.
    pub(super) commit: Option<Commit>,
    /// The instant of the last marks that are durable.
    pub(super) marked: Option<DateTime<Utc>>,
    /// The ledger could not be written: only once more, at the end.
    pub(super) unwritable: bool,
    /// What the clock showed when it was looked at last.
    pub(super) seen: Option<DateTime<Utc>>,
    /// For which lane a notice is being rendered; when it is, another one may have taken that one's place.
    pub(super) preparing: HashMap<NoticeId, usize>,
    /// How often this run has deferred a notice uncharged.
    pub(super) setbacks: HashMap<NoticeId, u32>,
    /// How many facts the preparer was told of. It starts with those it was made with, and hears them twice.
    pub(super) facts: u64,
    /// When the ledger is worth asking again; `None` is now.
    pub(super) ask_again: Option<DateTime<Utc>>,
    /// The latest instant an uncharged notice is due again: a run that ends when nothing is due waits for it.
    pub(super) unfinished: Option<DateTime<Utc>>,
    /// The senders beside this one.
    pub(super) beating: Beating,
    /// Why the run ends, once it does.
    pub(super) ending: Option<Result<()>>,
}

/// A notice that a worker has.
pub(super) struct Sending {
    pub(super) worker: WorkerId,
    pub(super) claim: Claim,
    pub(super) first: FirstAttempt,
    /// How many refusals the lane's streak had heard when it was announced.
    pub(super) begun: u64,
    /// Whether its mark is durable.
    pub(super) marked: bool,
    /// How the attempt ended, if that was known before the mark was durable.
    pub(super) ended: Option<Attempted>,
}

/// An attempt that ended, of whose notice nothing is concluded yet.
pub(super) struct Attempted {
    pub(super) delivery: Delivery,
    /// Whether it says nothing about its notice.
    pub(super) blameless: bool,
    /// Until when its relay is left alone (the past if it is not).
    pub(super) resume: DateTime<Utc>,
}

/// A worker that waits for an instruction.
pub(super) struct Idle {
    pub(super) worker: WorkerId,
    pub(super) open: bool,
    pub(super) rides: Option<NoticeId>,
    /// Since when.
    pub(super) since: Instant,
    /// Whether the pace of its route made it wait.
    pub(super) slowed: bool,
    pub(super) reply: oneshot::Sender<Instruction>,
}

impl Dispatcher<'_> {
    /// Serves the workers until the run ends.
    pub(in crate::deliver) async fn serve(
        &mut self,
        mut turns: mpsc::Receiver<Turn>,
        mut workers: Workers,
        mut stop: watch::Receiver<bool>,
        cease: &watch::Sender<bool>,
    ) -> Result<()> {
        let mut ticks = self.options.beats.map(ticking);
        loop {
            self.supply().await;
            let now = self.now();
            self.assign(now);
            self.begin_commit(now);
            if self.in_flight.ending.is_some() {
                cease.send_replace(true);
                if !self.is_under_way() && self.is_written() {
                    break;
                }
            }
            if self.more_to_do() {
                continue;
            }
            let wake = self.wake_at();
            tokio::select! {
                biased;
                // First: busy connections could keep it from being heard.
                () = stopped(&mut stop), if self.in_flight.ending.is_none() => self.stop(),
                (round, at, result) = committed(&mut self.in_flight.commit) => self.written(round, at, result),
                result = beaten(&mut self.in_flight.beating) => self.heard_beat(result),
                () = tick(&mut ticks), if self.in_flight.beating.answer.is_none() => self.begin_beat(),
                // Closed when no worker is left, and ready for ever: then it is not asked.
                Some(turn) = turns.recv() => {
                    self.take(turn);
                    while let Ok(turn) = turns.try_recv() {
                        self.take(turn);
                    }
                }
                prepared = self.preparation.next() => self.prepared(prepared),
                Some(ended) = workers.next_ended() => self.worker_ended(ended),
                () = sleep(self.clock, wake) => {}
            }
        }
        self.finish(turns, workers).await
    }

    /// Begins nothing more.
    pub(super) fn stop(&mut self) {
        self.in_flight.ending = Some(Ok(()));
        let under_way = self.in_flight.sending.len();
        if under_way > 0 {
            (self.tell)(Update::Stopping { under_way, at_most: self.options.grace.dot });
        }
    }

    /// Whether a worker opens a connection or has a notice.
    pub(super) fn is_under_way(&self) -> bool {
        !self.in_flight.sending.is_empty() || self.lanes.iter().any(|lane| !lane.opening.is_empty())
    }

    /// Whether something can be done without anything happening first.
    fn more_to_do(&mut self) -> bool {
        let now = self.now();
        self.in_flight.ending.is_none()
            && self.lanes.iter_mut().any(|lane| {
                let unprepared = !lane.claimed.is_empty() && lane.ready.is_empty() && lane.preparing == 0;
                (unprepared && lane.is_soon(now)) || (!lane.ready.is_empty() && lane.wants_to_draw(now).is_some())
            })
    }

    /// When to look again if nothing happens before.
    fn wake_at(&mut self) -> Option<DateTime<Utc>> {
        let now = self.now();
        // Rendering and writing are over before a clock would ring.
        if self.in_flight.ending.is_some() || !self.preparation.is_idle() || !self.is_written() {
            return None;
        }
        let waiting = self.lanes.iter_mut().filter(|lane| lane.has_untried());
        let resume = waiting.map(|lane| lane.pace.ready_at(now)).filter(|ready| *ready > now).min();
        let eventless = !self.is_under_way();
        let in_flight = &self.in_flight;
        let (ask_again, poll) = match self.options.mode {
            Mode::Watch { poll } => (in_flight.ask_again, Some(now + poll)),
            // A run that ends when nothing is due waits only for what it will come back to itself.
            Mode::Once { .. } => {
                let again = in_flight.unfinished.filter(|again| *again > now);
                let ask_again = again.map(|again| in_flight.ask_again.map_or(again, |at| at.min(again)));
                (ask_again, eventless.then(|| now + LONG_WAIT))
            }
        };
        [resume, ask_again, poll].into_iter().flatten().filter(|at| *at > now).min()
    }

    /// Puts back what was not tried, writes what is left to write, and sees the connections off.
    async fn finish(&mut self, mut turns: mpsc::Receiver<Turn>, mut workers: Workers) -> Result<()> {
        while !self.preparation.is_idle() {
            let prepared = self.preparation.next().await;
            self.prepared(prepared);
        }
        // Nobody was accepted since, so nobody knows whether it was they who were refused.
        for lane in 0..self.lanes.len() {
            let held = self.lanes[lane].streak.nobody_left();
            let now = self.now();
            self.put_back(held, now);
        }
        let untried = self.lanes.iter_mut().flat_map(|lane| {
            let rendered = lane.ready.drain(..).chain(lane.riding.drain().map(|(_, riding)| riding.ready));
            lane.claimed.drain(..).chain(rendered.map(|ready| ready.claim))
        });
        let released: Vec<Pending> = untried.map(|claim| Pending::Released(claim.entry.id)).collect();
        self.in_flight.pending.extend(released);
        // After a failed write this is one more try, for outcomes that are known; the first failure is the one to tell.
        self.in_flight.unwritable = false;
        let now = self.now();
        self.write_all(now).await;
        for worker in self.lanes.iter_mut().flat_map(|lane| lane.idle.drain(..)) {
            let _ = worker.reply.send(Instruction::Leave);
        }
        // Everyone is answered. A turn that arrives while its receiver is dropped would lie in the channel, which its own
        // worker keeps alive while it waits for the answer: both would wait for ever.
        loop {
            tokio::select! {
                Some(turn) = turns.recv() => {
                    let _ = turn.reply.send(Instruction::Leave);
                }
                ended = workers.next_ended() => {
                    if ended.is_none() {
                        break;
                    }
                }
            }
        }
        self.in_flight.ending.take().unwrap_or(Ok(()))
    }

    /// A worker ends when it is told to, which is only in `finish`. What it had is uncertain; the others bring what
    /// they have to its end.
    fn worker_ended(&mut self, (worker, why): Ended) {
        self.lanes[worker.lane].opening.remove(&worker.number);
        self.does_not_ride(worker);
        let sending = self.in_flight.sending.iter();
        let had: Vec<NoticeId> = sending.filter(|(_, sending)| sending.worker == worker).map(|(id, _)| *id).collect();
        for id in had {
            let broken = "the connection's task broke down".to_owned();
            match self.in_flight.sending.get(&id) {
                // Nobody gave it its dot.
                Some(sending) if !sending.marked => self.delivered(id, Delivery::Dropped(broken), Health::Unknown),
                _ => {
                    let had = self.in_flight.sending.remove(&id);
                    let done =
                        had.map(|had| Pending::Done(had.claim.entry, had.claim.retries, Outcome::Uncertain(broken)));
                    self.in_flight.pending.extend(done);
                }
            }
        }
        let why = why.unwrap_or_else(|| "it left without being told to".to_owned());
        if !matches!(self.in_flight.ending, Some(Err(_))) {
            self.in_flight.ending = Some(Err(Error::bug(format!("a connection's task broke down: {why}"))));
        }
    }
}

fn ticking(every: Duration) -> Interval {
    let mut ticks = interval_at(tokio::time::Instant::now() + every, every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Waits for the next beat; never comes when there are none.
async fn tick(ticks: &mut Option<Interval>) {
    match ticks {
        Some(ticks) => drop(ticks.tick().await),
        None => std::future::pending().await,
    }
}

async fn sleep(clock: &dyn Clock, wake: Option<DateTime<Utc>>) {
    match wake {
        Some(wake) => clock.sleep_until(wake).await,
        None => std::future::pending().await,
    }
}
