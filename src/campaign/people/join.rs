//! Persons and devices put together.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::account::Outcome;
use super::devices::{Devices, Found};
use super::directory::{Directory, Draft, Entry};
use super::import::Reading;
use super::keys;
use super::language::{self, Evidence};
use super::names;
use super::row::printable;
use super::source::Sources;
use crate::campaign::fold::{key, name_key, serial_key};
use crate::campaign::person::SITE_OWNER;
use crate::campaign::{
    Concern, Device, Ownership, People, Person, PersonId, Reject, RejectKind, Site, Source, Standing,
};
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

/// Makes persons of what was read. Rejects are added to those of the file (by its number) they are about, and rows that
/// came to something else than it seemed are counted so.
///
/// With them come the identities, by their place in the directory.
pub(super) fn finish(
    directory: Directory,
    devices: Devices,
    sources: &Sources,
    carried: &BTreeMap<String, PersonId>,
    files: &mut [Reading],
) -> (People, Vec<Option<PersonId>>) {
    let mut people = People::default();
    let mut belongings: Vec<Belongings> = Vec::new();
    belongings.resize_with(directory.entries.len(), Belongings::default);
    let mut ownerless: Vec<(Device, Option<usize>)> = Vec::new();
    nearly_same(&devices, files);
    for (file, reject) in devices.left {
        files[file].rejects.push(reject);
        files[file].account.recount(Outcome::Used, Outcome::LeftOut);
    }
    for found in devices.found {
        if let Some((file, reject)) = found.retired {
            files[file].rejects.push(reject);
            files[file].account.recount(Outcome::Used, Outcome::LeftOut);
            continue;
        }
        match found.owner.filter(|_| found.device.ownership != Ownership::Shared) {
            Some(owner) => belongings[owner].take(found),
            None => ownerless.push((found.device, found.keeper)),
        }
    }
    let sites = Sites::new(sources);
    let mut ids: Vec<Option<PersonId>> =
        directory.entries.iter().map(|entry| entry.draft.id().filter(|_| !entry.absorbed).map(Into::into)).collect();
    carry_over(&directory, carried, &mut ids, files);
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
        let Some(id) = ids[at].clone() else {
            files[entry.first_file].account.recount(Outcome::Used, Outcome::Joined);
            continue;
        };
        if let Some(&earlier) = taken.get(&id) {
            let earlier: &Person = &people.persons[earlier];
            files[entry.first_file].rejects.push(same_identity(&entry, earlier));
            files[entry.first_file].account.recount(Outcome::Used, Outcome::LeftOut);
            ownerless.extend(belongings.devices.into_iter().map(|device| (device, None)));
            continue;
        }
        taken.insert(id.clone(), people.persons.len());
        people.lasting.extend(entry.draft.lasting_id().map(|lasting| (key(lasting).into_owned(), id.clone())));
        people.persons.push(person(id, entry, manager, belongings, &sites));
    }
    people.persons.sort_by(|a, b| a.id.cmp(&b.id));
    ownerless.sort_by(|(a, _), (b, _)| device_order(a, b));
    let keeper = |(at, (_, keeper)): (u32, &(Device, Option<usize>))| Some((ids[(*keeper)?].clone()?, at));
    people.keepers = (0u32..).zip(&ownerless).filter_map(keeper).collect();
    people.keepers.sort();
    people.ownerless = ownerless.into_iter().map(|(device, _)| device).collect();
    (people, ids)
}

/// Gives those who were renamed since the approval the identity they had, and says so.
fn carry_over(
    directory: &Directory,
    carried: &BTreeMap<String, PersonId>,
    ids: &mut [Option<PersonId>],
    files: &mut [Reading],
) {
    if carried.is_empty() {
        return;
    }
    let taken: HashSet<PersonId> = ids.iter().flatten().cloned().collect();
    for (entry, id) in directory.entries.iter().zip(ids) {
        let (Some(now), Some(lasting)) = (id.clone(), entry.draft.lasting_id()) else { continue };
        let Some(before) = carried.get(&*key(lasting)).filter(|before| !taken.contains(*before)) else { continue };
        let message =
            format!("`{now}` was known as `{before}`, by the same identity in the directory, and keeps that name here");
        let place = Place { line: entry.source.line, ..Place::file(entry.source.file.clone()) };
        let problem =
            Problem::new(message).at(place).hint("nothing is told again; selectors know the person as before");
        files[entry.first_file].rejects.push(Reject { kind: RejectKind::Renamed, problem });
        *id = Some(before.clone());
    }
}

