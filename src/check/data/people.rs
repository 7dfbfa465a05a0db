//! People whom the campaign cannot reach, or not in time.

use std::collections::BTreeMap;

use crate::campaign::{Audience, Person, Standing};
use crate::check::finding::{Finding, Group, counted};
use crate::check::registry::data::{
    KIOSK, LEFT, NO_DEVICE, NO_HELPDESK_ADDRESS, NO_MAILBOX, ON_LEAVE, UNKNOWN_MANAGER,
};
use crate::check::rule::Rule;
use crate::check::view::{View, is_pending, weekday};
use crate::schedule::Directory;

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    unreachable(view, found);
    managers(view, found);
    if view.campaign.helpdesk.email.is_none()
        && let Some(rule) = view.rules().find(|rule| rule.to == Audience::Helpdesk)
    {
        let message = format!("`{}` goes to the helpdesk, of which the campaign has no address", rule.message);
        let hint = "write `helpdesk: {email: …}`";
        found.push(Finding::of(NO_HELPDESK_ADDRESS, message).at(&rule.place).about(&rule.message).hint(hint));
    }
}

fn unreachable(view: &View<'_>, found: &mut Vec<Finding>) {
    let without_mail = by_wave(view, |person, _| person.email.is_none() && !matches!(person.standing, Standing::Left));
    report(view, found, NO_MAILBOX, without_mail, |group, wave| {
        let message = format!("{} of wave `{wave}` will get nothing by mail: {}", group.people(), group.names());
        (message, "print their instructions and hand them over, or add their addresses".into())
    });
    let left = by_wave(view, |person, _| matches!(person.standing, Standing::Left));
    report(view, found, LEFT, left, |group, wave| {
        let message = format!("{} of wave `{wave}` cannot sign in or have left: {}", group.people(), group.names());
        (message, "nothing is sent to them; export again if somebody here is still at work".into())
    });
    let without_device = by_wave(view, |person, _| person.devices.is_empty() && is_pending(person));
    report(view, found, NO_DEVICE, without_device, |group, wave| {
        let message = format!("{} of wave `{wave}` without a device in the data: {}", group.people(), group.names());
        (message, "add the export that has their devices, or leave them out with `exclude: \"devices = 0\"`".into())
    });
    let keepers = &view.people.keepers;
    let kiosks = by_wave(view, |person, _| {
        let keeps = || keepers.binary_search(&person.id).is_ok();
        person.devices.is_empty() && person.email.is_some() && is_pending(person) && keeps()
    });
    report(view, found, KIOSK, kiosks, |group, wave| {
        let message = format!(
            "{} of wave `{wave}` with a shared device and no other will get mail: {}",
            counted(group.count, "account", "accounts"),
            group.names()
        );
        (message, "leave them out with `exclude`, or allow it when they are people who share a device".into())
    });
    let waves = &view.campaign.waves;
    let away = by_wave(view, |person, wave| {
        is_pending(person) && person.leave_until.is_some_and(|until| until >= waves[wave].deadline)
    });
    report(view, found, ON_LEAVE, away, |group, wave| {
        let deadline = waves.iter().find(|w| w.id == wave).map(|w| weekday(w.deadline)).unwrap_or_default();
        let message = format!(
            "{} of wave `{wave}` on leave until after its deadline on {deadline}: {}",
            group.people(),
            group.names()
        );
        (message, "move them to a later wave, or send them a letter".into())
    });
}

/// Whoever reports to somebody unknown, when the campaign has something to tell managers.
fn managers(view: &View<'_>, found: &mut Vec<Finding>) {
    let Some(rule) = view.rules().find(|rule| rule.to == Audience::Managers) else { return };
    let directory = Directory::new(view.people);
    let unknown = by_wave(view, |person, _| {
        person.manager.is_some() && is_pending(person) && directory.manager_of(person).is_none()
    });
    report(view, found, UNKNOWN_MANAGER, unknown, |group, wave| {
        let message = format!(
            "the managers of {} of wave `{wave}` are not in the data, so `{}` says nothing of them to anybody: {}",
            counted(group.count, "person", "people"),
            rule.message,
            group.names()
        );
        (message, "add the managers to a people file, or correct the `manager` column".into())
    });
}

/// The people of each wave whom `test` picks; nobody who is in no wave.
fn by_wave(view: &View<'_>, test: impl Fn(&Person, usize) -> bool) -> BTreeMap<usize, Group> {
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    for (person, wave) in view.persons() {
        if let Some(wave) = wave.filter(|wave| test(person, *wave)) {
            groups.entry(wave).or_default().person(person);
        }
    }
    groups
}

fn report(
    view: &View<'_>,
    found: &mut Vec<Finding>,
    rule: Rule,
    groups: BTreeMap<usize, Group>,
    say: impl Fn(&Group, &str) -> (String, String),
) {
    for (wave, group) in groups {
        let wave = &view.campaign.waves[wave];
        let (message, hint) = say(&group, &wave.id);
        found.push(group.finding(rule, message).about(&wave.id).hint(hint));
    }
}
