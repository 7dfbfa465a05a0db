//! The days and hours on which mail may go out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};

use super::rule::Span;
use crate::error::Place;

/// Working days, hours, holidays and freezes of a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Days of the week on which people work.
    pub workdays: Vec<Weekday>,
    /// Mail goes out from this time of day (the person's own) …
    pub opens: NaiveTime,
    /// … up to this one.
    pub closes: NaiveTime,
    /// Days off, with their name (empty when the campaign names none).
    pub holidays: BTreeMap<NaiveDate, String>,
    /// Periods in which nothing goes out.
    pub freezes: Vec<Freeze>,
    /// The files that holidays were read from.
    pub files: Vec<HolidayFile>,
}

/// A file of holidays, and what it came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayFile {
    /// The file.
    pub file: String,
    /// Where the campaign names it.
    pub place: Place,
    /// The years in which it has a day, of those around the campaign.
    pub years: BTreeSet<i32>,
    /// Its first and its last day, in whatever year; `None` when it has none.
    pub extent: Option<(NaiveDate, NaiveDate)>,
    /// Its events that take no whole day, and so close none.
    pub appointments: Vec<Appointment>,
}

/// An event with a time of day, in a file of holidays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// The line on which it begins.
    pub line: u32,
    /// What it is called.
    pub name: String,
    /// The years in which it is, of those around the campaign.
    pub years: BTreeSet<i32>,
}

/// A period in which nothing goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freeze {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Why.
    pub why: String,
}

/// Why a day is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closed<'a> {
    /// Not a day on which people work.
    Weekend,
    /// A holiday, by name.
    Holiday(&'a str),
    /// A freeze, by reason.
    Freeze(&'a str),
}

/// Which way to look for an open day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Earlier.
    Before,
    /// Later.
    After,
}

/// No campaign is closed longer than this; beyond it the calendar never opens.
const FARTHEST: u64 = 400;

impl Default for Calendar {
    /// Monday to Friday, 08:00 to 18:00.
    fn default() -> Self {
        let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("a whole hour of the day");
        Calendar {
            workdays: vec![Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri],
            opens: at(8),
            closes: at(18),
            holidays: BTreeMap::new(),
            freezes: Vec::new(),
            files: Vec::new(),
        }
    }
}

impl Calendar {
    /// Why nothing goes out on this day; `None` when it is open.
    pub fn closed(&self, day: NaiveDate) -> Option<Closed<'_>> {
        if let Some(freeze) = self.freezes.iter().find(|f| f.from <= day && day <= f.to) {
            return Some(Closed::Freeze(&freeze.why));
        }
        if let Some(name) = self.holidays.get(&day) {
            return Some(Closed::Holiday(name));
        }
        (!self.workdays.contains(&day.weekday())).then_some(Closed::Weekend)
    }

    /// Whether mail may go out on this day.
    pub fn is_open(&self, day: NaiveDate) -> bool {
        self.closed(day).is_none()
    }

    /// The nearest open day on one side, the day itself included; `None` when there is none within 400 days.
    pub fn nearest_open(&self, day: NaiveDate, side: Side) -> Option<NaiveDate> {
        (0..FARTHEST).filter_map(|n| step(day, n, side)).find(|day| self.is_open(*day))
    }

    /// `span` away from `day`. Working days do not count the day itself; zero of them is the day itself.
    /// `None` when the calendar has not enough open days.
    pub fn add(&self, day: NaiveDate, span: Span) -> Option<NaiveDate> {
        let side = if span.count() < 0 { Side::Before } else { Side::After };
        let count = u64::from(span.count().unsigned_abs());
        match span {
            Span::Days(_) => step(day, count, side),
            Span::Workdays(0) => Some(day),
            Span::Workdays(_) => (1..FARTHEST + 2 * count)
                .filter_map(|n| step(day, n, side))
                .filter(|day| self.is_open(*day))
                .nth(count as usize - 1),
        }
    }

    /// How many open days lie after `from`, up to and including `to`; 0 when `to` is not after `from`.
    pub fn workdays_between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        from.iter_days().skip(1).take_while(|day| *day <= to).filter(|day| self.is_open(*day)).count() as u32
    }
}

fn step(day: NaiveDate, count: u64, side: Side) -> Option<NaiveDate> {
    match side {
        Side::Before => day.checked_sub_days(Days::new(count)),
        Side::After => day.checked_add_days(Days::new(count)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Worked out on paper: 2027-04-27 (Koningsdag) is a Tuesday; 1 January 2027 a Friday.
    #[test]
    fn workdays_skip_weekends_holidays_and_freezes() {
        let mut calendar = Calendar::default();
        calendar.holidays.insert(day("2027-04-27"), "Koningsdag".into());
        calendar.holidays.insert(day("2027-01-01"), "Nieuwjaar".into());
        assert_eq!(calendar.add(day("2027-04-26"), Span::Workdays(1)), Some(day("2027-04-28")));
        assert_eq!(calendar.add(day("2027-04-28"), Span::Workdays(-2)), Some(day("2027-04-23")));
        assert_eq!(calendar.add(day("2026-12-31"), Span::Workdays(1)), Some(day("2027-01-04")));
        calendar.freezes.push(Freeze { from: day("2026-12-24"), to: day("2027-01-03"), why: "year end".into() });
        assert_eq!(calendar.add(day("2027-01-04"), Span::Workdays(-1)), Some(day("2026-12-23")));
        assert_eq!(calendar.nearest_open(day("2026-12-25"), Side::After), Some(day("2027-01-04")));
        assert_eq!(calendar.workdays_between(day("2027-04-23"), day("2027-04-28")), 2);
    }

    #[test]
    fn a_calendar_that_never_opens_says_so() {
        let calendar = Calendar { workdays: vec![], ..Calendar::default() };
        assert_eq!(calendar.add(day("2027-01-04"), Span::Workdays(1)), None);
        assert_eq!(calendar.nearest_open(day("2027-01-04"), Side::Before), None);
    }
}
