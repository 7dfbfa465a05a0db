//! People whom the campaign cannot reach, or not in time.

use std::collections::BTreeMap;

use crate::campaign::{Audience, Over, Person};
use crate::check::finding::{Finding, Group, harmless};
use crate::check::registry::data::{
    KIOSK, LEFT, NO_DEVICE, NO_HELPDESK_ADDRESS, NO_MAILBOX, NO_NAME, NOBODY_TOLD, ON_LEAVE, SHARED_MAILBOX,
    UNKNOWN_MANAGER,
};
use crate::check::rule::Rule;
use crate::check::view::{View, weekday};
use crate::error::counted;
use crate::schedule::Directory;

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    nobody(view, found);
    unreachable(view, found);
    nameless(view, found);
    shared(view, found);
    managers(view, found);
    if view.campaign.helpdesk.email.is_none()
        && let Some(rule) = view.rules().find(|rule| rule.to == Audience::Helpdesk)
    {
        let message = format!("`{}` goes to the helpdesk, of which the campaign has no address", rule.message);
        let hint = "write `helpdesk: {email: …}`";
        found.push(Finding::of(NO_HELPDESK_ADDRESS, message).at(&rule.place).about(&rule.message).hint(hint));
    }
}

/// A plan of no messages at all, when there is somebody to tell and something to say.
fn nobody(view: &View<'_>, found: &mut Vec<Finding>) {
    let Some(plan) = view.plan.filter(|plan| plan.notices.is_empty()) else { return };
    if view.rules().next().is_some() && !view.campaign.waves.is_empty() {
        let unplanned = plan.unplanned.len();
        let message = match unplanned {
            0 => "the plan has no message for anybody".to_owned(),
            n => format!("the plan has no message for anybody; {n} could not be planned"),
        };
        let hint = "look at the addresses with `heraut check --columns`, and at the dates of the waves";
        found.push(Finding::of(NOBODY_TOLD, message).hint(hint));
    }
}

fn unreachable(view: &View<'_>, found: &mut Vec<Finding>) {
    let without_mail = by_wave(view, |person, _| person.email.is_none() && !person.standing.has_left());
    report(view, found, NO_MAILBOX, without_mail, |group, wave| {
        let message = format!("{} of wave `{wave}` will get nothing by mail: {}", group.people(), group.names());
        (message, "print their instructions and hand them over, or add their addresses".into())
    });
    let left = by_wave(view, |person, _| person.standing.has_left());
    report(view, found, LEFT, left, |group, wave| {
        let message = format!("{} of wave `{wave}` cannot sign in or have left: {}", group.people(), group.names());
        (message, "nothing is sent to them; export again if somebody here is still at work".into())
    });
    let devices_move = view.campaign.migration.moves == Over::Devices;
    let has_none = |person: &Person| devices_move && person.devices.is_empty() && person.standing.must_move();
    let without_device = by_wave(view, |person, _| has_none(person));
    report(view, found, NO_DEVICE, without_device, |group, wave| {
        let message = format!("{} of wave `{wave}` without a device in the data: {}", group.people(), group.names());
        (message, "add the export that has their devices, or leave them out with `exclude: \"devices = 0\"`".into())
    });
    let keepers = &view.people.keepers;
    let kiosks = by_wave(view, |person, _| {
        let keeps = || keepers.binary_search_by(|(keeper, _)| keeper.cmp(&person.id)).is_ok();
        has_none(person) && person.email.is_some() && keeps()
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
        person.standing.must_move() && person.leave_until.is_some_and(|until| until >= waves[wave].deadline)
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

/// People whom one mailbox would tell the same several times.
fn shared(view: &View<'_>, found: &mut Vec<Finding>) {
    let mut mailboxes: BTreeMap<String, Group> = BTreeMap::new();
    for (person, wave) in view.persons() {
        if let (Some(email), Some(_), false) = (&person.email, wave, person.standing.has_left()) {
            let named = format!("{} ({}:{})", person.name, person.source.file, person.source.line);
            mailboxes.entry(email.to_lowercase()).or_default().add(&named, &person.source);
        }
    }
    for (email, group) in mailboxes.into_iter().filter(|(_, group)| group.count > 1) {
        let message =
            format!("`{}` is the mailbox of {} in the plan: {}", harmless(&email), group.people(), group.names());
        let hint = "give their files a key in common; if they do share it, allow this for the address";
        found.push(group.finding(SHARED_MAILBOX, message).about(email).hint(hint));
    }
}

/// People whom the data gives no name: they would be greeted by their address.
fn nameless(view: &View<'_>, found: &mut Vec<Finding>) {
    let without = by_wave(view, |person, _| {
        let stands_in = |key: &str| key.eq_ignore_ascii_case(&person.name);
        let named = person.given_name.is_some() || person.surname.is_some();
        person.standing.must_move()
            && !named
            && (person.email.as_deref().is_some_and(stands_in) || stands_in(&person.id))
    });
    report(view, found, NO_NAME, without, |group, wave| {
        let message = format!("{} of wave `{wave}` without a name: {}", group.people(), group.names());
        (message, "add their names, or say which columns hold them: `columns: {given_name: …, surname: …}`".into())
    });
}

/// Whoever reports to somebody unknown, when the campaign has something to tell managers.
fn managers(view: &View<'_>, found: &mut Vec<Finding>) {
    let Some(rule) = view.rules().find(|rule| rule.to == Audience::Managers) else { return };
    let directory = Directory::new(view.people);
    let unknown = by_wave(view, |person, _| {
        person.manager.is_some() && person.standing.must_move() && directory.manager_of(person).is_none()
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
