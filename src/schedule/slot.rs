//! The time a person should reserve for the move.

use chrono::{DateTime, Utc};

use super::audience::{Eligibility, tells};
use super::due::{occasions, settle};
use super::local::first_instant;
use crate::campaign::{Campaign, Concern, Person, Side, Wave, When};

/// When the person should begin: at their appointment, where the data has one with a time; else when the first message of the phase in which people begin that is for them, and sent once, is due;
/// without one when the window opens on the wave's start day, or on the nearest open day after it. `None` when the
/// calendar opens no more, and for who can move nothing by themselves and has no appointment yet: there is no time to reserve.
pub fn slot(campaign: &Campaign, wave: &Wave, person: &Person) -> Option<DateTime<Utc>> {
    if let Some((day, time)) = person.visit.as_ref().and_then(|visit| Some((visit.day, visit.time?))) {
        return Some(first_instant(day.and_time(time), person.timezone));
    }
    let mut pending = person.moving().filter(|device| !device.migrated).peekable();
    let has_none = pending.peek().is_none();
    if person.is_blocked() && (has_none || pending.all(|device| device.concern == Concern::Blocked)) {
        return None;
    }
    let rules =
        campaign.phases.iter().filter(|phase| phase.id == campaign.migration.begins).flat_map(|phase| &phase.messages);
    let told = rules
        .filter(|rule| matches!(rule.when, When::Once(_)) && tells(rule, person, false) == Eligibility::Yes)
        .find_map(|rule| Some(occasions(campaign, wave, rule).ok()?.first()?.at));
    let calendar = &campaign.calendar;
    let opening = || settle(calendar, wave.start, calendar.opens, Side::After).ok().map(|(at, _)| at);
    // Who is told before the start begins on the start.
    let at = told.filter(|at| at.date() >= wave.start).or_else(opening)?;
    Some(first_instant(at, person.timezone))
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::campaign::Audience;
    use crate::schedule::fixture::{Fixture, utc};

    fn slot_of(fixture: &Fixture) -> DateTime<Utc> {
        slot(&fixture.campaign, fixture.campaign.waves.last().unwrap(), &fixture.people.persons[0]).unwrap()
    }

    /// The last wave of the fixture starts on Monday 10 May 2027, in summer time (+2).
    #[test]
    fn the_time_is_that_of_the_message_to_begin_on_the_persons_own_clock() {
        let mut fixture = Fixture::new();
        fixture.person("a@x.example");
        fixture.rule("enrol-now").when = When::parse("start at 10:30").unwrap();
        assert_eq!(slot_of(&fixture), utc("2027-05-10T08:30:00Z"));
        fixture.people.persons[0].timezone = Tz::America__Curacao;
        assert_eq!(slot_of(&fixture), utc("2027-05-10T14:30:00Z"));
    }

    #[test]
    fn an_appointment_with_a_time_is_the_time() {
        let mut fixture = Fixture::new();
        let visit = crate::campaign::Visit { day: "2027-05-12".parse().unwrap(), time: None, place: None };
        fixture.person("a@x.example").visit = Some(visit.clone());
        fixture.rule("enrol-now").when = When::parse("start at 10:30").unwrap();
        assert_eq!(slot_of(&fixture), utc("2027-05-10T08:30:00Z"), "a day alone is no time to reserve");
        let time = Some("14:15:00".parse().unwrap());
        fixture.people.persons[0].visit = Some(crate::campaign::Visit { time, ..visit });
        assert_eq!(slot_of(&fixture), utc("2027-05-12T12:15:00Z"));
    }

    #[test]
    fn who_is_helped_at_a_desk_and_has_no_appointment_reserves_nothing() {
        let mut fixture = Fixture::new();
        fixture.person("a@x.example").concern = Concern::Blocked;
        let wave = fixture.campaign.waves.last().unwrap();
        assert_eq!(slot(&fixture.campaign, wave, &fixture.people.persons[0]), None);
    }

    #[test]
    fn without_such_a_message_it_is_the_opening_of_the_first_open_day() {
        let mut fixture = Fixture::new();
        fixture.person("a@x.example");
        fixture.rule("enrol-now").when = When::parse("start - 2d at 10:30").unwrap();
        assert_eq!(slot_of(&fixture), utc("2027-05-10T06:00:00Z"), "told two days before");
        fixture.rule("enrol-now").when = When::parse("start at 10:30").unwrap();
        fixture.rule("enrol-now").to = Audience::Helpdesk;
        assert_eq!(slot_of(&fixture), utc("2027-05-10T06:00:00Z"), "told to others");
        fixture.campaign.waves.last_mut().unwrap().start = "2027-05-08".parse().unwrap();
        assert_eq!(slot_of(&fixture), utc("2027-05-10T06:00:00Z"), "a Saturday");
    }
}
