//! Takes somebody out.

use chrono::{DateTime, Utc};

use super::store::Store;
use crate::campaign::{PersonId, Standing};
use crate::ledger::forget::{FORGOTTEN, digest};
use crate::ledger::{Deed, Forget, Forgotten, Happened, Scope, State};

/// Nothing of it outlives the process.
pub(super) const KEY: [u8; 32] = [0; 32];

impl Store {
    /// Returns how many notices were cancelled.
    pub(super) fn forget(&mut self, forget: &Forget, now: DateTime<Utc>) -> u64 {
        let mut cancelled = 0;
        let alias =
            |person: &PersonId| forget.people.iter().find(|(who, _)| who == person).map(|(_, alias)| alias.clone());
        for note in &mut self.notes {
            let Some(alias) = note.entry.person.as_ref().and_then(alias) else { continue };
            if note.state.is_queued()
                || note.state.needs_a_person()
                || matches!(note.state, State::Held | State::Sending)
            {
                let detail = note.detail.take();
                note.to(State::Cancelled, now);
                (note.detail, note.lapsed) = (detail, false);
                cancelled += 1;
            }
            if note.state != State::Suppressed {
                note.detail = note.detail.take().map(|_| FORGOTTEN.to_owned());
            }
            note.attempts.iter_mut().for_each(|attempt| attempt.reply.clear());
            for kept in self.reports.iter_mut().filter(|kept| kept.report.id == note.entry.id) {
                kept.report.address.clear();
                kept.report.words.clear();
            }
            note.entry.person = Some(alias);
        }
        for note in &mut self.notes {
            let replies = note.attempts.iter_mut().map(|attempt| &mut attempt.reply);
            let moved = note.first.iter_mut().flat_map(|(first, _)| &mut first.migrated);
            for text in replies.chain(&mut note.detail).chain(moved) {
                *text = forget.scrubbed(text).unwrap_or_else(|| std::mem::take(text));
            }
        }
        for (at, fact) in self.facts.iter_mut().enumerate() {
            let Some(alias) = alias(&fact.person) else { continue };
            fact.person = alias;
            fact.device = fact.device.take().map(|_| format!("forgotten-{}", at + 1));
            match &mut fact.what {
                Happened::Unreachable(address) | Happened::Reachable(address) => address.clear(),
                Happened::Standing(Standing::Failed(Some(why))) => why.clear(),
                Happened::Standing(_) => {}
            }
        }
        for act in &mut self.acts {
            let scrub = |text: &mut String| *text = forget.scrubbed(text).unwrap_or_else(|| std::mem::take(text));
            scrub(&mut act.by);
            act.why.iter_mut().for_each(scrub);
            if let Deed::Marked { person, .. } | Deed::Expected { person, .. } = &mut act.what
                && let Some(alias) = alias(person)
            {
                *person = alias;
            }
        }
        for hold in self.holds.iter_mut().chain(&mut self.ended) {
            for text in [&mut hold.by, &mut hold.why] {
                *text = forget.scrubbed(text).unwrap_or_else(|| std::mem::take(text));
            }
            if let Scope::Person(person) = &mut hold.scope
                && let Some(alias) = alias(person)
            {
                *person = alias;
            }
        }
        for entry in &mut self.journal {
            if let Some(words) = entry.words.without(forget) {
                (entry.words, entry.key) = (words, None);
            }
        }
        for ((hash, path), body) in &forget.files {
            if let Some(file) = self.snapshots.get_mut(hash).and_then(|files| files.get_mut(path)) {
                *file = body.clone();
            }
        }
        let digests = forget.identities.iter().map(|identity| digest(&KEY, identity));
        self.forgotten.extend(digests);
        cancelled
    }

    pub(super) fn forgotten(&self) -> Forgotten {
        Forgotten { key: KEY, digests: self.forgotten.iter().copied().collect() }
    }
}
