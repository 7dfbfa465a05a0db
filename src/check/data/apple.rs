//! Devices that Apple is to move, and cannot.

use std::collections::BTreeMap;

use crate::campaign::{Path, is_apples_to_move};
use crate::check::finding::{Finding, Group};
use crate::check::registry::data::TOO_OLD_FOR_APPLE;
use crate::check::view::View;

/// By wave: what the campaign has Apple move, that is on an older version, or on none that the data knows.
pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let mut waves: BTreeMap<usize, Group> = BTreeMap::new();
    for (person, at) in view.persons().filter(|(person, _)| person.standing.must_move()) {
        let Some(at) = at else { continue };
        let wave = &view.campaign.waves[at];
        if !view.campaign.has_apple_move(wave, Some(person)) {
            continue;
        }
        for device in person.moving().filter(|device| !device.migrated && is_apples_to_move(device)) {
            if view.campaign.path(wave, Some(person), device) != Path::Apple {
                let version = device.os_version.as_deref().unwrap_or("version unknown");
                let name = device.name.as_deref().or(device.serial.as_deref()).unwrap_or("a device without a name");
                waves.entry(at).or_default().add(&format!("{name} ({version})"), &device.source);
            }
        }
    }
    for (at, group) in waves {
        let wave = &view.campaign.waves[at].id;
        let message = format!("wave `{wave}`: {} that Apple cannot move: {}", group.devices(), group.names());
        found.push(group.finding(TOO_OLD_FOR_APPLE, message).about(wave));
    }
}
