//! The status for a program. The names are stable; new ones may be added. Instants are UTC, RFC 3339.
//!
//! ```text
//! format      "heraut-status/1"
//! campaign    the campaign's id
//! now         the instant of the status
//! next_due    the earliest instant at which something is due, or null
//! next        what is due then, or by now: message, wave, people (null: the helpdesk), gate (of which wave it waits for, or null)
//! approved    plan (its hash), by, at; or null
//! proposed    a plan that waits for a second person: plan, by; or null
//! lacks_gates whether the plan was approved by a program that kept no gates, so that nothing waits for one
//! too_late    {wave: n}: of those that its gate holds, how many would be too late if it opened now
//! waves       people of each: how many there are, moved, failed; its deadline; what its gate comes to
//! totals      {state: n} over all notices; every state is there
//! messages    wave, phase, message, states {state: n}; in the campaign's order
//! holds       scope (campaign, wave, phase, message, gate, person, notice), name (null for the campaign), by, why, since, until
//! attention   notice_id, wave, phase, message, occurrence (from 1), person, name, state, since, attempts, detail
//! ```
//! States are those of the ledger: `planned, due, sending, accepted, bounced, deferred, failed, uncertain, suppressed,
//! expired, held, printed, cancelled`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::{Status, Upcoming};
use crate::ledger::{Approval, Hold, Scope, State};
use crate::report::row::instant;
use crate::schedule::{Evidence, WaveGate};

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    campaign: &'a str,
    now: String,
    next_due: Option<String>,
    next: Vec<Next<'a>>,
    approved: Option<Approved<'a>>,
    proposed: Option<Proposed<'a>>,
    lacks_gates: bool,
    too_late: &'a BTreeMap<String, u64>,
    waves: Vec<Wave<'a>>,
    totals: BTreeMap<&'static str, u64>,
    messages: Vec<Message<'a>>,
    holds: Vec<OnHold<'a>>,
    attention: Vec<Attention<'a>>,
}

#[derive(Serialize)]
struct Approved<'a> {
    plan: &'a str,
    by: &'a str,
    at: String,
}

#[derive(Serialize)]
struct Proposed<'a> {
    plan: &'a str,
    by: &'a str,
}

#[derive(Serialize)]
struct Next<'a> {
    message: &'a str,
    wave: &'a str,
    people: Option<u64>,
    gate: Option<&'a str>,
}

#[derive(Serialize)]
struct Wave<'a> {
    wave: &'a str,
    people: u32,
    moved: u32,
    failed: u32,
    deadline: Option<NaiveDate>,
    gate: Option<&'static str>,
}

#[derive(Serialize)]
struct Message<'a> {
    wave: &'a str,
    phase: &'a str,
    message: &'a str,
    states: BTreeMap<&'static str, u64>,
}

#[derive(Serialize)]
struct OnHold<'a> {
    scope: &'static str,
    name: Option<String>,
    /// Where the scope is one message in one wave.
    #[serde(skip_serializing_if = "Option::is_none")]
    wave: Option<&'a str>,
    by: &'a str,
    why: &'a str,
    since: String,
    until: Option<String>,
}

#[derive(Serialize)]
struct Attention<'a> {
    notice_id: String,
    wave: &'a str,
    phase: &'a str,
    message: &'a str,
    occurrence: u32,
    person: Option<&'a str>,
    name: Option<&'a str>,
    state: &'static str,
    since: String,
    attempts: u32,
    detail: &'a str,
}

impl Status<'_> {
    /// The status as one JSON object, ending in a line end.
    ///
    /// # Errors
    /// Never for the values a ledger gives; the serializer's, as our bug, otherwise.
    pub fn json(&self) -> crate::error::Result<String> {
        let attention = self.attention.iter().map(|row| Attention {
            notice_id: row.entry.id.to_string(),
            wave: &row.entry.wave,
            phase: &row.entry.phase,
            message: &row.entry.message,
            occurrence: u32::from(row.entry.occurrence) + 1,
            person: row.entry.person.as_deref(),
            name: row.entry.person.as_deref().and_then(|id| self.people.get(id)).map(|person| person.name.as_str()),
            state: row.state.as_str(),
            since: instant(row.since),
            attempts: row.attempts,
            detail: &row.detail,
        });
        let document = Document {
            format: "heraut-status/1",
            campaign: &self.campaign.id,
            now: instant(self.now),
            next_due: self.next_due.map(instant),
            next: self.next.iter().map(next).collect(),
            approved: self.approval.map(|Approval { plan, by, at, .. }| Approved { plan, by, at: instant(*at) }),
            proposed: self.proposed.map(|(plan, by)| Proposed { plan, by }),
            lacks_gates: self.lacks_gates,
            too_late: self.too_late,
            waves: self.waves.iter().map(|wave| self.wave(wave)).collect(),
            totals: State::ALL.into_iter().map(|state| (state.as_str(), self.count(state))).collect(),
            messages: self.lines().iter().map(|line| self.message(line)).collect(),
            holds: self.holds.iter().map(on_hold).collect(),
            attention: attention.collect(),
        };
        match serde_json::to_string_pretty(&document) {
            Ok(text) => Ok(text + "\n"),
            Err(e) => Err(crate::error::Error::bug(format!("the status cannot be written as JSON: {e}"))),
        }
    }

    fn wave<'b>(&'b self, wave: &'b WaveGate) -> Wave<'b> {
        let deadline = self.campaign.waves.iter().find(|known| known.id == wave.wave).map(|wave| wave.deadline);
        let Evidence { people, moved, failed, .. } = wave.evidence;
        let gate = wave.judgement.as_ref().map(|judgement| judgement.outcome.as_str());
        Wave { wave: &wave.wave, people, moved, failed, deadline, gate }
    }

    fn message<'b>(&'b self, line: &super::Line<'b>) -> Message<'b> {
        let key = |state| (line.wave.to_owned(), line.phase.to_owned(), line.message.to_owned(), state);
        let states = State::ALL.into_iter().filter_map(|state| Some((state.as_str(), *self.counts.get(&key(state))?)));
        Message { wave: line.wave, phase: line.phase, message: line.message, states: states.collect() }
    }
}

fn next(next: &Upcoming) -> Next<'_> {
    Next { message: &next.message, wave: &next.wave, people: next.people, gate: next.gate.as_deref() }
}

fn on_hold(hold: &Hold) -> OnHold<'_> {
    let (scope, name) = match &hold.scope {
        Scope::Campaign => ("campaign", None),
        Scope::Wave(wave) => ("wave", Some(wave.to_string())),
        Scope::Phase(phase) => ("phase", Some(phase.to_string())),
        Scope::Message(message) => ("message", Some(message.to_string())),
        Scope::MessageOfWave { message, .. } => ("message", Some(message.to_string())),
        Scope::Gate(wave) => ("gate", Some(wave.to_string())),
        Scope::Person(person) => ("person", Some(person.to_string())),
        Scope::Notice(id) => ("notice", Some(id.to_string())),
    };
    let (since, until) = (instant(hold.since), hold.until.map(instant));
    let wave = if let Scope::MessageOfWave { wave, .. } = &hold.scope { Some(&**wave) } else { None };
    OnHold { scope, name, wave, by: &hold.by, why: &hold.why, since, until }
}
