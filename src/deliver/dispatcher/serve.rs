//! The dispatcher's loop: supply, round, wait; and its end.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

use super::assign::Instructions;
use super::lane::Lane;
use crate::deliver::clock::Clock;
use crate::deliver::options::{Mode, Options, Summary, Update};
use crate::deliver::preparer::Preparer;
use crate::deliver::store::Store;
use crate::deliver::worker::{Ended, Instruction, Turn, WorkerId, Workers, stopped};
use crate::error::{Error, Result};
use crate::ledger::{Claim, Entry, FirstAttempt, Outcome, State, Step};
use crate::render::Mail;
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
    pub(in crate::deliver) options: Options,
    pub(in crate::deliver) clock: &'a dyn Clock,
    pub(in crate::deliver) tell: &'a mut (dyn FnMut(Update<'_>) + Send),
    pub(in crate::deliver) lanes: Vec<Lane>,
    pub(in crate::deliver) in_flight: InFlight,
    pub(in crate::deliver) summary: Summary,
}

/// What the dispatcher has claimed, up to its outcome being durable; what waits for a worker lies in the lanes.
#[derive(Default)]
pub(in crate::deliver) struct InFlight {
    /// Being rendered.
    pub(super) preparing: JoinSet<Prepared>,
    /// Which those are, by task, should one of them panic.
    pub(super) preparing_claims: HashMap<tokio::task::Id, Claim>,
    /// Marked, and with a connection.
    pub(super) sending: HashMap<NoticeId, Sending>,
    /// Settled, and not yet written.
    pub(super) settled: Vec<(Entry, Outcome)>,
    /// How often this run has deferred a notice uncharged.
    pub(super) setbacks: HashMap<NoticeId, u32>,
    /// How many facts the preparer was told of. It starts with those it was made with, and hears them twice.
    pub(super) facts: u64,
    /// When the ledger is worth asking again; `None` is now.
    pub(super) ask_again: Option<DateTime<Utc>>,
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

/// A notice that a worker has.
pub(super) struct Sending {
    pub(super) worker: WorkerId,
    pub(super) claim: Claim,
    pub(super) first: FirstAttempt,
}

/// What came of rendering a notice.
pub(super) enum Prepared {
    Ready(Box<Ready>),
    Settled(Outcome),
}

/// A worker that waits for an instruction.
pub(super) struct Idle {
    pub(super) worker: WorkerId,
    pub(super) open: bool,
    pub(super) reply: oneshot::Sender<Instruction>,
}

impl Dispatcher<'_> {
    /// Serves the connections until the run ends.
    pub(in crate::deliver) async fn serve(
        &mut self,
        mut turns: mpsc::Receiver<Turn>,
        mut workers: Workers,
        mut stop: watch::Receiver<bool>,
        cease: &watch::Sender<bool>,
    ) -> Result<()> {
        loop {
            self.supply().await;
            self.round().await;
            if self.in_flight.ending.is_some() {
                cease.send_replace(true);
            }
            if self.in_flight.ending.is_some() && !self.is_under_way() {
                break;
            }
            if self.more_to_do() {
                continue;
            }
            let wake = self.wake_at();
            tokio::select! {
                biased;
                // First: busy connections could keep it from being heard.
                () = stopped(&mut stop), if self.in_flight.ending.is_none() => {
                    self.in_flight.ending = Some(Ok(()));
                    let under_way = self.in_flight.sending.len();
                    if under_way > 0 {
                        (self.tell)(Update::Stopping { under_way, at_most: self.options.grace.dot });
                    }
                }
                // Closed when no worker is left, and ready for ever: then it is not asked.
                Some(turn) = turns.recv() => {
                    self.take(turn);
                    while let Ok(turn) = turns.try_recv() {
                        self.take(turn);
                    }
                }
                Some(prepared) = self.in_flight.preparing.join_next_with_id() => self.prepared(prepared),
                Some(ended) = workers.next_ended() => self.worker_ended(ended),
                () = sleep(self.clock, wake) => {}
            }
        }
        self.finish(turns, workers).await
    }

    /// Whether a worker opens a connection or has a notice.
    pub(super) fn is_under_way(&self) -> bool {
        !self.in_flight.sending.is_empty() || self.lanes.iter().any(|lane| !lane.opening.is_empty())
    }

    /// One group commit, and the instructions it allows; once more for workers whose notices were refused.
    async fn round(&mut self) {
        let now = self.clock.now();
        let mut refused = true;
        while refused {
            let (marks, instructions) = self.assign(now);
            let moved = match self.write(marks, now).await {
                Ok(moved) => moved,
                Err(error) => {
                    self.withdraw(instructions);
                    if !matches!(self.in_flight.ending, Some(Err(_))) {
                        self.in_flight.ending = Some(Err(error));
                    }
                    return;
                }
            };
            refused = false;
            for (worker, instruction) in instructions {
                match instruction {
                    // Somebody moved it since it was claimed: without a mark it does not go, nor does it come back.
                    Instruction::Send(outgoing) if moved.contains(&outgoing.id) => {
                        self.lanes[worker.worker.lane].idle.push_back(worker);
                        refused = true;
                    }
                    // A connection that is gone ended by a fault of ours, which `worker_ended` reports.
                    instruction => drop(worker.reply.send(instruction)),
                }
            }
        }
    }

