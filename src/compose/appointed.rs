//! When and where somebody is expected, as the one instant that a ledger keeps of it with a notice.
//!
//! Appointments are at whole minutes. What is below the minute tells places apart, and a day with a time from a day alone:
//! a trace of them, since a place is somebody's data and is not kept. An instant without a trace, as in a ledger from
//! before there was one, says nothing of the place.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use crate::campaign::{Campaign, Person, Visit, Wave};
use crate::schedule::local::first_instant;
use crate::schedule::slot;

/// How many microseconds are below a minute.
const BELOW: i64 = 60_000_000;

/// The time to reserve, with the trace of the place where it is that of an appointment.
pub(super) fn reserved(campaign: &Campaign, wave: &Wave, person: &Person) -> Option<DateTime<Utc>> {
    let at = slot(campaign, wave, person)?;
    Some(match person.visit.as_ref().filter(|visit| visit.time.is_some()) {
        Some(visit) => traced(at, visit),
        None => at,
    })
}

/// When and where the person is expected, as a message says it in words: where the data has no time, the day.
pub(super) fn expected(person: &Person) -> Option<DateTime<Utc>> {
    let visit = person.visit.as_ref()?;
    let at = visit.day.and_time(visit.time.unwrap_or(NaiveTime::MIN));
    Some(traced(first_instant(at, person.timezone), visit))
}

/// When an appointment is over, of which the data may have the day alone.
pub(super) fn ends(at: DateTime<Utc>, visit: &Visit) -> DateTime<Utc> {
    if visit.time.is_some() { at } else { at + TimeDelta::days(1) }
}

/// The instant itself.
pub(super) fn begins(at: DateTime<Utc>) -> DateTime<Utc> {
    at - TimeDelta::microseconds(at.timestamp_micros().rem_euclid(BELOW))
}

/// Whether it is that of an appointment, and not the time to reserve for the move.
pub(super) fn is_appointed(at: DateTime<Utc>) -> bool {
    begins(at) != at
}

/// Whether one of two is at another time or, where both say where it is, at another place.
pub(super) fn is_other(told: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let trace = |at: DateTime<Utc>| at.timestamp_micros().rem_euclid(BELOW);
    let places = (trace(told), trace(now));
    begins(told) != begins(now) || (places.0 != 0 && places.1 != 0 && places.0 != places.1)
}

fn traced(at: DateTime<Utc>, visit: &Visit) -> DateTime<Utc> {
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(&[u8::from(visit.time.is_some())])
        .update(visit.place.as_deref().unwrap_or_default().trim().as_bytes());
    let mut bytes = [0; 4];
    hasher.finalize_xof().fill(&mut bytes);
    begins(at) + TimeDelta::microseconds(1 + i64::from(u32::from_le_bytes(bytes)) % (BELOW - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::fixture::Fixture;

    fn of(day: &str, time: Option<&str>, place: Option<&str>) -> DateTime<Utc> {
        let mut fixture = Fixture::new();
        let person = fixture.person("a@x.example");
        let time = time.map(|time| time.parse().unwrap());
        person.visit = Some(Visit { day: day.parse().unwrap(), time, place: place.map(str::to_owned) });
        expected(person).unwrap()
    }

    #[test]
    fn another_day_time_or_place_is_another_appointment() {
        let told = of("2027-05-12", Some("10:00:00"), Some("Stadhuis, balie 3"));
        assert!(!is_other(told, of("2027-05-12", Some("10:00:00"), Some(" Stadhuis, balie 3"))));
        for other in [
            of("2027-05-13", Some("10:00:00"), Some("Stadhuis, balie 3")),
            of("2027-05-12", Some("10:01:00"), Some("Stadhuis, balie 3")),
            of("2027-05-12", Some("10:00:00"), Some("Stadhuis, balie 4")),
            of("2027-05-12", Some("10:00:00"), None),
            of("2027-05-12", None, Some("Stadhuis, balie 3")),
        ] {
            assert!(is_other(told, other), "{other}");
        }
        assert!(
            is_other(of("2027-05-12", None, None), of("2027-05-12", Some("00:00:00"), None)),
            "a day is no midnight"
        );
        assert_eq!(begins(told), begins(of("2027-05-12", Some("10:00:00"), None)));
    }

    #[test]
    fn what_was_told_before_places_were_kept_says_nothing_of_the_place() {
        let told = of("2027-05-12", Some("10:00:00"), Some("Stadhuis, balie 3"));
        assert!(!is_other(begins(told), told) && !is_other(told, begins(told)));
        assert!(is_other(begins(told) + TimeDelta::minutes(1), told));
    }
}
