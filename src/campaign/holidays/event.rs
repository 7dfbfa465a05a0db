//! What one event says: on which days it is, and whether it takes them whole.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;

use super::component::{Component, Wrong};
use super::lines::Line;
use super::moment::{Moment, length};
use crate::campaign::zone;

/// Longer than a year is no holiday.
const LONGEST: i64 = 366;

/// An event, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    /// The line on which it begins.
    pub(super) number: u32,
    /// Which event it is, for those that replace one of its days.
    pub(super) uid: Option<String>,
    /// What it is called.
    pub(super) name: String,
    /// Its first day, as written; repetition is counted from it.
    pub(super) first: NaiveDate,
    /// How many days later (or earlier, when negative) that is on the clock of its readers.
    pub(super) later: i64,
    /// How many days it takes; `None` when it is an appointment and takes none.
    pub(super) days: Option<u64>,
    /// Its repetitions, with where they stand.
    pub(super) rules: Vec<(u32, String)>,
    /// Days on which it is besides.
    pub(super) besides: BTreeSet<NaiveDate>,
    /// Days on which it is not.
    pub(super) except: BTreeSet<NaiveDate>,
    /// The day of another event of the same identity that it stands for.
    pub(super) replaces: Option<NaiveDate>,
    /// Whether it does not take place.
    pub(super) cancelled: bool,
    /// The clock it is on.
    clock: Tz,
    /// Whether its days are counted in UTC rather than on that clock.
    utc: bool,
}

/// What an event is read by.
pub(super) struct Reader<'a> {
    /// The campaign's time zone.
    pub(super) home: Tz,
    /// The zones that the file defines.
    pub(super) zones: &'a BTreeSet<String>,
}

const DATES: &str = "write year, month and day, as in `DTSTART;VALUE=DATE:20270427`";

impl Reader<'_> {
    /// # Errors
    /// With the line that cannot be understood.
    pub(super) fn event(&self, component: &Component) -> Result<Event, Wrong> {
        let one = |name: &str| component.lines.iter().find(|line| line.name == name);
        let all = |name: &'static str| component.lines.iter().filter(move |line| line.name == name);
        let text = |name: &str| one(name).map(|line| unescape(&line.value));
        let name = text("SUMMARY").unwrap_or_default();
        let Some(at) = one("DTSTART") else {
            return Err((component.number, "this event has no DTSTART".into(), DATES));
        };
        if let Some(line) = all("EXRULE").next() {
            let hint = "list the days as `EXDATE`, or in `holidays:`";
            return Err((line.number, "`EXRULE` is not understood".into(), hint));
        }
        let start = moment(at)?;
        let named = at.parameter("TZID").filter(|_| start.time.is_some());
        let own = named.and_then(known);
        if let Some(named) = named.filter(|named| own.is_none() && !self.zones.contains(named.trim())) {
            let hint = "use a name from the IANA time zone database, or one of Windows";
            return Err((at.number, format!("there is no time zone `{named}`"), hint));
        }
        let home = component.zone.as_deref().and_then(known).unwrap_or(self.home);
        let clock = own.unwrap_or(home);
        let (later, days) = self.days(component, at.number, start, clock)?;
        let written = |moment: Moment| written(moment, start.utc, clock);
        let listed = |name: &'static str| -> Result<BTreeSet<NaiveDate>, Wrong> {
            let mut found = BTreeSet::new();
            for line in all(name) {
                for value in line.value.split(',') {
                    let Some(moment) = Moment::parse(value) else { return Err(no_date(line, value)) };
                    found.insert(written(moment));
                }
            }
            Ok(found)
        };
        let replaces = match one("RECURRENCE-ID") {
            Some(line) if line.parameter("RANGE").is_some() => {
                let hint = "end the old event with `UNTIL` and begin a new one";
                return Err((line.number, "an event that replaces all that follow is not understood".into(), hint));
            }
            Some(line) => Some(written(moment(line)?)),
            None => None,
        };
        Ok(Event {
            number: component.number,
            uid: text("UID"),
            name,
            first: start.day,
            later,
            days,
            rules: all("RRULE").map(|line| (line.number, line.value.trim().to_owned())).collect(),
            besides: listed("RDATE")?,
            except: listed("EXDATE")?,
            replaces,
            cancelled: one("STATUS").is_some_and(|line| line.value.trim().eq_ignore_ascii_case("CANCELLED")),
            clock,
            utc: start.utc,
        })
    }

    /// How far the first day is from the written one, and how many days are taken whole.
    fn days(&self, component: &Component, number: u32, start: Moment, clock: Tz) -> Result<(i64, Option<u64>), Wrong> {
        let one = |name: &str| component.lines.iter().find(|line| line.name == name);
        let lasts = match one("DURATION") {
            Some(line) => match length(&line.value) {
                Some(length) => Some(length),
                None => {
                    let hint = "write for example `P1D` for a day or `P2W` for two weeks";
                    return Err((line.number, format!("`{}` is not a length of time", line.value), hint));
                }
            },
            None => None,
        };
        let end = one("DTEND").map(moment).transpose()?;
        let span = |clock: Tz| {
            let from = start.on(clock);
            let to = match (end, lasts) {
                // An end that says its day alone is midnight on the clock of the start.
                (Some(end), _) if end.time.is_none() && start.utc => start.on(clock) + (end.wall() - start.wall()),
                (Some(end), _) => end.on(clock),
                (None, Some(length)) => from + length,
                (None, None) => from,
            };
            (from, to)
        };
        let declared =
            one("X-MICROSOFT-CDO-ALLDAYEVENT").is_some_and(|line| line.value.trim().eq_ignore_ascii_case("TRUE"));
        let whole = |clock: Tz| {
            let (from, to) = span(clock);
            let last_minute = NaiveTime::from_hms_opt(23, 59, 0).expect("a time of day");
            let ends = to == from || to.time() == NaiveTime::MIN || to.time() >= last_minute;
            (start.time.is_none() || declared || from.time() == NaiveTime::MIN && ends).then_some((from, to))
        };
        // In UTC, midnight may be that of the reader's clock or of UTC's own.
        let found = whole(clock).or_else(|| if start.utc { whole(Tz::UTC) } else { None });
        let Some((from, to)) = found else {
            return Ok((0, None));
        };
        if to < from {
            return Err((number, "this event ends before it begins".into(), "correct its DTSTART or DTEND"));
        }
        let part = to.time() != NaiveTime::MIN;
        let days = (to.date() - from.date() + TimeDelta::days(i64::from(part))).num_days().max(1);
        if days > LONGEST {
            let message = format!("this event takes {days} days, more than a year");
            return Err((number, message, "correct its DTEND, or make it a freeze of the campaign"));
        }
        Ok(((from.date() - start.day).num_days(), Some(days.unsigned_abs())))
    }
}

