//! One row of devices, cell by cell.

use std::borrow::Cow;

use crate::campaign::people::cells;
use crate::campaign::people::directory::Directory;
use crate::campaign::people::headers::folded;
use crate::campaign::people::keys::{self, NoKey};
use crate::campaign::people::layouts::Column;
use crate::campaign::people::row::{Row, Unread, printable};
use crate::campaign::{Device, Ownership, Platform, Reject, RejectKind};

/// What a row says of its device, without the columns that are none of ours.
pub(super) fn device(row: &Row<'_>, rejects: &mut Vec<Reject>) -> Device {
    let serial = serial(row, rejects);
    let mut text = |column| row.text(column, rejects).map(Cow::into_owned);
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
            // How it is managed, and no name of a system.
            Some(how) if row.sheet.is_intune && is_intune(&how) => row.sheet.system.clone(),
            Some(system) => Some(system),
            None => row.sheet.system.clone(),
        },
        migrated: false,
        last_seen: row.dated(Column::LastSeen, rejects),
        apple_deadline: row.dated(Column::AppleDeadline, rejects),
        attributes: Default::default(),
        concern: Default::default(),
        source: row.source(),
    }
}

/// The serial number. What makers leave in place of one is none, and nothing to report; what a spreadsheet made of one
/// is.
fn serial(row: &Row<'_>, rejects: &mut Vec<Reject>) -> Option<String> {
    let text = row.text(Column::Serial, rejects)?;
    match keys::judge(&text) {
        Err(NoKey::Placeholder) => None,
        Err(NoKey::Formula | NoKey::Rounded) => row.key(Column::Serial, rejects).map(Cow::into_owned),
        Ok(()) => Some(text.into_owned()),
    }
}

fn supervised(text: &str) -> Result<bool, Unread> {
    match folded(text).as_str() {
        "unknown" | "onbekend" | "notapplicable" | "nvt" => Ok(false),
        _ => cells::yes_no(text),
    }
}

/// Intune's `Managed by` says how (`MDM`, `Co-managed`) where others name the system.
fn is_intune(managed_by: &str) -> bool {
    let how = folded(managed_by);
    let ways = ["mdm", "intune", "comanaged", "clouddpc", "googleclouddevicepolicycontroller"];
    ways.iter().any(|way| how.contains(way))
}

/// The first of the columns that name an owner.
pub(super) fn owner_cell<'a>(row: &Row<'a>, rejects: &mut Vec<Reject>) -> Option<(Column, Cow<'a, str>)> {
    let columns = [Column::OwnerUpn, Column::OwnerEmail, Column::OwnerId, Column::Owner];
    columns.into_iter().find_map(|column| {
        let name = row.text(column, rejects).filter(|name| !cells::is_nobody(name))?;
        if matches!(keys::judge(&name), Err(NoKey::Formula | NoKey::Rounded)) {
            return row.key(column, rejects).map(|name| (column, name));
        }
        // Intune writes this for devices without a user.
        (name != "00000000-0000-0000-0000-000000000000").then_some((column, name))
    })
}

/// The owner's place in the directory, by the cell that names them.
pub(super) fn owner(
    row: &Row<'_>,
    column: Column,
    name: &str,
    directory: &Directory,
    rejects: &mut Vec<Reject>,
) -> Option<usize> {
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
