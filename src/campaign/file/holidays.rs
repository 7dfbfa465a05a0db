//! Holidays from ICS files (RFC 5545): the all-day events of a calendar.

use chrono::{Days, NaiveDate};
use icalendar::parser::{read_calendar, unfold};

use super::diagnostics::Diagnostics;
use crate::campaign::yaml::At;
use crate::campaign::{Calendar, Inputs};
use crate::error::{Place, Problem, Result};

/// Longer events than this are not holidays but mistakes (or whole-year calendars).
const LONGEST: u64 = 60;

/// Adds the all-day events of an ICS file to the calendar's holidays.
///
/// # Errors
/// When the file cannot be read from disk; what is wrong inside it is collected by the judge.
pub(super) fn read(
    calendar: &mut Calendar,
    at: &At<String>,
    inputs: &mut Inputs,
    judge: &mut Diagnostics<'_>,
) -> Result<()> {
    let Some(bytes) = inputs.get(&at.value)? else {
        judge.wrong(
            at,
            format!("there is no file `{}`", at.value),
            "holidays are dates or ICS files in the campaign directory",
        );
        return Ok(());
    };
    let text = String::from_utf8_lossy(&bytes);
    let unfolded = unfold(text.trim_start_matches('\u{feff}'));
    let parsed = match read_calendar(&unfolded) {
        Ok(parsed) => parsed,
        Err(_) => {
            let problem = Problem::new("this is not an ICS calendar (RFC 5545)")
                .at(Place::file(at.value.as_str()))
                .hint("export the holidays again as iCalendar, or list the dates in `holidays:`");
            judge.problems.push(problem);
            return Ok(());
        }
    };
    let mut found = 0;
    for event in parsed.components.iter().filter(|c| c.name == "VEVENT") {
        let value = |name| event.find_prop(name).map(|p| p.val.to_string());
        let Some(from) = value("DTSTART").as_deref().and_then(day) else { continue };
        // DTEND is exclusive (RFC 5545, 3.6.1); without it the event lasts one day.
        let until = value("DTEND").as_deref().and_then(day).unwrap_or(from + Days::new(1));
        let name = value("SUMMARY").unwrap_or_default();
        for day in from.iter_days().take_while(|d| *d < until).take(LONGEST as usize) {
            calendar.holidays.insert(day, name.clone());
            found += 1;
        }
    }
    if found == 0 {
        let problem = Problem::new("this calendar has no all-day events")
            .at(Place::file(at.value.as_str()))
            .hint("holidays are events with a date and no time (DTSTART;VALUE=DATE:20270427)");
        judge.problems.push(problem);
    }
    Ok(())
}

/// A DATE value (`20270427`); events with a time are appointments, not holidays.
fn day(value: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(value, "%Y%m%d").ok()
}
