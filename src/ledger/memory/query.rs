//! What can be asked.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::note::Note;
use super::store::Store;
use crate::ledger::{Attempt, Bearings, CANARY, Filter, Row, Scope, State, Vanguard, shown};
use crate::schedule::NoticeId;

impl Store {
    /// The rows that `filter` wants, in the order in which they came or by due time.
    pub(super) fn rows(&self, filter: &Filter, by_due: bool) -> Vec<Row> {
        let mut notes: Vec<&Note> = self.notes.iter().filter(|note| note.is_wanted(filter)).collect();
        if by_due {
            notes.sort_by_key(|note| note.entry.due);
        }
        notes.truncate(filter.limit.map_or(usize::MAX, |limit| limit as usize));
        notes.into_iter().map(Note::row).collect()
    }

    pub(super) fn bearings(&self, now: DateTime<Utc>) -> Bearings {
        let is_over = |note: &&Note| note.wake <= now && note.entry.expires.is_some_and(|expires| expires <= now);
        let sent = |note: &&Note| note.state != State::Cancelled && !note.entry.channel.is_paper();
        let last = |note: &Note| note.entry.expires.map_or(note.entry.due, |expires| expires.max(note.entry.due));
        let is_under_way = self.queue().any(|note| note.wake > now);
        let over = self.queue().filter(is_over).count() as u64;
        let waiting = self.queue().count() as u64;
        Bearings {
            acted: self.acted,
            waiting: if over == 0 { waiting.min(1) } else { waiting },
            over,
            end: self.notes.iter().filter(sent).map(last).max().filter(|_| !is_under_way),
        }
    }

    pub(super) fn counts(&self) -> BTreeMap<(String, String, String, State), u64> {
        let mut counts = BTreeMap::new();
        for Note { entry, state, .. } in &self.notes {
            let key = (entry.wave.to_string(), entry.phase.to_string(), entry.message.to_string(), *state);
            *counts.entry(key).or_default() += 1;
        }
        counts
    }

    pub(super) fn vanguard(&self, wave: &str, message: &str, most: u32) -> Vanguard {
        let of = |note: &&Note| {
            !note.entry.channel.is_paper() && *note.entry.wave == *wave && *note.entry.message == *message
        };
        let stands = |note: &Note| note.closed.unwrap_or(note.state);
        // What could not be made was given up instead of tried.
        let at = |note: &Note| match &note.first {
            Some((first, _)) => Some(first.at),
            None => (stands(note) == State::Failed).then_some(note.since),
        };
        let tried = self.notes.iter().filter(of).filter_map(|note| Some((at(note)?, note)));
        let mut tried: Vec<(DateTime<Utc>, &Note)> = tried.collect();
        tried.sort_by_key(|(at, _)| *at);
        tried.truncate(most as usize);
        let has_failed = |note: &&Note| stands(note).needs_a_person();
        let failed: Vec<&Note> = tried.iter().map(|(_, note)| *note).filter(has_failed).collect();
        let scope = Scope::MessageOfWave { message: message.into(), wave: wave.into() };
        Vanguard {
            tried: tried.len() as u32,
            failed: failed.len() as u32,
            last: tried.last().map(|(at, _)| *at),
            reply: failed.last().map(|note| note.detail()),
            let_go: self.ended.iter().any(|hold| hold.scope == scope && hold.by == CANARY),
        }
    }

    pub(super) fn attempts(&self, id: NoticeId) -> Vec<Attempt> {
        let Some(note) = self.note(id) else { return Vec::new() };
        let running = (note.state == State::Sending).then(|| Attempt {
            number: note.tries,
            began: note.since,
            ended: None,
            result: State::Sending,
            reply: String::new(),
            relay: note.relay.clone(),
        });
        let over =
            note.attempts.iter().map(|attempt| Attempt { reply: shown(&attempt.reply).into(), ..attempt.clone() });
        over.chain(running).collect()
    }
}

impl Note {
    fn is_wanted(&self, filter: &Filter) -> bool {
        filter.person.as_ref().is_none_or(|person| self.entry.person.as_ref() == Some(person))
            && (filter.states.is_empty()
                || filter.states.contains(&self.state)
                || (filter.closed && self.closed.is_some()))
            && filter.message.as_ref().is_none_or(|message| self.entry.message == *message)
            && filter.due.is_none_or(|due| !self.entry.channel.is_paper() && self.next().is_some_and(|at| at <= due))
            && (!filter.paper || self.entry.channel.is_paper())
    }

    fn row(&self) -> Row {
        Row {
            entry: self.entry.clone(),
            state: self.state,
            since: self.since,
            detail: self.detail(),
            attempts: self.tries - self.excused,
            next: self.next(),
            relay: match self.state {
                State::Sending => self.relay.clone(),
                _ => self.last().and_then(|last| last.relay.clone()),
            },
        }
    }

    fn detail(&self) -> String {
        let reply = self.last().map(|last| &*last.reply);
        match (self.state, reply) {
            (State::Cancelled, _) if self.lapsed => "no longer in the approved plan".to_owned(),
            (State::Expired, Some(words)) if !words.is_empty() => {
                format!("its time was over; the last the relay said: {}", shown(words))
            }
            (State::Expired, _) => "its time was over".to_owned(),
            _ => shown(self.detail.as_deref().or(reply).unwrap_or_default()).into_owned(),
        }
    }
}
