//! Files of holidays: whether they have days in the campaign's years, and what in them closes none.

use std::collections::BTreeSet;

use chrono::Datelike;

use crate::campaign::{Appointment, HolidayFile};
use crate::check::finding::{Finding, and_more, harmless};
use crate::check::registry::schedule::{APPOINTMENTS, NO_HOLIDAYS};
use crate::check::view::View;
use crate::error::{Place, counted};

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let campaign = view.campaign;
    let days = || campaign.waves.iter().flat_map(|wave| [wave.start, wave.deadline]);
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return };
    let years: BTreeSet<i32> = (first.year()..=last.year()).collect();
    for file in &campaign.calendar.files {
        if file.years.is_disjoint(&years) {
            found.push(nothing(file, &years));
        }
        appointments(file, &years, found);
    }
    one_year_short(view, &years, found);
}

fn nothing(file: &HolidayFile, years: &BTreeSet<i32>) -> Finding {
    let has = match file.extent {
        Some((from, to)) if from == to => format!("its only day is {from}"),
        Some((from, to)) => format!("its days are from {from} to {to}"),
        None => "it has none at all".to_owned(),
    };
    let message = format!("`{}` has no day off in {}: {has}", file.file, listed(years));
    let hint = "export the calendar again for the years of the campaign";
    Finding::of(NO_HOLIDAYS, message).at(&file.place).about(&file.file).hint(hint)
}

/// Files that have days, but none in one of the campaign's years: an export that ends on New Year's Eve.
fn one_year_short(view: &View<'_>, years: &BTreeSet<i32>, found: &mut Vec<Finding>) {
    let calendar = &view.campaign.calendar;
    let Some(file) = calendar.files.iter().rfind(|file| !file.years.is_disjoint(years)) else { return };
    let known: BTreeSet<i32> = calendar.holidays.keys().map(Datelike::year).collect();
    let lacking: BTreeSet<i32> = years.difference(&known).copied().collect();
    if !lacking.is_empty() {
        let message = format!("no file has a day off in {}, in which the campaign goes on", listed(&lacking));
        let hint = "export the calendar again so that it has those days";
        found.push(Finding::of(NO_HOLIDAYS, message).at(&file.place).about(&file.file).hint(hint));
    }
}

fn appointments(file: &HolidayFile, years: &BTreeSet<i32>, found: &mut Vec<Finding>) {
    let here: Vec<&Appointment> = file.appointments.iter().filter(|event| !event.years.is_disjoint(years)).collect();
    let Some(first) = here.first() else { return };
    let names: Vec<String> =
        here.iter().map(|event| format!("{} (line {})", harmless(&event.name), event.line)).collect();
    let message = format!(
        "{} in `{}` with a time of day, so no day is closed: {}",
        counted(here.len(), "event", "events"),
        file.file,
        and_more(&names, names.len())
    );
    let place = Place { line: first.line, ..Place::file(file.file.as_str()) };
    let hint = "make it a whole day where nobody works on it, or a freeze of the campaign; otherwise allow it";
    found.push(Finding::of(APPOINTMENTS, message).at(&place).about(&file.file).hint(hint));
}

fn listed(years: &BTreeSet<i32>) -> String {
    let years: Vec<String> = years.iter().map(i32::to_string).collect();
    and_more(&years, years.len())
}
