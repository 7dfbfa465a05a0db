//! What an export says of how far people are: its bytes and the approved campaign in, facts and an account out.
//!
//! A device has moved when its serial number is in an export of the new system that manages it, or when it is the one
//! device of a platform that its owner had and the export shows one new one of theirs. A list of people says it of the
//! person. The account says of every row what it came to.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::Progress;
use crate::campaign::fold::serial_key;
use crate::campaign::people::{self, Account, Sighting, SourceKind, SourceSpec, Told};
use crate::campaign::{Device, Inputs, Loaded, People, Person, PersonId, Reject, RejectKind, Standing};
use crate::error::{Error, Place, Result};

/// How a file is to be read.
#[derive(Debug, Clone, Default)]
pub struct ProgressSource {
    /// What it lists; by its headers when absent.
    pub kind: Option<SourceKind>,
    /// The system it was exported from, where headers and campaign leave it open.
    pub system: Option<String>,
}

/// Something learnt of a person, or of one of their devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learnt {
    /// Who.
    pub person: PersonId,
    /// The device, by [`Device::key`]; the person as a whole when absent.
    pub device: Option<String>,
    /// What.
    pub standing: Standing,
}

/// What a file taught.
#[derive(Debug, Clone)]
pub struct ProgressImport {
    /// What is new, compared with the approved data and what was learnt before.
    pub facts: Vec<Learnt>,
    /// How many people have migrated by it.
    pub migrated: usize,
    /// How many have failed by it.
    pub failed: usize,
    /// How many have left by it.
    pub left: usize,
    /// How many devices (of a list: people) it says something new of, by why.
    pub counted: BTreeMap<Because, usize>,
    /// How many rows say nothing new, by why.
    pub passed: BTreeMap<Passed, usize>,
    /// What is wrong with the file's rows.
    pub rejects: Vec<Reject>,
    /// What its columns and rows became.
    pub account: Account,
}

/// Why something counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// The device's serial number is in the export.
    Serial,
    /// The export shows one new device of the platform in place of the one that the person had.
    Replaced,
    /// Every device the data now shows of the person is in the new system.
    All,
    /// The list says so.
    Said,
}

/// Why a row says nothing new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Passed {
    /// It was known.
    Known,
    /// The device is in another system than the new one.
    Elsewhere,
    /// The new system does not manage the device.
    NotManaged,
    /// The old system has seen the device since.
    SeenSince,
    /// Neither the serial number nor the owner is one of the plan's.
    Nobodys,
    /// A new device of somebody, beside what they had.
    Beside,
    /// A row of a list without a status.
    NoStatus,
    /// The list says that the person has still to move.
    Pending,
}

impl Because {
    /// In words, to follow `because`.
    pub fn text(self) -> &'static str {
        match self {
            Because::Serial => "the serial number is in the file",
            Because::Replaced => "the file has one new device in place of the one of that platform",
            Because::All => "every device of the person is in the new system",
            Because::Said => "the list says so",
        }
    }
}

impl Passed {
    /// In words, to follow `because`. `to` is the new system.
    pub fn text(self, to: &str) -> String {
        match self {
            Passed::Known => "it was known".into(),
            Passed::Elsewhere => format!("the row is not of {to}"),
            Passed::NotManaged => format!("{to} does not manage the device"),
            Passed::SeenSince => "the old system has seen the device since".into(),
            Passed::Nobodys => "neither serial number nor owner is one of the plan's".into(),
            Passed::Beside => "the device is new, beside those that its owner had".into(),
            Passed::NoStatus => "the row has no status".into(),
            Passed::Pending => "the list says that the person has still to move".into(),
        }
    }
}

/// The name under which the file is among the inputs.
const NAME: &str = "progress.csv";

/// Reads a file as progress of an approved campaign. `inputs` are the files that was read from, `known` what was learnt
/// since, `name` what the file is called.
///
/// # Errors
/// When the file can say nothing of how far anybody is, or of which system it is cannot be told.
pub fn import_progress(
    loaded: &Loaded,
    inputs: &Inputs,
    known: &Progress,
    bytes: &[u8],
    name: &str,
    source: &ProgressSource,
) -> Result<ProgressImport> {
    read(loaded, inputs, known, bytes, source)
        .map_err(|mut error| {
            error.problems.iter_mut().filter_map(|p| p.place.as_mut()).for_each(|place| rename(place, name));
            error.problems.iter_mut().for_each(|p| p.message = p.message.replace(NAME, name));
            error
        })
        .map(|mut import| {
            for reject in &mut import.rejects {
                reject.problem.place.iter_mut().for_each(|place| rename(place, name));
            }
            import.account.file = name.into();
            import
        })
}

fn rename(place: &mut Place, name: &str) {
    if &*place.file == NAME {
        place.file = name.into();
    }
}

