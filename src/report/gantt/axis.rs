//! Years and months above, Mondays below them, and a line for each; closed days; today.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::scale::LABEL;
use super::{Chart, FOOT, TOP};
use crate::report::dates;
use crate::report::escape::Html;
use crate::report::moved::Why;
use crate::report::phrase;

/// So much room a day of the month needs.
const DAY: f64 = 18.0;

impl Chart<'_> {
    pub(super) fn axis(&mut self) {
        self.weeks();
        self.months();
    }

    fn weeks(&mut self) {
        let every = (LABEL / (7.0 * self.scale.day()) - 0.01).ceil().max(1.0) as u64;
        for week in 0..self.scale.days.unsigned_abs() / 7 {
            let monday = self.scale.monday + Days::new(7 * week);
            let x = self.scale.x(self.scale.share(monday));
            self.add(format_args!(
                "<line class=\"grid\" x1=\"{x}\" y1=\"34\" x2=\"{x}\" y2=\"{:.1}\"/>",
                self.height - FOOT
            ));
            if week.is_multiple_of(every) && self.scale.room_after(monday) >= DAY {
                self.add(format_args!("<text class=\"soft\" x=\"{x}\" dx=\"4\" y=\"44\">{}</text>", monday.day()));
            }
        }
    }

    /// Each month by name where there is room for it, and each year.
    fn months(&mut self) {
        let apart = self.scale.months_apart();
        let end = self.scale.monday + Days::new(self.scale.days.unsigned_abs());
        let mut first = Some(self.scale.monday);
        while let Some(day) = first.filter(|day| *day < end) {
            let begins = day == self.scale.monday;
            let x = self.scale.x(self.scale.share(day));
            if !begins {
                self.add(format_args!(
                    "<line class=\"month\" x1=\"{x}\" y1=\"18\" x2=\"{x}\" y2=\"{:.1}\"/>",
                    self.height - FOOT
                ));
            }
            let has_room = self.scale.room_after(day) >= LABEL - 2.0;
            if begins || (day.month0() == 0 && has_room) {
                self.add(format_args!("<text class=\"year\" x=\"{x}\" dx=\"4\" y=\"12\">{}</text>", day.year()));
            }
            if day.month0().is_multiple_of(apart) && has_room {
                let month = self.words.months[day.month0() as usize];
                self.add(format_args!("<text class=\"monthname\" x=\"{x}\" dx=\"4\" y=\"28\">{month}</text>"));
            }
            first = next_month(day);
        }
    }

    pub(super) fn closures(&mut self) {
        let (top, height) = (TOP - 4.0, self.height - TOP - FOOT + 4.0);
        let outline = self.outline;
        for closure in &outline.closures {
            let class = match closure.why {
                Why::Freeze(_) => "freeze",
                Why::Holiday(_) | Why::Weekend => "holiday",
            };
            let (x, width) = self.scale.period(closure.from, closure.to);
            let name = phrase::closed(self.words, &closure.why);
            let when = dates::days(self.words, closure.from, closure.to);
            self.add(format_args!(
                "<rect class=\"{class}\" x=\"{x}\" y=\"{top:.1}\" width=\"{width}\" height=\"{height:.1}\">\
                 <title>{when}: {}</title></rect>",
                Html(&name)
            ));
        }
    }

    /// A line at the instant the plan was made for, when the drawing has that day.
    pub(super) fn today(&mut self) {
        let (today, scale) = (self.outline.now.date_naive(), self.scale);
        if today < scale.monday || (today - scale.monday).num_days() >= scale.days {
            return;
        }
        let half = 0.5 / scale.days as f64;
        let x = scale.x(scale.share(today) + half);
        let (anchor, beside) = if scale.room_after(today) < 70.0 { ("end", -5) } else { ("start", 5) };
        let (foot, day) = (self.height - 4.0, dates::short_day(self.words, today));
        self.add(format_args!(
            "<line class=\"today\" x1=\"{x}\" y1=\"{:.1}\" x2=\"{x}\" y2=\"{:.1}\"/>\
             <text class=\"todayname\" text-anchor=\"{anchor}\" x=\"{x}\" dx=\"{beside}\" y=\"{foot:.1}\">{}, {day}</text>",
            TOP - 4.0,
            self.height - 2.0,
            self.words.today
        ));
    }
}

fn next_month(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)?.checked_add_months(Months::new(1))
}
