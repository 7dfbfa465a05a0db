//! Recognises the columns of a file by its headers, or as the campaign file says.

use std::collections::BTreeSet;
use std::sync::Arc;

use csv::StringRecord;

use super::layouts::{Column, DEVICE_EXTRAS, LAYOUTS, Layout, OWN_DEVICES, OWN_PEOPLE, PEOPLE_EXTRAS};
use super::table::{Line, Table};
use super::{SourceKind, SourceSpec};
use crate::campaign::{Platform, snake_case};
use crate::error::{Place, Problem};

/// What the columns of one file are.
#[derive(Debug)]
pub(super) struct Sheet {
    /// The file, as the campaign file names it.
    pub(super) file: Arc<str>,
    /// Its position among the files.
    pub(super) number: usize,
    /// The separator of its cells.
    pub(super) delimiter: u8,
    columns: [Option<usize>; Column::COUNT],
    /// Columns of people that are attributes, sorted by their names.
    pub(super) attributes: Vec<(usize, Arc<str>)>,
    /// The system its devices are in when their rows do not say.
    pub(super) system: Option<String>,
    /// Whether it is an export of Intune, whose `Managed by` says how rather than which.
    pub(super) is_intune: bool,
    /// The platform of its devices when their rows do not say.
    pub(super) platform: Option<Platform>,
    /// The headers as written.
    pub(super) headers: Vec<Box<str>>,
}

impl Sheet {
    /// Where a column is.
    pub(super) fn index(&self, column: Column) -> Option<usize> {
        self.columns[column as usize]
    }
}

/// A header without case, spaces and punctuation: `Last check-in`, `last_check_in` and `LastCheckIn` are the same.
pub(super) fn folded(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Finds out what the columns of a file are.
///
/// # Errors
/// With everything that is wrong with `columns:`, or when no column tells who (or which device) a row is about.
pub(super) fn recognise(spec: &SourceSpec, number: usize, table: &Table<'_>) -> Result<Sheet, Vec<Problem>> {
    let headers = table.headers();
    let names: Vec<String> = headers.iter().map(folded).collect();
    let layout = best(spec.kind, &names);
    let mut sheet = Sheet {
        file: spec.file.as_str().into(),
        number,
        delimiter: table.delimiter(),
        columns: [None; Column::COUNT],
        attributes: Vec::new(),
        system: spec
            .system
            .clone()
            .or_else(|| layout.and_then(|l| l.system).map(Into::into))
            .or_else(|| spec.assumed_system.clone()),
        is_intune: layout.is_some_and(|l| l.system == Some("Intune")),
        platform: layout.and_then(|l| l.platform),
        headers: headers.iter().map(Into::into).collect(),
    };
    let mut taken: Vec<Option<Taken>> = vec![None; headers.len()];
    explicit(spec, headers, &names, &mut sheet, &mut taken)?;
    let extras: &[&Layout] = match spec.kind {
        SourceKind::People => &PEOPLE_EXTRAS,
        SourceKind::Devices => &DEVICE_EXTRAS,
    };
    for (n, layout) in layout.iter().chain(extras).enumerate() {
        for (header, column) in layout.columns {
            // `Status` is too common a word to be ours in another system's file.
            let ours = n == 0 || *column != Column::Status;
            let at = names.iter().position(|name| *name == folded(header));
            if let Some(at) = at.filter(|&at| ours && taken[at].is_none() && sheet.index(*column).is_none()) {
                sheet.columns[*column as usize] = Some(at);
                taken[at] = Some(Taken::Column(*column));
            }
        }
    }
    if !is_usable(spec.kind, &sheet) {
        return Err(vec![unrecognised(spec, headers, &names, table.header_line())]);
    }
    if spec.kind == SourceKind::People {
        name_attributes(headers, taken, &mut sheet);
    }
    Ok(sheet)
}

/// What a column of the file has been found to be.
#[derive(Debug, Clone, PartialEq)]
enum Taken {
    Column(Column),
    Attribute(String),
}

/// The layout with most of its headers in the file.
fn best(kind: SourceKind, names: &[String]) -> Option<&'static Layout> {
    let has = |header: &str| names.contains(&folded(header));
    LAYOUTS
        .iter()
        .rev()
        .filter(|layout| layout.kind == kind && (layout.marks.is_empty() || layout.marks.iter().any(|m| has(m))))
        .map(|layout| (layout.columns.iter().filter(|(header, _)| has(header)).count(), *layout))
        .filter(|(score, _)| *score > 0)
        // The marks of a system weigh more than words that several share.
        .max_by_key(|(score, layout)| (!layout.marks.is_empty(), *score))
        .map(|(_, layout)| layout)
}

fn is_usable(kind: SourceKind, sheet: &Sheet) -> bool {
    use Column as C;
    let any = |columns: &[Column]| columns.iter().any(|c| sheet.index(*c).is_some());
    match kind {
        SourceKind::People => any(&[C::Upn, C::ObjectId, C::Email]),
        SourceKind::Devices => any(&[C::Serial, C::Name, C::Owner, C::OwnerUpn, C::OwnerEmail, C::OwnerId]),
    }
}

