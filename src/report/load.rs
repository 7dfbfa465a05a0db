//! What comes to the helpdesk, as its lead reads it: what came, what is expected, and what it can take; in English.

mod chart;
mod staff;
mod words;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::dates;
use super::screen::{Column, Grid, clean, paragraph};
use super::words::ENGLISH as WORDS;
use crate::campaign::Campaign;
use crate::error::counted;
use crate::schedule::{Forecast, HelpdeskDay, StaffedHour, WaveLoad, staff as staff_of};

pub(super) use chart::{LoadChart, chart, chart_on_paper, numbers};

/// So many working days before today, and from it on, are shown unless all are asked for.
const BEFORE: usize = 5;
const AFTER: usize = 10;

/// The helpdesk's days as a screen of at most `width` columns; all of them, or those around today.
pub fn load(campaign: &Campaign, forecast: &Forecast, all: bool, width: usize) -> String {
    if forecast.days.is_empty() {
        return "No contacts are expected: no wave is told anything.\n".to_owned();
    }
    let mut out = waves(campaign, forecast, width);
    let legend = "DUE: how much of a wave's contacts was due on the days that were counted. RATE: contacts a person.";
    out += &paragraph("", legend, width);
    out.push('\n');
    let next = forecast.days.partition_point(|one| one.day < forecast.today);
    let shown = match all {
        true => &forecast.days[..],
        false => &forecast.days[next.saturating_sub(BEFORE)..(next + AFTER).min(forecast.days.len())],
    };
    out += &days(forecast, shown, width);
    let hidden = forecast.days.len() - shown.len();
    if hidden > 0 {
        let text = format!("{} more: `heraut helpdesk --all`.", counted(hidden, "working day", "working days"));
        out += &paragraph("", &text, width);
    }
    out.push('\n');
    for line in remarks(forecast) {
        out += &paragraph("", &line, width);
    }
    out += &staff::table(campaign, forecast, width);
    out
}

/// What each wave is expected to bring.
fn waves(campaign: &Campaign, forecast: &Forecast, width: usize) -> String {
    let columns = [
        Column::text("WAVE", 12),
        Column::number("PEOPLE"),
        Column::number("CAME"),
        Column::number("DUE"),
        Column::number("RATE"),
        Column::number("4 IN 5"),
    ];
    let mut grid = Grid::new(columns.into());
    for (wave, load) in campaign.waves.iter().zip(&forecast.waves) {
        let WaveLoad { people, came, due, rate, low, high } = load;
        let is_counted = *due > 0.0;
        grid.row(vec![
            clean(&wave.id),
            WORDS.number((*people).into()),
            if is_counted { WORDS.number((*came).into()) } else { "–".to_owned() },
            if is_counted { percent(*due) } else { "–".to_owned() },
            percent(*rate),
            format!("{:.0}–{}", 100.0 * low, percent(*high)),
        ]);
    }
    grid.render(width)
}

fn days(forecast: &Forecast, shown: &[HelpdeskDay], width: usize) -> String {
    let takes = forecast.capacity.is_some();
    let columns =
        [Column::text("DAY", 10), Column::number("CAME"), Column::number("EXPECTED"), Column::number("4 IN 5")];
    let columns = columns.into_iter().chain(takes.then(|| Column::number("TAKES"))).chain([Column::text("", 8)]);
    let mut grid = Grid::new(columns.collect());
    for one in shown {
        let mut cells = vec![
            dates::short_day(&WORDS, one.day),
            one.came.map_or_else(|| "–".to_owned(), |n| WORDS.number(n.into())),
            expected(one.expected),
            if one.day < forecast.today && one.came.is_none() { "–".to_owned() } else { range(one) },
        ];
        cells.extend(forecast.capacity.map(|n| WORDS.number(n.into())));
        cells.push(note(forecast, one).to_owned());
        grid.row(cells);
    }
    grid.render(width)
}

/// What there is to say of a day.
fn note(forecast: &Forecast, one: &HelpdeskDay) -> &'static str {
    let capacity = forecast.capacity.map(f64::from);
    let is_over = |n: f64| capacity.is_some_and(|capacity| n > capacity);
    match one.came {
        Some(came) if is_over(came.into()) => "more came than it takes",
        _ if one.day < forecast.today => "",
        _ if is_over(one.expected) => "more than it takes",
        _ if is_over(one.high.into()) => "may be more than it takes",
        _ if one.day == forecast.today => "today",
        _ => "",
    }
}

