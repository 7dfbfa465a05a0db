//! Reads every file, people before devices, into one list.

use chrono::{DateTime, Utc};
use csv::StringRecord;

use super::account::{Account, Outcome};
use super::decode::decode;
use super::devices::Devices;
use super::directory::Directory;
use super::headers::recognise;
use super::join::finish;
use super::persons::{self, Adds};
use super::row::{Row, torn};
use super::systems::Systems;
use super::table::Table;
use super::{SourceKind, SourceSpec, Sources};
use crate::campaign::{Inputs, People, PersonId, Platform, Reject, Standing, identities};
use crate::error::{Error, Kind, Place, Problem, Result};

/// Reads people and devices from their files.
///
/// What is wrong with a row is in [`People::rejects`], in the order of the files and their lines; the row's other
/// cells, and the other rows, are used. Rows whose cells are all blank are passed over.
///
/// # Errors
/// When a file is missing or empty, when its headers do not tell what a row is about, or when `columns:` names a
/// header that it does not have. All files are looked at before this fails.
pub fn import(inputs: &mut Inputs, sources: &Sources) -> Result<People> {
    run(inputs, sources).map(|read| read.people)
}

/// The same with a file of progress among the sources, and what its rows say.
///
/// # Errors
/// As [`import`].
pub(in crate::campaign) fn import_progress(inputs: &mut Inputs, sources: &Sources) -> Result<Read> {
    run(inputs, sources)
}

/// What a file's headers make of it: its account, before any row is read.
///
/// # Errors
/// As [`import`], for this file.
pub(in crate::campaign) fn look(inputs: &mut Inputs, spec: &SourceSpec) -> Result<Account> {
    let none = |_: Row<'_>, _: &mut Reading| Outcome::LeftOut;
    read(inputs, spec, 0, none).map(|file| file.account).map_err(|problems| Error { kind: Kind::Campaign, problems })
}

/// Everyone, and what the rows of a file of progress say.
#[derive(Debug)]
pub(in crate::campaign) struct Read {
    pub(in crate::campaign) people: People,
    pub(in crate::campaign) sightings: Vec<Sighting>,
    pub(in crate::campaign) told: Vec<Told>,
}

/// A row of a list of progress: of whom, and how far they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::campaign) struct Told {
    pub(in crate::campaign) person: PersonId,
    pub(in crate::campaign) standing: Option<Standing>,
}

/// A row of devices read as progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::campaign) struct Sighting {
    /// The serial number as it is compared.
    pub(in crate::campaign) serial: Option<String>,
    pub(in crate::campaign) platform: Platform,
    pub(in crate::campaign) owner: Option<PersonId>,
    /// Whether the row is of the system people move to.
    pub(in crate::campaign) is_new: bool,
    /// Whether that system manages the device.
    pub(in crate::campaign) is_managed: bool,
    /// Whether that system says that the device has left it.
    pub(in crate::campaign) is_gone: bool,
    /// When it was enrolled or last seen, whichever is later, as the file says.
    pub(in crate::campaign) seen: Option<DateTime<Utc>>,
}

