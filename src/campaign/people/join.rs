//! Persons and devices put together.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::devices::{Devices, Found};
use super::directory::{Directory, Draft, Entry};
use super::language::{self, Evidence};
use super::source::Sources;
use crate::campaign::{Device, Ownership, People, Person, PersonId, Reject, RejectKind, Site, Standing};
use crate::error::{Place, Problem};
use crate::l10n::Tag;

/// What the devices of one person say.
#[derive(Debug, Default)]
struct Belongings {
    devices: Vec<Device>,
    locale: Option<(Option<DateTime<Utc>>, Tag)>,
    /// The latest enrolment in the new system.
    enrolled: Option<DateTime<Utc>>,
}

/// Makes persons of what was read. Rejects are added to those of the file (by its number) they are about.
pub(super) fn finish(directory: Directory, devices: Devices, sources: &Sources, rejects: &mut [Vec<Reject>]) -> People {
    let mut people = People::default();
    let mut belongings: Vec<Belongings> = Vec::new();
    belongings.resize_with(directory.entries.len(), Belongings::default);
    let mut keepers: Vec<usize> = Vec::new();
    for found in devices.found {
        if let Some((file, reject)) = found.retired {
            rejects[file].push(reject);
            continue;
        }
        match found.owner.filter(|_| found.device.ownership != Ownership::Shared) {
            Some(owner) => belongings[owner].take(found),
            None => {
                keepers.extend(found.keeper);
                people.ownerless.push(found.device);
            }
        }
    }
    keepers.sort_unstable();
    keepers.dedup();
    let sites = Sites::new(sources);
    let ids: Vec<Option<PersonId>> =
        directory.entries.iter().map(|entry| entry.draft.id().filter(|_| !entry.absorbed).map(Into::into)).collect();
    let managers: Vec<Option<String>> = directory
        .entries
        .iter()
        .map(|entry| {
            let named = entry.draft.manager.as_deref()?;
            let known = directory.named(named).and_then(|at| ids[at].as_deref());
            Some(known.unwrap_or(named).to_owned())
        })
        .collect();
    let mut taken: HashMap<PersonId, usize> = HashMap::with_capacity(ids.len());
    for (at, ((entry, belongings), manager)) in directory.entries.into_iter().zip(belongings).zip(managers).enumerate()
    {
        let Some(id) = ids[at].clone() else { continue };
        if let Some(&earlier) = taken.get(&id) {
            let earlier: &Person = &people.persons[earlier];
            rejects[entry.seen.file].push(same_identity(&entry, earlier));
            people.ownerless.extend(belongings.devices);
            continue;
        }
        taken.insert(id.clone(), people.persons.len());
        people.persons.push(person(id, entry, manager, belongings, &sites));
    }
    people.keepers = keepers.into_iter().filter_map(|at| ids[at].clone()).collect();
    people.keepers.sort();
    people.persons.sort_by(|a, b| a.id.cmp(&b.id));
    people.ownerless.sort_by(device_order);
    people
}

/// Two rows whose different kinds of keys read the same.
fn same_identity(entry: &Entry, earlier: &Person) -> Reject {
    let message = format!(
        "`{}` identifies another person on {}:{}; that one counts",
        earlier.id, earlier.source.file, earlier.source.line
    );
    let place = Place { line: entry.source.line, ..Place::file(entry.source.file.clone()) };
    let problem = Problem::new(message).at(place).hint("give every person a user principal name of their own");
    Reject { kind: RejectKind::Duplicate, problem }
}

fn person(id: PersonId, entry: Entry, manager: Option<String>, mut own: Belongings, sites: &Sites<'_>) -> Person {
    own.devices.sort_by(device_order);
    let draft = entry.draft;
    let standing = standing(&draft, &own);
    let site = draft.site.or(draft.office).or(draft.city);
    let rule = site.as_deref().and_then(|site| sites.get(site));
    let evidence = Evidence {
        column: draft.language.as_ref(),
        preferred: draft.preferred.as_ref(),
        device: own.locale.as_ref().map(|(_, tag)| tag),
        site: rule.and_then(|rule| rule.language.as_ref()),
    };
    let language = language::choose(&evidence, &sites.sources.default_language);
    let parts = [draft.given_name.as_deref(), draft.surname.as_deref()];
    let full = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let name = match draft.name {
        Some(name) => name,
        None if !full.is_empty() => full,
        None => draft.email.as_deref().unwrap_or(&id).to_owned(),
    };
    Person {
        name,
        given_name: draft.given_name,
        surname: draft.surname,
        email: draft.email,
        language,
        timezone: rule.and_then(|rule| rule.timezone).unwrap_or(sites.sources.timezone),
        department: draft.department,
        site,
        manager,
        enabled: draft.enabled.unwrap_or(true),
        leave_until: draft.leave_until,
        standing,
        attributes: draft.attributes,
        devices: own.devices,
        source: entry.source,
        id,
    }
}

/// A disabled account has left. Then counts what the people data says, except that its `pending` means no more than
/// that nobody has said otherwise: the devices may.
fn standing(draft: &Draft, own: &Belongings) -> Standing {
    let all_migrated = !own.devices.is_empty() && own.devices.iter().all(|device| device.migrated);
    match &draft.standing {
        _ if draft.enabled == Some(false) => Standing::Left,
        Some(Standing::Migrated(None)) if all_migrated => Standing::Migrated(own.enrolled),
        Some(Standing::Pending) | None if all_migrated => Standing::Migrated(own.enrolled),
        Some(standing) => standing.clone(),
        None => Standing::Pending,
    }
}

impl Belongings {
    fn take(&mut self, found: Found) {
        // The device used last is set to the language its owner reads now.
        if let Some(tag) = found.locale {
            let seen = found.device.last_seen;
            if self.locale.as_ref().is_none_or(|(known, _)| seen > *known) {
                self.locale = Some((seen, tag));
            }
        }
        if found.device.migrated {
            self.enrolled = self.enrolled.max(found.enrolled);
        }
        self.devices.push(found.device);
    }
}

/// By serial number, then name; what has neither keeps the order of its file.
fn device_order(a: &Device, b: &Device) -> std::cmp::Ordering {
    (&a.serial, &a.name, &a.source.file, a.source.line).cmp(&(&b.serial, &b.name, &b.source.file, b.source.line))
}

/// The campaign's sites, found whatever their case.
struct Sites<'s> {
    sources: &'s Sources,
    by_name: HashMap<String, &'s Site>,
}

impl<'s> Sites<'s> {
    fn new(sources: &'s Sources) -> Self {
        let by_name = sources.sites.iter().map(|(name, site)| (name.trim().to_lowercase(), site)).collect();
        Sites { sources, by_name }
    }

    fn get(&self, site: &str) -> Option<&'s Site> {
        self.sources.sites.get(site).or_else(|| self.by_name.get(&site.to_lowercase()).copied())
    }
}
