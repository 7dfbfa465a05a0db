//! Rows of devices; the same device in two systems becomes one.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::cells;
use super::directory::Directory;
use super::headers::folded;
use super::language;
use super::layouts::Column;
use super::row::{Row, Unread, printable};
use crate::campaign::{Device, Ownership, Platform, Reject, RejectKind};
use crate::l10n::Tag;

/// A device with what the person it belongs to may learn from it.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) device: Device,
    /// The owner's place in the directory.
    pub(super) owner: Option<usize>,
    /// Whom a shared device names.
    pub(super) keeper: Option<usize>,
    /// When it was enrolled in the system people move to.
    pub(super) enrolled: Option<DateTime<Utc>>,
    /// The language the device is set to.
    pub(super) locale: Option<Tag>,
    /// Whether its system is the one people move to.
    is_new: bool,
    /// What to report when nothing but a row that says it is no longer in its system names it, and the file's number.
    pub(super) retired: Option<(usize, Reject)>,
}

/// All devices read so far.
#[derive(Debug)]
pub(super) struct Devices {
    pub(super) found: Vec<Found>,
    by_serial: HashMap<String, usize>,
    moves_to: String,
}

impl Devices {
    /// No devices yet, of people who move to this system.
    pub(super) fn new(moves_to: &str) -> Self {
        Devices { found: Vec::new(), by_serial: HashMap::new(), moves_to: folded(moves_to) }
    }

    /// Takes one row of a device file, or says in `rejects` why not.
    pub(super) fn take(&mut self, row: Row<'_>, directory: &Directory, rejects: &mut Vec<Reject>) {
        let device = read(&row, rejects);
        let owner_cell = owner_cell(&row, rejects);
        if device.serial.is_none() && device.name.is_none() && owner_cell.is_none() {
            let message = "the row has no serial number, name or owner; it is left out";
            let hint = "give the device its serial number";
            rejects.push(row.reject(RejectKind::NoIdentity, None, message, hint));
            return;
        }
        let (owner, keeper) = match owner_cell {
            // Nobody's, whomever it names: that nobody is known by that name is as it should be.
            Some((column, name)) if device.ownership == Ownership::Shared => {
                (None, owner(&row, column, &name, directory, &mut Vec::new()))
            }
            Some((column, name)) => (owner(&row, column, &name, directory, rejects), None),
            None => (None, None),
        };
        let is_new = device.system.as_deref().is_some_and(|system| self.is_new(system));
        let enrolled = row.parsed(Column::Enrolled, rejects, cells::instant).flatten();
        let mut found = Found {
            owner,
            keeper,
            enrolled: enrolled.filter(|_| is_new),
            locale: row.parsed(Column::Locale, rejects, language::parse),
            is_new,
            retired: row.text(Column::State, rejects).filter(|state| cells::is_gone(state)).map(|state| {
                let message = format!("the device is `{}`; it is left out", printable(&state));
                let hint = "nothing to do, unless the device is still in use";
                (row.sheet.number, row.reject(RejectKind::Retired, Some(Column::State), message, hint))
            }),
            device,
        };
        found.device.migrated = is_new && found.retired.is_none();
        let Some(serial) = &found.device.serial else {
            self.found.push(found);
            return;
        };
        match self.by_serial.get(&serial.to_uppercase()) {
            Some(&at) => rejects.extend(merge(&mut self.found[at], found, &row)),
            None => {
                self.by_serial.insert(serial.to_uppercase(), self.found.len());
                self.found.push(found);
            }
        }
    }

    /// Whether an export's name of a system is that of the one people move to: `Intune` is `Microsoft Intune`.
    fn is_new(&self, system: &str) -> bool {
        let system = folded(system);
        let long = |name: &str| name.chars().count() >= 3;
        system == self.moves_to
            || long(&system) && self.moves_to.contains(&system)
            || long(&self.moves_to) && system.contains(&self.moves_to)
    }
}

fn read(row: &Row<'_>, rejects: &mut Vec<Reject>) -> Device {
    let mut text = |column| row.text(column, rejects).map(Cow::into_owned);
    let serial = text(Column::Serial).as_deref().and_then(cells::serial);
    let (name, manufacturer, model) = (text(Column::Name), text(Column::Manufacturer), text(Column::Model));
    let (os, version, system) = (text(Column::Platform), text(Column::OsVersion), text(Column::System));
    let platform = match cells::platform(os.as_deref(), model.as_deref()) {
        Ok(Platform::Other) if os.is_none() => row.sheet.platform.unwrap_or(Platform::Other),
        Ok(platform) => platform,
        Err(unread) => {
            let message = format!("`{}` is not {}", printable(os.as_deref().unwrap_or("")), unread.wanted);
            rejects.push(row.reject(RejectKind::Cell, Some(Column::Platform), message, unread.hint));
            Platform::Other
        }
    };
    // Workspace ONE's `OperatingSystem` may name both.
    let version = version.or_else(|| os.as_deref().and_then(cells::version_in).map(Into::into));
    Device {
        serial,
        name,
        manufacturer,
        model,
        platform,
        os_version: version,
        ownership: row.parsed(Column::Ownership, rejects, cells::ownership).unwrap_or(Ownership::Unknown),
        supervised: row.parsed(Column::Supervised, rejects, supervised).unwrap_or(false),
        system: match system {
            Some(system) if row.sheet.is_intune => Some(intune(system)),
            Some(system) => Some(system),
            None => row.sheet.system.clone(),
        },
        migrated: false,
        last_seen: row.parsed(Column::LastSeen, rejects, cells::instant).flatten(),
        source: row.source(),
    }
}