fn run(inputs: &mut Inputs, sources: &Sources) -> Result<Read> {
    let mut problems = Vec::new();
    let mut files: Vec<Option<Reading>> = sources.files.iter().map(|_| None).collect();
    let mut directory = Directory::default();
    let mut devices = Devices::new(Systems::new(&sources.moves_from, &sources.moves_to), sources.told_by_system);
    let of = |kind| sources.files.iter().enumerate().filter(move |(_, spec)| spec.kind == kind);
    for (n, (number, spec)) in of(SourceKind::People).enumerate() {
        let adds = match n {
            _ if spec.is_progress => Adds::Nobody,
            0 => Adds::Everyone,
            _ => Adds::WhoeverHasAName,
        };
        match read(inputs, spec, number, |row, file| persons::take(row, adds, &mut directory, file)) {
            Ok(file) => files[number] = Some(file),
            Err(wrong) => problems.extend(wrong),
        }
    }
    for (number, spec) in of(SourceKind::Devices) {
        match read(inputs, spec, number, |row, file| devices.take(row, &directory, file)) {
            Ok(file) => files[number] = Some(file),
            Err(wrong) => problems.extend(wrong),
        }
    }
    Error::collect(problems)?;
    let mut files: Vec<Reading> = files.into_iter().flatten().collect();
    let sighted = std::mem::take(&mut devices.sightings);
    let carried = identities::read(inputs)?;
    let (mut people, ids) = finish(directory, devices, sources, &carried, &mut files);
    let id = |at: usize| ids.get(at).cloned().flatten();
    let told = files.iter().flat_map(|file| &file.told);
    let told = told.filter_map(|(at, standing)| Some(Told { person: id(*at)?, standing: standing.clone() })).collect();
    let sightings = sighted
        .into_iter()
        .map(|seen| Sighting {
            serial: seen.serial,
            platform: seen.platform,
            owner: seen.owner.and_then(id),
            is_new: seen.is_new,
            is_managed: seen.is_managed,
            is_gone: seen.is_gone,
            seen: seen.seen,
        })
        .collect();
    for mut file in files {
        file.rejects
            .sort_by_key(|reject| reject.problem.place.as_ref().map_or((0, 0), |place| (place.line, place.column)));
        people.rejects.append(&mut file.rejects);
        people.accounts.push(file.account);
    }
    Ok(Read { people, sightings, told })
}

/// A file being read: what is wrong with it, and its account so far.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) rejects: Vec<Reject>,
    pub(super) account: Account,
    /// Of a list of progress: who is how far, by their place in the directory.
    pub(super) told: Vec<(usize, Option<Standing>)>,
}

/// Gives each row of a file to `take`, which says what it came to.
fn read(
    inputs: &mut Inputs,
    spec: &SourceSpec,
    number: usize,
    mut take: impl FnMut(Row<'_>, &mut Reading) -> Outcome,
) -> Result<Reading, Vec<Problem>> {
    let bytes = inputs.require(&spec.file).map_err(|e| {
        // The file is missing; the place to mend is where it is named.
        let mend = |problem: Problem| match spec.is_fetched {
            true => problem.at(spec.place.clone()).hint("`heraut fetch` writes it, from where `sources:` says"),
            false => problem.at(spec.place.clone()),
        };
        e.problems.into_iter().map(mend).collect::<Vec<_>>()
    })?;
    if bytes.starts_with(b"PK\x03\x04") {
        let problem = Problem::new(format!("`{}` is a workbook, not CSV", spec.file));
        let hint = "open it and save it as `CSV UTF-8`";
        return Err(vec![problem.at(Place::file(spec.file.as_str())).hint(hint)]);
    }
    let (text, encoding, doubt) = decode(&bytes, spec.encoding.as_deref());
    let Some(mut table) = Table::open(&text) else {
        let problem = Problem::new(format!("`{}` is empty: it has no header line", spec.file));
        let hint = "export it again, with the names of its columns on the first line";
        return Err(vec![problem.at(Place::file(spec.file.as_str())).hint(hint)]);
    };
    let sheet = recognise(spec, number, &table)?;
    let account = sheet.account(spec.kind, encoding, doubt);
    let mut file = Reading { rejects: Vec::new(), account, told: Vec::new() };
    let mut filled = vec![0; sheet.headers.len()];
    let mut record = StringRecord::new();
    while let Some(read) = table.read(&mut record) {
        let outcome = match read {
            Ok(line) => {
                filled.iter_mut().zip(&record).for_each(|(filled, cell)| *filled += usize::from(!cell.is_empty()));
                take(Row::new(&sheet, &record, line, &text), &mut file)
            }
            Err(bad) => {
                // One may stand for many.
                (1..bad.rows).for_each(|_| file.account.count(Outcome::LeftOut));
                file.rejects.push(torn(&sheet, bad));
                Outcome::LeftOut
            }
        };
        file.account.count(outcome);
    }
    file.account.columns.iter_mut().zip(filled).for_each(|(column, filled)| column.filled = filled);
    Ok(file)
}

#[cfg(test)]
mod tests;
