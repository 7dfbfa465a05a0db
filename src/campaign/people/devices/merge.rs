//! Two rows about one device become one.

use super::Found;
use crate::campaign::people::layouts::Column;
use crate::campaign::people::row::{Row, printable};
use crate::campaign::{Device, Ownership, Platform, Reject, RejectKind};

/// Makes one of two rows about the same serial number.
///
/// In both systems, the device has migrated unless the old one has seen it since the new one did, or the new one does not
/// manage it. A row that says the device has left the old system is the history of one that is elsewhere, and no reject.
pub(super) fn merge(kept: &mut Found, row: Found, at: &Row<'_>) -> Merged {
    let names = |found: &Found| found.device.system.clone().unwrap_or_else(|| "a system without a name".into());
    let where_kept = format!("{}:{}", kept.device.source.file, kept.device.source.line);
    let both = format!("{} ({where_kept}) and in {} (this row)", names(kept), names(&row));
    let serial = printable(row.device.serial.as_deref().unwrap_or("")).into_owned();
    let across = kept.is_new != row.is_new;
    let unmanaged = across && !(if kept.is_new { kept.is_managed } else { row.is_managed });
    let history = kept.retired.is_some() || row.retired.is_some();
    let row_wins = match (&kept.retired, &row.retired) {
        (Some(_), Some(_)) => return Merged { left: row.retired, row: None, row_wins: false },
        (Some(_), None) => true,
        (None, Some(_)) => false,
        // Listed in the new system and not managed there, the device is still in the old one.
        (None, None) if unmanaged => kept.is_new,
        (None, None) if across => {
            let (new, old) = if kept.is_new { (&kept.device, &row.device) } else { (&row.device, &kept.device) };
            let seen_since = matches!((old.last_seen, new.last_seen), (Some(old), Some(new)) if old > new);
            row.is_new != seen_since
        }
        // What is imported as progress is what is so by now.
        (None, None) => at.sheet.is_progress || row.device.last_seen > kept.device.last_seen,
    };
    let mut later = if row_wins { std::mem::replace(kept, row) } else { row };
    // That it has left the old system is history; that it has left the new one matters.
    let left = later.retired.take().filter(|_| later.is_new);
    complete(kept, later);
    if unmanaged || history {
        return Merged { left, row: None, row_wins };
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
    let row = Some(at.reject(RejectKind::DeviceTwice, Some(Column::Serial), message, hint));
    Merged { left: None, row, row_wins }
}

/// What came of two rows about one serial number.
pub(super) struct Merged {
    /// That a device has left the new system, and the number of the file that says so.
    pub(super) left: Option<(usize, Reject)>,
    /// What to report about the later row.
    pub(super) row: Option<Reject>,
    /// Whether the later row is the one that counts.
    pub(super) row_wins: bool,
}

/// Takes from the other row what the one that counts does not say.
fn complete(kept: &mut Found, other: Found) {
    let (mine, theirs) = (&mut kept.device, &other.device);
    // What matters is how far the control of the system that is left goes.
    mine.supervised = match (kept.is_new, other.is_new) {
        (true, false) => theirs.supervised,
        (false, true) => mine.supervised,
        _ => mine.supervised || theirs.supervised,
    };
    complete_device(mine, other.device);
    fill(&mut kept.owner, other.owner);
    fill(&mut kept.keeper, other.keeper);
    fill(&mut kept.locale, other.locale);
    fill(&mut kept.enrolled, other.enrolled);
}

fn fill<T>(mine: &mut Option<T>, theirs: Option<T>) {
    if mine.is_none() {
        *mine = theirs;
    }
}

/// Takes what a device does not say itself from another row about it; whether the old system had full control is judged
/// elsewhere.
pub(super) fn complete_device(mine: &mut Device, theirs: Device) {
    fill(&mut mine.serial, theirs.serial);
    fill(&mut mine.name, theirs.name);
    fill(&mut mine.manufacturer, theirs.manufacturer);
    fill(&mut mine.model, theirs.model);
    fill(&mut mine.os_version, theirs.os_version);
    fill(&mut mine.system, theirs.system);
    fill(&mut mine.last_seen, theirs.last_seen);
    fill(&mut mine.apple_deadline, theirs.apple_deadline);
    if mine.platform == Platform::Other {
        mine.platform = theirs.platform;
    }
    if mine.ownership == Ownership::Unknown {
        mine.ownership = theirs.ownership;
    }
    for (name, value) in theirs.attributes {
        mine.attributes.entry(name).or_insert(value);
    }
}
