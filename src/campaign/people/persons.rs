//! Rows of people.

use std::borrow::Cow;

use chrono::NaiveTime;

use super::account::{Outcome, Tally};
use super::address;
use super::cells;
use super::directory::{Directory, Draft, Seen};
use super::import::Reading;
use super::language;
use super::layouts::Column;
use super::row::{Row, printable};
use crate::campaign::{Reject, RejectKind, Standing, Visit};

/// Takes one row of a people file into the directory, or says in `rejects` why not.
///
/// Every row of the first file is a person. A later file joins onto those known, and adds people only where a row
/// has a name or an address: a list of languages does not create persons, nor does one of progress.
pub(super) fn take(row: Row<'_>, adds: Adds, directory: &mut Directory, file: &mut Reading) -> Outcome {
    let mut found = Vec::new();
    let mut draft = keys(&row, &mut found);
    if draft.id().is_none() {
        file.rejects.append(&mut found);
        let message = "the row names nobody: it has no user principal name, id or usable address; it is left out";
        file.rejects.push(row.reject(RejectKind::NoIdentity, None, message, "give the person an address or a `upn`"));
        return Outcome::LeftOut;
    }
    if draft.email.is_none() && row.is_footer() {
        let message = "the row is a sum of others and names nobody; it is left out";
        file.rejects.push(row.reject(RejectKind::NoIdentity, None, message, "remove the row"));
        return Outcome::LeftOut;
    }
    let source = row.source();
    let seen = Seen { file: row.sheet.number, line: source.line, fingerprint: row.fingerprint() };
    let known = directory.find(&draft);
    if let Some(earlier) = known.map(|at| &directory.entries[at].seen).filter(|earlier| earlier.file == seen.file) {
        let (message, hint) = match earlier.fingerprint == seen.fingerprint {
            true => (format!("the row is identical to line {}", earlier.line), "remove one of the two"),
            false => (
                format!("the person is already on line {}, with different data; that line counts", earlier.line),
                "remove the row that is out of date",
            ),
        };
        file.rejects.push(row.reject(RejectKind::Duplicate, key_column(&row), message, hint));
        return Outcome::LeftOut;
    }
    fill(&row, &mut draft, directory, &mut found);
    let stands_alone = match adds {
        Adds::Everyone => true,
        Adds::WhoeverHasAName => draft.email.is_some() || has_name(&draft),
        Adds::Nobody => false,
    };
    if known.is_some() || stands_alone {
        count(&draft, &mut file.account.tally);
    }
    if let (Some(at), true) = (known, row.sheet.is_progress) {
        let left = draft.enabled == Some(false);
        file.told.push((at, if left { Some(Standing::Left) } else { draft.standing.clone() }));
    }
    let outcome = match known {
        Some(at) => {
            // Also none: it was called off there.
            if row.sheet.is_of_the_desk {
                directory.entries[at].draft.visit = draft.visit.clone();
            }
            if let Some(other) = directory.fill(at, draft, seen, row.sheet.is_progress) {
                let other = &directory.entries[other].source;
                let message = format!(
                    "this row shows that {}:{} is the same person as {}:{}; they are taken together",
                    other.file, other.line, directory.entries[at].source.file, directory.entries[at].source.line
                );
                let hint = "remove the row that has only an address";
                found.push(row.reject(RejectKind::Duplicate, Some(Column::Email), message, hint));
            }
            Outcome::Joined
        }
        None if stands_alone => {
            directory.add(draft, source, seen);
            Outcome::Used
        }
        None => {
            let id = draft.id().unwrap_or_default();
            let (message, hint) = match adds {
                Adds::Nobody => (
                    format!("`{}` is nobody in the approved plan; the row is left out", printable(&id)),
                    "correct the address or user name; whoever is new needs a place in a people file, and an approval",
                ),
                _ => (
                    format!("`{}` is in no other people file, and this row has no name or address", printable(&id)),
                    "add the person to the first people file, or remove the row",
                ),
            };
            found.push(row.reject(RejectKind::UnknownOwner, key_column(&row), message, hint));
            Outcome::LeftOut
        }
    };
    file.rejects.append(&mut found);
    outcome
}

/// Of whom a file makes persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Adds {
    /// Of every row: the first file.
    Everyone,
    /// Of rows with a name or an address: later files.
    WhoeverHasAName,
    /// Of none: what is imported as progress is about people who are known.
    Nobody,
}

fn count(draft: &Draft, tally: &mut Tally) {
    tally.names += usize::from(has_name(draft));
    tally.addresses += usize::from(draft.email.is_some());
    tally.languages += usize::from(draft.language.is_some() || draft.preferred.is_some());
    tally.zones += usize::from(draft.timezone.is_some());
    tally.standings += usize::from(draft.standing.is_some());
}

fn has_name(draft: &Draft) -> bool {
    draft.name.is_some() || draft.given_name.is_some() || draft.surname.is_some()
}

