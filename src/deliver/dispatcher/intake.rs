//! What the connections bring back.

use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};

use super::serve::{Attempted, Dispatcher, Idle, Sending};
use super::writing::Pending;
use crate::deliver::options::Update;
use crate::deliver::reply::{Refusal, Ruling};
use crate::deliver::settle::{self, Circumstances, Health};
use crate::deliver::transport::{Delivery, Fault};
use crate::deliver::worker::{Completion, Instruction, Turn, WorkerId};
use crate::error::Error;
use crate::ledger::{Claim, Outcome, Pause};
use crate::schedule::NoticeId;

impl Dispatcher<'_> {
    /// Takes what a worker brings; then it waits for an instruction.
    pub(super) fn take(&mut self, turn: Turn) {
        let now = self.now();
        let WorkerId { lane, number } = turn.worker;
        let mut one_too_many = false;
        match turn.completion {
            None => {}
            Some(Completion::Opened) => drop(self.lanes[lane].opening.remove(&number)),
            Some(Completion::NotOpened(fault)) => {
                self.lanes[lane].opening.remove(&number);
                if let Some(fault) = fault.filter(|fault| !self.is_crowded_at_opening(lane, fault, now)) {
                    self.heed(lane, settle::health_at_opening(&fault, now), now);
                }
            }
            Some(Completion::Delivered { id, delivery, served, rode }) => {
                let delivery = if rode { self.after_riding(lane, delivery) } else { delivery };
                one_too_many = self.is_one_too_many(lane, &delivery, now);
                let health = if one_too_many { Health::Unknown } else { settle::health(&delivery, served, now) };
                self.delivered(id, delivery, health);
            }
        }
        if turn.rides.is_none() || one_too_many {
            self.does_not_ride(turn.worker);
        }
        self.summary.spent.relay += turn.waited.relay;
        self.summary.spent.ledger += turn.waited.mark;
        let Turn { worker, open, rides, reply, .. } = turn;
        let idle = Idle { worker, open, rides, since: Instant::now(), slowed: false, reply };
        match one_too_many && open {
            // It is the others that are served.
            true => idle.tell(Instruction::Close),
            false => self.lanes[lane].idle.push_back(idle),
        }
    }

    /// What was announced behind a dot may meet a route that cannot have that: it says nothing to it, or that it came out
    /// of turn (503). That is nobody's fault but ours, and is not tried again in this run.
    fn after_riding(&mut self, lane: usize, delivery: Delivery) -> Delivery {
        let against = match delivery {
            Delivery::Refused(refusal) if refusal.reply.code == 503 => Delivery::Dropped(refusal.to_string()),
            Delivery::Dropped(why) => Delivery::Dropped(why),
            other => return other,
        };
        self.lanes[lane].rides = false;
        against
    }

    /// What was to ride with a worker and did not waits with the others.
    pub(super) fn does_not_ride(&mut self, worker: WorkerId) {
        let lane = &mut self.lanes[worker.lane];
        if let Some(riding) = lane.riding.remove(&worker.number) {
            lane.ready.push_front(riding.ready);
        }
    }

    /// An attempt ended. What it says of the relay holds at once, for whoever is next. What it says of its notice waits
    /// until its mark is durable: somebody may have moved the notice.
    pub(super) fn delivered(&mut self, id: NoticeId, delivery: Delivery, health: Health) {
        let Some(lane) = self.in_flight.sending.get(&id).map(|sending| sending.worker.lane) else { return };
        let now = self.now();
        // A relay that ends a connection after so many mails says nothing about the one that was next.
        let blameless = health == Health::Unknown;
        let resume = self.heed(lane, health, now);
        let ended = Attempted { delivery, blameless, resume };
        match self.in_flight.sending.get_mut(&id) {
            Some(sending) if !sending.marked => sending.ended = Some(ended),
            _ => self.concluded(id, ended),
        }
    }

    /// What an attempt says of its notice.
    pub(super) fn concluded(&mut self, id: NoticeId, ended: Attempted) {
        let Some(Sending { worker, claim, first, begun, .. }) = self.in_flight.sending.remove(&id) else { return };
        let Attempted { delivery, blameless, resume } = ended;
        let now = self.now();
        let uncharged = self.in_flight.setbacks.get(&id).copied().unwrap_or(0);
        let attempt = Circumstances { claim: &claim, first: &first, uncharged };
        let refusal = if let Delivery::Refused(refusal) = &delivery { Some(refusal.clone()) } else { None };
        let outcome = match (delivery, self.first_returns(worker.lane, now)) {
            // Another relay has other limits: it is no fault of the message.
            (Delivery::Unsuitable(why), Some(until)) => Outcome::Deferred { until, why, charged: false },
            (delivery, _) => settle::outcome(delivery, &attempt, now, resume),
        };
        if let Outcome::Deferred { until, charged: false, .. } = &outcome {
            *self.in_flight.setbacks.entry(id).or_default() += u32::from(!blameless);
            self.in_flight.unfinished = self.in_flight.unfinished.max(Some(*until));
        }
        match (outcome, refusal) {
            (outcome @ Outcome::Failed(_), Some(refusal)) => self.refused(worker.lane, refusal, (claim, outcome), now),
            (outcome, _) => {
                if let Outcome::Accepted(_) = &outcome {
                    self.is_back(worker.lane, now);
                    let for_themselves = self.lanes[worker.lane].streak.accepted(begun);
                    for_themselves.into_iter().for_each(|(claim, outcome)| self.settle(claim, outcome));
                    if let Some((connections, why)) = self.lanes[worker.lane].crowd.news() {
                        (self.tell)(Update::Fewer { connections, why });
                    }
                }
                self.settle(claim, outcome);
            }
        }
    }

    /// Refused for good: whether that is theirs or everybody's, the next will tell.
    fn refused(&mut self, lane: usize, refusal: Refusal, refused: (Claim, Outcome), now: DateTime<Utc>) {
        if !self.lanes[lane].gives_service(now) {
            // It has been judged already, and another route has its work.
            return self.put_back(vec![refused], now);
        }
        let (id, why) = (refused.0.entry.id, refusal.to_string());
        let Ruling::Barred(all) = self.lanes[lane].streak.refused(refusal, refused) else {
            self.in_flight.pending.push(Pending::Answered(id, why));
            return;
        };
        let what = format!("refuses one after another, {} in a row and nobody accepted between: {why}", all.len());
        self.put_back(all, now);
        self.end(lane, &what, "mend what it says, or the addresses if they are all wrong", now);
    }

    /// Nobody has failed of those who were refused while the route refused everybody.
    pub(super) fn put_back(&mut self, refused: Vec<(Claim, Outcome)>, now: DateTime<Utc>) {
        for (claim, outcome) in refused {
            let Outcome::Failed(why) = outcome else { continue };
            self.settle(claim, Outcome::Deferred { until: now, why, charged: false });
        }
    }

    /// Has an outcome written.
    pub(super) fn settle(&mut self, claim: Claim, outcome: Outcome) {
        if let Outcome::Deferred { until, .. } | Outcome::Resend { until, .. } = &outcome {
            self.in_flight.ask_again = self.in_flight.ask_again.map(|at| at.min(*until));
        }
        self.in_flight.pending.push(Pending::Done(claim.entry, claim.retries, outcome));
    }

    /// Whether a connection was turned away for there being others, which go on.
    fn is_crowded_at_opening(&mut self, lane: usize, fault: &Fault, now: DateTime<Utc>) -> bool {
        let others = self.connected_in(lane);
        settle::crowd_at_opening(fault).is_some_and(|why| self.lanes[lane].crowd.turned_away(others, &why, now))
    }

    /// … or what it was to send was refused for that.
    fn is_one_too_many(&mut self, lane: usize, delivery: &Delivery, now: DateTime<Utc>) -> bool {
        let others = self.connected_in(lane).saturating_sub(1);
        settle::crowd(delivery).is_some_and(|why| self.lanes[lane].crowd.turned_away(others, &why, now))
    }

    /// Acts on what was learnt of the relay. Returns until when it is left alone (now, if it is not).
    fn heed(&mut self, lane: usize, health: Health, now: DateTime<Utc>) -> DateTime<Utc> {
        match health {
            Health::Well => self.lanes[lane].pace.healthy(),
            Health::Unknown => {}
            Health::Poorly { stated, why } => return self.rest(lane, stated, &why, self.tries_of(lane, now), now),
            // Nobody is there: a run that ends does not ask again, nor one that has another relay.
            Health::Mute(why) => return self.rest(lane, None, &why, self.tries_of(lane, now).map(|_| 1), now),
            Health::Closed(why) => self.end(
                lane,
                &format!("does not take our mail: {why}"),
                "mend the sign-in, sender or TLS settings of the relay",
                now,
            ),
        }
        now
    }

    /// Leaves a relay alone for a while. After so many faults of it, or where the while is long, another takes its place; else
    /// the run ends. Returns until when what was to go by it waits.
    fn rest(
        &mut self,
        lane: usize,
        stated: Option<TimeDelta>,
        why: &str,
        tries: Option<u32>,
        now: DateTime<Utc>,
    ) -> DateTime<Utc> {
        let until = self.lanes[lane].pace.fault(now, stated);
        let gives_none = tries.is_some_and(|tries| self.lanes[lane].pace.faults() >= tries);
        let is_long = until > now + self.options.mode.patience();
        if (gives_none || is_long) && self.has_relief(lane, now) {
            self.relieve(lane, why, until, now);
            return now;
        }
        if stated.is_some() {
            let relay = Arc::clone(&self.lanes[lane].name);
            self.store.pause(Pause { relay, until, why: why.to_owned() }, now);
        }
        if gives_none {
            self.end(lane, &format!("gives no service: {why}"), "send again when it is well", now);
        } else {
            (self.tell)(Update::Waiting { relay: &self.lanes[lane].name, until, why });
        }
        until
    }

    /// A relay gives no service: another takes its place, else the run ends.
    fn end(&mut self, lane: usize, what: &str, hint: &str, now: DateTime<Utc>) {
        if self.has_relief(lane, now) {
            return self.relieve(lane, what, now, now);
        }
        if !matches!(self.in_flight.ending, Some(Err(_))) {
            let mut said = format!("the relay {} {what}", self.lanes[lane].name);
            for other in self.lanes.iter().filter(|other| other.name != self.lanes[lane].name) {
                if let Some(out) = &other.out {
                    said += &format!("; nor does {} give service: {}", other.name, out.why);
                }
            }
            let error = Error::unreachable(said);
            self.in_flight.ending =
                Some(Err(error.hint(format!("{hint}; nobody was charged an attempt, and all stay due"))));
        }
    }
}
