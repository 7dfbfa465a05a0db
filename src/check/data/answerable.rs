//! Shared devices and sites for which nobody answers, when the campaign has something to tell who does.

use std::collections::BTreeMap;

use crate::campaign::{Audience, MessageRule, Source};
use crate::check::finding::{Finding, Group};
use crate::check::registry::data::{NOBODY_ANSWERS, UNANSWERED};
use crate::check::view::View;
use crate::error::counted;
use crate::schedule::{CirclesOf, Directory, is_shared_and_pending, kept};

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    if let Some(rule) = view.rules().find(|rule| rule.to == Audience::SharedOwners) {
        devices(view, rule, found);
    }
    for rule in view.rules().filter(|rule| rule.to == Audience::SharedOwners) {
        unheard(view, rule, found);
    }
    if let Some(rule) = view.rules().find(|rule| rule.to == Audience::SiteOwner) {
        sites(view, rule, found);
    }
}

/// Shared devices that name nobody we know.
fn devices(view: &View<'_>, rule: &MessageRule, found: &mut Vec<Finding>) {
    let in_care: Vec<u32> = kept(view.people).into_values().flatten().collect();
    let (mut all, mut lost) = (0, Group::default());
    for (at, device) in (0u32..).zip(&view.people.ownerless).filter(|(_, device)| is_shared_and_pending(device)) {
        all += 1;
        if !in_care.contains(&at) {
            lost.add(device.key().or(device.model.as_deref()).unwrap_or("a device without a name"), &device.source);
        }
    }
    let hint = "name the owner of each in the devices' `owner` column, as a people file has them";
    let message = &rule.message;
    if all > 0 && lost.count == all {
        let said =
            format!("`{message}` is for the owners of shared devices, and the data names none of {}", lost.devices());
        found.push(Finding::of(NOBODY_ANSWERS, said).at(&rule.place).about(message).hint(hint));
    } else if lost.count > 0 {
        let said = format!(
            "{} without an owner in the data, so `{message}` says nothing of {}: {}",
            counted(lost.count, "shared device", "shared devices"),
            if lost.count == 1 { "it" } else { "them" },
            lost.names()
        );
        found.push(lost.finding(UNANSWERED, said).about(message).hint(hint));
    }
}

/// Who has shared devices in their care, and hears of them in no wave.
fn unheard(view: &View<'_>, rule: &MessageRule, found: &mut Vec<Finding>) {
    let told = CirclesOf::new(view.campaign, view.people, &view.membership).message(rule);
    let hears = |keeper: u32| {
        let of_rule = |wave: u16| rule.is_for_wave(&view.campaign.waves[usize::from(wave)]);
        told.keys().any(|(wave, hearer)| *hearer == keeper && of_rule(*wave))
    };
    let mut group = Group::default();
    let mut keepers: Vec<(u32, Vec<u32>)> = kept(view.people).into_iter().collect();
    keepers.sort_unstable();
    for (keeper, devices) in keepers {
        let is_left = |at: &u32| is_shared_and_pending(&view.people.ownerless[*at as usize]);
        if devices.iter().any(is_left) && !hears(keeper) {
            group.person(&view.people.persons[keeper as usize]);
        }
    }
    if group.count > 0 {
        let said = format!(
            "{} with shared devices in no wave of `{}`, which says nothing to them: {}",
            group.people(),
            rule.message,
            group.names()
        );
        let hint = "name the one wave in which shared devices move: `waves: [WAVE]` at the message";
        found.push(group.finding(UNANSWERED, said).about(&rule.message).hint(hint));
    }
}

/// Sites of people who have to move, for which nobody answers whom we know.
fn sites(view: &View<'_>, rule: &MessageRule, found: &mut Vec<Finding>) {
    let directory = Directory::new(view.people);
    let (mut all, mut people) = (0, 0);
    let mut lost: BTreeMap<String, (usize, &Source)> = BTreeMap::new();
    let is_for = |wave: usize| rule.is_for_wave(&view.campaign.waves[wave]);
    for (person, _) in
        view.persons().filter(|(_, wave)| wave.is_some_and(is_for)).filter(|(p, _)| p.standing.must_move())
    {
        all += 1;
        if directory.site_owner_of(person).is_none() {
            people += 1;
            let site = person.site.as_deref().unwrap_or("no site");
            let named = match person.site_owner() {
                Some(unknown) => format!("{site} ({unknown} is in no people file)"),
                None => site.to_owned(),
            };
            lost.entry(named).or_insert((0, &person.source)).0 += 1;
        }
    }
    let hint = "write a column `site_owner`, or `sites: {NAME: {owner: …}}`, with a name that is in a people file";
    let message = &rule.message;
    if people == 0 {
        return;
    }
    let mut group = Group::default();
    lost.iter().for_each(|(site, (_, source))| group.add(site, source));
    let of = counted(people, "person", "people");
    if people == all {
        let said =
            format!("`{message}` is for who answers for a site, and the data names nobody for {of}: {}", group.names());
        found.push(Finding::of(NOBODY_ANSWERS, said).at(&rule.place).about(message).hint(hint));
    } else {
        let said = format!(
            "nobody known answers for the site of {of}, so `{message}` says nothing of them: {}",
            group.names()
        );
        found.push(group.finding(UNANSWERED, said).about(message).hint(hint));
    }
}
