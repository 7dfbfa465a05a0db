//! Repetition (RFC 5545, section 3.3.10) of whole days.

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use rrule::{Frequency, RRule, RRuleSet, Tz, Unvalidated};

use super::moment::Moment;

/// How often the rules of one file may be asked for another day. Ten holidays since 1945 ask for a thousand.
pub(super) const MOST_STEPS: u32 = 200_000;

/// The days of a rule from `from` to `to`, and how often it was asked for one. `until` reads the end that it may have.
///
/// # Errors
/// With what cannot be understood.
pub(super) fn days(
    text: &str,
    first: NaiveDate,
    (from, to): (NaiveDate, NaiveDate),
    until: impl Fn(Moment) -> NaiveDate,
    steps: &mut u32,
) -> Result<Vec<NaiveDate>, String> {
    let mut kept = Vec::new();
    let (mut last, mut counts) = (to, false);
    for part in text.split(';').filter(|part| !part.trim().is_empty()) {
        let (name, value) = part.split_once('=').ok_or_else(|| format!("`{}` is no part of a rule", brief(part)))?;
        let name = name.trim().to_ascii_uppercase();
        match name.as_str() {
            "UNTIL" => {
                let end = Moment::parse(value).ok_or_else(|| format!("`{}` is not a date", brief(value)))?;
                last = last.min(until(end));
                continue;
            }
            // Whole days have no time of day (ibid.): such a part is to be ignored.
            "BYHOUR" | "BYMINUTE" | "BYSECOND" => continue,
            "FREQ" | "INTERVAL" | "BYDAY" | "BYMONTH" | "BYMONTHDAY" | "BYYEARDAY" | "BYWEEKNO" | "BYSETPOS"
            | "WKST" => {}
            "COUNT" => counts = true,
            _ => return Err(format!("`{}` is not understood", brief(part))),
        }
        if !value.is_ascii() {
            return Err(format!("`{}` is not understood", brief(part)));
        }
        kept.push(format!("{name}={}", value.trim().to_ascii_uppercase()));
    }
    let rule: RRule<Unvalidated> = kept.join(";").parse().map_err(|e: rrule::RRuleError| e.to_string())?;
    let unit = match rule.get_freq() {
        Frequency::Daily => Some(1),
        Frequency::Weekly => Some(7),
        Frequency::Monthly | Frequency::Yearly => None,
        _ => return Err("whole days do not come back within a day".into()),
    };
    if rule.get_interval() == 0 || rule.get_count() == Some(0) {
        return Err("a rule of every 0th or of 0 days has none".into());
    }
    // What is counted in days or weeks is the same from any of its days on: years of it are not walked through.
    let mut begin = first;
    if let (Some(unit), false) = (unit, counts) {
        let stride = i64::from(rule.get_interval()) * unit;
        let behind = (from - first).num_days().max(0) / stride * stride;
        begin = first.checked_add_signed(TimeDelta::days(behind)).unwrap_or(first);
    }
    let at = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc().with_timezone(&Tz::UTC);
    let rule = rule.validate(at(begin)).map_err(|e| e.to_string())?;
    let set = RRuleSet::new(at(begin)).rrule(rule).limit();
    let mut found = Vec::new();
    let mut any = false;
    for day in &set {
        any = true;
        *steps += 1;
        let day = day.date_naive();
        if day > last || *steps > MOST_STEPS {
            break;
        }
        if day >= from {
            found.push(day);
        }
    }
    if any { Ok(found) } else { Err("this rule has no day at all".into()) }
}

/// The window within which an event of so many days must begin to have a day in `(from, to)`.
pub(super) fn beginnings((from, to): (NaiveDate, NaiveDate), days: u64) -> (NaiveDate, NaiveDate) {
    // A day of difference between clocks on either side.
    let from = from.checked_sub_days(Days::new(days + 1)).unwrap_or(from);
    (from, to.checked_add_days(Days::new(1)).unwrap_or(to))
}

fn brief(text: &str) -> String {
    text.trim().chars().take(40).collect()
}
