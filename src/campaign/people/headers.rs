//! Recognises the columns of a file by its headers, or as the campaign file says.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use csv::StringRecord;

use super::account::{Account, Became, ColumnUse, Tally};
use super::content;
use super::dates::ColumnOrder;
use super::encodings::Doubt;

use super::layouts::{
    Column, DEVICE_EXTRAS, DEVICE_WORDS, DUTCH_PEOPLE, LAYOUTS, Layout, OWN_DEVICES, OWN_PEOPLE, PEOPLE_EXTRAS,
    PEOPLE_WORDS,
};
use super::table::{Line, Table};
use super::{SourceKind, SourceSpec};
use crate::campaign::fold::plain;
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
    /// Whether only its headers say which system that is: then it is a vendor rather than a system.
    pub(super) is_system_by_layout: bool,
    /// Whether the campaign file says which system it is, where its headers say another.
    is_said: bool,
    /// Whether it is read as progress.
    pub(super) is_progress: bool,
    /// Whether its appointments take the place of others.
    pub(super) is_of_the_desk: bool,
    /// How dates with slashes are to be read, by [`Sheet::order_of`].
    orders: [ColumnOrder; 5],
    /// The platform of its devices when their rows do not say.
    pub(super) platform: Option<Platform>,
    /// The headers as written.
    pub(super) headers: Vec<Box<str>>,
    /// Whose headers they are.
    layout: Option<&'static Layout>,
    /// What each column was taken for.
    uses: Vec<ColumnUse>,
}

impl Sheet {
    /// Where a column is.
    pub(super) fn index(&self, column: Column) -> Option<usize> {
        self.columns[column as usize]
    }

    /// How the dates of a column are to be read: what was found of it so far.
    pub(super) fn order_of(&self, column: Column) -> &ColumnOrder {
        &self.orders[match column {
            Column::LeaveUntil => 0,
            Column::LastSeen => 1,
            Column::AppleDeadline => 2,
            Column::AppointmentDate => 3,
            _ => 4,
        }]
    }

    /// Whether its headers are those of a system, and not of a list.
    pub(super) fn is_of_a_system(&self) -> bool {
        self.layout.is_some_and(|layout| !layout.marks.is_empty())
    }

    /// Whether it tells more of devices that other files list, and gives none itself: it is no export of a system, says
    /// whose nothing is, and has columns of its own.
    pub(super) fn tells_more(&self) -> bool {
        !self.is_progress && !has_owner(self) && !self.is_of_a_system() && !self.attributes.is_empty()
    }

    /// Whether the column there is one of ours.
    pub(super) fn is_ours(&self, at: usize) -> bool {
        self.columns.contains(&Some(at))
    }

    /// The account of the file, before any row is read.
    pub(super) fn account(&self, kind: SourceKind, encoding: &'static str, doubt: Option<Doubt>) -> Account {
        Account {
            file: self.file.clone(),
            kind,
            layout: self.layout.map(|layout| layout.name),
            encoding,
            system: self.system.clone().filter(|_| self.is_said),
            doubt,
            separator: char::from(self.delimiter),
            columns: self.uses.clone(),
            rows: 0,
            used: 0,
            joined: 0,
            left_out: 0,
            tally: Tally::default(),
        }
    }
}

