//! What the rows of an export teach, and what each that teaches nothing came to.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::{Because, Learnt, Passed};
use crate::campaign::fold::serial_key;
use crate::campaign::people::{Sighting, Told};
use crate::campaign::{Device, Loaded, Over, People, Person, PersonId, Platform, Progress, Standing};

/// Facts being learnt.
pub(super) struct Learner<'a> {
    loaded: &'a Loaded,
    known: &'a Progress,
    pub(super) facts: Vec<Learnt>,
    pub(super) counted: BTreeMap<Because, usize>,
    pub(super) passed: BTreeMap<Passed, usize>,
}

impl<'a> Learner<'a> {
    /// Who has learnt nothing yet.
    pub(super) fn new(loaded: &'a Loaded, known: &'a Progress) -> Self {
        Learner { loaded, known, facts: Vec::new(), counted: BTreeMap::new(), passed: BTreeMap::new() }
    }

    fn learn(&mut self, person: &Person, device: Option<&Device>, standing: Standing, because: Because) {
        *self.counted.entry(because).or_default() += 1;
        let device = device.and_then(Device::key).map(str::to_owned);
        self.facts.push(Learnt { person: person.id.clone(), device, standing });
    }

    fn pass(&mut self, why: Passed) {
        *self.passed.entry(why).or_default() += 1;
    }

    /// Learns from devices: the people of the snapshot as they are with the file added, and what its rows say.
    pub(super) fn devices(&mut self, after: &People, sightings: &[Sighting]) {
        let loaded = self.loaded;
        let mut moved: HashSet<String> = HashSet::new();
        let mut replaced: BTreeSet<(PersonId, Platform)> = BTreeSet::new();
        for before in &loaded.people.persons {
            let Some(person) = after.get(&before.id) else { continue };
            let stood = self.known.standing(before);
            let has_moved = matches!(person.standing, Standing::Migrated(_))
                && matches!(stood, Standing::Pending | Standing::Failed(_));
            let known = self.known.migrated_devices(before);
            let concerned = before.devices.iter().filter(|device| device.is_concerned());
            for device in concerned.filter(|d| d.key().is_some_and(|key| !known.iter().any(|k| k == key))) {
                let because = match turned_up(device, before, person) {
                    Some(because) => because,
                    None if has_moved => Because::All,
                    None => continue,
                };
                moved.extend(device.serial.as_deref().map(serial_key));
                if because == Because::Replaced {
                    replaced.insert((before.id.clone(), device.platform));
                }
                self.learn(before, Some(device), Standing::Migrated(None), because);
            }
            // A device without serial number and name can be known by nothing but its owner's having moved.
            if has_moved && before.devices.iter().all(|d| d.key().is_none()) {
                self.learn(before, None, Standing::Migrated(None), Because::All);
            }
        }
        self.kept(after, &mut moved);
        self.account_for(sightings, &moved, &replaced);
    }

    /// Learns of shared devices for whoever has them in their care, whosever the file has made them.
    fn kept(&mut self, after: &People, moved: &mut HashSet<String>) {
        let people = &self.loaded.people;
        if people.keepers.is_empty() {
            return;
        }
        let all = after.persons.iter().flat_map(|person| &person.devices).chain(&after.ownerless);
        let now = all.filter(|device| device.migrated).filter_map(|device| device.serial.as_deref().map(serial_key));
        let now: HashSet<String> = now.collect();
        for (keeper, at) in &people.keepers {
            let device = &people.ownerless[*at as usize];
            let Some(serial) = device.serial.as_deref().map(serial_key).filter(|serial| now.contains(serial)) else {
                continue;
            };
            let is_new = device.is_concerned() && !device.migrated && !self.known.has_moved(keeper, device);
            if let Some(keeper) = people.get(keeper).filter(|_| is_new) {
                moved.insert(serial);
                self.learn(keeper, Some(device), Standing::Migrated(None), Because::Serial);
            }
        }
    }

    /// Says of every row that taught nothing why.
    fn account_for(
        &mut self,
        sightings: &[Sighting],
        moved: &HashSet<String>,
        replaced: &BTreeSet<(PersonId, Platform)>,
    ) {
        let people = &self.loaded.people;
        let by_system = self.loaded.sources.told_by_system;
        let mut serials: HashMap<String, (&Person, &Device)> = HashMap::new();
        for (keeper, at) in &people.keepers {
            let device = &people.ownerless[*at as usize];
            let serial = device.serial.as_deref().map(serial_key);
            serials.extend(serial.zip(people.get(keeper)).map(|(serial, keeper)| (serial, (keeper, device))));
        }
        for person in &people.persons {
            for device in &person.devices {
                serials.extend(device.serial.as_deref().map(|serial| (serial_key(serial), (person, device))));
            }
        }
        for sighting in sightings {
            let serial = sighting.serial.as_deref();
            let ours = serial.and_then(|serial| serials.get(serial));
            let why = match (&sighting.owner, ours) {
                _ if !sighting.is_new => Passed::Elsewhere,
                _ if !sighting.is_managed && !by_system => Passed::NotDone,
                _ if !sighting.is_managed => Passed::NotManaged,
                (_, Some(_)) if serial.is_some_and(|serial| moved.contains(serial)) => continue,
                (_, Some((person, device))) => match device.migrated || self.known.has_moved(&person.id, device) {
                    true => Passed::Known,
                    false => Passed::SeenSince,
                },
                (Some(owner), None) if replaced.contains(&(owner.clone(), sighting.platform)) => continue,
                (Some(owner), None) => match people.get(owner) {
                    Some(person) if matches!(self.known.standing(person), Standing::Migrated(_)) => Passed::Known,
                    _ => Passed::Beside,
                },
                (None, None) => Passed::Nobodys,
            };
            self.pass(why);
        }
    }