fn read(
    loaded: &Loaded,
    inputs: &Inputs,
    known: &Progress,
    bytes: &[u8],
    source: &ProgressSource,
) -> Result<ProgressImport> {
    let mut inputs = inputs.clone();
    inputs.insert(NAME, bytes);
    let spec = choose(loaded, &mut inputs, source)?;
    let kind = spec.kind;
    let mut sources = loaded.sources.clone();
    sources.files.push(spec);
    let read = people::import_progress(&mut inputs, &sources)?;
    let People { rejects, accounts, .. } = &read.people;
    let ours = |reject: &&Reject| reject.problem.place.as_ref().is_some_and(|place| &*place.file == NAME);
    let rejects: Vec<Reject> = rejects.iter().filter(ours).cloned().collect();
    if let Some(either) = rejects.iter().find(|reject| reject.kind == RejectKind::System) {
        let (from, to) = (&sources.moves_from, &sources.moves_to);
        let hint = format!("say which with `--system \"{to}\"` or `--system \"{from}\"`");
        return Err(Error::from(either.problem.clone()).hint(hint));
    }
    let account = accounts.iter().find(|account| &*account.file == NAME).cloned();
    let account = account.ok_or_else(|| Error::bug("the imported file has no account"))?;
    let mut learner = Learner { loaded, known, facts: Vec::new(), counted: BTreeMap::new(), passed: BTreeMap::new() };
    match kind {
        SourceKind::Devices => learner.devices(&read.people, &read.sightings),
        SourceKind::People => learner.people(&read.told),
    }
    let (migrated, failed, left) = learner.standings();
    let Learner { facts, counted, passed, .. } = learner;
    Ok(ProgressImport { facts, migrated, failed, left, counted, passed, rejects, account })
}

/// Finds out what the file lists, and under which names of columns.
fn choose(loaded: &Loaded, inputs: &mut Inputs, source: &ProgressSource) -> Result<SourceSpec> {
    let devices = laid_out(loaded, inputs, SourceKind::Devices, source);
    let people = laid_out(loaded, inputs, SourceKind::People, source);
    let (kind, chosen) = match (source.kind, devices, people) {
        (Some(SourceKind::Devices), devices, _) => (SourceKind::Devices, devices?),
        (Some(SourceKind::People), _, people) => (SourceKind::People, people?),
        (None, Ok(devices), Ok(people)) => {
            let described = ["serial", "platform", "model"].iter().any(|column| devices.1.has(column));
            let listed = people.1.has("status") && !devices.1.has("serial");
            if described && !listed { (SourceKind::Devices, devices) } else { (SourceKind::People, people) }
        }
        (None, Ok(devices), Err(_)) => (SourceKind::Devices, devices),
        (None, Err(_), Ok(people)) => (SourceKind::People, people),
        (None, Err(error), Err(_)) => {
            let hint = "give an export of devices with its own headers, or a list with the columns `upn` and `status`";
            return Err(error.hint(hint));
        }
    };
    let (spec, account) = chosen;
    let owner = ["owner", "owner_upn", "owner_email", "owner_id"].iter().any(|owner| account.has(owner));
    let missing = match kind {
        SourceKind::Devices if !(account.has("serial") || owner && account.has("platform")) => {
            "of serial numbers, nor of owners and platforms"
        }
        SourceKind::People if !has_standing(&account) => "that says who has moved, failed or left (`status`)",
        _ => return Ok(spec),
    };
    let others: Vec<&str> = account.columns.iter().map(|column| &*column.header).collect();
    let message = format!("`{NAME}` can say nothing of how far anybody is: it has no column {missing}");
    let hint = format!(
        "its columns are {}; name the right ones with `columns:` of an entry with `progress: true`",
        others.join(", ")
    );
    Err(Error::campaign(message).at(Place { line: 1, ..Place::file(NAME) }).hint(hint))
}

fn has_standing(account: &Account) -> bool {
    ["status", "enabled", "blocked"].iter().any(|column| account.has(column))
}

/// The first layout that fits the file: those the campaign gives for progress, then those with columns of their own, then
/// what headers alone say.
fn laid_out(
    loaded: &Loaded,
    inputs: &mut Inputs,
    kind: SourceKind,
    source: &ProgressSource,
) -> Result<(SourceSpec, Account)> {
    let sources = &loaded.sources;
    let own = sources.files.iter().filter(|spec| !spec.columns.is_empty());
    let given = sources.progress.iter().chain(own).filter(|spec| spec.kind == kind);
    let plain = SourceSpec::new(kind, NAME, Place::file(NAME));
    let specs: Vec<SourceSpec> = given.cloned().chain([plain]).collect();
    let mut failure = None;
    for spec in specs {
        // An export of the new system is what is imported, unless its own headers say otherwise.
        let assumed = (kind == SourceKind::Devices).then(|| sources.moves_to.clone());
        // The system of an entry for planning is that of its own file.
        let said = spec.system.filter(|_| spec.is_progress);
        let spec = SourceSpec {
            file: NAME.into(),
            system: source.system.clone().or(said),
            assumed_system: assumed,
            is_progress: true,
            ..SourceSpec { system: None, ..spec }
        };
        match people::look(inputs, &spec) {
            Ok(account) => return Ok((spec, account)),
            Err(error) => failure = Some(error),
        }
    }
    Err(failure.unwrap_or_else(|| Error::bug("no layout was tried")))
}

