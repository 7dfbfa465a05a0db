//! Dates, times and lengths as iCalendar files write them.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// No holiday lies outside these years; a year without its century does, and Outlook's 1601.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2999;

/// A date, or a date and a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// The day, on the clock it is written for.
    pub(super) day: NaiveDate,
    /// The time of day; `None` is the whole day.
    pub(super) time: Option<NaiveTime>,
    /// Whether that clock is UTC's.
    pub(super) utc: bool,
}

impl Moment {
    /// Reads `20270427`, `2027-04-27`, `20270427T000000`, `2027-04-27T00:00` and, in UTC, `20270426T220000Z`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (text, utc) = match text.strip_suffix(['Z', 'z']) {
            Some(text) => (text, true),
            None => (text, false),
        };
        let (day, time) = match text.split_once(['T', 't']) {
            Some((day, time)) => (day, Some(time)),
            None if utc => return None,
            None => (text, None),
        };
        let form = if day.contains('-') { "%Y-%m-%d" } else { "%Y%m%d" };
        let digits = day.chars().filter(char::is_ascii_digit).count();
        let day = NaiveDate::parse_from_str(day, form).ok().filter(|day| digits == 8 && YEARS.contains(&day.year()))?;
        let time = match time {
            None => None,
            Some(time) => {
                let forms = ["%H%M%S", "%H:%M:%S", "%H%M", "%H:%M"];
                let digits = time.chars().filter(char::is_ascii_digit).count();
                let read = |form| NaiveTime::parse_from_str(time, form).ok();
                Some(forms.into_iter().find_map(read).filter(|_| digits == 4 || digits == 6)?)
            }
        };
        Some(Moment { day, time, utc })
    }

    /// The date and time on its own clock; a whole day begins at midnight.
    pub(super) fn wall(&self) -> NaiveDateTime {
        self.day.and_time(self.time.unwrap_or(NaiveTime::MIN))
    }

    /// The same instant on another clock, when it is written in UTC; otherwise it is on the clock of its writer.
    pub(super) fn on(&self, clock: Tz) -> NaiveDateTime {
        match self.utc {
            true => Utc.from_utc_datetime(&self.wall()).with_timezone(&clock).naive_local(),
            false => self.wall(),
        }
    }
}

/// A length (RFC 5545, section 3.3.6), such as `P1D`, `P2W` or `PT24H`; `None` when it is none, or negative.
pub(super) fn length(text: &str) -> Option<TimeDelta> {
    let text = text.trim().to_ascii_uppercase();
    let rest = text.strip_prefix('+').unwrap_or(&text).strip_prefix('P')?;
    let (days, times) = rest.split_once('T').unwrap_or((rest, ""));
    let mut sum = Some(TimeDelta::zero());
    let mut units = 0;
    for (part, seconds) in [(days, &[('W', 604_800), ('D', 86_400)][..]), (times, &[('H', 3600), ('M', 60), ('S', 1)])]
    {
        let mut rest = part;
        while let Some(end) = rest.find(|c: char| !c.is_ascii_digit()) {
            let unit = rest[end..].chars().next()?;
            let (_, seconds) = seconds.iter().find(|(known, _)| *known == unit)?;
            let count: i64 = rest[..end].parse().ok().filter(|count| *count < 1_000_000)?;
            sum = sum?.checked_add(&TimeDelta::try_seconds(count * seconds)?);
            units += 1;
            rest = &rest[end + 1..];
        }
        if !rest.is_empty() {
            return None;
        }
    }
    sum.filter(|_| units > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_read_as_they_are_written() {
        let wall = |text: &str| Moment::parse(text).map(|m| (m.wall().to_string(), m.time.is_some(), m.utc));
        let day = |text: &str, timed, utc| Some((text.to_owned(), timed, utc));
        assert_eq!(wall("20270427"), day("2027-04-27 00:00:00", false, false));
        assert_eq!(wall("2027-04-27"), day("2027-04-27 00:00:00", false, false));
        assert_eq!(wall("20270427T083000"), day("2027-04-27 08:30:00", true, false));
        assert_eq!(wall("2027-04-27T08:30"), day("2027-04-27 08:30:00", true, false));
        assert_eq!(wall("20270426T220000Z"), day("2027-04-26 22:00:00", true, true));
        for wrong in ["", "2027", "20270230", "27-4-2027", "2027042", "20270427T", "20270427Z", "16010101", "2027-4-27"]
        {
            assert_eq!(wall(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn lengths_are_read_as_they_are_written() {
        let days = |text: &str| length(text).map(|length| (length.num_hours(), length.num_seconds() % 3600));
        assert_eq!(days("P1D"), Some((24, 0)));
        assert_eq!(days("P2W"), Some((336, 0)));
        assert_eq!(days("PT24H"), Some((24, 0)));
        assert_eq!(days("+P1DT12H30M"), Some((36, 1800)));
        for wrong in ["", "P", "PT", "-P1D", "P1H", "PT1D", "P1", "1D", "P99999999999999999999D", "PD"] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
    }
}