fn supervised(text: &str) -> Result<bool, Unread> {
    match folded(text).as_str() {
        "unknown" | "onbekend" | "notapplicable" | "nvt" => Ok(false),
        _ => cells::yes_no(text),
    }
}

/// Intune's `Managed by` says how (`MDM`, `Co-managed`) where others name the system.
fn intune(managed_by: String) -> String {
    let how = folded(&managed_by);
    let ways = ["mdm", "intune", "comanaged", "clouddpc", "googleclouddevicepolicycontroller"];
    if ways.iter().any(|way| how.contains(way)) { "Intune".into() } else { managed_by }
}

/// The first of the columns that name an owner.
fn owner_cell<'a>(row: &Row<'a>, rejects: &mut Vec<Reject>) -> Option<(Column, Cow<'a, str>)> {
    let columns = [Column::OwnerUpn, Column::OwnerEmail, Column::OwnerId, Column::Owner];
    columns.into_iter().find_map(|column| {
        let name = row.text(column, rejects).filter(|name| !cells::is_nobody(name))?;
        // Intune writes this for devices without a user.
        (name != "00000000-0000-0000-0000-000000000000").then_some((column, name))
    })
}

fn owner(row: &Row<'_>, column: Column, name: &str, directory: &Directory, rejects: &mut Vec<Reject>) -> Option<usize> {
    let known = directory.named(name).or_else(|| {
        let others = [Column::OwnerEmail, Column::OwnerId, Column::Owner];
        others.into_iter().find_map(|other| directory.named(&row.text(other, &mut Vec::new())?))
    });
    if known.is_none() {
        let message = format!("the owner `{}` is in no people file; the device is kept without one", printable(name));
        let hint = "add the person to a people file, or leave the owner empty for a device nobody owns";
        rejects.push(row.reject(RejectKind::UnknownOwner, Some(column), message, hint));
    }
    known
}

/// Makes one of two rows about the same serial number.
///
/// In both systems, the device has migrated unless the old one has seen it since the new one did. A row that says
/// the device has left its system is the history of one that is elsewhere, and no reject.
fn merge(kept: &mut Found, row: Found, at: &Row<'_>) -> Option<Reject> {
    let names = |found: &Found| found.device.system.clone().unwrap_or_else(|| "a system without a name".into());
    let where_kept = format!("{}:{}", kept.device.source.file, kept.device.source.line);
    let both = format!("{} ({where_kept}) and in {} (this row)", names(kept), names(&row));
    let serial = printable(row.device.serial.as_deref().unwrap_or("")).into_owned();
    let across = kept.is_new != row.is_new;
    let row_wins = match (&kept.retired, &row.retired) {
        (Some(_), Some(_)) => return row.retired.map(|(_, reject)| reject),
        (Some(_), None) => true,
        (None, Some(_)) => false,
        (None, None) if across => {
            let (new, old) = if kept.is_new { (&kept.device, &row.device) } else { (&row.device, &kept.device) };
            let seen_since = matches!((old.last_seen, new.last_seen), (Some(old), Some(new)) if old > new);
            row.is_new != seen_since
        }
        (None, None) => row.device.last_seen > kept.device.last_seen,
    };
    let history = kept.retired.is_some() || row.retired.is_some();
    let later = if row_wins { std::mem::replace(kept, row) } else { row };
    complete(kept, later);
    if history {
        return None;
    }
    let (message, hint) = match across {
        true => (
            format!(
                "serial number `{serial}` is in {both}; it counts as {}",
                if kept.device.migrated { "migrated" } else { "not migrated, because the old system saw it last" }
            ),
            "a device belongs in one system at a time: unenrol it from the old one",
        ),
        false => (
            format!(
                "serial number `{serial}` is also on {where_kept}; {} counts",
                if row_wins { "this row, seen later," } else { "that row" }
            ),
            "remove the row that is out of date",
        ),
    };
    Some(at.reject(RejectKind::DeviceTwice, Some(Column::Serial), message, hint))
}

/// Takes from the other row what the one that counts does not say.
fn complete(kept: &mut Found, other: Found) {
    fn fill<T>(mine: &mut Option<T>, theirs: Option<T>) {
        if mine.is_none() {
            *mine = theirs;
        }
    }
    let (mine, theirs) = (&mut kept.device, other.device);
    fill(&mut mine.name, theirs.name);
    fill(&mut mine.manufacturer, theirs.manufacturer);
    fill(&mut mine.model, theirs.model);
    fill(&mut mine.os_version, theirs.os_version);
    fill(&mut mine.system, theirs.system);
    fill(&mut mine.last_seen, theirs.last_seen);
    if mine.platform == Platform::Other {
        mine.platform = theirs.platform;
    }
    if mine.ownership == Ownership::Unknown {
        mine.ownership = theirs.ownership;
    }
    // What matters is how far the control of the system that is left goes.
    mine.supervised = match (kept.is_new, other.is_new) {
        (true, false) => theirs.supervised,
        (false, true) => mine.supervised,
        _ => mine.supervised || theirs.supervised,
    };
    fill(&mut kept.owner, other.owner);
    fill(&mut kept.keeper, other.keeper);
    fill(&mut kept.locale, other.locale);
    fill(&mut kept.enrolled, other.enrolled);
}