impl Event {
    /// The days it takes when it begins on a day, as it is written.
    pub(super) fn taken(&self, written: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let first = written.checked_add_signed(TimeDelta::days(self.later));
        let days = self.days.unwrap_or(0);
        first.into_iter().flat_map(move |first| (0..days).filter_map(move |n| first.checked_add_days(Days::new(n))))
    }

    /// The day of a moment, as this event writes its days.
    pub(super) fn written(&self, moment: Moment) -> NaiveDate {
        written(moment, self.utc, self.clock)
    }
}

/// Days are counted where an event is written: in UTC, or on its own clock.
fn written(moment: Moment, utc: bool, clock: Tz) -> NaiveDate {
    match (utc, moment.utc) {
        (false, true) => moment.on(clock).date(),
        _ => moment.day,
    }
}

/// The zone of this name, also behind the prefix of a registry of the writer's own (RFC 5545, section 3.8.3.1), as in
/// `/freeassociation.sourceforge.net/Europe/Amsterdam`.
fn known(name: &str) -> Option<Tz> {
    let mut rest = name.trim();
    loop {
        if let Some(zone) = zone(rest) {
            return Some(zone);
        }
        rest = rest.strip_prefix('/').unwrap_or(rest).split_once('/').filter(|_| name.starts_with('/'))?.1;
    }
}

fn moment(line: &Line) -> Result<Moment, Wrong> {
    Moment::parse(&line.value).ok_or_else(|| no_date(line, &line.value))
}

fn no_date(line: &Line, value: &str) -> Wrong {
    let shown: String = value.chars().take(40).collect();
    (line.number, format!("`{shown}` is not a date"), DATES)
}

/// Text as it is meant (RFC 5545, section 3.3.11), on one line.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.trim().chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n' | 'N') | None => out.push(' '),
                Some(other) => out.push(other),
            },
            (c, _) if c.is_control() => out.push(' '),
            (c, _) => out.push(c),
        }
    }
    out.trim().to_owned()
}
