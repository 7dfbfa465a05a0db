//! Locking a plan.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::note::Note;
use super::store::Store;
use crate::campaign::Dates;
use crate::error::{Error, Result};
use crate::ledger::{Approval, Changes, Entry, Scope, State};

impl Store {
    /// To be thrown away when it fails.
    pub(super) fn approve(
        &mut self,
        approval: &Approval,
        files: &BTreeMap<String, Arc<[u8]>>,
        entries: &mut dyn Iterator<Item = Entry>,
    ) -> Result<Changes> {
        if let Some(other) = self.approvals.iter().find(|other| other.campaign != approval.campaign) {
            let (serves, wants) = (&other.campaign, &approval.campaign);
            return Err(Error::unreachable(format!("this ledger serves the campaign `{serves}`, not `{wants}`")));
        }
        self.snapshots.entry(approval.snapshot.clone()).or_insert_with(|| files.clone());
        self.approvals.push(approval.clone());
        self.pauses.clear();
        let mut changes = Changes::default();
        let (mut seen, mut waves) = (HashSet::new(), HashMap::new());
        for entry in entries {
            if !seen.insert(entry.id) {
                return Err(Error::bug(format!("the plan has notice {} twice", entry.id)));
            }
            waves.insert(entry.wave.clone(), entry.dates);
            match self.notes.iter_mut().find(|note| note.entry.id == entry.id) {
                Some(note) => note.take(entry, approval.at, &mut changes),
                None => {
                    self.notes.push(Note::planned(entry, approval.at, false));
                    changes.added += 1;
                }
            }
        }
        for note in self.notes.iter_mut().filter(|note| note.by_event) {
            if let Some(dates) = waves.get(&note.entry.wave).filter(|dates| **dates != note.entry.dates) {
                note.follow(*dates, approval.at);
            }
        }
        for note in self.notes.iter_mut().filter(|note| !note.by_event && !seen.contains(&note.entry.id)) {
            changes.cancelled += u64::from(note.lapse(approval.at));
        }
        self.end_over(approval.at);
        self.lay_again(approval.at);
        self.free(&Scope::Campaign, approval.at);
        Ok(changes)
    }
}

impl Note {
    /// A plan has it again, as `entry` says.
    fn take(&mut self, entry: Entry, at: DateTime<Utc>, changes: &mut Changes) {
        let is_open = self.state == State::Planned || (self.state == State::Held && !self.was_put_off());
        let has_moved = self.entry.dates != entry.dates;
        self.entry.rendered = entry.rendered;
        if self.state == State::Cancelled && self.lapsed {
            self.to(State::Planned, at);
            self.take_terms(entry);
            changes.added += 1;
        } else if self.is_due_anyway(&entry, at) {
            changes.kept += 1;
        } else if is_open && self.entry != entry {
            self.take_terms(entry);
            changes.changed += 1;
        } else if (self.expired_too_soon(&entry, at) || (!is_open && has_moved && self.was_put_off()))
            && !self.may_be_told()
        {
            self.replan(at);
            self.take_terms(entry);
            changes.changed += 1;
        } else {
            if !is_open && has_moved {
                self.leave_to_a_person(at);
            }
            changes.kept += 1;
        }
    }

    /// It is due, and is by the plan, which differs in nothing else.
    fn is_due_anyway(&self, entry: &Entry, at: DateTime<Utc>) -> bool {
        let is_due = self.entry.due <= at && entry.due <= at;
        self.state == State::Planned && is_due && self.entry == Entry { due: self.entry.due, ..entry.clone() }
    }

    /// Given up as too late, and by this plan not over yet: its time was moved, or a clock was wrong when it was given up.
    fn expired_too_soon(&self, entry: &Entry, at: DateTime<Utc>) -> bool {
        let times = |entry: &Entry| (entry.due, entry.expires, entry.dates);
        self.state == State::Expired
            && entry.expires.is_none_or(|over| over > at)
            && (self.first.is_none() || times(&self.entry) != times(entry))
    }

    fn take_terms(&mut self, entry: Entry) {
        (self.wake, self.entry, self.lapsed) = (entry.due, entry, false);
    }

    /// It came by an event, and its wave has other dates.
    fn follow(&mut self, dates: Option<Dates>, at: DateTime<Utc>) {
        if !matches!(self.state, State::Planned | State::Held | State::Deferred | State::Sending) {
            return;
        }
        if self.state == State::Sending || (self.was_put_off() && self.may_be_told()) {
            return self.leave_to_a_person(at);
        }
        if self.was_put_off() {
            self.replan(at);
        }
        self.entry.dates = dates;
    }

    /// The plan lacks it. Whether it was to be sent, and is not any more.
    fn lapse(&mut self, at: DateTime<Utc>) -> bool {
        match self.state {
            State::Sending => {
                self.leave_to_a_person(at);
                false
            }
            State::Deferred | State::Held if self.was_put_off() && self.may_be_told() => {
                self.leave_to_a_person(at);
                true
            }
            State::Planned | State::Held | State::Deferred => {
                if self.was_put_off() {
                    self.replan(at);
                }
                self.to(State::Cancelled, at);
                self.lapsed = true;
                true
            }
            _ => false,
        }
    }

    /// What the relay put off, nobody has seen: it is as if it had not been tried, though its attempts stay in the
    /// history.
    fn replan(&mut self, at: DateTime<Utc>) {
        if self.state != State::Held {
            self.to(State::Planned, at);
        }
        (self.wake, self.first, self.excused) = (self.entry.due, None, self.tries);
    }

    /// What the relay may have taken does not go out again: now, or when a crash is settled.
    fn leave_to_a_person(&mut self, at: DateTime<Utc>) {
        match self.state {
            State::Sending => self.entry.resend_uncertain = false,
            _ if self.was_put_off() => self.to(State::Uncertain, at),
            _ => {}
        }
    }
}
