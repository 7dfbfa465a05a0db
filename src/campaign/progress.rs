//! What has happened to people since their data was exported.

mod import;

use std::collections::HashMap;

use chrono::{DateTime, Utc};

pub use import::{Because, Learnt, Passed, ProgressImport, ProgressSource, Whereabouts, import_progress, whereabouts};

use super::person::{Person, PersonId, Standing};

/// What is known of people beyond their data, from progress imports. What happened later wins, whatever the order in
/// which it is learnt.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    persons: HashMap<PersonId, Known>,
}

#[derive(Debug, Clone, Default)]
struct Known {
    /// Serials or names of devices that turned up in the new system, their own and shared ones in their care, and when.
    devices: HashMap<String, DateTime<Utc>>,
    /// What was said of the person as a whole, or of the failing of a device.
    standing: Option<(Standing, DateTime<Utc>)>,
    /// Addresses, in small letters, of which it was said whether they are dead, and when last.
    addresses: HashMap<String, (bool, DateTime<Utc>)>,
}

impl Progress {
    /// Takes in one fact: of a device when named, else of the person as a whole.
    pub fn learn(&mut self, person: &PersonId, device: Option<&str>, standing: &Standing, at: DateTime<Utc>) {
        let known = self.persons.entry(person.clone()).or_default();
        match (standing, device) {
            (Standing::Migrated(_), Some(device)) => {
                let since = known.devices.entry(device.to_owned()).or_insert(at);
                *since = at.max(*since);
            }
            _ if known.standing.as_ref().is_none_or(|(_, since)| *since <= at) => {
                known.standing = Some((standing.clone(), at));
            }
            _ => {}
        }
    }

    /// Takes in that an address of a person takes no mail, or is to be tried again.
    pub fn bounce(&mut self, person: &PersonId, address: &str, is_dead: bool, at: DateTime<Utc>) {
        let known = self.persons.entry(person.clone()).or_default();
        match known.addresses.get(address) {
            Some((_, since)) if *since > at => {}
            _ => drop(known.addresses.insert(address.to_owned(), (is_dead, at))),
        }
    }

    /// Whether the address that a person has in their data takes no mail.
    pub fn bounces(&self, person: &Person) -> bool {
        let known = || Some((self.persons.get(&person.id)?, normal_address(person.email.as_deref()?)));
        known().is_some_and(|(known, address)| known.addresses.get(&address).is_some_and(|(is_dead, _)| *is_dead))
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
        let turned_up = |d: &super::Device| d.key().and_then(|key| known.devices.get(key)).copied();
        let moved = |d: &super::Device| d.migrated || turned_up(d).is_some();
        let last_device = person.devices.iter().filter_map(turned_up).max();
        let mut concerned = person.devices.iter().filter(|device| device.is_concerned()).peekable();
        if concerned.peek().is_some() && concerned.all(moved) {
            return Standing::Migrated(last_device);
        }
        match &known.standing {
            // A failure is over once a device has turned up after it.
            Some((Standing::Failed(why), at)) if last_device.is_none_or(|last| last < *at) => {
                Standing::Failed(why.clone())
            }
            Some((Standing::Pending, _)) => Standing::Pending,
            _ => person.standing.clone(),
        }
    }

    /// Whether a shared device that a person has in their care turned up in the new system since the data was exported.
    pub fn has_moved(&self, keeper: &PersonId, device: &super::Device) -> bool {
        let known = self.persons.get(keeper);
        known.zip(device.key()).is_some_and(|(known, key)| known.devices.contains_key(key))
    }

    /// Serials (or names) of the person's devices that have migrated, sorted.
    pub fn migrated_devices(&self, person: &Person) -> Vec<String> {
        let known = self.persons.get(&person.id);
        let mut keys: Vec<String> = person
            .devices
            .iter()
            .filter_map(|d| {
                let key = d.key()?;
                (d.migrated || known.is_some_and(|k| k.devices.contains_key(key))).then(|| key.to_owned())
            })
            .collect();
        keys.sort();
        keys
    }
}

