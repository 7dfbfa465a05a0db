//! Appointments of people: on a day on which they can come, and no more than there is room for.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};

use crate::campaign::{Closed, Person, Visit};
use crate::check::finding::{Finding, Group, harmless};
use crate::check::registry::data::{FULL_SLOT, WRONG_DAY};
use crate::check::view::{View, weekday};

/// Place, day and time.
type Slot<'a> = (Option<&'a str>, NaiveDate, NaiveTime);

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let visits = || {
        let still = view.persons().filter(|(person, _)| person.standing.must_move());
        still.filter_map(|(person, wave)| Some((person, person.visit.as_ref()?, wave?)))
    };
    let (mut outside, mut closed): (BTreeMap<usize, Group>, BTreeMap<NaiveDate, Group>) = Default::default();
    let mut slots: BTreeMap<Slot<'_>, Group> = BTreeMap::new();
    for (person, visit, wave) in visits() {
        let dates = &view.campaign.waves[wave];
        if visit.day < dates.start || visit.day > dates.deadline {
            add(outside.entry(wave).or_default(), person, visit);
        } else if view.campaign.calendar.closed(visit.day).is_some() {
            closed.entry(visit.day).or_default().person(person);
        }
        if let Some(time) = visit.time {
            slots.entry((visit.place.as_deref(), visit.day, time)).or_default().person(person);
        }
    }
    for (wave, group) in outside {
        let wave = &view.campaign.waves[wave];
        let message = format!(
            "{} of wave `{}` {} an appointment outside it, which lasts from {} to {}: {}",
            group.people(),
            wave.id,
            if group.count == 1 { "has" } else { "have" },
            weekday(wave.start),
            weekday(wave.deadline),
            group.names()
        );
        let hint = "give them another day, or put them in the wave of that day";
        found.push(group.finding(WRONG_DAY, message).about(&wave.id).hint(hint));
    }
    for (day, group) in closed {
        let why = match view.campaign.calendar.closed(day) {
            Some(Closed::Holiday(name)) if !name.is_empty() => format!("a holiday ({})", harmless(name)),
            Some(Closed::Holiday(_)) => "a holiday".to_owned(),
            Some(Closed::Freeze(why)) => format!("in a freeze ({})", harmless(why)),
            Some(Closed::Weekend) | None => "no working day".to_owned(),
        };
        let has = if group.count == 1 { "has" } else { "have" };
        let message =
            format!("{} {has} an appointment on {}, which is {why}: {}", group.people(), weekday(day), group.names());
        found.push(group.finding(WRONG_DAY, message).hint("give them another day, or correct the calendar"));
    }
    full(view, &slots, found);
}

fn full(view: &View<'_>, slots: &BTreeMap<Slot<'_>, Group>, found: &mut Vec<Finding>) {
    let Some((room, place)) = &view.campaign.per_slot else { return };
    if slots.is_empty() {
        let message = "`per_slot` has no effect: nobody who has yet to move has an appointment with a time";
        let hint = "name the columns with `columns: {appointment_date: …, appointment_time: …}`, or leave it out";
        found.push(Finding::of(FULL_SLOT, message).at(place).hint(hint));
    }
    for ((where_, day, time), group) in slots.iter().filter(|(_, group)| group.count > *room as usize) {
        let where_ = where_.map(|place| format!(" at {}", harmless(place))).unwrap_or_default();
        let message = format!(
            "{} have an appointment on {} at {}{where_}, where {room} fit: {}",
            group.people(),
            weekday(*day),
            time.format("%H:%M"),
            group.names()
        );
        found.push(group.finding(FULL_SLOT, message).hint("spread them over other times"));
    }
}

fn add(group: &mut Group, person: &Person, visit: &Visit) {
    group.add(&format!("{} ({})", person.name, weekday(visit.day)), &person.source);
}