/// A header without case, spaces, accents and punctuation: `Last check-in`, `last_check_in` and `LastCheckIn` are the
/// same, and so are `Prénom` and `PRENOM`.
pub(super) fn folded(header: &str) -> String {
    if header.is_ascii() {
        let mut folded = header.to_ascii_lowercase();
        folded.retain(|c| c.is_ascii_alphanumeric());
        return folded;
    }
    plain(header).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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
        is_system_by_layout: spec.system.is_none() && layout.is_some_and(|l| l.system.is_some()),
        is_said: spec.system.as_deref().is_some_and(|said| {
            layout.and_then(|l| l.system).is_some_and(|suggested| folded(suggested) != folded(said))
        }),
        is_progress: spec.is_progress,
        is_of_the_desk: spec.is_of_the_desk,
        orders: Default::default(),
        is_intune: layout.is_some_and(|l| l.system == Some("Intune")),
        platform: layout.and_then(|l| l.platform),
        headers: headers.iter().map(Into::into).collect(),
        layout,
        uses: Vec::new(),
    };
    let mut taken: Vec<Option<Taken>> = vec![None; headers.len()];
    explicit(spec, headers, &names, &mut sheet, &mut taken)?;
    let extras: &[&Layout] = match spec.kind {
        SourceKind::People => &PEOPLE_EXTRAS,
        SourceKind::Devices => &DEVICE_EXTRAS,
    };
    for (n, of) in layout.iter().chain(extras).enumerate() {
        for (header, column) in of.columns {
            // `Status` is too common a word to be ours in another system's file.
            let ours = match column {
                Column::Status => !spec.own_status && (n == 0 || layout.is_some_and(is_list)),
                _ => true,
            };
            // A name beside an address or user name is what the owner is called, not a key.
            let spare = *column == Column::Owner && of.name == DEVICE_WORDS.name && has_owner(&sheet);
            let header = folded(header);
            let at = names.iter().position(|name| *name == header);
            if let Some(at) = at.filter(|&at| ours && !spare && taken[at].is_none() && sheet.index(*column).is_none()) {
                sheet.columns[*column as usize] = Some(at);
                taken[at] = Some(Taken::Column(*column, column.is_field_as_well() || is_words(of)));
            }
        }
    }
    let by_content = by_content(spec.kind, table, &mut sheet, &mut taken);
    if !is_usable(spec.kind, &sheet) {
        return Err(vec![unrecognised(spec, headers, &names, table.header_line())]);
    }
    let fields = name_attributes(headers, &taken, &mut sheet);
    sheet.uses = headers
        .iter()
        .zip(taken.iter().zip(fields))
        .enumerate()
        .map(|(at, (header, (taken, field)))| ColumnUse {
            header: header.trim().into(),
            nearly: taken.is_none().then(|| nearly(spec.kind, header, &sheet)).flatten(),
            became: match (taken, field) {
                (Some(Taken::Column(column, _)), Some(field)) => Became::Both(column.name(), field),
                (Some(Taken::Column(column, _)), None) => Became::Ours(column.name()),
                (_, field) => Became::Field(field.unwrap_or_default()),
            },
            filled: 0,
            by_content: by_content.contains(&at),
        })
        .collect();
    Ok(sheet)
}

const OWNERS: [Column; 4] = [Column::OwnerUpn, Column::OwnerEmail, Column::OwnerId, Column::Owner];

fn has_owner(sheet: &Sheet) -> bool {
    OWNERS.iter().any(|column| sheet.index(*column).is_some())
}

/// Whether a file with these headers is a list of the organisation's own.
fn is_list(layout: &Layout) -> bool {
    [&OWN_PEOPLE, &DUTCH_PEOPLE, &PEOPLE_WORDS].iter().any(|own| own.name == layout.name)
}

/// Whether a layout holds words that lists use, of which selectors may have made fields.
fn is_words(layout: &Layout) -> bool {
    layout.kind == SourceKind::People && layout.name == PEOPLE_WORDS.name
}

/// Whether the values of a column look like what is wanted.
type Looks = fn(&[StringRecord], usize) -> bool;

/// Takes what the file cannot be used without from the one column that looks like it, and says which columns those are.
fn by_content(kind: SourceKind, table: &Table<'_>, sheet: &mut Sheet, taken: &mut [Option<Taken>]) -> Vec<usize> {
    use Column as C;
    let has = |columns: &[Column]| columns.iter().any(|c| sheet.index(*c).is_some());
    let wanted: &[(Column, Looks)] = match kind {
        SourceKind::People if !has(&[C::Email, C::Upn, C::Proxies]) => {
            &[(C::Email, content::are_addresses_of_their_own)]
        }
        SourceKind::People => &[],
        SourceKind::Devices => &[(C::OwnerEmail, content::are_addresses), (C::Serial, content::are_serials)],
    };
    let wanted: Vec<_> =
        wanted.iter().filter(|(column, _)| !has(&[*column]) && (*column != C::OwnerEmail || !has(&OWNERS))).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let rows = table.sample(content::SAMPLE);
    let mut found = Vec::new();
    for (column, looks) in wanted {
        let mut fits = (0..taken.len()).filter(|&at| taken[at].is_none() && looks(&rows, at));
        if let (Some(at), None) = (fits.next(), fits.next()) {
            sheet.columns[*column as usize] = Some(at);
            taken[at] = Some(Taken::Column(*column, kind == SourceKind::People));
            found.push(at);
        }
    }
    found
}

