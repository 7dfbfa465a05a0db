//! Rows of people.

use std::borrow::Cow;

use super::address;
use super::cells;
use super::directory::{Directory, Draft, Seen};
use super::language;
use super::layouts::Column;
use super::row::{Row, printable};
use crate::campaign::{Reject, RejectKind, Standing};

/// Takes one row of a people file into the directory, or says in `rejects` why not.
///
/// Every row of the first file is a person. A later file joins onto those known, and adds people only where a row
/// has a name or an address: a list of languages does not create persons.
pub(super) fn take(row: Row<'_>, is_first_file: bool, directory: &mut Directory, rejects: &mut Vec<Reject>) {
    let mut found = Vec::new();
    let mut draft = keys(&row, &mut found);
    if draft.id().is_none() {
        rejects.append(&mut found);
        let message = "the row names nobody: it has no user principal name, id or usable address; it is left out";
        rejects.push(row.reject(RejectKind::NoIdentity, None, message, "give the person an address or a `upn`"));
        return;
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
        rejects.push(row.reject(RejectKind::Duplicate, key_column(&row), message, hint));
        return;
    }
    fill(&row, &mut draft, directory, &mut found);
    let stands_alone = is_first_file || draft.email.is_some() || has_name(&draft);
    match known {
        Some(at) => {
            if let Some(other) = directory.fill(at, draft, seen) {
                let other = &directory.entries[other].source;
                let message = format!(
                    "this row shows that {}:{} is the same person as {}:{}; they are taken together",
                    other.file, other.line, directory.entries[at].source.file, directory.entries[at].source.line
                );
                let hint = "remove the row that has only an address";
                found.push(row.reject(RejectKind::Duplicate, Some(Column::Email), message, hint));
            }
        }
        None if stands_alone => directory.add(draft, source, seen),
        None => {
            let id = draft.id().unwrap_or_default();
            let message =
                format!("`{}` is in no other people file, and this row has no name or address", printable(&id));
            let hint = "add the person to the first people file, or remove the row";
            found.push(row.reject(RejectKind::UnknownOwner, key_column(&row), message, hint));
        }
    }
    rejects.append(&mut found);
}

fn has_name(draft: &Draft) -> bool {
    draft.name.is_some() || draft.given_name.is_some() || draft.surname.is_some()
}

/// The column that identifies the row.
fn key_column(row: &Row<'_>) -> Option<Column> {
    [Column::Upn, Column::ObjectId, Column::Email].into_iter().find(|c| row.text(*c, &mut Vec::new()).is_some())
}

fn keys(row: &Row<'_>, rejects: &mut Vec<Reject>) -> Draft {
    let upn = row.text(Column::Upn, rejects).map(Cow::into_owned);
    let object_id = row.text(Column::ObjectId, rejects).map(Cow::into_owned);
    let email = row.text(Column::Email, rejects).and_then(|text| match address::parse(&text) {
        Ok(address) => Some(address),
        Err(bad) => {
            rejects.push(row.reject(RejectKind::Address, Some(Column::Email), bad.why, bad.hint));
            None
        }
    });
    Draft { upn, object_id, email, ..Draft::default() }
}

fn fill(row: &Row<'_>, draft: &mut Draft, directory: &mut Directory, rejects: &mut Vec<Reject>) {
    let mut text = |column| row.text(column, rejects).map(Cow::into_owned);
    draft.name = text(Column::Name);
    draft.given_name = text(Column::GivenName);
    draft.surname = text(Column::Surname);
    draft.department = text(Column::Department);
    draft.site = text(Column::Site);
    draft.office = text(Column::Office);
    draft.city = text(Column::City);
    draft.manager = text(Column::Manager).map(|m| m.to_lowercase());
    let reason = text(Column::StatusReason);
    draft.enabled = row.parsed(Column::Enabled, rejects, cells::yes_no);
    let blocked = row.parsed(Column::Blocked, rejects, cells::yes_no);
    draft.enabled = draft.enabled.or(blocked.map(|blocked| !blocked));
    draft.leave_until = row.parsed(Column::LeaveUntil, rejects, cells::day).flatten();
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
            let ours = || [Column::Office, Column::City].iter().any(|c| row.sheet.index(*c) == Some(*at));
            if !found.is_empty() && !ours() {
                rejects.append(&mut found);
            }
            Some((name.clone(), value?))
        })
        .collect();
}