/// The column that identifies the row.
fn key_column(row: &Row<'_>) -> Option<Column> {
    let keys = [Column::Upn, Column::ObjectId, Column::Email, Column::Proxies, Column::Account];
    keys.into_iter().find(|c| row.text(*c, &mut Vec::new()).is_some())
}

fn keys(row: &Row<'_>, rejects: &mut Vec<Reject>) -> Draft {
    let upn = row.key(Column::Upn, rejects).map(Cow::into_owned);
    let object_id = row.key(Column::ObjectId, rejects).map(Cow::into_owned);
    let account = row.key(Column::Account, rejects).map(Cow::into_owned);
    let distinguished_name = row.text(Column::DistinguishedName, rejects).map(Cow::into_owned);
    let mut draft = Draft { upn, object_id, account, distinguished_name, ..Draft::default() };
    // Some systems sign people in by their address, and call that their user name.
    if draft.upn.is_none() && draft.account.as_ref().is_some_and(|account| account.contains('@')) {
        draft.upn = draft.account.take();
    }
    draft.email = address(row, Column::Email, rejects, |text| Some(text))
        .or_else(|| address(row, Column::Proxies, rejects, address::main_of));
    draft
}

/// The address in a column, of which `choose` picks the part that counts.
fn address(
    row: &Row<'_>,
    column: Column,
    rejects: &mut Vec<Reject>,
    choose: fn(&str) -> Option<&str>,
) -> Option<String> {
    let text = row.text(column, rejects)?;
    match address::parse_cell(choose(&text)?) {
        Ok(address) => Some(address),
        Err(bad) => {
            rejects.push(row.reject(RejectKind::Address, Some(column), bad.why, bad.hint));
            None
        }
    }
}

/// When and where somebody is expected. What says no day is none.
fn visit(row: &Row<'_>, rejects: &mut Vec<Reject>) -> Option<Visit> {
    let time = row.parsed(Column::AppointmentTime, rejects, cells::time_of_day);
    let place = row.text(Column::AppointmentPlace, rejects).map(Cow::into_owned);
    let Some(at) = row.dated(Column::AppointmentDate, rejects) else {
        // A place alone may be where somebody always goes; a time is of a day.
        if time.is_some() && row.text(Column::AppointmentDate, &mut Vec::new()).is_none() {
            let (message, hint) = ("a time of an appointment without a day", "write the day in `appointment_date`");
            rejects.push(row.reject(RejectKind::Cell, Some(Column::AppointmentTime), message, hint));
        }
        return None;
    };
    if time.is_none() && at.time() != NaiveTime::MIN {
        let message = "the day of an appointment has a time, of which nobody knows by whose clock";
        let hint = "write the time in a column of its own, `appointment_time`, as the clock shows it there";
        rejects.push(row.reject(RejectKind::Cell, Some(Column::AppointmentDate), message, hint));
    }
    Some(Visit { day: at.date_naive(), time, place })
}

fn fill(row: &Row<'_>, draft: &mut Draft, directory: &mut Directory, rejects: &mut Vec<Reject>) {
    let mut text = |column| row.text(column, rejects).map(Cow::into_owned);
    draft.name = text(Column::Name);
    draft.given_name = text(Column::GivenName);
    draft.surname = text(Column::Surname);
    draft.infix = text(Column::Infix);
    draft.department = text(Column::Department);
    draft.site = text(Column::Site);
    draft.office = text(Column::Office);
    draft.city = text(Column::City);
    draft.manager = text(Column::Manager).map(|m| m.to_lowercase());
    let reason = text(Column::StatusReason);
    draft.enabled = row.parsed(Column::Enabled, rejects, cells::enabled);
    let blocked = row.parsed(Column::Blocked, rejects, cells::yes_no);
    draft.enabled = draft.enabled.or(blocked.map(|blocked| !blocked));
    draft.leave_until = row.dated(Column::LeaveUntil, rejects).map(|instant| instant.date_naive());
    draft.visit = visit(row, rejects);
    draft.timezone = row.parsed(Column::Timezone, rejects, cells::timezone);
    draft.standing = row.parsed(Column::Status, rejects, cells::standing).map(|standing| match standing {
        Standing::Failed(_) => Standing::Failed(reason),
        other => other,
    });
    draft.language = row.parsed(Column::Language, rejects, language::parse);
    draft.preferred = row.parsed(Column::PreferredLanguage, rejects, language::parse);
    // Collected in the order of their names, which is much faster than inserting one by one.
    draft.attributes = row
        .sheet
        .attributes
        .iter()
        .filter_map(|(at, name)| {
            let mut found = Vec::new();
            let value = row.attribute(*at, &mut found).map(|value| directory.value(value));
            // What is ours as well (office, city) was complained of above.
            if !found.is_empty() && !row.sheet.is_ours(*at) {
                rejects.append(&mut found);
            }
            Some((name.clone(), value?))
        })
        .collect();
}
