//! Who heard which message in which wave, as far as anybody knows: by numbers, because there are millions.

use std::collections::HashMap;
use std::sync::Arc;

use crate::campaign::{People, PersonId};
use crate::ledger::Entry;

/// What people heard, of those there are now.
pub(super) struct Heard<'p> {
    people: &'p People,
    /// Waves and messages by their numbers here.
    numbers: HashMap<Arc<str>, u32>,
    /// Person and message to the first wave met.
    first: HashMap<(u32, u32), u32>,
    /// The other waves, of those few who heard it in several.
    others: HashMap<(u32, u32), Vec<u32>>,
}

impl<'p> Heard<'p> {
    /// Nobody heard anything.
    pub(super) fn of(people: &'p People) -> Self {
        Heard { people, numbers: HashMap::new(), first: HashMap::new(), others: HashMap::new() }
    }

    /// The person of this notice heard it.
    pub(super) fn learn(&mut self, entry: &Entry) {
        let Some(person) = entry.person.as_ref().and_then(|id| self.people.index_of(id)) else { return };
        let (message, wave) = (self.number(&entry.message), self.number(&entry.wave));
        let key = (person as u32, message);
        match self.first.get(&key) {
            None => drop(self.first.insert(key, wave)),
            Some(first) if *first != wave => self.others.entry(key).or_default().push(wave),
            Some(_) => {}
        }
    }

    fn number(&mut self, name: &Arc<str>) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(Arc::clone(name)).or_insert(next)
    }

    /// Whether a person heard a message in other waves than this, and not in this.
    pub(super) fn is_elsewhere(&self, person: &PersonId, message: &str, wave: &str) -> bool {
        // Before the first mail nobody is looked for, and of a message that nobody heard neither.
        let Some(message) = self.numbers.get(message) else { return false };
        let Some(person) = self.people.index_of(person) else { return false };
        let key = (person as u32, *message);
        let Some(first) = self.first.get(&key) else { return false };
        let here = self.numbers.get(wave);
        here != Some(first) && self.others.get(&key).is_none_or(|others| others.iter().all(|other| here != Some(other)))
    }
}
