//! Where a day is: in shares of the width that a page gives the drawing, or in units of the paper.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::rows::length_of;
use crate::report::gates;
use crate::report::outline::Outline;
use crate::report::words::Words;

/// A longer campaign is not drawn: its weeks would be narrower than a hair.
const LONGEST: i64 = 3660;
/// A bar of one day in a long campaign is still visible.
const LEAST_BAR: f64 = 5.0;
/// A week so wide has room for its day of the month, and for the name of a month.
pub(super) const LABEL: f64 = 26.0;
/// The weeks of a longer campaign share what fits on a screen and a page.
const WIDEST: f64 = 884.0;
/// On paper: all of the width, and what the names take of it.
const PAPER: f64 = 1000.0;
const NAMES: f64 = 150.0;
/// So many days more are drawn at most, so that there is room for words.
const SPARE: i64 = 28;

/// Days, and where they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    /// The first day.
    pub(super) monday: NaiveDate,
    /// How many there are.
    pub(super) days: i64,
    on_paper: bool,
}

impl Scale {
    /// In shares of a page's width.
    pub(super) fn of_page(words: &Words, outline: &Outline) -> Option<Self> {
        Scale::of(words, outline, false)
    }

    /// In units of paper, beside the names.
    pub(super) fn of_paper(words: &Words, outline: &Outline) -> Option<Self> {
        Scale::of(words, outline, true)
    }

    /// Whole weeks, with room for the names of the first and the last month, and for the words beside the last gates.
    fn of(words: &Words, outline: &Outline, on_paper: bool) -> Option<Self> {
        let (first, last) = outline.range()?;
        let mut monday = first.week(chrono::Weekday::Mon).checked_first_day()?;
        let mut sunday = last.week(chrono::Weekday::Mon).checked_last_day()?;
        let days = |monday: NaiveDate, sunday: NaiveDate| (sunday - monday).num_days() + 1;
        if days(monday, sunday) > LONGEST {
            return None;
        }
        let mut scale = Scale { monday, days: days(monday, sunday), on_paper };
        // Every month has a Monday and a Sunday with so many days of it on either side.
        let room = scale.room_of_label().min(21);
        while i64::from(days_left(monday)?) < room {
            monday = monday.checked_sub_days(Days::new(7))?;
        }
        while i64::from(sunday.day()) < room {
            sunday = sunday.checked_add_days(Days::new(7))?;
        }
        scale.monday = monday;
        scale.days = days(monday, sunday);
        let crowded = |scale: &Scale| {
            let mut gates = outline.waves.iter().filter_map(|wave| wave.gate.as_ref());
            gates.any(|gate| scale.room_after(gate.judgement.day) < length_of(&gates::label(words, gate)))
        };
        let widest = scale.days + SPARE;
        while crowded(&scale) && scale.days < widest {
            scale.days += 7;
        }
        Some(scale)
    }

    /// How many days a label is wide.
    fn room_of_label(&self) -> i64 {
        (LABEL / self.day()).ceil() as i64
    }

    /// How wide a day is at least.
    pub(super) fn day(&self) -> f64 {
        self.width() / self.days as f64
    }

    /// How wide all days are at least.
    fn width(&self) -> f64 {
        if self.on_paper { PAPER - NAMES } else { (self.days as f64 / 7.0 * LABEL).clamp(200.0, WIDEST) }
    }

    /// The attributes that give the drawing its size.
    pub(super) fn size(&self, height: f64) -> String {
        match self.on_paper {
            true => format!("viewBox=\"0 0 {PAPER} {height}\""),
            false => format!("width=\"100%\" height=\"{height}\" style=\"min-width: {:.0}px\"", self.width()),
        }
    }

    /// Whether the names stand in the drawing itself.
    pub(super) fn has_names(&self) -> bool {
        self.on_paper
    }

    /// The leading edge of a day, kept inside the drawing; as a share of the width.
    pub(super) fn share(&self, day: NaiveDate) -> f64 {
        (day - self.monday).num_days().clamp(0, self.days) as f64 / self.days as f64
    }

    /// A share of the width as a coordinate.
    pub(super) fn x(&self, share: f64) -> String {
        if self.on_paper { format!("{:.1}", NAMES + share * self.width()) } else { format!("{:.2}%", 100.0 * share) }
    }

    /// A share of the width as a length.
    pub(super) fn length(&self, share: f64) -> String {
        if self.on_paper { format!("{:.1}", share * self.width()) } else { format!("{:.2}%", 100.0 * share) }
    }

    /// Leading edge and length of a period, both days included, that is seen however short.
    pub(super) fn period(&self, first: NaiveDate, last: NaiveDate) -> (String, String) {
        let from = self.share(first);
        let to = self.share(last.checked_add_days(Days::new(1)).unwrap_or(last));
        (self.x(from), self.length((to - from).max(LEAST_BAR / self.width())))
    }

    /// How many units right of an edge there is room for at least.
    pub(super) fn room_after(&self, day: NaiveDate) -> f64 {
        (1.0 - self.share(day)) * self.width()
    }

    /// The elements that put something at a day, with `y` as its height; between them its place is nought.
    pub(super) fn at(&self, share: f64, y: f64) -> (String, &'static str) {
        match self.on_paper {
            true => (format!("<g transform=\"translate({} {y:.1})\">", self.x(share)), "</g>"),
            false => (format!("<svg x=\"{}\" y=\"{y:.1}\" overflow=\"visible\">", self.x(share)), "</svg>"),
        }
    }

    /// How many months apart there is room for their names: 1, 3 or 12.
    pub(super) fn months_apart(&self) -> u32 {
        let month = self.day() * 28.0;
        [1, 3].into_iter().find(|months| month * f64::from(*months) >= LABEL).unwrap_or(12)
    }
}

/// How many days a month has left, this one included.
fn days_left(day: NaiveDate) -> Option<u32> {
    let next = day.with_day(1)?.checked_add_months(Months::new(1))?;
    u32::try_from((next - day).num_days()).ok()
}
