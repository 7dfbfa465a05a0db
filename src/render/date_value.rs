//! The dates and times in a template's values: a day, a local time, or an instant.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// A date or time as the filters `date`, `time` and `datetime` take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateValue {
    /// A day of the calendar: `2027-03-12`.
    Day(NaiveDate),
    /// A time on the reader's clock: `2027-03-12T17:00` or, as in the campaign file, `2027-03-12 17:00`.
    Local(NaiveDateTime),
    /// The same instant everywhere: `2027-03-12T16:00:00Z`. Shown on the reader's clock.
    Instant(DateTime<Utc>),
}

impl DateValue {
    /// Reads a value.
    pub(crate) fn parse(text: &str) -> tera::TeraResult<Self> {
        if let Ok(day) = text.parse::<NaiveDate>() {
            return Ok(DateValue::Day(day));
        }
        if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
            return Ok(DateValue::Instant(instant.to_utc()));
        }
        let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"].iter();
        local.flat_map(|format| NaiveDateTime::parse_from_str(text, format)).next().map(DateValue::Local).ok_or_else(
            || {
                tera::Error::message(format!(
                    "`{text}` is not a date; write one such as `2027-03-12` or `2027-03-12 17:00`"
                ))
            },
        )
    }

    /// As the value of a template.
    pub(crate) fn of_day(day: NaiveDate, time: Option<NaiveTime>) -> String {
        match time {
            Some(time) => day.and_time(time).format("%Y-%m-%dT%H:%M").to_string(),
            None => day.to_string(),
        }
    }

    /// The day on the reader's calendar.
    pub(crate) fn day(self, zone: Tz) -> NaiveDate {
        match self {
            DateValue::Day(day) => day,
            DateValue::Local(local) => local.date(),
            DateValue::Instant(instant) => instant.with_timezone(&zone).date_naive(),
        }
    }

    /// The time on the reader's clock.
    pub(crate) fn local(self, zone: Tz) -> tera::TeraResult<NaiveDateTime> {
        match self {
            DateValue::Day(day) => Err(tera::Error::message(format!("`{day}` has no time of day; use `date`"))),
            DateValue::Local(local) => Ok(local),
            DateValue::Instant(instant) => Ok(instant.with_timezone(&zone).naive_local()),
        }
    }

    /// The instant. Of a time that the clock shows twice it is the first.
    pub(crate) fn instant(self, zone: Tz) -> tera::TeraResult<DateTime<Utc>> {
        if let DateValue::Instant(instant) = self {
            return Ok(instant);
        }
        let local = self.local(zone)?;
        zone.from_local_datetime(&local)
            .earliest()
            .map(|at| at.to_utc())
            .ok_or_else(|| tera::Error::message(format!("the clock in {zone} skips {local}: summer time begins")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_on_the_readers_clock() {
        let late = DateValue::parse("2027-03-12T23:30:00Z").unwrap();
        assert_eq!(late.day(Tz::Europe__Amsterdam).to_string(), "2027-03-13");
        assert_eq!(late.day(Tz::America__Curacao).to_string(), "2027-03-12");
        let summer = DateValue::parse("2027-03-28T01:30:00Z").unwrap();
        assert_eq!(summer.local(Tz::Europe__Amsterdam).unwrap().to_string(), "2027-03-28 03:30:00");
    }

    #[test]
    fn a_day_is_the_same_day_everywhere() {
        let day = DateValue::parse("2027-03-12").unwrap();
        assert_eq!(day.day(Tz::America__Curacao).to_string(), "2027-03-12");
        assert!(day.local(Tz::UTC).is_err());
        assert_eq!(DateValue::parse("2027-03-12 17:00").unwrap(), DateValue::parse("2027-03-12T17:00").unwrap());
        assert!(DateValue::parse("12-03-2027").is_err());
    }

    #[test]
    fn a_skipped_hour_is_an_error() {
        let skipped = DateValue::parse("2027-03-28T02:30").unwrap();
        assert!(skipped.instant(Tz::Europe__Amsterdam).is_err());
    }
}