    /// Learns from a list of people, which has the last word.
    pub(super) fn people(&mut self, told: &[Told]) {
        let loaded = self.loaded;
        let migration = &loaded.campaign.migration;
        let tells_done = migration.moves == Over::People && migration.done.is_some();
        for Told { person, standing } in told {
            let Some(before) = loaded.people.get(person) else { continue };
            let stood = self.known.standing(before);
            match (standing, &stood) {
                (None, _) => self.pass(Passed::NoStatus),
                (Some(Standing::Left), s) if *s != Standing::Left => {
                    self.learn(before, None, Standing::Left, Because::Said);
                }
                (Some(Standing::Failed(why)), Standing::Pending | Standing::Left) => {
                    self.learn(before, None, Standing::Failed(why.clone()), Because::Said);
                }
                (Some(Standing::Migrated(_)), Standing::Pending | Standing::Failed(_)) => self.has_moved(before),
                (Some(Standing::Pending), _) if tells_done => self.pass(Passed::NotDone),
                (Some(Standing::Pending), _) => self.pass(Passed::Pending),
                _ => self.pass(Passed::Known),
            }
        }
    }

    /// A person has moved as a whole: every device of theirs has.
    fn has_moved(&mut self, before: &Person) {
        let known = self.known.migrated_devices(before);
        let by_devices = self.loaded.campaign.migration.moves == Over::Devices;
        let new = |d: &&Device| by_devices && d.key().is_some_and(|key| !known.iter().any(|k| k == key));
        let devices: Vec<&Device> = before.devices.iter().filter(|d| d.is_concerned()).filter(new).collect();
        *self.counted.entry(Because::Said).or_default() += 1;
        for device in &devices {
            let device = device.key().map(str::to_owned);
            self.facts.push(Learnt { person: before.id.clone(), device, standing: Standing::Migrated(None) });
        }
        // A device without serial number and name can be known by nothing but its owner's having moved; and where people
        // move, no device does.
        if !by_devices || before.devices.iter().filter(|d| d.is_concerned()).all(|d| d.key().is_none()) {
            self.facts.push(Learnt { person: before.id.clone(), device: None, standing: Standing::Migrated(None) });
        }
    }

    /// How many people have migrated, failed and left by the facts.
    pub(super) fn standings(&self) -> (usize, usize, usize) {
        let mut progress = self.known.clone();
        let mut seen: BTreeSet<&PersonId> = BTreeSet::new();
        for fact in &self.facts {
            // Only what follows matters here, not when.
            progress.learn(&fact.person, fact.device.as_deref(), &fact.standing, DateTime::<Utc>::MAX_UTC);
            seen.insert(&fact.person);
        }
        let (mut migrated, mut failed, mut left) = (0, 0, 0);
        for person in seen.into_iter().filter_map(|id| self.loaded.people.get(id)) {
            match (self.known.standing(person), progress.standing(person)) {
                (Standing::Migrated(_), _) => {}
                (_, Standing::Migrated(_)) => migrated += 1,
                (Standing::Failed(_), _) => {}
                (_, Standing::Failed(_)) => failed += 1,
                (Standing::Left, _) => {}
                (_, Standing::Left) => left += 1,
                _ => {}
            }
        }
        (migrated, failed, left)
    }
}

/// Why a device of the snapshot is in the new system by now: by its serial number, or as the one device of its platform
/// that the person had when the file shows one new one of theirs. That the old system still lists it does not matter.
fn turned_up(device: &Device, before: &Person, after: &Person) -> Option<Because> {
    let key = |d: &Device| d.serial.as_deref().map(serial_key);
    let same = |d: &&Device| key(d).is_some() && key(d) == key(device);
    if after.devices.iter().find(same).is_some_and(|now| now.migrated) {
        return Some(Because::Serial);
    }
    let is_left = |d: &&Device| d.is_concerned() && !d.migrated;
    let of_platform = before.devices.iter().filter(is_left).filter(|d| d.platform == device.platform).count();
    let known: Vec<_> = before.devices.iter().filter_map(key).collect();
    let is_new =
        |d: &&Device| d.migrated && d.platform == device.platform && key(d).is_some_and(|s| !known.contains(&s));
    (of_platform == 1 && after.devices.iter().filter(is_new).count() == 1).then_some(Because::Replaced)
}
