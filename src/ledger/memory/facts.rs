//! What happened to people, and the notices that come of it.

use chrono::{DateTime, Utc};

use super::note::Note;
use super::store::Store;
use crate::error::{Error, Result};
use crate::ledger::{Entry, Fact};

impl Store {
    /// To be thrown away when it fails.
    pub(super) fn record(
        &mut self,
        facts: &[Fact],
        entries: &mut dyn Iterator<Item = Entry>,
        now: DateTime<Utc>,
    ) -> Result<u64> {
        let mut new = 0;
        for fact in facts {
            new += u64::from(self.learn(fact.clone()));
        }
        for entry in entries {
            if self.approvals.is_empty() {
                return Err(Error::bug("notices come into being only within what was approved"));
            }
            if self.note(entry.id).is_none() {
                self.notes.push(Note::planned(entry, now, true));
            }
        }
        self.lay_again(now);
        Ok(new)
    }

    /// Adds a fact; whether it is new.
    pub(super) fn learn(&mut self, fact: Fact) -> bool {
        let is_new = !self.is_known(&fact);
        if is_new {
            self.facts.push(fact);
        }
        is_new
    }

    /// Whether the fact is there already, or says what the last one before it said.
    fn is_known(&self, fact: &Fact) -> bool {
        let about = |known: &&Fact| {
            let of = |fact: &Fact| (fact.person.clone(), fact.device.clone(), fact.what.address().map(str::to_owned));
            of(known) == of(fact) && known.at <= fact.at
        };
        // Of several with one instant, the one recorded last.
        let last = self.facts.iter().filter(about).max_by_key(|known| known.at);
        self.facts.contains(fact) || last.is_some_and(|last| last.what == fact.what)
    }
}
