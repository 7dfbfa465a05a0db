//! Dates worked out by hand, with the reasoning at each row.
//!
//! The calendar of 2027 they rest on: 1 January is a Friday, 1 March a Monday, 28 March a Sunday (Amsterdam: 02:00 CET
//! becomes 03:00 CEST), 5 April a Monday, 27 April (Koningsdag) a Tuesday, 31 October a Sunday (03:00 CEST becomes
//! 02:00 CET). Amsterdam is at UTC+1 in winter (CET) and +2 in summer (CEST); Curaçao at -4 all year. The window is
//! 08:00-18:00, Monday to Friday.

use chrono_tz::America::Curacao;
use chrono_tz::Europe::Amsterdam;

use super::*;
use crate::campaign::Audience;
use crate::schedule::fixture::{Fixture, day, time, utc};
use crate::schedule::local::Change;

/// What changes in the calendar of a row.
#[derive(Clone, Copy)]
enum With {
    Nothing,
    Holiday(&'static str),
    Freeze(&'static str, &'static str),
    AllHours,
}

struct Row {
    why: &'static str,
    with: With,
    start: &'static str,
    deadline: &'static str,
    when: &'static str,
    zone: Tz,
    due: &'static str,
    expires: &'static str,
    reason: Reason,
}

const ROWS: &[Row] = &[
    Row {
        why: "14 calendar days before Monday 5 April is Monday 22 March, still winter: 09:00 CET = 08:00Z. \
              It expires when 5 April begins, in summer time: 4 April 22:00Z",
        with: With::Nothing,
        start: "2027-04-05",
        deadline: "2027-04-16",
        when: "start - 14d at 09:00",
        zone: Amsterdam,
        due: "2027-03-22T08:00:00Z",
        expires: "2027-04-04T22:00:00Z",
        reason: Reason::AsPlanned,
    },
    Row {
        why: "5 April is in summer time: 09:00 CEST = 07:00Z. It expires when Friday 16 April ends: 22:00Z",
        with: With::Nothing,
        start: "2027-04-05",
        deadline: "2027-04-16",
        when: "start at 09:00",
        zone: Amsterdam,
        due: "2027-04-05T07:00:00Z",
        expires: "2027-04-16T22:00:00Z",
        reason: Reason::AsPlanned,
    },
    Row {
        why: "Curaçao knows no summer time: 09:00 on 22 March is 13:00Z, and 5 April begins there at 04:00Z",
        with: With::Nothing,
        start: "2027-04-05",
        deadline: "2027-04-16",
        when: "start - 14d at 09:00",
        zone: Curacao,
        due: "2027-03-22T13:00:00Z",
        expires: "2027-04-05T04:00:00Z",
        reason: Reason::AsPlanned,
    },
    Row {
        why: "09:00 on 5 April in Curaçao is 13:00Z; 16 April ends there at 04:00Z on the 17th",
        with: With::Nothing,
        start: "2027-04-05",
        deadline: "2027-04-16",
        when: "start at 09:00",
        zone: Curacao,
        due: "2027-04-05T13:00:00Z",
        expires: "2027-04-17T04:00:00Z",
        reason: Reason::AsPlanned,
    },
    Row {
        why: "3 days before Monday 1 November is Friday 29 October, before the clocks go back: 09:00 CEST = 07:00Z. \
              1 November begins in winter time: 31 October 23:00Z",
        with: With::Nothing,
        start: "2027-11-01",
        deadline: "2027-11-12",
        when: "start - 3d at 09:00",
        zone: Amsterdam,
        due: "2027-10-29T07:00:00Z",
        expires: "2027-10-31T23:00:00Z",
        reason: Reason::AsPlanned,
    },
    Row {
        why: "1 November, after the clocks went back: 09:00 CET = 08:00Z; 12 November ends at 23:00Z",
        with: With::Nothing,
        start: "2027-11-01",
        deadline: "2027-11-12",
        when: "start at 09:00",
        zone: Amsterdam,
        due: "2027-11-01T08:00:00Z",
        expires: "2027-11-12T23:00:00Z",
        reason: Reason::AsPlanned,
    },
    Row {
        why: "The day before Wednesday 28 April is Koningsdag; it precedes the start, so Monday 26 April 09:00 CEST",
        with: With::Holiday("2027-04-27"),
        start: "2027-04-28",
        deadline: "2027-05-07",
        when: "start - 1d at 09:00",
        zone: Amsterdam,
        due: "2027-04-26T07:00:00Z",
        expires: "2027-04-27T22:00:00Z",
        reason: Reason::MovedEarlier,
    },
    Row {
        why: "The day after Monday 26 April is Koningsdag; it follows the deadline, so Wednesday 28 April 09:00 CEST. \
              It expires a week after the day it was meant for: when 26 April + 8 days = Tuesday 4 May ends",
        with: With::Holiday("2027-04-27"),
        start: "2027-04-12",
        deadline: "2027-04-26",
        when: "deadline + 1d at 09:00",
        zone: Amsterdam,
        due: "2027-04-28T07:00:00Z",
        expires: "2027-05-04T22:00:00Z",
        reason: Reason::MovedLater,
    },
    Row {
        why: "One working day after 26 April skips Koningsdag by itself: 28 April, as planned",
        with: With::Holiday("2027-04-27"),
        start: "2027-04-12",
        deadline: "2027-04-26",
        when: "deadline + 1 workday at 09:00",
        zone: Amsterdam,
        due: "2027-04-28T07:00:00Z",
        expires: "2027-05-04T22:00:00Z",
        reason: Reason::AsPlanned,
    },
    Row {
        why: "Freeze 25 March - 2 April, deadline Friday 2 April inside it. Back from there the open days are \
              24, 23, 22, 19, 18 March: the fifth is Thursday 18 March 09:00 CET = 08:00Z. 2 April ends at 22:00Z",
        with: With::Freeze("2027-03-25", "2027-04-02"),
        start: "2027-03-08",
        deadline: "2027-04-02",
        when: "deadline - 5 workdays at 09:00",
        zone: Amsterdam,
        due: "2027-03-18T08:00:00Z",
        expires: "2027-04-02T22:00:00Z",
        reason: Reason::AsPlanned,
    },
    Row {
        why: "Two calendar days before 2 April is 31 March, frozen; before it the last open day is Wednesday 24 March, \
              in winter time: 08:00Z",
        with: With::Freeze("2027-03-25", "2027-04-02"),
        start: "2027-03-08",
        deadline: "2027-04-02",
        when: "deadline - 2d at 09:00",
        zone: Amsterdam,
        due: "2027-03-24T08:00:00Z",
        expires: "2027-04-02T22:00:00Z",
        reason: Reason::MovedEarlier,
    },
    Row {
        why: "On the frozen deadline itself: after it, so past the weekend Monday 5 April 09:00 CEST = 07:00Z; \
              it expires a week after the deadline: when 9 April ends",
        with: With::Freeze("2027-03-25", "2027-04-02"),
        start: "2027-03-08",
        deadline: "2027-04-02",
        when: "deadline at 09:00",
        zone: Amsterdam,
        due: "2027-04-05T07:00:00Z",
        expires: "2027-04-09T22:00:00Z",
        reason: Reason::MovedLater,
    },
    Row {
        why: "5 working days before Tuesday 5 January 2027: Mon 4 Jan, (Fri 1 Jan off,) Thu 31, Wed 30, Tue 29, \
              Mon 28 December: 09:00 CET = 08:00Z",
        with: With::Holiday("2027-01-01"),
        start: "2027-01-05",
        deadline: "2027-01-15",
        when: "start - 5 workdays at 09:00",
        zone: Amsterdam,
        due: "2026-12-28T08:00:00Z",
        expires: "2027-01-04T23:00:00Z",
        reason: Reason::AsPlanned,
    },
    Row {
        why: "3 working days after Wednesday 30 December 2026: Thu 31, (Fri 1 Jan off,) Mon 4, Tue 5 January",
        with: With::Holiday("2027-01-01"),
        start: "2026-12-30",
        deadline: "2027-01-15",
        when: "start + 3 workdays at 09:00",
        zone: Amsterdam,
        due: "2027-01-05T08:00:00Z",
        expires: "2027-01-15T23:00:00Z",
        reason: Reason::AsPlanned,
    },
    Row {
        why: "07:00 on Monday 22 March is before opening. It precedes the start, so the window's last edge before it: \
              Friday 19 March 18:00 CET = 17:00Z",
        with: With::Nothing,
        start: "2027-04-05",
        deadline: "2027-04-16",
        when: "start - 14d at 07:00",
        zone: Amsterdam,
        due: "2027-03-19T17:00:00Z",
        expires: "2027-04-04T22:00:00Z",
        reason: Reason::MovedIntoWindow,
    },
    Row {
        why: "20:00 on 22 March is after closing: the edge before it is 18:00 that day, 17:00Z",
        with: With::Nothing,
        start: "2027-04-05",
        deadline: "2027-04-16",
        when: "start - 14d at 20:00",
        zone: Amsterdam,
        due: "2027-03-22T17:00:00Z",
        expires: "2027-04-04T22:00:00Z",
        reason: Reason::MovedIntoWindow,
    },
    Row {
        why: "07:00 on the start day: the edge after it is 08:00 CEST = 06:00Z",
        with: With::Nothing,
        start: "2027-04-05",
        deadline: "2027-04-16",
        when: "start at 07:00",
        zone: Amsterdam,
        due: "2027-04-05T06:00:00Z",
        expires: "2027-04-16T22:00:00Z",
        reason: Reason::MovedIntoWindow,
    },
    Row {
        why: "20:00 on the start day: the edge after it is Tuesday 6 April 08:00 CEST",
        with: With::Nothing,
        start: "2027-04-05",
        deadline: "2027-04-16",
        when: "start at 20:00",
        zone: Amsterdam,
        due: "2027-04-06T06:00:00Z",
        expires: "2027-04-16T22:00:00Z",
        reason: Reason::MovedIntoWindow,
    },
    Row {
        why: "02:30 on Sunday 28 March does not exist in Amsterdam, but nothing is due then: Sunday is closed, and \
              02:30 on Monday is before opening. Monday 29 March 08:00 CEST = 06:00Z",
        with: With::Nothing,
        start: "2027-03-28",
        deadline: "2027-04-09",
        when: "start at 02:30",
        zone: Amsterdam,
        due: "2027-03-29T06:00:00Z",
        expires: "2027-04-09T22:00:00Z",
        reason: Reason::MovedLater,
    },
    Row {
        why: "With a window round the clock, 02:30 on 28 March exists in Curaçao: 06:30Z",
        with: With::AllHours,
        start: "2027-03-28",
        deadline: "2027-04-09",
        when: "start at 02:30",
        zone: Curacao,
        due: "2027-03-28T06:30:00Z",
        expires: "2027-04-10T04:00:00Z",
        reason: Reason::AsPlanned,
    },
    Row {
        why: "03:00 is the first time after the gap: 01:00Z",
        with: With::AllHours,
        start: "2027-03-28",
        deadline: "2027-04-09",
        when: "start at 03:00",
        zone: Amsterdam,
        due: "2027-03-28T01:00:00Z",
        expires: "2027-04-09T22:00:00Z",
        reason: Reason::AsPlanned,
    },
    Row {
        why: "A date of its own, whatever the wave: Tuesday 2 March 09:00 in Curaçao is 13:00Z. It is news for a week: \
              until 9 March ends there, at 04:00Z on the 10th",
        with: With::Nothing,
        start: "2027-04-05",
        deadline: "2027-04-16",
        when: "2027-03-02 at 09:00",
        zone: Curacao,
        due: "2027-03-02T13:00:00Z",
        expires: "2027-03-10T04:00:00Z",
        reason: Reason::AsPlanned,
    },
    Row {
        why: "Saturday 6 March is closed: news waits for Monday 8 March, 09:00 CET = 08:00Z",
        with: With::Nothing,
        start: "2027-04-05",
        deadline: "2027-04-16",
        when: "2027-03-06 at 09:00",
        zone: Amsterdam,
        due: "2027-03-08T08:00:00Z",
        expires: "2027-03-13T23:00:00Z",
        reason: Reason::MovedLater,
    },
];

fn set_up(with: With, start: &str, deadline: &str, when: &str) -> Fixture {
    let mut fixture = Fixture::empty();
    fixture.message("phase", "message", when, Audience::Everyone);
    fixture.wave("wave", start, deadline, "rest");
    match with {
        With::Nothing => {}
        With::Holiday(on) => fixture.holiday(on, "holiday"),
        With::Freeze(from, to) => fixture.freeze(from, to),
        With::AllHours => {
            use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
            let calendar = &mut fixture.campaign.calendar;
            calendar.workdays = vec![Mon, Tue, Wed, Thu, Fri, Sat, Sun];
            (calendar.opens, calendar.closes) = (time("00:00"), time("23:59"));
        }
    }
    fixture
}

fn occasions_of(fixture: &mut Fixture) -> Vec<Occasion> {
    let rule = fixture.rule("message").clone();
    occasions(&fixture.campaign, &fixture.campaign.waves[0], &rule).unwrap()
}

#[test]
fn dates_worked_out_by_hand() {
    for row in ROWS {
        let mut fixture = set_up(row.with, row.start, row.deadline, row.when);
        let found = occasions_of(&mut fixture);
        let [occasion] = found.as_slice() else { panic!("{}: {found:?}", row.why) };
        let due = instant(occasion.at, row.zone).unwrap();
        let expires = occasion.expires.instant(row.zone).unwrap();
        assert_eq!((due, expires, occasion.reason), (utc(row.due), utc(row.expires), row.reason), "{}", row.why);
    }
}

/// With a window round the clock: 02:30 on 28 March is skipped, on 31 October shown twice.
#[test]
fn times_that_a_clock_change_makes_unclear_are_never_picked() {
    for (start, change, readings) in [
        ("2027-03-28", Change::Skipped, ["2027-03-28T00:30:00Z", "2027-03-28T01:30:00Z"]),
        ("2027-10-31", Change::Repeated, ["2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z"]),
    ] {
        let mut fixture = set_up(With::AllHours, start, "2027-12-31", "start at 02:30");
        let occasion = occasions_of(&mut fixture)[0];
        let unclear = instant(occasion.at, Amsterdam).unwrap_err();
        assert_eq!((unclear.why, unclear.readings), (change, readings.map(utc)));

        fixture.person("a@x.example");
        fixture.person("b@x.example").timezone = Curacao;
        let error = fixture.plan("2027-01-04T09:00:00Z").unwrap_err();
        assert_eq!(error.problems.len(), 1, "only Amsterdam is unclear");
        assert!(error.to_string().contains("02:30 in Europe/Amsterdam"), "{error}");
    }
}

/// `expires` as a person means it.
#[test]
fn ends_of_moments() {
    let mut fixture = set_up(With::Nothing, "2027-04-05", "2027-04-16", "start - 14d");
    let end = |fixture: &Fixture, moment: &str| {
        end_of(&fixture.campaign.calendar, &fixture.campaign.waves[0], &Moment::parse(moment).unwrap()).unwrap()
    };
    assert_eq!(end(&fixture, "start"), End::StartOf(day("2027-04-05")));
    assert_eq!(end(&fixture, "start at 12:00"), End::At(day("2027-04-05").and_time(time("12:00"))));
    assert_eq!(end(&fixture, "deadline"), End::StartOf(day("2027-04-17")), "the deadline's day counts to its end");
    // Friday 16 April + 1 working day is Monday 19 April, to its end.
    assert_eq!(end(&fixture, "deadline + 1 workday"), End::StartOf(day("2027-04-20")));
    fixture.campaign.waves[0].deadline_time = Some(time("17:00"));
    assert_eq!(end(&fixture, "deadline"), End::At(day("2027-04-16").and_time(time("17:00"))));
}

fn days(fixture: &mut Fixture) -> Vec<(u16, String)> {
    occasions_of(fixture).iter().map(|o| (o.occurrence, o.at.format("%m-%d %H:%M").to_string())).collect()
}

/// Start Monday 1 March, deadline Friday 12 March: 3 working days after 1 March is Thursday 4, then Tuesday 9, then
/// Friday 12, which counts up to its end. Each expires when the next is due, the last with the deadline.
#[test]
fn reminders_are_counted_in_working_days_up_to_the_deadline() {
    let rule = "every 3 workdays from start until deadline at 10:00";
    let mut fixture = set_up(With::Nothing, "2027-03-01", "2027-03-12", rule);
    let all = [(0, "03-04 10:00".into()), (1, "03-09 10:00".into()), (2, "03-12 10:00".into())];
    assert_eq!(days(&mut fixture), all);
    let ends: Vec<String> = occasions_of(&mut fixture).iter().map(|o| o.expires.local().to_string()).collect();
    assert_eq!(ends, ["2027-03-09 10:00:00", "2027-03-12 10:00:00", "2027-03-13 00:00:00"]);
    fixture.campaign.waves[0].deadline_time = Some(time("09:00"));
    assert_eq!(days(&mut fixture), all[..2], "the last would come after the deadline's hour");
}

/// Every calendar day from Thursday 4 March: Fri 5, Sat 6, Sun 7 and Mon 8 (all three on Monday), Tue 9. The third and
/// fourth fall together with the second and are not sent; what follows keeps its number and its day.
#[test]
fn reminders_that_closed_days_put_together_are_one() {
    let rule = "every 1 day from start until deadline at 10:00";
    let mut fixture = set_up(With::Nothing, "2027-03-04", "2027-03-09", rule);
    let expected = [(0, "03-05 10:00".into()), (1, "03-08 10:00".into()), (4, "03-09 10:00".into())];
    assert_eq!(days(&mut fixture), expected);
}

/// Every 2 days from Friday 12 March until Sunday 14: Sunday moves to Monday 15, after the end: it is not sent.
#[test]
fn a_reminder_moved_past_the_end_is_not_sent() {
    let rule = "every 2 days from start until deadline at 10:00";
    let mut fixture = set_up(With::Nothing, "2027-03-12", "2027-03-14", rule);
    assert_eq!(days(&mut fixture), []);
}

/// The start is Saturday 27 February: the enrol message moves to Monday 1 March 08:00, and so does the first reminder
/// (1 working day from Saturday) at 10:00. A reminder on the day of what it reminds of is not sent; Tuesday's is.
#[test]
fn a_reminder_never_comes_with_or_before_what_it_reminds_of() {
    let mut fixture = Fixture::empty();
    fixture.message("enrol", "enrol-now", "start at 08:00", Audience::Pending);
    fixture.message("remind", "reminder", "every 1 workday from start until deadline at 10:00", Audience::Pending);
    fixture.wave("wave", "2027-02-27", "2027-03-03", "rest");
    fixture.person("a@x.example");
    assert_eq!(reminds_of(&fixture.campaign, 1, 0), Some((0, 0)));
    let plan = fixture.plan("2027-01-04T09:00:00Z").unwrap();
    let expected =
        [("enrol-now", "2027-03-01 08:00"), ("reminder", "2027-03-02 10:00"), ("reminder", "2027-03-03 10:00")];
    assert_eq!(
        fixture.story(&plan, "a@x.example", Amsterdam),
        expected.map(|(message, at)| (message.to_owned(), at.to_owned()))
    );
}

/// Said after the enrolment mail and before the reminders, but about something else.
#[test]
fn news_on_a_date_is_not_what_a_reminder_reminds_of() {
    let mut fixture = Fixture::empty();
    fixture.message("enrol", "enrol-now", "start at 09:00", Audience::Pending);
    fixture.message("enrol", "incident", "2027-04-15 at 09:00", Audience::Everyone);
    fixture.message("remind", "message", "every 3 workdays from start until deadline", Audience::Pending);
    assert_eq!(reminds_of(&fixture.campaign, 1, 0), Some((0, 0)));
}

#[test]
fn a_calendar_that_never_opens_has_no_date() {
    let mut fixture = set_up(With::Nothing, "2027-03-01", "2027-03-12", "start at 08:00");
    fixture.campaign.calendar.workdays.clear();
    let rule = fixture.rule("message").clone();
    assert_eq!(occasions(&fixture.campaign, &fixture.campaign.waves[0], &rule), Err(NoOpenDay));
}

/// With Monday 8 March closed: working days are counted past it, so all that follow come a day later; counted in days
/// only the one on it moves.
#[test]
fn a_holiday_pushes_what_is_counted_in_workdays_and_nothing_else() {
    let dues = |when: &str| {
        let mut fixture = Fixture::empty();
        fixture.message("remind", "reminder", when, Audience::Pending);
        fixture.wave("one", "2027-03-01", "2027-03-19", "rest");
        fixture.holiday("2027-03-08", "closed");
        let (campaign, wave) = (&fixture.campaign, &fixture.campaign.waves[0]);
        let found = occasions(campaign, wave, &campaign.phases[0].messages[0]).unwrap();
        found.iter().map(|occasion| occasion.at.format("%d").to_string()).collect::<Vec<_>>()
    };
    assert_eq!(dues("every 3 workdays from start until deadline"), ["04", "10", "15", "18"]);
    assert_eq!(dues("every 1 week from start until deadline"), ["09", "15"]);
    assert_eq!(dues("every 7 days from start until start + 9d"), ["09"]);
}
