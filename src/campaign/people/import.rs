//! Reads every file, people before devices, into one list.

use csv::StringRecord;

use super::decode::decode;
use super::devices::Devices;
use super::directory::Directory;
use super::headers::{Sheet, recognise};
use super::join::finish;
use super::row::{Row, torn};
use super::table::{Table, Torn};
use super::{SourceKind, SourceSpec, Sources, persons};
use crate::campaign::{Inputs, People, Reject};
use crate::error::{Error, Place, Problem, Result};

/// Reads people and devices from their files.
///
/// What is wrong with a row is in [`People::rejects`], in the order of the files and their lines; the row's other
/// cells, and the other rows, are used. Rows whose cells are all blank are passed over.
///
/// # Errors
/// When a file is missing or empty, when its headers do not tell what a row is about, or when `columns:` names a
/// header that it does not have. All files are looked at before this fails.
pub fn import(inputs: &mut Inputs, sources: &Sources) -> Result<People> {
    let mut problems = Vec::new();
    let mut rejects: Vec<Vec<Reject>> = vec![Vec::new(); sources.files.len()];
    let mut directory = Directory::default();
    let mut devices = Devices::new(&sources.moves_to);
    let of = |kind| sources.files.iter().enumerate().filter(move |(_, spec)| spec.kind == kind);
    for (n, (number, spec)) in of(SourceKind::People).enumerate() {
        let taken = read(inputs, spec, number, |sheet, outcome| match outcome {
            Ok(row) => persons::take(row, n == 0, &mut directory, &mut rejects[number]),
            Err(bad) => rejects[number].push(torn(sheet, bad)),
        });
        problems.extend(taken.err().into_iter().flatten());
    }
    for (number, spec) in of(SourceKind::Devices) {
        let taken = read(inputs, spec, number, |sheet, outcome| match outcome {
            Ok(row) => devices.take(row, &directory, &mut rejects[number]),
            Err(bad) => rejects[number].push(torn(sheet, bad)),
        });
        problems.extend(taken.err().into_iter().flatten());
    }
    Error::collect(problems)?;
    let mut people = finish(directory, devices, sources, &mut rejects);
    for file in &mut rejects {
        file.sort_by_key(|reject| reject.problem.place.as_ref().map_or((0, 0), |place| (place.line, place.column)));
    }
    people.rejects = rejects.into_iter().flatten().collect();
    Ok(people)
}

/// Gives each row of a file to `take`.
fn read(
    inputs: &mut Inputs,
    spec: &SourceSpec,
    number: usize,
    mut take: impl FnMut(&Sheet, Result<Row<'_>, Torn<'_>>),
) -> Result<(), Vec<Problem>> {
    let bytes = inputs.require(&spec.file).map_err(|e| {
        // The file is missing; the place to mend is where it is named.
        e.problems.into_iter().map(|problem| problem.at(spec.place.clone())).collect::<Vec<_>>()
    })?;
    if bytes.starts_with(b"PK\x03\x04") {
        let problem = Problem::new(format!("`{}` is a workbook, not CSV", spec.file));
        let hint = "open it and save it as `CSV UTF-8`";
        return Err(vec![problem.at(Place::file(spec.file.as_str())).hint(hint)]);
    }
    let text = decode(&bytes);
    let Some(mut table) = Table::open(&text) else {
        let problem = Problem::new(format!("`{}` is empty: it has no header line", spec.file));
        let hint = "export it again, with the names of its columns on the first line";
        return Err(vec![problem.at(Place::file(spec.file.as_str())).hint(hint)]);
    };
    let sheet = recognise(spec, number, &table)?;
    let mut record = StringRecord::new();
    while let Some(outcome) = table.read(&mut record) {
        take(&sheet, outcome.map(|line| Row::new(&sheet, &record, line)));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
