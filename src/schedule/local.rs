//! Wall-clock times and the instants they name in a time zone.

use std::fmt;

use chrono::offset::LocalResult;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A wall-clock time that the clocks of a zone skip or show twice, with the two instants it could mean.
///
/// Never resolved silently: the campaign has to name another time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unclear {
    /// The wall-clock time.
    pub local: NaiveDateTime,
    /// The zone in which it is unclear.
    pub zone: Tz,
    /// Whether the clock skips it or shows it twice.
    pub why: Change,
    /// The two readings, the earlier instant first.
    pub readings: [DateTime<Utc>; 2],
}

/// What a clock change does to a wall-clock time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Clocks go forward past it.
    Skipped,
    /// Clocks go back to it.
    Repeated,
}

impl fmt::Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.why {
            Change::Skipped => "which the clock skips that night",
            Change::Repeated => "which the clock shows twice that night",
        };
        let reading = |at: DateTime<Utc>| at.with_timezone(&self.zone).format("%H:%M %Z (UTC%:z)").to_string();
        let [first, second] = self.readings;
        let local = self.local.format("%A %Y-%m-%d %H:%M");
        write!(f, "{local} in {}, {what}: it could mean {} or {}", self.zone, reading(first), reading(second))
    }
}

/// The instant at which the clocks of `zone` show `local`.
///
/// # Errors
/// [`Unclear`] when they never do, or do twice.
pub fn instant(local: NaiveDateTime, zone: Tz) -> Result<DateTime<Utc>, Unclear> {
    let unclear =
        |why, a: DateTime<Utc>, b: DateTime<Utc>| Unclear { local, zone, why, readings: [a.min(b), a.max(b)] };
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => Ok(at.to_utc()),
        LocalResult::Ambiguous(a, b) => Err(unclear(Change::Repeated, a.to_utc(), b.to_utc())),
        // The two readings of a skipped time: by the offset in force before the change, and by the one after it.
        LocalResult::None => {
            Err(unclear(Change::Skipped, with_offset_at(local, zone, -25), with_offset_at(local, zone, 25)))
        }
    }
}

/// `local` read with the offset that is in force `hours` away from it; more than a day, for zones that once skipped
/// a whole one.
fn with_offset_at(local: NaiveDateTime, zone: Tz, hours: i64) -> DateTime<Utc> {
    let offset = zone.offset_from_utc_datetime(&(local + TimeDelta::hours(hours))).fix();
    (local - offset).and_utc()
}

/// The first instant at which the clocks of `zone` show `local` or later: well defined in every zone.
///
/// For the edges of days and windows, which open as soon as the clock has got there; never for a time that a campaign
/// writes down for a message.
pub fn first_instant(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    match instant(local, zone) {
        Ok(at) => at,
        Err(Unclear { why: Change::Repeated, readings, .. }) => readings[0],
        Err(Unclear { readings: [earlier, later], .. }) => {
            // Between the two readings lies the change itself: the first instant whose clock is past `local`.
            let (mut before, mut after) = (earlier.timestamp(), later.timestamp());
            while after - before > 1 {
                let middle = before + (after - before) / 2;
                let shown = DateTime::from_timestamp(middle, 0).map(|at| at.with_timezone(&zone).naive_local());
                if shown.is_some_and(|shown| shown < local) { before = middle } else { after = middle }
            }
            DateTime::from_timestamp(after, 0).unwrap_or(later)
        }
    }
}

/// The first instant of a day.
pub fn start_of_day(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    first_instant(day.and_time(NaiveTime::MIN), zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{America, Asia, Europe};

    fn local(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        local(text).and_utc()
    }

    /// Amsterdam 2027: on 28 March 02:00 CET (01:00Z) becomes 03:00 CEST; on 31 October 03:00 CEST (01:00Z) becomes
    /// 02:00 CET. So 02:30 in March is 01:30Z by the old offset (+1) or 00:30Z by the new one (+2), and 02:30 in
    /// October is 00:30Z (still +2) or 01:30Z (already +1).
    #[test]
    fn skipped_and_repeated_times_have_two_readings() {
        let skipped = instant(local("2027-03-28 02:30"), Europe::Amsterdam).unwrap_err();
        assert_eq!(
            (skipped.why, skipped.readings),
            (Change::Skipped, [utc("2027-03-28 00:30"), utc("2027-03-28 01:30")])
        );
        assert_eq!(
            skipped.to_string(),
            "Sunday 2027-03-28 02:30 in Europe/Amsterdam, which the clock skips that night: it could mean 01:30 CET \
             (UTC+01:00) or 03:30 CEST (UTC+02:00)"
        );
        let repeated = instant(local("2027-10-31 02:30"), Europe::Amsterdam).unwrap_err();
        assert_eq!(
            (repeated.why, repeated.readings),
            (Change::Repeated, [utc("2027-10-31 00:30"), utc("2027-10-31 01:30")])
        );
        assert_eq!(instant(local("2027-03-28 03:00"), Europe::Amsterdam), Ok(utc("2027-03-28 01:00")));
        assert_eq!(instant(local("2027-10-31 03:00"), Europe::Amsterdam), Ok(utc("2027-10-31 02:00")));
        assert_eq!(instant(local("2027-03-28 02:30"), America::Curacao), Ok(utc("2027-03-28 06:30")));
    }

    /// Beirut goes to summer time at midnight: in 2027 on 28 March 00:00 EET (+2, 22:00Z the day before) becomes 01:00.
    /// That day's first instant is the change itself.
    #[test]
    fn a_day_whose_midnight_is_skipped_still_begins() {
        assert_eq!(start_of_day("2027-03-28".parse().unwrap(), Asia::Beirut), utc("2027-03-27 22:00"));
        assert_eq!(start_of_day("2027-03-28".parse().unwrap(), Europe::Amsterdam), utc("2027-03-27 23:00"));
        assert_eq!(first_instant(local("2027-03-28 02:30"), Europe::Amsterdam), utc("2027-03-28 01:00"));
        assert_eq!(first_instant(local("2027-10-31 02:30"), Europe::Amsterdam), utc("2027-10-31 00:30"));
    }
}
