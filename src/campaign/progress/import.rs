//! What an export says of how far people are: its bytes and the approved campaign in, facts and an account out.
//!
//! A device has moved when its serial number is in an export of the new system that manages it, or when it is the one
//! device of a platform that its owner had and the export shows one new one of theirs. A list of people says it of the
//! person. The account says of every row what it came to.

mod layout;
mod learner;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use layout::choose;
use learner::Learner;

use super::Progress;
use crate::campaign::people::{self, Account, SourceKind};
use crate::campaign::{Inputs, Loaded, People, PersonId, Reject, RejectKind, Standing};
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
    let mut learner = Learner::new(loaded, known);
    match kind {
        SourceKind::Devices => learner.devices(&read.people, &read.sightings),
        SourceKind::People => learner.people(&read.told),
    }
    let (migrated, failed, left) = learner.standings();
    let Learner { facts, counted, passed, .. } = learner;
    Ok(ProgressImport { facts, migrated, failed, left, counted, passed, rejects, account })
}
