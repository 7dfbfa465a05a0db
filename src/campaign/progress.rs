//! What has happened to people since their data was exported.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::person::{Person, PersonId, Standing};

/// What is known of people beyond their data, from progress imports. Later facts win from earlier ones.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    persons: HashMap<PersonId, Known>,
}

#[derive(Debug, Clone, Default)]
struct Known {
    /// Serials or names of devices that turned up in the new system.
    devices: BTreeSet<String>,
    /// What was said of the person as a whole, or of the failing of a device.
    standing: Option<(Standing, DateTime<Utc>)>,
    /// The last instant a device turned up.
    last_device: Option<DateTime<Utc>>,
}

impl Progress {
    /// Takes in one fact: of a device when named, else of the person as a whole.
    pub fn learn(&mut self, person: &PersonId, device: Option<&str>, standing: &Standing, at: DateTime<Utc>) {
        let known = self.persons.entry(person.clone()).or_default();
        match (standing, device) {
            (Standing::Migrated(_), Some(device)) => {
                known.devices.insert(device.to_owned());
                known.last_device = known.last_device.max(Some(at));
            }
            _ => known.standing = Some((standing.clone(), at)),
        }
    }

    /// What is known of one person alone, to try a fact on.
    #[must_use]
    pub fn only(&self, person: &str) -> Self {
        let persons = self.persons.get_key_value(person).map(|(id, known)| (id.clone(), known.clone()));
        Progress { persons: persons.into_iter().collect() }
    }

    /// How far the person is, by the data and what is known since.
    pub fn standing(&self, person: &Person) -> Standing {
        let Some(known) = self.persons.get(&person.id) else { return person.standing.clone() };
        if let Some((said @ (Standing::Left | Standing::Migrated(_)), _)) = &known.standing {
            return said.clone();
        }
        let moved = |d: &super::Device| d.migrated || d.key().is_some_and(|key| known.devices.contains(key));
        if !person.devices.is_empty() && person.devices.iter().all(moved) {
            return Standing::Migrated(known.last_device);
        }
        match &known.standing {
            // A failure is over once a device has turned up after it.
            Some((Standing::Failed(why), at)) if known.last_device.is_none_or(|last| last < *at) => {
                Standing::Failed(why.clone())
            }
            Some((Standing::Pending, _)) => Standing::Pending,
            _ => person.standing.clone(),
        }
    }

    /// Serials (or names) of the person's devices that have migrated, sorted.
    pub fn migrated_devices(&self, person: &Person) -> Vec<String> {
        let known = self.persons.get(&person.id);
        let mut keys: Vec<String> = person
            .devices
            .iter()
            .filter_map(|d| {
                let key = d.key()?;
                (d.migrated || known.is_some_and(|k| k.devices.contains(key))).then(|| key.to_owned())
            })
            .collect();
        keys.sort();
        keys
    }
}
