//! The clock of a place, as a calendar file says it (RFC 5545 section 3.6.5): a program then shows a time as people there
//! read it, also one that does not know the place by name.
//!
//! What is said are the changes of the clock in the year of the event, and in the years before and after it: as a rule
//! that holds in all three where there is one, otherwise each change alone.

use std::fmt::Write;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

/// Two changes of a clock are further apart than this, in days.
const APART: i64 = 7;

/// A change of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Change {
    /// What the clock shows when it is changed.
    at: NaiveDateTime,
    /// By how many seconds it is ahead of UTC before that.
    from: i32,
    /// And after it.
    to: i32,
}

/// The instant on the clock of the place, as `TZID` asks it to be written; nothing where the clock shows that time twice
/// and means another.
pub(super) fn local(zone: Tz, at: DateTime<Utc>) -> Option<String> {
    let local = at.with_timezone(&zone).naive_local();
    let meant = zone.from_local_datetime(&local).earliest()?;
    (zone != Tz::UTC && meant == at).then(|| local.format("%Y%m%dT%H%M%S").to_string())
}

/// The properties of the clock around a year, in order.
pub(super) fn component(zone: Tz, year: i32) -> Vec<(&'static str, String)> {
    let mut lines = vec![("BEGIN", "VTIMEZONE".to_owned()), ("TZID", zone.name().to_owned())];
    let changes = changes(zone, year);
    let mut say = |change: &Change, rule: Option<String>| {
        // What is called so is what programs show: the clock ahead is that of summer, whatever the law calls it.
        let name = if change.to > change.from { "DAYLIGHT" } else { "STANDARD" };
        lines.push(("BEGIN", name.to_owned()));
        lines.push(("DTSTART", change.at.format("%Y%m%dT%H%M%S").to_string()));
        lines.extend(rule.map(|rule| ("RRULE", rule)));
        lines.push(("TZOFFSETFROM", offset(change.from)));
        lines.push(("TZOFFSETTO", offset(change.to)));
        lines.push(("END", name.to_owned()));
    };
    match yearly(&changes) {
        Some(rules) => rules.into_iter().for_each(|(change, rule)| say(&change, Some(rule))),
        None => {
            let from = changes.first().map_or_else(|| ahead(zone, begin(year)), |first| first.from);
            say(&Change { at: DateTime::UNIX_EPOCH.naive_utc(), from, to: from }, None);
            changes.iter().for_each(|change| say(change, None));
        }
    }
    lines.push(("END", "VTIMEZONE".to_owned()));
    lines
}

/// The instant at which the years that are looked at begin, on the clock of UTC.
fn begin(year: i32) -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(year - 1, 1, 1).unwrap_or_default().and_time(chrono::NaiveTime::MIN).and_utc()
}

/// By how many seconds the clock is ahead of UTC.
fn ahead(zone: Tz, at: DateTime<Utc>) -> i32 {
    zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()
}

/// Every change of the clock in three years.
fn changes(zone: Tz, year: i32) -> Vec<Change> {
    let (mut at, end) = (begin(year), begin(year + 3));
    let mut found = Vec::new();
    while at < end {
        let next = at + TimeDelta::days(APART);
        let (from, to) = (ahead(zone, at), ahead(zone, next));
        if from != to {
            let (mut before, mut after) = (at, next);
            while after - before > TimeDelta::seconds(1) {
                let middle = before + (after - before) / 2;
                let middle = middle - TimeDelta::nanoseconds(i64::from(middle.timestamp_subsec_nanos()));
                *(if ahead(zone, middle) == from { &mut before } else { &mut after }) = middle;
            }
            found.push(Change { at: after.naive_utc() + TimeDelta::seconds(from.into()), from, to });
        }
        at = next;
    }
    found
}

/// The changes as rules, each with its first; nothing where there are not two that come back every year.
fn yearly(changes: &[Change]) -> Option<[(Change, String); 2]> {
    let [a, b, c, d, e, f] = *changes else { return None };
    Some([(a, rule([a, c, e])?), (b, rule([b, d, f])?)])
}

