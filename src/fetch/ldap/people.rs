//! Which attributes become which columns: our own names of them, so that a file reads the same whatever directory it is of.
//! Pure.

use std::collections::{BTreeSet, HashMap};

use chrono_tz::Tz;

use super::entry::Entry;
use super::value::{comparable, text};
use crate::fetch::table::Table;

/// The usual columns, each with the attributes it is taken from: the first that has a value. Active Directory's come first;
/// those of RFC 2798 and RFC 4519, and what OpenLDAP knows an entry by (RFC 4530), stand in for them.
const USUAL: [(&str, &[&str]); 14] = [
    ("upn", &["userPrincipalName"]),
    ("account", &["sAMAccountName", "uid"]),
    ("email", &["mail"]),
    ("id", &["objectGUID", "entryUUID"]),
    ("name", &["displayName", "cn"]),
    ("given_name", &["givenName"]),
    ("surname", &["sn"]),
    ("preferred_language", &["preferredLanguage"]),
    ("department", &["department", "ou"]),
    ("office", &["physicalDeliveryOfficeName"]),
    ("city", &["l"]),
    ("manager", &["manager"]),
    ("enabled", &["userAccountControl"]),
    ("password_expires", &["msDS-UserPasswordExpiryTimeComputed"]),
];

/// The attribute that names another entry.
const MANAGER: &str = "manager";

/// By which attributes somebody is named as a manager: the first that has a value.
pub(super) const NAMES: [&str; 4] = ["userPrincipalName", "mail", "sAMAccountName", "uid"];

/// The columns of a list of people.
pub(super) struct Columns<'a> {
    columns: Vec<(&'a str, Vec<&'a str>)>,
    /// The headers that the campaign names: they stay when they are empty.
    named: Vec<&'a str>,
    zone: Tz,
}

impl<'a> Columns<'a> {
    /// The usual ones, and these besides them or in place of them. Dates are those of the zone.
    pub(super) fn of(own: &'a [(String, String)], zone: Tz) -> Self {
        let own_of = |header: &str| own.iter().find(|(own, _)| own == header).map(|(_, name)| vec![name.as_str()]);
        let mut columns: Vec<(&str, Vec<&str>)> =
            USUAL.iter().map(|(header, usual)| (*header, own_of(header).unwrap_or_else(|| usual.to_vec()))).collect();
        let is_usual = |header: &str| USUAL.iter().any(|(usual, _)| *usual == header);
        columns.extend(
            own.iter().filter(|(header, _)| !is_usual(header)).map(|(h, name)| (h.as_str(), vec![name.as_str()])),
        );
        Columns { columns, named: own.iter().map(|(header, _)| header.as_str()).collect(), zone }
    }

    /// What a directory is asked for: attributes that the protocol has to be asked for by name are among them.
    pub(super) fn attributes(&self) -> Vec<&'a str> {
        let all: BTreeSet<&str> = self.columns.iter().flat_map(|(_, names)| names).chain(&NAMES).copied().collect();
        all.into_iter().collect()
    }

    /// The names of managers that none of the entries has, as they are written.
    pub(super) fn strangers(&self, entries: &[Entry]) -> BTreeSet<String> {
        let known: BTreeSet<String> = entries.iter().map(|entry| comparable(&entry.dn)).collect();
        let managers = entries.iter().flat_map(|entry| entry.values(MANAGER));
        let named = managers.filter_map(|dn| String::from_utf8(dn.clone()).ok());
        named.filter(|dn| !known.contains(&comparable(dn))).collect()
    }

    /// The list of these people; `others` are managers who are not among them.
    ///
    /// # Errors
    /// When a value is no text: whose, and what.
    pub(super) fn table(&self, entries: &[Entry], others: &[Entry]) -> Result<Table, String> {
        let named = |entry: &Entry| {
            let first = |name: &&str| entry.values(name).first().and_then(|value| text(name, value, self.zone));
            Some((comparable(&entry.dn), NAMES.iter().find_map(first)?))
        };
        let names: HashMap<String, String> = others.iter().chain(entries).filter_map(named).collect();
        let rows: Result<Vec<Vec<String>>, String> = entries.iter().map(|entry| self.row(entry, &names)).collect();
        let headers = self.columns.iter().map(|(header, _)| (*header).to_owned()).collect();
        Ok(Table::new(headers, rows?).without_empty(&self.named))
    }

    fn row(&self, entry: &Entry, names: &HashMap<String, String>) -> Result<Vec<String>, String> {
        self.columns.iter().map(|(header, attributes)| self.cell(entry, header, attributes, names)).collect()
    }

    fn cell(
        &self,
        entry: &Entry,
        header: &str,
        attributes: &[&str],
        names: &HashMap<String, String>,
    ) -> Result<String, String> {
        let Some(attribute) = attributes.iter().find(|name| !entry.values(name).is_empty()) else {
            return Ok(String::new());
        };
        let read = |value: &Vec<u8>| {
            text(attribute, value, self.zone)
                .ok_or_else(|| format!("`{attribute}` of {} is no text: leave it out of `columns:`", entry.dn))
        };
        let mut values = entry.values(attribute).iter().map(read).collect::<Result<Vec<String>, String>>()?;
        if attribute.eq_ignore_ascii_case(MANAGER) {
            for value in &mut values {
                // Who cannot be seen keeps the name that the directory has: `check` says whose manager is unknown.
                if let Some(name) = names.get(&comparable(value)) {
                    name.clone_into(value);
                }
            }
        }
        if self.named.contains(&header) {
            // A directory gives several in any order.
            values.sort_unstable();
            return Ok(values.join(";"));
        }
        Ok(values.into_iter().next().unwrap_or_default())
    }
}
