//! Notices that failed or bounced, and whose person has another address by now.

use std::collections::{HashMap, HashSet};

use super::workspace::Workspace;
use crate::campaign::{Inputs, PersonId, load, normal_address};
use crate::error::Result;
use crate::ledger::{Approval, Filter, Ledger, Row, State};

/// More notices than this are not looked at one by one.
const LOOKED_AT: u32 = 10_000;

/// Notices that can be sent again to another address than that which did not take them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mended {
    /// How many.
    pub notices: u64,
    /// Of how many of them the other address is not approved yet.
    pub unapproved: u64,
}

impl Workspace {
    /// Which notices that failed or bounced have another address by the working files than the one that did not take them, and
    /// time left.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn mended(&self) -> Result<Mended> {
        let mut mended = Mended::default();
        let Some(ledger) = self.ledger()? else { return Ok(mended) };
        let Some(approved) = ledger.approved()? else { return Ok(mended) };
        let failed =
            Filter { states: vec![State::Failed, State::Bounced], limit: Some(LOOKED_AT), ..Filter::default() };
        let mut read = Addresses { ledger: &*ledger, of: HashMap::new() };
        for row in ledger.list(&failed)? {
            let is_over = row.entry.expires.is_some_and(|over| over <= self.now);
            let Some(id) = row.entry.person.as_ref().filter(|_| !is_over) else { continue };
            let now = self.loaded.people.get(id).and_then(|person| person.email.as_deref()).map(normal_address);
            let (Some(now), Some(tried)) = (now, ledger.tried_from(row.entry.id)?) else { continue };
            if read.of(&tried, id)?.is_some_and(|refused| refused != now) {
                mended.notices += 1;
                mended.unapproved += u64::from(read.of(&approved.snapshot, id)?.as_ref() != Some(&now));
            }
        }
        Ok(mended)
    }
}

/// Keeps of `rows` what failed or bounced at another address than the approved one, and what its person was not sent because
/// of that.
///
/// # Errors
/// When the ledger cannot be read.
pub(super) fn keep_mended(ledger: &dyn Ledger, approved: &Approval, rows: &mut Vec<Row>) -> Result<()> {
    let mut read = Addresses { ledger, of: HashMap::new() };
    let (mut mended, mut whose) = (HashSet::new(), HashSet::new());
    for Row { entry, state, .. } in rows.iter() {
        let is_refused = match state {
            State::Failed | State::Bounced => true,
            // A person closed it; what may have arrived is nobody's wrong address.
            State::Cancelled => ledger.attempts(entry.id)?.last().is_some_and(|last| last.result != State::Uncertain),
            _ => false,
        };
        let tried = if is_refused { ledger.tried_from(entry.id)? } else { None };
        let (Some(tried), Some(person)) = (tried, &entry.person) else { continue };
        let now = read.of(&approved.snapshot, person)?;
        if now.is_some() && read.of(&tried, person)? != now {
            mended.insert(entry.id);
            whose.insert(person.clone());
        }
    }
    let because =
        |row: &Row| row.state == State::Suppressed && row.entry.person.as_ref().is_some_and(|who| whose.contains(who));
    rows.retain(|row| mended.contains(&row.entry.id) || because(row));
    Ok(())
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
            let addresses = persons.into_iter().filter_map(|person| Some((person.id, normal_address(&person.email?))));
            self.of.insert(snapshot.to_owned(), addresses.collect());
        }
        Ok(self.of.get(snapshot).and_then(|known| known.get(person)).cloned())
    }
}
