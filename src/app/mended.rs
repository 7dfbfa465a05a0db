//! Failed notices whose person has another address by now.

use std::collections::HashMap;

use super::workspace::Workspace;
use crate::campaign::{Inputs, PersonId, load};
use crate::error::Result;
use crate::ledger::{Filter, Ledger, State};

/// More failed notices than this are not looked at one by one.
const LOOKED_AT: u32 = 10_000;

/// Failed notices that can be sent again to another address than they were refused at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mended {
    /// How many.
    pub notices: u64,
    /// Of how many of them the other address is not approved yet.
    pub unapproved: u64,
}

impl Workspace {
    /// Which failed notices have another address by the working files than the one they were refused at, and time left.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn mended(&self) -> Result<Mended> {
        let mut mended = Mended::default();
        let Some(ledger) = self.ledger()? else { return Ok(mended) };
        let Some(approved) = ledger.approved()? else { return Ok(mended) };
        let failed = Filter { states: vec![State::Failed], limit: Some(LOOKED_AT), ..Filter::default() };
        let mut read = Addresses { ledger: &*ledger, of: HashMap::new() };
        for row in ledger.list(&failed)? {
            let is_over = row.entry.expires.is_some_and(|over| over <= self.now);
            let Some(id) = row.entry.person.as_ref().filter(|_| !is_over) else { continue };
            let now = self.loaded.people.get(id).and_then(|person| person.email.as_ref());
            let (Some(now), Some(tried)) = (now, ledger.tried_from(row.entry.id)?) else { continue };
            if read.of(&tried, id)?.is_some_and(|refused| refused != *now) {
                mended.notices += 1;
                mended.unapproved += u64::from(read.of(&approved.snapshot, id)?.as_ref() != Some(now));
            }
        }
        Ok(mended)
    }
}

/// The addresses in snapshots, each read once.
struct Addresses<'a> {
    ledger: &'a dyn Ledger,
    of: HashMap<String, HashMap<PersonId, String>>,
}

impl Addresses<'_> {
    /// Somebody's address in a snapshot. One that an older program made and this one cannot read has none.
    fn of(&mut self, snapshot: &str, person: &PersonId) -> Result<Option<String>> {
        if !self.of.contains_key(snapshot) {
            let loaded = load(&mut Inputs::from_files(self.ledger.snapshot(snapshot)?));
            let persons = loaded.map(|loaded| loaded.people.persons).unwrap_or_default();
            let addresses = persons.into_iter().filter_map(|person| Some((person.id, person.email?)));
            self.of.insert(snapshot.to_owned(), addresses.collect());
        }
        Ok(self.of.get(snapshot).and_then(|known| known.get(person)).cloned())
    }
}
