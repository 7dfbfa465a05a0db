//! What an export says of how far people are: its bytes and the approved campaign in, facts and an account out.
//!
//! A device has moved when its serial number is in an export of the new system that manages it, or when it is the one
//! device of a platform that its owner had and the export shows one new one of theirs. A list of people says it of the
//! person. The account says of every row what it came to.

mod layout;
mod learner;
#[cfg(test)]
mod tests;
mod whereabouts;

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use layout::choose;
use learner::Learner;
pub use whereabouts::{Whereabouts, whereabouts};

use super::Progress;
use crate::campaign::concern;
use crate::campaign::fold::serial_key;
use crate::campaign::people::{self, Account, SourceKind, Told};
use crate::campaign::{Fields, Inputs, Loaded, Migration, Over, People, PersonId, Reject, RejectKind, Standing};
use crate::error::{Error, Place, Result};

/// How a file is to be read.
#[derive(Debug, Clone, Default)]
pub struct ProgressSource {
    /// What it lists; by its headers when absent.
    pub kind: Option<SourceKind>,
    /// The system it was exported from, where headers and campaign leave it open.
    pub system: Option<String>,
    /// Whether it is taken for an export of the system people leave where nothing says which it is, in place of the new one.
    pub is_old: bool,
}

/// Something learnt of a person, or of one of their devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learnt {
    /// Who.
    pub person: PersonId,
    /// The device, by [`Device::key`](crate::campaign::Device::key); the person as a whole when absent.
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
    /// The latest instant at which it says that a device was enrolled or seen.
    pub newest: Option<DateTime<Utc>>,
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
    /// The device, or the person, is not what the campaign's `done` picks.
    NotDone,
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
            Passed::NotDone => "it is not what `done` picks".into(),
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

/// Insists that the file, or the approved data, has what `done` asks for.
fn resolved_fields(migration: &Migration, kind: SourceKind, people: &People) -> Result<()> {
    let Some(done) = &migration.done else { return Ok(()) };
    let (fields, over) = (Fields::of(people), migration.moves);
    let account = people.accounts.iter().find(|account| &*account.file == NAME);
    let is_of_kind = (over == Over::People) == (kind == SourceKind::People);
    let asked = done.fields();
    let has = |name: &str| account.is_some_and(|account| account.says(name));
    if account.is_some_and(Account::says_how_far) || !is_of_kind || asked.iter().any(|field| has(&field.name)) {
        return Ok(());
    }
    let names: Vec<String> = asked.iter().map(|field| format!("`{}`", field.name)).collect();
    let headers: Vec<&str> = account.into_iter().flat_map(|a| &a.columns).map(|column| &*column.header).collect();
    let near = asked.first().map(|field| fields.instead(field)).filter(|hint| hint.starts_with("did you"));
    Err(Error::campaign(format!(
        "`{NAME}` can say nothing of how far anybody is: `done` asks for {}",
        names.join(", ")
    ))
    .at(Place { line: 1, ..Place::file(NAME) })
    .hint(format!(
        "{}its columns are {}; name the right one with `columns:` of an entry with `progress: true`",
        near.map(|near| format!("{near} ")).unwrap_or_default(),
        headers.join(", ")
    )))
}

/// Gives the rows of devices what `done` says of them, in place of the system that lists them.
fn judge_rows(read: &mut people::Read) {
    let devices = read.people.persons.iter().flat_map(|person| &person.devices).chain(&read.people.ownerless);
    let done = devices.filter(|device| device.migrated).filter_map(|device| device.serial.as_deref().map(serial_key));
    let done: HashSet<String> = done.collect();
    for sighting in &mut read.sightings {
        sighting.is_new = true;
        sighting.is_managed = sighting.serial.as_ref().is_none_or(|serial| done.contains(serial));
    }
}

/// What a list says of people: how far they are, or what `done` says of what it tells.
fn told(migration: &Migration, read: &people::Read) -> Vec<Told> {
    let by_done = migration.done.as_ref().filter(|_| migration.moves == Over::People);
    let judged = |told: &Told| {
        let has_moved = by_done.is_some() && read.people.get(&told.person).is_some_and(|p| p.standing.has_moved());
        let standing = match (&told.standing, by_done) {
            (Some(Standing::Left | Standing::Failed(_)), _) | (_, None) => told.standing.clone(),
            (_, Some(_)) if has_moved => Some(Standing::Migrated(None)),
            (_, Some(_)) => Some(Standing::Pending),
        };
        Told { standing, ..told.clone() }
    };
    read.told.iter().map(judged).collect()
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
    let migration = &loaded.campaign.migration;
    let mut read = people::import_progress(&mut inputs, &sources)?;
    resolved_fields(migration, kind, &read.people)?;
    concern::judge(migration, &mut read.people);
    if !sources.told_by_system {
        judge_rows(&mut read);
    }
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
    let mut learner = Learner::new(loaded, known);
    match kind {
        SourceKind::Devices => learner.devices(&read.people, &read.sightings),
        SourceKind::People => learner.people(&told(migration, &read)),
    }
    let (migrated, failed, left) = learner.standings();
    let Learner { facts, counted, passed, .. } = learner;
    let newest = read.sightings.iter().filter_map(|sighting| sighting.seen).max();
    Ok(ProgressImport { facts, migrated, failed, left, counted, passed, rejects, account, newest })
}
