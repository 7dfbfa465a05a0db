//! Whom somebody means, and everything that tells who that is in the approved data.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::snapshot::Snapshot;
use crate::campaign::people::{Mention, Theirs};
use crate::campaign::{Inputs, Loaded, Person, PersonId, find_people, fold, strip_people};
use crate::error::{Error, Result};
use crate::report::find_person;

/// Who is meant, by the newest snapshot that has them.
pub(super) fn identify(snapshots: &[Snapshot], who: &str) -> Result<PersonId> {
    let mut last = None;
    for Snapshot { loaded, .. } in snapshots.iter().rev() {
        match find_person(&loaded.people, who) {
            Ok(at) => return Ok(loaded.people.persons[at].id.clone()),
            Err(error) => last = last.or(Some(error)),
        }
    }
    Err(last.unwrap_or_else(|| Error::usage("nothing was approved yet, so nobody is known")))
}

/// What somebody is known by.
#[derive(Default)]
pub(super) struct Known {
    /// As the data is compared.
    pub(super) identities: RefCell<BTreeSet<String>>,
    /// As people write it.
    pub(super) words: BTreeSet<String>,
}

impl Known {
    /// Learns what a snapshot says of them.
    pub(super) fn meet(&mut self, loaded: &Loaded, id: &PersonId) -> Result<()> {
        let Some(person) = loaded.people.get(id) else { return Ok(()) };
        if let Some(other) = shares(loaded, person) {
            return Err(Error::usage(format!(
                "{} and {} share the address that they are known by",
                person.name, other.name
            ))
            .hint("give one of them another address in the data, approve, and say it again"));
        }
        let identities = self.identities.get_mut();
        identities.extend([&**id].into_iter().chain(person.email.as_deref()).map(|name| fold::key(name).into_owned()));
        let full = |one: &Person| Some(format!("{} {}", one.given_name.as_deref()?, one.surname.as_deref()?));
        let others = || loaded.people.persons.iter().filter(|other| other.id != *id);
        // A name that somebody else has is theirs as well.
        let is_own = |name: &String| !others().any(|other| other.name == *name || full(other).as_ref() == Some(name));
        let names = [Some(person.name.clone()), full(person)].into_iter().flatten().filter(is_own);
        self.words.extend(names.chain([Some(id.to_string()), person.email.clone()].into_iter().flatten()));
        for device in &person.devices {
            let is_own =
                |name: &&String| !others().flat_map(|other| &other.devices).any(|d| d.name.as_ref() == Some(*name));
            self.words.extend(device.serial.iter().chain(device.name.iter().filter(is_own)).cloned());
            identities.extend(device.serial.as_deref().map(|serial| fold::serial_key(serial).to_lowercase()));
            identities.extend(device.name.iter().filter(is_own).map(|name| fold::key(name).into_owned()));
        }
        Ok(())
    }

    /// Takes them out of files, until no row of theirs names an identity that is not known yet.
    pub(super) fn strip(&mut self, inputs: &mut Inputs, lines: &BTreeSet<(String, u32)>) -> Result<()> {
        loop {
            let before = self.identities.borrow().clone();
            let theirs = Theirs {
                identity: &|identity| before.contains(identity),
                line: &|file, line| lines.contains(&(file.to_owned(), line)),
                met: &|identity| {
                    self.identities.borrow_mut().insert(identity.to_owned());
                },
            };
            let mut tried = inputs.clone();
            strip_people(&mut tried, &theirs)?;
            self.words.extend(self.identities.borrow().iter().cloned());
            if *self.identities.borrow() == before {
                *inputs = tried;
                return Ok(());
            }
        }
    }

    /// Every row of a snapshot's files that has them, but for rows of somebody else that they share an identity with. Call it
    /// after [`strip`](Self::strip), which learns the identities.
    pub(super) fn mentions(&self, snapshot: &Snapshot, id: &PersonId) -> Result<Vec<Mention>> {
        let own = rows_of(&snapshot.loaded, id);
        let of_others: BTreeSet<(String, u32)> = {
            let others = snapshot.loaded.people.persons.iter().filter(|other| other.id != *id);
            others.flat_map(|other| sources(other).collect::<Vec<_>>()).collect()
        };
        let identities = self.identities.borrow();
        let theirs = Theirs {
            identity: &|identity| identities.contains(identity),
            line: &|file, line| own.contains(&(file.to_owned(), line)),
            met: &|_| (),
        };
        let found = find_people(&mut snapshot.inputs(), &theirs)?;
        let is_somebodys = |mention: &Mention| of_others.contains(&(mention.file.clone(), mention.line));
        Ok(found.into_iter().filter(|mention| !mention.is_own || !is_somebodys(mention)).collect())
    }
}

/// Where the data of a snapshot has them and their devices, by file and line.
pub(super) fn rows_of(loaded: &Loaded, id: &PersonId) -> BTreeSet<(String, u32)> {
    let Some(person) = loaded.people.get(id) else { return BTreeSet::new() };
    sources(person).collect()
}

/// The file and line of a person and of each of their devices.
fn sources(person: &Person) -> impl Iterator<Item = (String, u32)> + '_ {
    let sources = person.devices.iter().map(|device| &device.source).chain([&person.source]);
    sources.map(|source| (source.file.to_string(), source.line))
}

/// Somebody else with their address.
fn shares<'a>(loaded: &'a Loaded, person: &Person) -> Option<&'a Person> {
    let email = person.email.as_deref()?.to_lowercase();
    let is_same = |other: &&Person| other.email.as_deref().is_some_and(|other| other.to_lowercase() == email);
    loaded.people.persons.iter().filter(|other| other.id != person.id).find(is_same)
}
