//! What must come before what, and which devices need another road.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::finding::{Finding, Group};
use super::registry::order::{NO_ENROL, NO_REPEAT, OWNERLESS, REMINDER_FIRST, UNKNOWN_KIND, WIPE};
use super::view::{View, weekday};
use crate::campaign::{Apple, Channel, Device, OnUncertain, Ownership, Path, Platform};
use crate::error::counted;

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    enrolment(view, found);
    reminders(view, found);
    repeats(view, found);
    devices(view, found);
}

fn enrolment(view: &View<'_>, found: &mut Vec<Finding>) {
    for (at, wave, steps) in view.pending_waves() {
        if steps.iter().any(|step| step.tells_to_begin(view.campaign, wave)) {
            continue;
        }
        let message = format!(
            "nobody tells {} of wave `{}` to begin, between its start on {} and its deadline on {}",
            counted(view.pending[at], "person", "people"),
            wave.id,
            weekday(wave.start),
            weekday(wave.deadline)
        );
        let begins = &view.campaign.migration.begins;
        let hint =
            format!("add a phase `{begins}` with `{{message: {begins}-now, when: start at 08:00, to: pending}}`");
        found.push(Finding::of(NO_ENROL, message).at(&wave.place).about(&wave.id).hint(hint));
    }
}

/// Reminders that come on or before the day of the message that tells people to begin, once a rule.
fn reminders(view: &View<'_>, found: &mut Vec<Finding>) {
    let recurring = view.rules().filter(|rule| rule.when.recurs() && rule.is_for_people());
    for rule in recurring {
        let early = view.pending_waves().find_map(|(_, wave, steps)| {
            let enrol = steps
                .iter()
                .filter(|step| step.tells_to_begin(view.campaign, wave))
                .map(|step| step.first().date())
                .min()?;
            let first = steps.iter().find(|step| std::ptr::eq(step.rule, rule))?.first().date();
            (first <= enrol).then_some((wave, first, enrol))
        });
        if let Some((wave, first, enrol)) = early {
            let message = format!(
                "`{}` begins on {} in wave `{}`, before people are told to begin on {}",
                rule.message,
                weekday(first),
                wave.id,
                weekday(enrol)
            );
            let hint = "count it from when they are told: `every 3 workdays from start until …`";
            found.push(Finding::of(REMINDER_FIRST, message).at(&rule.place).about(&rule.message).hint(hint));
        }
    }
}

/// Messages that are to be sent again by ways that promise nothing of the kind.
fn repeats(view: &View<'_>, found: &mut Vec<Finding>) {
    let transport = view.campaign.relay.as_ref().map(|relay| &relay.transport);
    for rule in view.rules().filter(|rule| rule.on_uncertain == OnUncertain::Resend) {
        if rule.channels.iter().any(|channel| channel.promises(transport).can_repeat()) {
            continue;
        }
        let ways = rule.channels.iter().copied().map(Channel::as_str).collect::<Vec<_>>().join(" and ");
        let message =
            format!("`{}` says `on_uncertain: resend`, and nothing that comes by {ways} is sent again", rule.message);
        let hint = "take `on_uncertain` out, or add `mail` to its channels";
        found.push(Finding::of(NO_REPEAT, message).at(&rule.place).about(&rule.message).hint(hint));
    }
}

fn devices(view: &View<'_>, found: &mut Vec<Finding>) {
    let (mut nobodys, mut unknown, mut wiped): (Group, Group, BTreeMap<&str, Group>) = Default::default();
    for device in view.people.ownerless.iter().filter(|device| !device.migrated && device.is_concerned()) {
        nobodys.add(device.key().unwrap_or("a device without a name"), &device.source);
        if let Some(kind) = wiped_as(device, Path::of(device, view.campaign.migration.apple == Apple::All)) {
            wiped.entry(kind).or_default().add(device.key().unwrap_or("a device without a name"), &device.source);
        }
    }
    if nobodys.count > 0 {
        let message = format!("{} without an owner, so without a reader: {}", nobodys.devices(), nobodys.names());
        let hint = "have administrators move them; no mail is sent about them";
        found.push(nobodys.finding(OWNERLESS, message).hint(hint));
    }
    for (person, at) in view.persons().filter(|(person, _)| person.standing.must_move()) {
        let Some(wave) = at.map(|at| &view.campaign.waves[at]) else { continue };
        for device in person.moving().filter(|device| !device.migrated) {
            let name = || format!("{} ({})", device.key().unwrap_or("a device without a name"), person.name);
            if device.platform == Platform::Other || device.ownership == Ownership::Unknown {
                unknown.add(&name(), &device.source);
            }
            if let Some(kind) = wiped_as(device, view.campaign.path(wave, Some(person), device)) {
                wiped.entry(kind).or_default().add(&name(), &device.source);
            }
        }
    }
    if unknown.count > 0 {
        let message = format!("{} of an unknown platform or ownership: {}", unknown.devices(), unknown.names());
        found.push(unknown.finding(UNKNOWN_KIND, message).hint("their owners get the general instructions"));
    }
    for (kind, group) in wiped {
        let why = match kind {
            "android" => "Android of the organisation: wiped when it changes systems",
            _ => "supervised Apple: wiped to stay supervised, unless the campaign has Apple move it (`apple: os26`)",
        };
        let message = format!("{} to be wiped ({why}): {}", group.devices(), group.names());
        let hint = "warn of the back-up in the messages that prepare and begin, and give these people paper";
        found.push(group.finding(WIPE, message).about(kind).hint(hint));
    }
}

/// The family of a device that loses its contents when it changes systems.
fn wiped_as(device: &Device, path: Path) -> Option<&'static str> {
    (path == Path::Wiped).then_some(if device.platform == Platform::Android { "android" } else { "apple" })
}
