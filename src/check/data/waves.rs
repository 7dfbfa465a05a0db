//! Everybody in exactly one wave, or left out on purpose.

use std::collections::BTreeMap;

use crate::check::finding::{Finding, Group};
use crate::check::registry::data::{EMPTY_WAVE, EXCLUDED, NO_WAVE, TWO_WAVES};
use crate::check::view::View;

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let (waves, persons) = (&view.campaign.waves, &view.people.persons);
    let mut conflicts: BTreeMap<&[u16], Group> = BTreeMap::new();
    for conflict in &view.membership.conflicts {
        conflicts.entry(&conflict.waves).or_default().person(&persons[conflict.person as usize]);
    }
    for (several, group) in conflicts {
        let ids: Vec<&str> = several.iter().map(|at| waves[usize::from(*at)].id.as_str()).collect();
        // The later wave is the one that takes people who were spoken for.
        let last = &waves[usize::from(several[several.len() - 1])];
        let message = format!("{} in the waves {}: {}", is_are(&group), ids.join(" and "), group.names());
        let hint = format!("keep them out of all but one: add `and not (…)` to the people of wave `{}`", last.id);
        found.push(Finding::of(TWO_WAVES, message).at(&last.place).about(&last.id).hint(hint));
    }
    let mut nobodys = Group::default();
    view.membership.nobodys.iter().for_each(|at| nobodys.person(&persons[*at as usize]));
    if nobodys.count > 0 {
        let message = format!("{} in no wave: {}", is_are(&nobodys), nobodys.names());
        let hint = "give one wave `people: rest`, or name them under `exclude:` with the reason";
        let finding = nobodys.finding(NO_WAVE, message).hint(hint);
        found.push(match view.membership.nobodys.as_slice() {
            [only] => finding.about(&*persons[*only as usize].id),
            _ => finding,
        });
    }
    let mut excluded: BTreeMap<usize, Group> = BTreeMap::new();
    for person in view.membership.excluded.iter().map(|at| &persons[*at as usize]) {
        let by = view.campaign.exclude.iter().position(|exclusion| exclusion.people.matches(person));
        excluded.entry(by.unwrap_or_default()).or_default().person(person);
    }
    for (by, group) in excluded {
        let why = view.campaign.exclude.get(by).map_or("", |exclusion| exclusion.why.as_str());
        let message = format!("{} left out on purpose ({why}): {}", is_are(&group), group.names());
        found.push(group.finding(EXCLUDED, message));
    }
    for wave in view.membership.empty.iter().map(|at| &waves[usize::from(*at)]) {
        let message = format!("nobody is in wave `{}`", wave.id);
        let hint = "correct the selector of its people, or remove the wave; a wave before it may take them all";
        found.push(Finding::of(EMPTY_WAVE, message).at(&wave.place).about(&wave.id).hint(hint));
    }
}

fn is_are(group: &Group) -> String {
    format!("{} {}", group.people(), if group.count == 1 { "is" } else { "are" })
}
