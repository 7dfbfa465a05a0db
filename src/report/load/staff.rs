//! How many people the helpdesk needs on its busiest day to come, hour by hour.

use crate::campaign::Campaign;
use crate::error::counted;
use crate::report::dates;
use crate::report::screen::{Column, Grid, paragraph};
use crate::report::words::ENGLISH as WORDS;
use crate::schedule::{ANSWERED, Forecast, HelpdeskDay, staff};

use super::{expected, range};

/// The busiest day from today on.
pub(super) fn busiest(forecast: &Forecast) -> Option<&HelpdeskDay> {
    let coming = forecast.days.iter().filter(|one| one.day >= forecast.today);
    coming.max_by(|a, b| a.expected.total_cmp(&b.expected)).filter(|one| one.expected >= 0.5)
}

/// The table; nothing where the campaign does not say how long a contact takes.
pub(super) fn table(campaign: &Campaign, forecast: &Forecast, width: usize) -> String {
    let (Some(staffing), Some(day)) = (&campaign.helpdesk.staffing, busiest(forecast)) else { return String::new() };
    let head = format!(
        "Staff on {}, the busiest day to come, with {} contacts ({}) of {} minutes, {:.0} % of them answered within {}:",
        dates::day(&WORDS, day.day),
        expected(day.expected),
        range(day),
        staffing.minutes,
        100.0 * ANSWERED,
        counted(staffing.answer_within as usize, "second", "seconds")
    );
    let mut out = format!("\n{}", paragraph("", &head, width));
    let columns = [
        Column::text("HOURS", 11),
        Column::number("CONTACTS"),
        Column::number("STAFF"),
        Column::number(&format!("STAFF AT {}", day.high)),
    ];
    let mut grid = Grid::new(columns.into());
    let (middle, high) = (staff(staffing, day.expected), staff(staffing, f64::from(day.high)));
    for (hour, at_most) in middle.iter().zip(&high) {
        grid.row(vec![
            format!("{}–{}", hour.from.format("%H:%M"), hour.to.format("%H:%M")),
            format!("{:.1}", hour.contacts),
            hour.staff.to_string(),
            at_most.staff.to_string(),
        ]);
    }
    out += &grid.render(width);
    out
}