/// Every header we know, folded.
static KNOWN: LazyLock<Vec<(SourceKind, Column, &'static str, String)>> = LazyLock::new(|| {
    let of = |layout: &'static Layout| {
        layout.columns.iter().map(|(name, column)| (layout.kind, *column, *name, folded(name)))
    };
    LAYOUTS.into_iter().flat_map(of).collect()
});

/// A header of ours that another one nearly is, when the file has no column for it.
fn nearly(kind: SourceKind, header: &str, sheet: &Sheet) -> Option<&'static str> {
    let written = folded(header);
    KNOWN
        .iter()
        .filter(|(of, column, _, name)| {
            *of == kind && sheet.index(*column).is_none() && name.len().abs_diff(written.len()) <= 4
        })
        .map(|(_, _, name, folded)| (strsim::damerau_levenshtein(folded, &written), *name, folded))
        .filter(|(distance, _, folded)| distance * 4 <= folded.chars().count() && *distance <= 2)
        .min_by_key(|(distance, ..)| *distance)
        .map(|(_, name, _)| name)
}

/// What a column of the file has been found to be.
#[derive(Debug, Clone, PartialEq)]
enum Taken {
    /// A column of ours, and whether it is a field of its own as well.
    Column(Column, bool),
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
        SourceKind::People => any(&[C::Upn, C::ObjectId, C::Email, C::Account, C::Proxies]),
        SourceKind::Devices => {
            // An address alone may be that of a list of people.
            let described =
                [C::Model, C::Platform, C::Manufacturer, C::System, C::Ownership, C::OsVersion, C::LastSeen];
            any(&[C::Serial, C::Name, C::Owner, C::OwnerId])
                || sheet.layout.is_some_and(|layout| layout.name != DEVICE_WORDS.name) && has_owner(sheet)
                || any(&described) && has_owner(sheet)
        }
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
            (Some(Column::Status), _) if spec.own_status => Taken::Attribute(snake_case(ours)),
            (Some(column), _) => Taken::Column(column, column.is_field_as_well()),
            (None, _) if nearest.is_none() => Taken::Attribute(snake_case(ours)),
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
        if let Taken::Column(column, _) = what {
            sheet.columns[column as usize] = Some(at);
        }
        taken[at] = Some(what);
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Names every column that is a field; two of the same name become `x` and `x_2`.
fn name_attributes(headers: &StringRecord, taken: &[Option<Taken>], sheet: &mut Sheet) -> Vec<Option<Arc<str>>> {
    let mut used = BTreeSet::new();
    let mut fields = vec![None; headers.len()];
    for (at, (header, taken)) in headers.iter().zip(taken).enumerate() {
        let wanted = match taken {
            Some(Taken::Column(_, true)) | None => snake_case(header),
            Some(Taken::Attribute(name)) => name.clone(),
            Some(Taken::Column(_, false)) => continue,
        };
        let wanted = if wanted.is_empty() { format!("column_{}", at + 1) } else { wanted };
        let mut name = wanted.clone();
        let mut n = 1;
        while !used.insert(name.clone()) {
            n += 1;
            name = format!("{wanted}_{n}");
        }
        let name: Arc<str> = name.into();
        fields[at] = Some(name.clone());
        sheet.attributes.push((at, name));
    }
    sheet.attributes.sort_by(|a, b| a.1.cmp(&b.1));
    fields
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
    let layouts: Vec<&str> =
        known.iter().map(|layout| layout.name).filter(|name| !name.starts_with("a list")).collect();
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
