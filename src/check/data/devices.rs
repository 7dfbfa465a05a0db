//! Devices that are not used any more.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::campaign::{Device, Ownership, Platform};
use crate::check::finding::{Finding, Group};
use crate::check::registry::data::{OWNERSHIP, STALE};
use crate::check::view::View;

/// A device that was not seen for longer than this is thought to be in a drawer.
const LONG: TimeDelta = TimeDelta::days(90);

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    ownership(view, found);
    stale(view, found);
}

/// Devices to be moved of which the data does not say whose they are, where that decides what their owners read: Android
/// that is not known to be fully managed, and files that say it of no device at all.
fn ownership(view: &View<'_>, found: &mut Vec<Finding>) {
    let mut files: BTreeMap<&Arc<str>, (Group, usize, usize)> = BTreeMap::new();
    for (person, _) in view.persons().filter(|(person, wave)| wave.is_some() && person.standing.must_move()) {
        for device in person.moving().filter(|device| !device.migrated) {
            let (group, all, decides) = files.entry(&device.source.file).or_default();
            *all += 1;
            if device.ownership == Ownership::Unknown {
                group.add(&name(device, Some(&person.name)), &device.source);
                *decides += usize::from(device.platform == Platform::Android && !device.supervised);
            }
        }
    }
    for (file, (group, all, decides)) in
        files.into_iter().filter(|(_, (group, all, decides))| *decides > 0 || group.count == *all)
    {
        let android = if decides > 0 {
            format!("; for {decides} of them it decides whether they are wiped")
        } else {
            String::new()
        };
        let message =
            format!("{} of {all} in {file} of unknown ownership{android}: {}", group.devices(), group.names());
        let hint = "export the ownership too, or say which column it is: `columns: {ownership: …}`";
        found.push(group.finding(OWNERSHIP, message).about(&**file).hint(hint));
    }
}

/// Judged by the day of each export, which is that of the device it saw last: in a campaign that takes months an export
/// is not stale itself.
fn stale(view: &View<'_>, found: &mut Vec<Finding>) {
    let devices = || {
        let owned = view.people.persons.iter().flat_map(|p| p.moving().map(|d| (d, Some(&*p.name))));
        owned.chain(view.people.ownerless.iter().map(|d| (d, None))).filter(|(d, _)| !d.migrated)
    };
    let mut exported: BTreeMap<&Arc<str>, DateTime<Utc>> = BTreeMap::new();
    for (device, _) in devices() {
        if let Some(seen) = device.last_seen.filter(|seen| *seen <= view.now) {
            let latest = exported.entry(&device.source.file).or_insert(seen);
            *latest = seen.max(*latest);
        }
    }
    let mut stale: BTreeMap<&Arc<str>, Group> = BTreeMap::new();
    for (device, owner) in devices() {
        let latest = exported.get(&device.source.file);
        if let (Some(seen), Some(latest)) = (device.last_seen, latest)
            && *latest - seen > LONG
        {
            stale.entry(&device.source.file).or_default().add(&name(device, owner), &device.source);
        }
    }
    for (file, group) in stale {
        let message =
            format!("{} in {file} not seen for more than {} days: {}", group.devices(), LONG.num_days(), group.names());
        let hint = "ask their owners; retire what is no longer used, or expect that they never finish";
        found.push(group.finding(STALE, message).about(&**file).hint(hint));
    }
}

fn name(device: &Device, owner: Option<&str>) -> String {
    let name = device.name.as_deref().or(device.serial.as_deref()).unwrap_or("a device without a name");
    match owner {
        Some(owner) => format!("{name} ({owner})"),
        None => name.to_owned(),
    }
}