/// Takes the columns that the campaign file names.
fn explicit(
    spec: &SourceSpec,
    headers: &StringRecord,
    names: &[String],
    sheet: &mut Sheet,
    taken: &mut [Option<Taken>],
) -> Result<(), Vec<Problem>> {
    let own = match spec.kind {
        SourceKind::People => &OWN_PEOPLE,
        SourceKind::Devices => &OWN_DEVICES,
    };
    let mut problems = Vec::new();
    for (ours, header) in &spec.columns {
        let known = own.columns.iter().find(|(name, _)| folded(name) == folded(ours)).map(|(_, column)| *column);
        let nearest = near(ours, own.columns.iter().map(|(name, _)| *name));
        let what = match (known, spec.kind) {
            (Some(column), _) => Taken::Column(column),
            (None, SourceKind::People) if nearest.is_none() => Taken::Attribute(snake_case(ours)),
            (None, _) => {
                let known: Vec<&str> = own.columns.iter().map(|(name, _)| *name).collect();
                let hint = match nearest {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the names are {}", known.join(", ")),
                };
                let message = format!("`columns:` of `{}` has no name `{ours}`", spec.file);
                problems.push(Problem::new(message).at(spec.place.clone()).hint(hint));
                continue;
            }
        };
        let at = headers.iter().position(|h| h.trim() == header.trim());
        let Some(at) = at.or_else(|| names.iter().position(|name| *name == folded(header))) else {
            let listed: Vec<&str> = headers.iter().map(str::trim).collect();
            let nearest = near(header, listed.iter().copied()).map(|n| format!("did you mean `{n}`? "));
            let hint = format!("{}its header line is: {}", nearest.unwrap_or_default(), listed.join(", "));
            let message = format!("`{}` has no column `{header}`, which `columns:` names for `{ours}`", spec.file);
            problems.push(Problem::new(message).at(spec.place.clone()).hint(hint));
            continue;
        };
        if let Taken::Column(column) = what {
            sheet.columns[column as usize] = Some(at);
        }
        taken[at] = Some(what);
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Names every column that is not ours; two of the same name become `x` and `x_2`.
fn name_attributes(headers: &StringRecord, taken: Vec<Option<Taken>>, sheet: &mut Sheet) {
    let mut used = BTreeSet::new();
    for (at, (header, taken)) in headers.iter().zip(taken).enumerate() {
        let wanted = match taken {
            Some(Taken::Column(Column::Office | Column::City)) | None => snake_case(header),
            Some(Taken::Attribute(name)) => name,
            Some(Taken::Column(_)) => continue,
        };
        let wanted = if wanted.is_empty() { format!("column_{}", at + 1) } else { wanted };
        let mut name = wanted.clone();
        let mut n = 1;
        while !used.insert(name.clone()) {
            n += 1;
            name = format!("{wanted}_{n}");
        }
        sheet.attributes.push((at, name.into()));
    }
    sheet.attributes.sort_by(|a, b| a.1.cmp(&b.1));
}

fn unrecognised(spec: &SourceSpec, headers: &StringRecord, names: &[String], line: Line<'_>) -> Problem {
    let (what, wanted, other) = match spec.kind {
        SourceKind::People => ("who a row is about", "upn, id or email", SourceKind::Devices),
        SourceKind::Devices => ("which device a row is about", "serial, name or owner", SourceKind::People),
    };
    let known: Vec<&Layout> = LAYOUTS.iter().copied().filter(|layout| layout.kind == spec.kind).collect();
    let similar = headers.iter().find_map(|header| {
        let nearest = near(header, known.iter().flat_map(|l| l.columns.iter().map(|(name, _)| *name)))?;
        (folded(header) != folded(nearest)).then_some(())?;
        Some(format!("is `{}` meant as `{nearest}`? ", header.trim()))
    });
    let elsewhere = best(other, names).filter(|layout| !layout.marks.is_empty()).map(|layout| {
        let list = if spec.kind == SourceKind::People { "devices" } else { "people" };
        format!("this looks like an export of {}: name it under `{list}:`; ", layout.name)
    });
    let layouts: Vec<&str> = known.iter().map(|layout| layout.name).collect();
    let hint = format!(
        "{}{}name the columns with `columns:` ({wanted} at least), or use an export with the headers of {}",
        elsewhere.unwrap_or_default(),
        similar.unwrap_or_default(),
        layouts.join(", ")
    );
    let place = Place {
        file: spec.file.as_str().into(),
        line: line.number,
        column: 1,
        width: u32::try_from(line.text.chars().count()).unwrap_or(1).max(1),
        text: super::row::printable(line.text).into(),
    };
    Problem::new(format!("no header here tells {what}")).at(place).hint(hint)
}

/// The nearest of some names, when near enough to be a slip.
fn near<'n>(written: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let written = folded(written);
    names
        .map(|name| (strsim::damerau_levenshtein(&folded(name), &written), name))
        .filter(|(distance, name)| *distance <= 2 && distance * 3 <= name.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests;
