//! The approved campaign as it is by now, and what people are found by.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::addresses::Addresses;
use super::composers::Composers;
use super::journal::Journal;
use super::opaque::Opaque;
use super::standing::Seen;
use crate::app::{Locked, Register, Sites};
use crate::campaign::Person;
use crate::compose::Composer;
use crate::error::Result;
use crate::ledger::Row;
use crate::render::Mail;
use crate::report::Course;

/// The approved campaign as it is by now.
pub(super) struct Kept {
    pub(super) locked: Locked,
    /// Its people, to be looked up.
    pub(super) register: Arc<Register>,
    /// Where they are, to be looked up as well.
    pub(super) sites: Sites,
    addresses: RefCell<Option<Addresses>>,
    written: u64,
    journal: Journal,
    /// So many facts are learnt.
    facts: u64,
    composers: Composers,
}

impl Kept {
    /// Reads it.
    ///
    /// # Errors
    /// When nothing was approved yet, or the ledger cannot be read.
    pub(super) fn open(dir: &Path) -> Result<Self> {
        let locked = Locked::open(dir)?;
        let (written, entries) = (locked.ledger.written()?, locked.ledger.journal()?);
        let mut kept = Kept {
            register: Arc::default(),
            sites: Sites::default(),
            addresses: RefCell::default(),
            locked,
            written,
            journal: Journal::of(&entries),
            facts: 0,
            composers: Composers::default(),
        };
        kept.index()?;
        Ok(kept)
    }

    /// Reads what was written since; what is still as it was is not read again.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) fn look_again(&mut self) -> Result<()> {
        let written = self.locked.ledger.written()?;
        if written == self.written {
            return Ok(());
        }
        let entries = self.locked.ledger.journal()?;
        if self.journal.leads_to(&entries) {
            self.facts = self.locked.learn(self.facts)?;
        } else {
            self.locked.look_again()?;
            self.index()?;
        }
        (self.written, self.journal) = (written, Journal::of(&entries));
        Ok(())
    }

    /// Makes what people are found by.
    fn index(&mut self) -> Result<()> {
        // Before anything shares it: the files are kept in the ledger.
        self.locked.keep_no_sources();
        let people = &self.locked.loaded.people;
        (self.register, self.sites) = (Arc::new(Register::of(people)), Sites::of(people));
        (self.addresses, self.composers) = (RefCell::default(), Composers::default());
        self.facts = self.locked.learn(0)?;
        Ok(())
    }

    /// What is seen of the ledger at `now`.
    pub(super) fn seen(&self, now: DateTime<Utc>) -> Seen {
        Seen { journal: self.journal.clone(), ledger: self.written, minute: now.timestamp().div_euclid(60) }
    }

    /// Who is called so in an address.
    pub(super) fn person(&self, opaque: &Opaque, called: &str) -> Option<&Person> {
        let people = &self.locked.loaded.people;
        let mut known = self.addresses.borrow_mut();
        let at = known.get_or_insert_with(|| Addresses::of(people, opaque)).find(called)?;
        people.persons.get(at)
    }

    /// Where its journal ends.
    pub(super) fn journal(&self) -> Journal {
        self.journal.clone()
    }

    /// What makes its messages.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn composer(&self) -> Result<Arc<Composer>> {
        self.composers.get(None, || self.locked.composer(None))
    }

    /// What became of one person's notices.
    ///
    /// # Errors
    /// As [`Locked::course`].
    pub(super) fn course(&self, person: &Person) -> Result<Course> {
        self.locked.course_by(person.id.clone(), &*self.composer()?)
    }

    /// A message as it went, or would go.
    ///
    /// # Errors
    /// As [`Locked::message`].
    pub(super) fn message(&self, row: &Row, now: DateTime<Utc>) -> Result<Mail> {
        let kept = |snapshot: Option<&str>| self.composers.get(snapshot, || self.locked.composer(snapshot));
        self.locked.message_by(row, now, kept)
    }
}
