//! Files of holidays, as a campaign names them.

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;

use super::diagnostics::Diagnostics;
use super::keys::CampaignFile;
use crate::campaign::holidays;
use crate::campaign::yaml::At;
use crate::campaign::{Calendar, HolidayFile, Inputs};
use crate::error::Result;

/// So many days around its waves can matter to a campaign: a rule counts at most a thousand from them, a cycle gives waves
/// dates of their own, and the calendar looks a year further for an open day.
const AROUND: u64 = 4000;

/// The days for which a campaign needs to know whether they are holidays.
pub(super) fn years(file: &CampaignFile) -> (NaiveDate, NaiveDate) {
    let dates = file.waves.value.iter().flat_map(|wave| [&wave.start, &wave.deadline]).flatten();
    // What is no date is judged with the waves.
    let days = || dates.clone().filter_map(|at| at.value.get(..10)?.parse::<NaiveDate>().ok());
    let (first, last) = (days().min().unwrap_or_default(), days().max().unwrap_or_default());
    let around = Days::new(AROUND);
    (first.checked_sub_days(around).unwrap_or(first), last.checked_add_days(around).unwrap_or(last))
}

/// Adds the holidays of a file to the calendar's. A day that is there already keeps its name.
///
/// # Errors
/// When the file cannot be read from disk; what is wrong inside it is collected by the diagnostics.
pub(super) fn read(
    calendar: &mut Calendar,
    at: &At<String>,
    home: Tz,
    years: (NaiveDate, NaiveDate),
    inputs: &mut Inputs,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<()> {
    let Some(bytes) = inputs.get(&at.value)? else {
        diagnostics.wrong(
            at,
            format!("there is no file `{}`", at.value),
            "holidays are dates or ICS files in the campaign directory",
        );
        return Ok(());
    };
    match holidays::read(&at.value, &bytes, home, years) {
        Ok(read) => {
            calendar.files.push(HolidayFile {
                file: at.value.clone(),
                place: diagnostics.origin.place(at),
                years: read.days.keys().map(Datelike::year).collect(),
                extent: read.extent,
                appointments: read.appointments,
            });
            for (day, name) in read.days {
                calendar.holidays.entry(day).or_insert(name);
            }
        }
        Err(problems) => diagnostics.problems.extend(problems),
    }
    Ok(())
}