/// Reports serial numbers that differ from another only as slips of a hand, a spreadsheet or a scanner do.
fn nearly_same(devices: &Devices, files: &mut [Reading]) {
    let mut bares: HashMap<String, usize> = HashMap::new();
    for (at, found) in devices.found.iter().enumerate().filter(|(_, found)| found.retired.is_none()) {
        let Some(serial) = found.device.serial.as_deref() else { continue };
        let own = serial_key(serial);
        let bare = keys::near_serial(&own);
        if bare == own || bare.len() < 5 {
            continue;
        }
        let other = devices.with_serial(&bare).or_else(|| bares.get(&bare).copied());
        bares.entry(bare).or_insert(at);
        let Some(other) = other.filter(|other| *other != at).map(|other| &devices.found[other].device) else {
            continue;
        };
        let Source { file, line } = &found.device.source;
        let message = format!(
            "serial number `{}` is nearly `{}` of {}:{}",
            printable(serial),
            printable(other.serial.as_deref().unwrap_or("")),
            other.source.file,
            other.source.line
        );
        let problem = Problem::new(message)
            .at(Place { line: *line, ..Place::file(file.clone()) })
            .hint("if it is one device, correct the number in one of the two systems; they count as two");
        if let Some(reading) = files.iter_mut().find(|reading| reading.account.file == *file) {
            reading.rejects.push(Reject { kind: RejectKind::NearlySame, problem });
        }
    }
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
    let mut attributes = draft.attributes;
    if let Some(owner) = rule.and_then(|rule| rule.owner.as_deref()) {
        attributes.entry(SITE_OWNER.into()).or_insert_with(|| owner.into());
    }
    let evidence = Evidence {
        column: draft.language.as_ref(),
        preferred: draft.preferred.as_ref(),
        device: own.locale.as_ref().map(|(_, tag)| tag),
        site: rule.and_then(|rule| rule.language.as_ref()),
    };
    let language = language::choose(&evidence, &sites.sources.default_language);
    let surname = match (draft.infix, draft.surname) {
        (Some(infix), Some(surname)) => Some(format!("{infix} {surname}")),
        (_, surname) => surname,
    };
    let parts = [draft.given_name.as_deref(), surname.as_deref()];
    let full = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let (given_name, surname) = match (&draft.name, draft.given_name, surname) {
        (Some(name), None, None) => names::turned_round(name).unzip(),
        (_, given_name, surname) => (given_name, surname),
    };
    let name = match draft.name {
        Some(name) => name,
        None if !full.is_empty() => full,
        None => draft.email.as_deref().unwrap_or(&id).to_owned(),
    };
    Person {
        name,
        given_name,
        surname,
        email: draft.email,
        language,
        timezone: draft.timezone.or(rule.and_then(|rule| rule.timezone)).unwrap_or(sites.sources.timezone),
        department: draft.department,
        site,
        manager,
        enabled: draft.enabled.unwrap_or(true),
        leave_until: draft.leave_until,
        visit: draft.visit,
        standing,
        attributes,
        concern: Concern::Moves,
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

/// The campaign's sites, found however their names are written.
struct Sites<'s> {
    sources: &'s Sources,
    by_name: HashMap<String, &'s Site>,
}

impl<'s> Sites<'s> {
    fn new(sources: &'s Sources) -> Self {
        let by_name = sources.sites.iter().map(|(name, site)| (name_key(name).into_owned(), site)).collect();
        Sites { sources, by_name }
    }

    fn get(&self, site: &str) -> Option<&'s Site> {
        self.sources.sites.get(site).or_else(|| self.by_name.get(&*name_key(site)).copied())
    }
}