/// Facts being learnt.
struct Learner<'a> {
    loaded: &'a Loaded,
    known: &'a Progress,
    facts: Vec<Learnt>,
    counted: BTreeMap<Because, usize>,
    passed: BTreeMap<Passed, usize>,
}

impl Learner<'_> {
    fn learn(&mut self, person: &Person, device: Option<&Device>, standing: Standing, because: Because) {
        *self.counted.entry(because).or_default() += 1;
        let device = device.and_then(Device::key).map(str::to_owned);
        self.facts.push(Learnt { person: person.id.clone(), device, standing });
    }

    fn pass(&mut self, why: Passed) {
        *self.passed.entry(why).or_default() += 1;
    }

    /// Learns from devices: the people of the snapshot as they are with the file added, and what its rows say.
    fn devices(&mut self, after: &People, sightings: &[Sighting]) {
        let loaded = self.loaded;
        let mut moved: HashSet<String> = HashSet::new();
        let mut replaced: BTreeSet<(PersonId, crate::campaign::Platform)> = BTreeSet::new();
        for before in &loaded.people.persons {
            let Some(person) = after.get(&before.id) else { continue };
            let stood = self.known.standing(before);
            let has_moved = matches!(person.standing, Standing::Migrated(_))
                && matches!(stood, Standing::Pending | Standing::Failed(_));
            let known = self.known.migrated_devices(before);
            for device in before.devices.iter().filter(|d| d.key().is_some_and(|key| !known.iter().any(|k| k == key))) {
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
        self.account_for(sightings, &moved, &replaced);
    }

    /// Says of every row that taught nothing why.
    fn account_for(
        &mut self,
        sightings: &[Sighting],
        moved: &HashSet<String>,
        replaced: &BTreeSet<(PersonId, crate::campaign::Platform)>,
    ) {
        let people = &self.loaded.people;
        let mut serials: HashMap<String, (&Person, &Device)> = HashMap::new();
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
                _ if !sighting.is_managed => Passed::NotManaged,
                (_, Some(_)) if serial.is_some_and(|serial| moved.contains(serial)) => continue,
                (_, Some((person, device))) => {
                    let known = self.known.migrated_devices(person);
                    match device.key().is_some_and(|key| known.iter().any(|k| k == key)) {
                        true => Passed::Known,
                        false => Passed::SeenSince,
                    }
                }
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
    fn people(&mut self, told: &[Told]) {
        let loaded = self.loaded;
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
                (Some(Standing::Pending), _) => self.pass(Passed::Pending),
                _ => self.pass(Passed::Known),
            }
        }
    }

    /// A person has moved as a whole: every device of theirs has.
    fn has_moved(&mut self, before: &Person) {
        let known = self.known.migrated_devices(before);
        let new = |d: &&Device| d.key().is_some_and(|key| !known.iter().any(|k| k == key));
        let devices: Vec<&Device> = before.devices.iter().filter(new).collect();
        *self.counted.entry(Because::Said).or_default() += 1;
        for device in &devices {
            let device = device.key().map(str::to_owned);
            self.facts.push(Learnt { person: before.id.clone(), device, standing: Standing::Migrated(None) });
        }
        // A device without serial number and name can be known by nothing but its owner's having moved.
        if before.devices.iter().all(|d| d.key().is_none()) {
            self.facts.push(Learnt { person: before.id.clone(), device: None, standing: Standing::Migrated(None) });
        }
    }

    /// How many people have migrated, failed and left by the facts.
    fn standings(&self) -> (usize, usize, usize) {
        let mut progress = self.known.clone();
        let mut seen: BTreeSet<&PersonId> = BTreeSet::new();
        for fact in &self.facts {
            // Only what follows matters here, not when.
            progress.learn(
                &fact.person,
                fact.device.as_deref(),
                &fact.standing,
                chrono::DateTime::<chrono::Utc>::MAX_UTC,
            );
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
    let of_platform = before.devices.iter().filter(|d| d.platform == device.platform && !d.migrated).count();
    let known: Vec<_> = before.devices.iter().filter_map(key).collect();
    let is_new =
        |d: &&Device| d.migrated && d.platform == device.platform && key(d).is_some_and(|s| !known.contains(&s));
    (of_platform == 1 && after.devices.iter().filter(is_new).count() == 1).then_some(Because::Replaced)
}

#[cfg(test)]
mod tests;
