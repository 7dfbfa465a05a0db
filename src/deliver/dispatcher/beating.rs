//! Saying that this sender is there, and what is heard by that: whether to give way, what others left behind, and how much of
//! each relay is this one's.

use std::sync::Arc;

use super::serve::Dispatcher;
use crate::deliver::options::Update;
use crate::deliver::store::{Answer, Beaten, heard};
use crate::deliver::worker::Instruction;
use crate::error::Result;
use crate::ledger::{Place, Pulse};

/// What a run knows of the senders beside it.
pub(super) struct Beating {
    /// On its way.
    pub(super) answer: Option<Answer<Beaten>>,
    /// Where this sender stood when it was heard last.
    pub(super) place: Place,
    /// Into how many parts the relays' connections are really cut.
    parts: u32,
    /// The number of acts by then.
    acts: Option<i64>,
}

impl Default for Beating {
    fn default() -> Self {
        Beating { answer: None, place: Place::ALONE, parts: 0, acts: None }
    }
}

/// Waits for the beat that is under way; never comes when there is none.
pub(super) async fn beaten(beating: &mut Beating) -> Result<Beaten> {
    match &mut beating.answer {
        Some(answer) => {
            let result = heard(answer).await;
            beating.answer = None;
            result
        }
        None => std::future::pending().await,
    }
}

impl Dispatcher<'_> {
    /// Takes the place that the ledger knew of before the run began.
    pub(in crate::deliver) fn take_place(&mut self, first: Beaten) {
        let now = self.now();
        self.in_flight.beating.acts = Some(first.beat.acts);
        self.stand(first.beat.place, now);
        (self.tell)(Update::Leads(first.beat.place.rank == 0));
        self.alive.send_replace(first.alive_until);
    }

    /// Begins to say that this sender is there.
    pub(super) fn begin_beat(&mut self) {
        let now = self.now();
        let place = self.in_flight.beating.place;
        let kept_to = (0..self.lanes.len()).all(|at| self.connected_in(at) <= self.lanes[at].crowd.share());
        let beating = &mut self.in_flight.beating;
        if kept_to {
            beating.parts = place.senders;
        }
        let pulse = Pulse { sent: self.summary.accepted, parts: beating.parts };
        beating.answer = Some(self.store.beat(pulse, now));
    }

    /// Draws the conclusions. Who is not heard any more begins nothing.
    pub(super) fn heard_beat(&mut self, result: Result<Beaten>) {
        let Beaten { beat, alive_until, left, pauses } = match result {
            Ok(beaten) => beaten,
            Err(error) => {
                if !matches!(self.in_flight.ending, Some(Err(_))) {
                    self.in_flight.ending = Some(Err(error));
                }
                return;
            }
        };
        let now = self.now();
        self.alive.send_replace(alive_until);
        if !beat.found.uncertain.is_empty() {
            self.summary.uncertain += left;
            (self.tell)(Update::Interrupted { under_way: beat.found.uncertain.len() as u64, left });
        }
        if self.in_flight.beating.acts.replace(beat.acts) != Some(beat.acts) || !beat.found.uncertain.is_empty() {
            self.in_flight.ask_again = None;
        }
        for pause in &pauses {
            let patience = now + self.options.mode.patience();
            let of_it = self.lanes.iter_mut().find(|lane| *lane.name == *pause.relay);
            if let Some(lane) = of_it.filter(|lane| !lane.pace.rests_until(pause.until)) {
                lane.rest(pause, patience);
                (self.tell)(Update::Waiting { relay: &pause.relay, until: pause.until, why: &pause.why });
            }
        }
        self.stand(beat.place, now);
        if beat.asked && self.in_flight.ending.is_none() {
            self.summary.gave_way = true;
            (self.tell)(Update::GivingWay);
            self.stop();
        }
    }

    /// Keeps to this sender's part of each relay. Where it has none, what it claimed is for the others.
    fn stand(&mut self, place: Place, now: chrono::DateTime<chrono::Utc>) {
        let before = std::mem::replace(&mut self.in_flight.beating.place, place);
        if before.senders != place.senders {
            (self.tell)(Update::Senders(place.senders));
            // What one that is gone had claimed is there for the others.
            self.in_flight.ask_again = None;
        }
        if (before.rank == 0) != (place.rank == 0) {
            (self.tell)(Update::Leads(place.rank == 0));
        }
        for at in 0..self.lanes.len() {
            let lane = &mut self.lanes[at];
            lane.crowd.share_with(place);
            lane.pace.among(place.senders);
            self.close_what_is_too_much(at, now);
            if self.lanes[at].crowd.share() == 0 {
                let lane = &mut self.lanes[at];
                let ready = lane.ready.drain(..).map(|ready| ready.claim);
                let claims: Vec<_> = lane.claimed.drain(..).chain(ready).collect();
                let released = claims.into_iter().map(|claim| super::writing::Pending::Released(claim.entry.id));
                self.in_flight.pending.extend(released);
            }
        }
    }

    /// Closes connections that wait and are more than this sender may have.
    pub(super) fn close_what_is_too_much(&mut self, at: usize, now: chrono::DateTime<chrono::Utc>) {
        while self.connected_in(at) > self.lanes[at].crowd.size(now) {
            let Some(idle) = self.lanes[at].waiting(true) else { break };
            idle.tell(Instruction::Close);
        }
    }

    /// Draws from the limits that this sender shares with others, for the lanes that have something to send.
    pub(super) async fn draw(&mut self) -> Result<()> {
        let now = self.now();
        for at in 0..self.lanes.len() {
            let lane = &self.lanes[at];
            let Some(wish) = lane.wants_to_draw(now) else { continue };
            let (name, limits) = (Arc::clone(&lane.name), lane.limits);
            if let Some(draw) = self.store.draw(name, limits, wish, now).await? {
                self.lanes[at].pace.drawn(draw);
            }
        }
        Ok(())
    }
}