/// An address as reports and data are compared by: the domain in A-labels (RFC 5890), all of it in small letters. That of
/// the part before the `@` matters to nobody in practice (RFC 5321 section 2.4 discourages it).
pub fn normal_address(address: &str) -> String {
    let address = address.trim();
    let ascii = address.rsplit_once('@').and_then(|(local, domain)| {
        let domain = idna::domain_to_ascii(domain).ok()?;
        Some(format!("{local}@{domain}"))
    });
    ascii.as_deref().unwrap_or(address).to_lowercase()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::campaign::{Device, LanguageChoice, LanguageReason, Ownership, Platform, Source};

    fn at(day: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2027, 3, day, 9, 0, 0).unwrap()
    }

    fn person() -> Person {
        let source = Source { file: "people.csv".into(), line: 2 };
        let device = |serial: &str| Device {
            serial: Some(serial.into()),
            name: None,
            manufacturer: None,
            model: None,
            platform: Platform::Ios,
            os_version: None,
            ownership: Ownership::Corporate,
            supervised: false,
            system: None,
            migrated: false,
            last_seen: None,
            apple_deadline: None,
            attributes: Default::default(),
            concern: Default::default(),
            source: source.clone(),
        };
        Person {
            id: "a@x.example".into(),
            name: "Anna".into(),
            given_name: None,
            surname: None,
            email: None,
            language: LanguageChoice { tag: crate::l10n::Tag::undetermined(), reason: LanguageReason::Default },
            timezone: chrono_tz::Tz::UTC,
            department: None,
            site: None,
            manager: None,
            enabled: true,
            leave_until: None,
            visit: None,
            standing: Standing::Pending,
            attributes: Default::default(),
            concern: Default::default(),
            devices: vec![device("S1"), device("S2")],
            source: source.clone(),
        }
    }

    #[test]
    fn a_person_has_migrated_when_the_last_device_has() {
        let (person, mut progress) = (person(), Progress::default());
        progress.learn(&person.id, Some("S1"), &Standing::Migrated(None), at(1));
        assert_eq!(progress.standing(&person), Standing::Pending);
        assert_eq!(progress.migrated_devices(&person), ["S1"]);
        progress.learn(&person.id, Some("S2"), &Standing::Migrated(None), at(2));
        assert_eq!(progress.standing(&person), Standing::Migrated(Some(at(2))));
    }

    #[test]
    fn what_happened_later_wins_whatever_the_order() {
        let person = person();
        let told = [(Standing::Failed(None), at(3)), (Standing::Left, at(5))];
        for order in [[0, 1], [1, 0]] {
            let mut progress = Progress::default();
            for n in order {
                progress.learn(&person.id, None, &told[n].0, told[n].1);
            }
            assert_eq!(progress.standing(&person), Standing::Left);
        }
    }

    #[test]
    fn an_address_is_dead_until_it_is_tried_again_and_another_one_is_not() {
        let (mut person, mut progress) = (person(), Progress::default());
        person.email = Some("Anna@Bücher.example".into());
        assert!(!progress.bounces(&person));
        progress.bounce(&person.id, "anna@xn--bcher-kva.example", true, at(2));
        assert!(progress.bounces(&person));
        progress.bounce(&person.id, "anna@xn--bcher-kva.example", false, at(1));
        assert!(progress.bounces(&person), "what was said before");
        progress.bounce(&person.id, "anna@xn--bcher-kva.example", false, at(2));
        assert!(!progress.bounces(&person));
        progress.bounce(&person.id, "anna@xn--bcher-kva.example", true, at(3));
        person.email = Some("anna@other.example".into());
        assert!(!progress.bounces(&person));
    }

    #[test]
    fn a_failure_is_over_once_a_device_turned_up_after_it() {
        let (person, mut progress) = (person(), Progress::default());
        progress.learn(&person.id, None, &Standing::Failed(Some("no space".into())), at(2));
        progress.learn(&person.id, Some("S1"), &Standing::Migrated(None), at(1));
        assert_eq!(progress.standing(&person), Standing::Failed(Some("no space".into())));
        progress.learn(&person.id, Some("S1"), &Standing::Migrated(None), at(4));
        assert_eq!(progress.standing(&person), Standing::Pending);
    }
}