    /// Takes back instructions whose marks could not be written: what has no mark does not go.
    fn withdraw(&mut self, instructions: Instructions) {
        for (worker, instruction) in instructions {
            let lane = &mut self.lanes[worker.worker.lane];
            match instruction {
                Instruction::Send(outgoing) => {
                    let taken_back = self.in_flight.sending.remove(&outgoing.id);
                    lane.claimed.extend(taken_back.map(|sending| sending.claim));
                }
                Instruction::Open => drop(lane.opening.remove(&worker.worker.number)),
                Instruction::Close | Instruction::Leave => {}
            }
            lane.idle.push_back(worker);
        }
    }

    /// Writes what is settled and `marks` in one transaction, then tells. Returns the notices whose steps were refused:
    /// somebody moved them, and they are out of our hands.
    pub(super) async fn write(&mut self, marks: Vec<Step>, now: DateTime<Utc>) -> Result<HashSet<NoticeId>> {
        let settled = self.in_flight.settled.iter();
        let done = settled.map(|(entry, outcome)| Step::Done { id: entry.id, outcome: outcome.clone() });
        let steps: Arc<[Step]> = done.chain(marks).collect();
        if steps.is_empty() {
            return Ok(HashSet::new());
        }
        let committed = self.store.commit(steps, now).await?;
        let refused: HashMap<NoticeId, State> = committed.refused.iter().map(|step| (step.id, step.state)).collect();
        for (entry, outcome) in self.in_flight.settled.drain(..) {
            match refused.get(&entry.id) {
                None => {
                    self.summary.count(&outcome);
                    (self.tell)(Update::Settled(&entry, &outcome));
                }
                Some(state) => {
                    self.summary.withdrawn += 1;
                    (self.tell)(Update::Withdrawn(&entry, *state));
                }
            }
        }
        for (id, state) in &refused {
            if let Some(Sending { claim, .. }) = self.in_flight.sending.remove(id) {
                self.summary.withdrawn += 1;
                (self.tell)(Update::Withdrawn(&claim.entry, *state));
            }
        }
        Ok(refused.into_keys().collect())
    }

    /// Whether something can be done without anything happening first.
    fn more_to_do(&mut self) -> bool {
        let now = self.clock.now();
        match &self.in_flight.ending {
            Some(Err(_)) => false,
            Some(Ok(())) => !self.in_flight.settled.is_empty(),
            None if !self.in_flight.settled.is_empty() => true,
            None => self.lanes.iter_mut().any(|lane| {
                !lane.claimed.is_empty() && lane.ready.is_empty() && lane.preparing == 0 && lane.is_soon(now)
            }),
        }
    }

    /// When to look again if nothing happens before.
    fn wake_at(&mut self) -> Option<DateTime<Utc>> {
        let now = self.clock.now();
        // Rendering is over before a clock would ring.
        if self.in_flight.ending.is_some() || !self.in_flight.preparing.is_empty() {
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
        while let Some(prepared) = self.in_flight.preparing.join_next_with_id().await {
            self.prepared(prepared);
        }
        // Nobody was accepted since, so nobody knows whether it was they who were refused.
        for lane in 0..self.lanes.len() {
            let held = self.lanes[lane].streak.nobody_left();
            self.put_back(held, self.clock.now());
        }
        let untried = self
            .lanes
            .iter_mut()
            .flat_map(|lane| lane.claimed.drain(..).chain(lane.ready.drain(..).map(|ready| ready.claim)));
        let released: Vec<Step> = untried.map(|claim| Step::Released { id: claim.entry.id }).collect();
        let count = released.len() as u64;
        let written = self.write(released, self.clock.now()).await;
        if written.is_ok() {
            self.summary.released += count;
        }
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
        // After a failed write this was one more try, for outcomes that are known; the first failure is the one to tell.
        self.in_flight.ending.take().unwrap_or(Ok(())).and(written.map(drop))
    }

    /// A worker ends when it is told to, which is only in `finish`. What it had is uncertain; the others bring what
    /// they have to its end.
    fn worker_ended(&mut self, (worker, why): Ended) {
        let in_flight = &mut self.in_flight;
        self.lanes[worker.lane].opening.remove(&worker.number);
        let had: Vec<NoticeId> =
            in_flight.sending.iter().filter(|(_, sending)| sending.worker == worker).map(|(id, _)| *id).collect();
        for id in had {
            if let Some(sending) = in_flight.sending.remove(&id) {
                let outcome = Outcome::Uncertain("the connection's task broke down".to_owned());
                in_flight.settled.push((sending.claim.entry, outcome));
            }
        }
        let why = why.unwrap_or_else(|| "it left without being told to".to_owned());
        if !matches!(in_flight.ending, Some(Err(_))) {
            in_flight.ending = Some(Err(Error::bug(format!("a connection's task broke down: {why}"))));
        }
    }
}

async fn sleep(clock: &dyn Clock, wake: Option<DateTime<Utc>>) {
    match wake {
        Some(wake) => clock.sleep_until(wake).await,
        None => std::future::pending().await,
    }
}