fn remarks(forecast: &Forecast) -> Vec<String> {
    let mut said = Vec::new();
    let counted_days: Vec<(&HelpdeskDay, u32)> =
        forecast.days.iter().filter_map(|one| Some((one, one.came?))).collect();
    let held = counted_days.iter().filter(|(one, came)| (one.low..=one.high).contains(came)).count();
    said.push(match counted_days.len() {
        0 => "Nothing was counted yet, so this is what the campaign assumes: `heraut helpdesk import`, or `log`."
            .to_owned(),
        n => format!(
            "Of {} that were counted, {held} came within what was forecast that morning; four in five should.",
            counted(n, "day", "days")
        ),
    });
    if forecast.capacity.is_none() {
        said.push(
            "The campaign does not say what the helpdesk can take: `helpdesk: {contacts_per_day: …}`.".to_owned(),
        );
    }
    said
}

/// A line for the status: what came last, what is expected today, and the busiest day to come.
pub(super) fn in_short(forecast: &Forecast) -> Option<String> {
    let coming: Vec<&HelpdeskDay> = forecast.days.iter().filter(|one| one.day >= forecast.today).collect();
    let busiest = staff::busiest(forecast)?;
    let last = forecast.days.iter().rev().find_map(|one| Some((one.day, one.came?)));
    let came = last.map(|(day, n)| format!("{} came on {}", WORDS.number(n.into()), dates::short_day(&WORDS, day)));
    let about = |one: &HelpdeskDay| format!("{} ({})", expected(one.expected), range(one));
    let today = coming.first().filter(|one| one.day == forecast.today && one.day != busiest.day);
    let today = today.map(|one| format!("today about {}", about(one)));
    let when = if busiest.day == forecast.today { "today".to_owned() } else { dates::short_day(&WORDS, busiest.day) };
    let takes = match forecast.capacity {
        Some(n) if busiest.expected > f64::from(n) => format!(", more than the {} it takes", WORDS.number(n.into())),
        Some(n) => format!("; it takes {}", WORDS.number(n.into())),
        None => String::new(),
    };
    let busiest = format!("busiest {when} with about {}{takes}", about(busiest));
    let parts: Vec<String> = [came, today, Some(busiest)].into_iter().flatten().collect();
    Some(format!("{} (`heraut helpdesk`)", parts.join(", ")))
}

/// The helpdesk's days for a program.
pub fn load_json(campaign: &Campaign, forecast: &Forecast) -> Value {
    let waves = campaign.waves.iter().zip(&forecast.waves).map(|(wave, load)| {
        json!({
            "wave": wave.id, "people": load.people, "came": load.came, "due": short(load.due),
            "rate": short(load.rate), "rate_low": short(load.low), "rate_high": short(load.high),
        })
    });
    let days = forecast.days.iter().map(|one| {
        json!({"day": one.day, "expected": short(one.expected), "low": one.low, "high": one.high, "came": one.came})
    });
    let hours = campaign.helpdesk.staffing.iter().zip(staff::busiest(forecast)).flat_map(|(staffing, day)| {
        let hour = |hour: StaffedHour| {
            let (from, to) = (hour.from.format("%H:%M").to_string(), hour.to.format("%H:%M").to_string());
            json!({"from": from, "to": to, "contacts": short(hour.contacts), "staff": hour.staff})
        };
        staff_of(staffing, day.expected).into_iter().map(hour)
    });
    json!({
        "format": "heraut-helpdesk/1",
        "today": forecast.today,
        "takes": forecast.capacity,
        "waves": waves.collect::<Vec<_>>(),
        "days": days.collect::<Vec<_>>(),
        "busiest": staff::busiest(forecast).map(|one| one.day),
        "staff": hours.collect::<Vec<_>>(),
    })
}

/// The first and the last day that anything is expected of.
fn ends(forecast: &Forecast) -> Option<(NaiveDate, NaiveDate)> {
    Some((forecast.days.first()?.day, forecast.days.last()?.day))
}

fn range(one: &HelpdeskDay) -> String {
    match one.low == one.high {
        true => one.low.to_string(),
        false => format!("{}–{}", WORDS.number(one.low.into()), WORDS.number(one.high.into())),
    }
}

/// To one place where it is small: `0.4` is not nothing.
fn expected(n: f64) -> String {
    if n < 9.95 { format!("{:.1}", n.abs()) } else { WORDS.number(n.round() as u64) }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// With four places, as files have it.
fn short(n: f64) -> f64 {
    (n * 10_000.0).round() / 10_000.0
}
