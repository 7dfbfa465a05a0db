//! What mail systems report of messages that went out.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::note::Note;
use super::store::Store;
use crate::campaign::PersonId;
use crate::error::Result;
use crate::ledger::report::heard_of;
use crate::ledger::{Action, Fact, Happened, Hearing, Report, Reported, Sent, State, shown};
use crate::schedule::NoticeId;

/// A report that is kept.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) report: Report,
    /// When it was heard.
    heard: DateTime<Utc>,
    /// When the relay took what it bounced.
    taken: Option<DateTime<Utc>>,
}

impl Store {
    /// To be thrown away when it fails.
    pub(super) fn hear(&mut self, reports: &[Report], now: DateTime<Utc>) -> Result<Vec<Hearing>> {
        reports.iter().map(|report| self.hear_one(report, now)).collect()
    }

    fn hear_one(&mut self, report: &Report, now: DateTime<Utc>) -> Result<Hearing> {
        let is_known = self.reports.iter().any(|Kept { report: known, .. }| {
            let of = |report: &Report| (report.id, report.retries, report.address.clone());
            known.known_by() == report.known_by() || (of(known) == of(report) && known.action.is_like(report.action))
        });
        let note = self.known(report.id)?;
        if is_known {
            return Ok(Hearing::Doubled);
        }
        if note.state == State::Sending {
            return Ok(Hearing::UnderWay);
        }
        if note.tries == 0 && note.state != State::Uncertain {
            return Ok(Hearing::Unsent);
        }
        let was = note.state;
        let taken = note.since;
        let is_current = note.retries == report.retries && note.is_out();
        let hearing = match report.action {
            _ if !is_current => Hearing::Late,
            Action::Failed { .. } => {
                note.to(State::Bounced, now);
                note.detail = Some(report.words.clone());
                Hearing::Bounced
            }
            _ if was == State::Accepted => Hearing::Noted,
            _ => {
                note.to(State::Accepted, now);
                note.detail = Some(heard_of(report));
                Hearing::Arrived
            }
        };
        let person = note.entry.person.clone();
        let taken = (hearing == Hearing::Bounced).then_some(taken);
        self.reports.push(Kept { report: report.clone(), heard: now, taken });
        if let (Hearing::Bounced, Action::Failed { dead: true }, Some(person)) = (hearing, report.action, person) {
            self.learn(Fact { person, device: None, what: Happened::Unreachable(report.address.clone()), at: now });
        }
        Ok(hearing)
    }

    /// Has every address of a person tried again.
    pub(super) fn try_again(&mut self, person: &PersonId, now: DateTime<Utc>) {
        let of_person = self.facts.iter().filter(|fact| fact.person == *person);
        let mut addresses: Vec<String> = of_person.filter_map(|fact| fact.what.address()).map(str::to_owned).collect();
        addresses.sort();
        addresses.dedup();
        for address in addresses {
            self.learn(Fact { person: person.clone(), device: None, what: Happened::Reachable(address), at: now });
        }
    }

    pub(super) fn sent(&self, id: NoticeId) -> Option<Sent> {
        let note = self.note(id)?;
        let snapshot = note.first.as_ref().map_or_else(|| self.snapshot_in_force(), |(_, hash)| hash.clone());
        let (entry, state, retries) = (note.entry.clone(), note.state, note.retries);
        Some(Sent { entry, state, retries, snapshot: snapshot.into() })
    }

    /// What was reported of a notice.
    pub(super) fn reported(&self, id: NoticeId) -> Vec<Reported> {
        let of = self.reports.iter().filter(|kept| kept.report.id == id);
        let reported = |Kept { report, heard, .. }: &Kept| Reported {
            at: *heard,
            action: report.action.as_str(),
            address: report.address.clone(),
            words: shown(&report.words).into_owned(),
        };
        of.map(reported).collect()
    }

    pub(super) fn sent_anew(&self) -> Vec<(NoticeId, u32)> {
        self.notes.iter().filter(|note| note.retries > 0).map(|note| (note.entry.id, note.retries)).collect()
    }

    /// How many were accepted since then, by the minute; but for those that one of the relays `but` took.
    pub(super) fn accepted_since(&self, since: DateTime<Utc>, but: &[Arc<str>]) -> Vec<(DateTime<Utc>, u64)> {
        let counts = |note: &&Note| note.relay.as_ref().is_none_or(|relay| !but.contains(relay));
        let accepted = self.notes.iter().filter(|note| note.state == State::Accepted).filter(counts);
        let accepted = accepted.map(|note| note.since);
        let bounced = self.reports.iter().filter(|kept| self.note(kept.report.id).filter(counts).is_some());
        let bounced = bounced.filter_map(|kept| kept.taken);
        let mut minutes: BTreeMap<i64, (DateTime<Utc>, u64)> = BTreeMap::new();
        for at in accepted.chain(bounced).filter(|at| *at >= since) {
            let (last, many) = minutes.entry(at.timestamp() / 60).or_insert((at, 0));
            (*last, *many) = ((*last).max(at), *many + 1);
        }
        minutes.into_values().collect()
    }
}

impl Note {
    /// Whether its last message is with the relay, as far as anybody knows.
    fn is_out(&self) -> bool {
        match self.state {
            State::Accepted | State::Uncertain => true,
            _ => self.was_put_off() && self.may_be_told(),
        }
    }
}