/// The rule that three changes follow.
fn rule(changes: [Change; 3]) -> Option<String> {
    let [first, rest @ ..] = changes;
    let same = |change: &Change| {
        let day = |change: &Change| (change.at.month(), change.at.weekday(), change.at.time(), change.from, change.to);
        day(change) == day(&first)
    };
    let is_last = |change: &Change| (change.at.date() + Days::new(7)).month() != change.at.month();
    let nth = |change: &Change| (change.at.day() - 1) / 7 + 1;
    if !rest.iter().all(same) {
        return None;
    }
    let which = match () {
        () if changes.iter().all(is_last) => "-1".to_owned(),
        () if rest.iter().all(|change| nth(change) == nth(&first)) => nth(&first).to_string(),
        () => return None,
    };
    let day = match first.at.weekday() {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    };
    Some(format!("FREQ=YEARLY;BYMONTH={};BYDAY={which}{day}", first.at.month()))
}

/// An offset (RFC 5545 section 3.3.14).
fn offset(seconds: i32) -> String {
    let (sign, size) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs());
    let mut out = format!("{sign}{:02}{:02}", size / 3600, size / 60 % 60);
    if size % 60 != 0 {
        let _ = write!(out, "{:02}", size % 60);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(zone: Tz) -> String {
        component(zone, 2027).into_iter().fold(String::new(), |all, (name, value)| format!("{all}{name}:{value}\n"))
    }

    #[test]
    fn a_clock_that_changes_every_year_is_two_rules() {
        insta::assert_snapshot!(said(Tz::Europe__Amsterdam), @r"
        BEGIN:VTIMEZONE
        TZID:Europe/Amsterdam
        BEGIN:DAYLIGHT
        DTSTART:20260329T020000
        RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0200
        END:DAYLIGHT
        BEGIN:STANDARD
        DTSTART:20261025T030000
        RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
        TZOFFSETFROM:+0200
        TZOFFSETTO:+0100
        END:STANDARD
        END:VTIMEZONE
        ");
        assert!(
            said(Tz::America__New_York).contains("DTSTART:20260308T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\n")
        );
    }

    #[test]
    fn a_clock_that_never_changes_is_one_line_and_one_that_follows_the_moon_is_each_change() {
        let curacao = said(Tz::America__Curacao);
        assert!(curacao.contains("DTSTART:19700101T000000\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0400\n"), "{curacao}");
        assert_eq!(curacao.matches("BEGIN:STANDARD").count(), 1);
        let casablanca = said(Tz::Africa__Casablanca);
        assert!(!casablanca.contains("RRULE") && casablanca.matches("TZOFFSETTO:+0000").count() >= 3, "{casablanca}");
    }

    #[test]
    fn a_time_that_the_clock_shows_twice_is_not_taken_for_the_other() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(local(Tz::Europe__Amsterdam, at("2027-03-01T07:30:00Z")).as_deref(), Some("20270301T083000"));
        assert_eq!(local(Tz::Europe__Amsterdam, at("2027-10-31T00:30:00Z")).as_deref(), Some("20271031T023000"));
        assert_eq!(local(Tz::Europe__Amsterdam, at("2027-10-31T01:30:00Z")), None);
        assert_eq!(local(Tz::UTC, at("2027-10-31T01:30:00Z")), None, "UTC is written as such");
    }

    proptest! {
        /// Of every place: what is said is what the clock does, on every day of the year.
        #[test]
        fn every_clock_is_as_it_is_said(zone in proptest::sample::select(&chrono_tz::TZ_VARIANTS[..]), day in 0i64..365, hour in 0i64..24) {
            let changes = changes(zone, 2027);
            for pair in changes.windows(2) {
                prop_assert!(pair[0].at < pair[1].at && pair[0].to == pair[1].from, "{pair:?}");
            }
            let at = begin(2028) + TimeDelta::days(day) + TimeDelta::hours(hour);
            let last = changes.iter().rfind(|change| change.at - TimeDelta::seconds(change.from.into()) <= at.naive_utc());
            let said = last.map_or_else(|| changes.first().map_or(ahead(zone, at), |first| first.from), |last| last.to);
            prop_assert_eq!(said, ahead(zone, at));
        }
    }
}
