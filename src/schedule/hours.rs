//! The instants at which mail may go out in one time zone.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::local::first_instant;
use crate::campaign::{Calendar, Side};

/// A campaign's calendar, seen from a time zone.
#[derive(Debug, Clone, Copy)]
pub struct Hours<'a> {
    calendar: &'a Calendar,
    zone: Tz,
}

impl<'a> Hours<'a> {
    /// The opening hours of `calendar` on the clocks of `zone`.
    pub fn new(calendar: &'a Calendar, zone: Tz) -> Self {
        Hours { calendar, zone }
    }

    /// The first and last instant of a day's window, whether the day is open or not.
    pub fn window(&self, day: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
        let edge = |time| first_instant(day.and_time(time), self.zone);
        (edge(self.calendar.opens), edge(self.calendar.closes))
    }

    /// The local day of an instant.
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    /// Whether mail may go out at this instant. The closing time itself still counts.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.at_or_after(at) == Some(at)
    }

    /// The first instant not before `at` at which mail may go out; `None` when the calendar does not open any more.
    pub fn at_or_after(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let today = self.day(at);
        if self.calendar.is_open(today) {
            let (opens, closes) = self.window(today);
            if at <= closes {
                return Some(at.max(opens));
            }
        }
        self.opening_after(today)
    }

    /// The opening of the first open day after `day`.
    pub fn opening_after(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        let next = self.calendar.nearest_open(day.succ_opt()?, Side::After)?;
        Some(self.window(next).0)
    }

    /// How much open time lies between two instants.
    pub fn open_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        let last = self.day(to);
        let days = self.day(from).iter_days().take_while(|day| *day <= last).filter(|day| self.calendar.is_open(*day));
        days.map(|day| {
            let (opens, closes) = self.window(day);
            (closes.min(to) - opens.max(from)).max(TimeDelta::zero())
        })
        .sum()
    }
}

/// [`Hours`] of several zones, for asking often about instants that lie close together.
#[derive(Debug)]
pub(crate) struct Clocks<'a> {
    calendar: &'a Calendar,
    /// Per zone, the open window asked about last, and the opening after it.
    last: Vec<(Tz, Window)>,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    opens: DateTime<Utc>,
    closes: DateTime<Utc>,
    next: Option<DateTime<Utc>>,
}

impl<'a> Clocks<'a> {
    pub(crate) fn new(calendar: &'a Calendar) -> Self {
        Clocks { calendar, last: Vec::new() }
    }

    /// [`Hours::at_or_after`] in a zone.
    pub(crate) fn at_or_after(&mut self, at: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let known = self.last.iter().position(|(of, _)| *of == zone);
        if let Some(Window { opens, closes, next }) = known.map(|n| self.last[n].1) {
            match next {
                _ if opens <= at && at <= closes => return Some(at),
                Some(next) if closes < at && at <= next => return Some(next),
                _ => {}
            }
        }
        let hours = Hours::new(self.calendar, zone);
        let open = hours.at_or_after(at)?;
        let day = hours.day(open);
        let (opens, closes) = hours.window(day);
        let window = Window { opens, closes, next: hours.opening_after(day) };
        match known {
            Some(n) => self.last[n].1 = window,
            None => self.last.push((zone, window)),
        }
        Some(open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Amsterdam;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// 2027-04-30 is a Friday; Amsterdam is at +2, so 08:00-18:00 is 06:00Z-16:00Z.
    #[test]
    fn the_next_opening_skips_nights_and_weekends() {
        let calendar = Calendar::default();
        let hours = Hours::new(&calendar, Amsterdam);
        for (at, opens) in [
            ("2027-04-30T03:00:00Z", "2027-04-30T06:00:00Z"),
            ("2027-04-30T10:11:12Z", "2027-04-30T10:11:12Z"),
            ("2027-04-30T16:00:00Z", "2027-04-30T16:00:00Z"),
            ("2027-04-30T16:00:01Z", "2027-05-03T06:00:00Z"),
            // 23:30Z on Friday is already Saturday in Amsterdam.
            ("2027-04-30T23:30:00Z", "2027-05-03T06:00:00Z"),
        ] {
            assert_eq!(hours.at_or_after(utc(at)), Some(utc(opens)), "{at}");
        }
        assert!(!hours.is_open(utc("2027-05-01T09:00:00Z")));
        // Friday 15:00Z-16:00Z and Monday 06:00Z-07:30Z.
        assert_eq!(
            hours.open_between(utc("2027-04-30T15:00:00Z"), utc("2027-05-03T07:30:00Z")),
            TimeDelta::minutes(150)
        );
    }

    /// Asked in any order, the answers are those of the hours themselves.
    #[test]
    fn clocks_remember_nothing_wrong() {
        let calendar = Calendar::default();
        let mut clocks = Clocks::new(&calendar);
        let begin = utc("2027-04-29T00:00:00Z");
        for n in 0..2000 {
            let at = begin + TimeDelta::minutes((n * 7919) % 11_520);
            for zone in [Amsterdam, chrono_tz::Pacific::Auckland] {
                assert_eq!(clocks.at_or_after(at, zone), Hours::new(&calendar, zone).at_or_after(at), "{at} {zone}");
            }
        }
    }

    #[test]
    fn a_calendar_that_never_opens_has_no_next_opening() {
        let calendar = Calendar { workdays: vec![], ..Calendar::default() };
        assert_eq!(Hours::new(&calendar, Amsterdam).at_or_after(utc("2027-04-30T10:00:00Z")), None);
    }
}
