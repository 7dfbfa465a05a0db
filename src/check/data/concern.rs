//! Of whom and what the move asks something, and what cannot be told of that.

use std::collections::BTreeMap;

use crate::campaign::{Audience, Looked, Members, Over, Selector, Source};
use crate::check::finding::{Finding, Group, harmless};
use crate::check::registry::data::{IN_NEITHER, NOBODY_CONCERNED, UNCONCERNED, UNLIKE};
use crate::check::view::View;
use crate::error::{Place, counted};

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    unlike(view, found);
    concerned(view, found);
    in_neither(view, found);
}

/// What a selector of the campaign compares and cannot: by the selector's place, the field, and whether there is a value.
fn unlike(view: &View<'_>, found: &mut Vec<Finding>) {
    let migration = &view.campaign.migration;
    let mut doubts: BTreeMap<(String, String, bool), (Group, Vec<String>)> = BTreeMap::new();
    let mut ask = |what: &str, selector: &Selector, looked: &Looked<'_>, name: &str, source: &Source| {
        let mut told = Vec::new();
        selector.judge_but(looked, &|_| false, &mut |field, value| {
            told.push((field.name.clone(), value.map(str::to_owned)));
        });
        for (field, value) in told {
            let (group, values) = doubts.entry((what.to_owned(), field, value.is_some())).or_default();
            group.add(name, source);
            values.extend(value.filter(|value| values.len() < 3 && !values.contains(value)));
        }
    };
    let own = [("`concerns`", &migration.concerns), ("`done`", &migration.done), ("`blocked`", &migration.blocked)];
    for (key, selector) in own.into_iter().filter_map(|(key, selector)| Some((key, selector.as_ref()?))) {
        for person in view.people.persons.iter().filter(|person| !person.standing.has_left()) {
            match migration.moves {
                Over::People => ask(key, selector, &Looked::at(person), &person.name, &person.source),
                Over::Devices => {
                    // Of what is not concerned nobody wants to know whether it is done.
                    for device in person.devices.iter().filter(|device| key == "`concerns`" || device.is_concerned()) {
                        let name = device.name.as_deref().or(device.serial.as_deref()).unwrap_or(&person.name);
                        ask(key, selector, &Looked::at_device(device, Some(person)), name, &device.source);
                    }
                }
            }
        }
    }
    let waves = view.campaign.waves.iter().filter_map(|wave| match &wave.people {
        Members::Select(selector) => Some((format!("wave `{}`", wave.id), selector)),
        Members::Rest => None,
    });
    let audiences = view.rules().filter_map(|rule| match &rule.to {
        Audience::Select(selector) => Some((format!("message `{}`", rule.message), selector)),
        _ => None,
    });
    for (what, selector) in waves.chain(audiences) {
        for person in view.people.persons.iter().filter(|person| person.is_concerned()) {
            ask(&what, selector, &Looked::at(person), &person.name, &person.source);
        }
    }
    for ((what, field, has_value), (group, values)) in doubts {
        let values: Vec<String> = values.iter().map(|value| format!("`{}`", harmless(value))).collect();
        let message = match has_value {
            true => {
                format!("{what} cannot compare `{field}` of {}: {} ({})", group.count, values.join(", "), group.names())
            }
            false => format!("{what} compares `{field}`, which {} do not have: {}", group.count, group.names()),
        };
        let hint = match what.as_str() {
            "`concerns`" => "they count as concerned; correct the value, or leave them out: `… is not empty and …`",
            "`done`" => "they count as not done; correct the value in the source",
            "`blocked`" => "they count as able to move; correct the value in the source",
            _ => "they are not picked; correct the value in the source",
        };
        found.push(group.finding(UNLIKE, message).about(field).hint(hint));
    }
}

fn concerned(view: &View<'_>, found: &mut Vec<Finding>) {
    let mut group = Group::default();
    view.membership.unconcerned.iter().for_each(|at| group.person(&view.people.persons[*at as usize]));
    if group.count == 0 {
        return;
    }
    if group.count == view.people.persons.len() {
        let message = format!("`concerns` picks nothing of anybody: {} are not concerned", group.people());
        let hint = "correct `concerns` under `migration:`; `heraut check --columns` shows what the columns became";
        found.push(Finding::of(NOBODY_CONCERNED, message).at(&Place::file("campaign.yaml")).hint(hint));
        return;
    }
    let blocked =
        view.people.persons.iter().filter(|person| person.standing.must_move() && person.is_blocked()).count();
    let blocked = match blocked {
        0 => String::new(),
        n => format!("; {} cannot move by themselves", counted(n, "person", "people")),
    };
    let message = format!("nothing is asked of {}: {}{blocked}", group.people(), group.names());
    found.push(group.finding(UNCONCERNED, message));
}

fn in_neither(view: &View<'_>, found: &mut Vec<Finding>) {
    let sum = |pick: fn(&crate::campaign::people::Tally) -> usize| -> usize {
        view.people.accounts.iter().map(|account| pick(&account.tally)).sum()
    };
    let elsewhere = sum(|tally| tally.elsewhere);
    if elsewhere == 0 || sum(|tally| tally.in_either) > 0 {
        return;
    }
    let (from, to) = (&view.campaign.migration.from, &view.campaign.migration.to);
    let first = view.people.accounts.iter().find(|account| account.tally.elsewhere > 0);
    let file = first.map_or("", |account| &*account.file);
    let named = view.people.persons.iter().flat_map(|person| &person.devices).find_map(|device| device.system.clone());
    let message = format!(
        "none of {} is in {from} or in {to}: {file} says `{}`",
        counted(elsewhere, "device", "devices"),
        harmless(&named.unwrap_or_default())
    );
    let hint =
        format!("write `system: {from}` or `system: {to}` beside the file, or say with `done:` what counts as moved");
    found.push(Finding::of(IN_NEITHER, message).at(&Place::file(file)).about(file).hint(hint));
}
