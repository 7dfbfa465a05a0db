//! The day until which Apple waits, and the day until which people are told they have.

use std::collections::BTreeMap;

use crate::campaign::Path;
use crate::check::finding::{Finding, Group};
use crate::check::registry::schedule::OTHER_APPLE_DEADLINE;
use crate::check::view::{View, weekday};

/// By wave: devices that Apple moves, with a deadline of Apple's that is on another day than the wave's.
pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let mut waves: BTreeMap<usize, Group> = BTreeMap::new();
    for (person, at) in view.persons().filter(|(person, _)| person.standing.must_move()) {
        let Some(at) = at else { continue };
        let wave = &view.campaign.waves[at];
        for device in person.moving() {
            let Some(until) = device.apple_deadline else { continue };
            let day = until.with_timezone(&person.timezone).date_naive();
            if day != wave.deadline && view.campaign.path(wave, Some(person), device) == Path::Apple {
                let name = device.name.as_deref().or(device.serial.as_deref()).unwrap_or("a device without a name");
                waves.entry(at).or_default().add(&format!("{name} ({})", weekday(day)), &device.source);
            }
        }
    }
    for (at, group) in waves {
        let wave = &view.campaign.waves[at];
        let message = format!(
            "wave `{}` has until {}, and Apple waits until another day for {}: {}",
            wave.id,
            weekday(wave.deadline),
            group.devices(),
            group.names()
        );
        found.push(group.finding(OTHER_APPLE_DEADLINE, message).about(&wave.id));
    }
}
