//! The schedule as a drawing: waves and their phases as bars over weeks, in SVG, to stand inside the HTML document
//! whose style sheet colours it, or alone, for paper. It has a title and a description; the tables beside it hold the
//! same dates.

use std::fmt::Write;

use chrono::{Datelike, Days, NaiveDate};

use super::dates;
use super::escape::Html;
use super::moved::Why;
use super::outline::{Outline, PhaseOutline, WaveOutline};
use super::phrase;
use super::words::Words;

const WIDTH: f64 = 1000.0;
/// Where the weeks begin: left of it are the names.
const LEFT: f64 = 150.0;
/// Where the rows begin: above it are months and weeks.
const TOP: f64 = 50.0;
const ROW: f64 = 21.0;
const HEADING: f64 = 30.0;
const BAR: f64 = 13.0;
/// A bar of one day in a long campaign is still visible.
const LEAST_BAR: f64 = 5.0;
/// Week labels closer together than this run into each other.
const LABEL: f64 = 26.0;
/// Names longer than this do not fit beside the weeks.
const NAME: usize = 20;
/// A longer campaign is not drawn: its weeks would be narrower than a hair.
const LONGEST: i64 = 3660;
/// So many colours the style sheet has.
const COLOURS: usize = 7;

/// How the drawing looks where no page's style sheet does it: as the page on white, with a typeface that is built in.
const STYLE: &str = include_str!("gantt.css");

/// The drawing, or nothing for a campaign without waves or of more than ten years.
pub(super) fn gantt(words: &Words, outline: &Outline) -> String {
    drawn(words, outline, "").map(|(svg, _)| svg).unwrap_or_default()
}

/// The drawing as a file of its own, and what it shows in words.
pub(super) fn picture(words: &Words, outline: &Outline) -> Option<(String, String)> {
    drawn(words, outline, STYLE)
}

fn drawn(words: &Words, outline: &Outline, style: &'static str) -> Option<(String, String)> {
    let (first, last) = outline.range()?;
    let monday = first.week(chrono::Weekday::Mon).checked_first_day();
    let sunday = last.week(chrono::Weekday::Mon).checked_last_day();
    let (monday, sunday) = (monday?, sunday?);
    let days = (sunday - monday).num_days() + 1;
    if days > LONGEST {
        return None;
    }
    let rows: usize = outline.waves.iter().map(|wave| wave.phases.len()).sum();
    let height = TOP + HEADING * outline.waves.len() as f64 + ROW * rows as f64 + 6.0;
    let mut chart = Chart { words, outline, monday, days, height, style, out: String::new() };
    chart.open();
    chart.bands();
    chart.closures();
    chart.axis();
    chart.rows();
    chart.today();
    chart.out.push_str("</svg>\n");
    let description = chart.description();
    Some((chart.out, description))
}

/// The classes in the drawing that need a word, with it: closed days and phases without dates, if there are any.
pub(super) fn signs(words: &Words, outline: &Outline) -> impl Iterator<Item = (&'static str, &'static str)> {
    let has = |want: fn(&Why) -> bool| outline.closures.iter().any(|closure| want(&closure.why));
    let events = outline.waves.iter().flat_map(|wave| &wave.phases).any(|phase| phase.has_event());
    let all = [
        ("freeze", words.freeze, has(|why| matches!(why, Why::Freeze(_)))),
        ("holiday", words.holiday, has(|why| matches!(why, Why::Holiday(_)))),
        ("event", words.by_event, events),
    ];
    all.into_iter().filter(|(_, _, shown)| *shown).map(|(class, name, _)| (class, name))
}

struct Chart<'a> {
    words: &'a Words,
    outline: &'a Outline,
    monday: NaiveDate,
    days: i64,
    height: f64,
    /// Empty where the page has one.
    style: &'static str,
    out: String,
}

impl Chart<'_> {
    fn add(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.out.write_fmt(text);
        self.out.push('\n');
    }

    fn day_width(&self) -> f64 {
        (WIDTH - LEFT) / self.days as f64
    }

    /// The left edge of a day, kept inside the drawing.
    fn x(&self, day: NaiveDate) -> f64 {
        let at = (day - self.monday).num_days().clamp(0, self.days);
        LEFT + at as f64 * self.day_width()
    }

    /// Left edge and width of a period, both days included.
    fn period(&self, first: NaiveDate, last: NaiveDate) -> (f64, f64) {
        let x = self.x(first);
        (x, self.x(last.checked_add_days(Days::new(1)).unwrap_or(last)) - x)
    }

    fn open(&mut self) {
        let title = format!("{}: {}", self.words.schedule, self.outline.title);
        let height = self.height;
        let (alone, style) = match self.style {
            "" => ("", String::new()),
            style => (" xmlns=\"http://www.w3.org/2000/svg\"", format!("\n<style>{style}</style>")),
        };
        self.add(format_args!(
            "<svg{alone} viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"chart-title chart-desc\">\n\
             <title id=\"chart-title\">{}</title>\n<desc id=\"chart-desc\">{}</desc>{style}\n\
             <defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><line class=\"hatch\" x1=\"1\" y1=\"0\" x2=\"1\" y2=\"6\"/></pattern></defs>",
            Html(&title),
            Html(&self.description())
        ));
    }

    /// What the drawing shows, for those who do not see it.
    fn description(&self) -> String {
        let mut text = self.words.chart_of.to_owned();
        for wave in &self.outline.waves {
            let (name, start) = (self.words.named(&wave.id), dates::day(self.words, wave.start));
            let deadline = dates::day(self.words, wave.deadline);
            let _ = write!(
                text,
                " {name}: {} {start}, {} {deadline}.",
                self.words.start.to_lowercase(),
                self.words.deadline.to_lowercase()
            );
        }
        text
    }

    /// The days from start to deadline, behind the rows of each wave.
    fn bands(&mut self) {
        let mut y = TOP;
        for wave in &self.outline.waves {
            let (x, width) = self.period(wave.start, wave.deadline);
            let height = HEADING + ROW * wave.phases.len() as f64;
            self.add(format_args!(
                "<rect class=\"band\" x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{:.1}\" rx=\"3\"/>",
                y + 4.0,
                height - 6.0
            ));
            y += height;
        }
    }

    fn closures(&mut self) {
        let (top, height) = (TOP - 4.0, self.height - TOP);
        for closure in &self.outline.closures {
            let class = match closure.why {
                Why::Freeze(_) => "freeze",
                Why::Holiday(_) | Why::Weekend => "holiday",
            };
            let (x, width) = self.period(closure.from, closure.to);
            let name = phrase::closed(self.words, &closure.why);
            let when = dates::days(self.words, closure.from, closure.to);
            self.add(format_args!(
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{height:.1}\">\
                 <title>{when}: {}</title></rect>",
                width.max(2.0),
                Html(&name)
            ));
        }
    }

    /// Months above, Mondays below, and a line for each.
    fn axis(&mut self) {
        let week = 7.0 * self.day_width();
        let every = (LABEL / week).ceil().max(1.0) as usize;
        let mondays: Vec<NaiveDate> = (0..self.days as u64 / 7).map(|n| self.monday + Days::new(7 * n)).collect();
        let mut free_from = 0.0;
        for (n, monday) in mondays.iter().enumerate() {
            let x = self.x(*monday);
            let new_month = n == 0 || monday.day() <= 7;
            let class = if new_month && n > 0 { "month" } else { "grid" };
            let top = if new_month { 6.0 } else { 28.0 };
            self.add(format_args!(
                "<line class=\"{class}\" x1=\"{x:.1}\" y1=\"{top}\" x2=\"{x:.1}\" y2=\"{:.1}\"/>",
                self.height - 2.0
            ));
            if new_month && x >= free_from {
                let month = self.words.months[monday.month0() as usize];
                let year = if n == 0 || monday.month() == 1 { format!(" {}", monday.year()) } else { String::new() };
                self.add(format_args!("<text x=\"{:.1}\" y=\"18\">{month}{year}</text>", x + 4.0));
                free_from = x + if year.is_empty() { 32.0 } else { 64.0 };
            }
            if n.is_multiple_of(every) {
                let day = monday.day();
                self.add(format_args!("<text class=\"soft\" x=\"{:.1}\" y=\"38\">{day}</text>", x + 4.0));
            }
        }
    }

    fn rows(&mut self) {
        let mut y = TOP;
        let outline = self.outline;
        for wave in &outline.waves {
            self.heading(wave, y);
            y += HEADING;
            for phase in &wave.phases {
                self.phase(wave, phase, y);
                y += ROW;
            }
        }
    }

    fn heading(&mut self, wave: &WaveOutline, y: f64) {
        let name = short(&self.words.named(&wave.id));
        let middle = y + HEADING / 2.0 + 1.0;
        self.add(format_args!("<text class=\"wave\" x=\"0\" y=\"{:.1}\">{}</text>", middle + 4.0, Html(&name)));
        let (x, width) = self.period(wave.start, wave.deadline);
        let (start, deadline) = (dates::day(self.words, wave.start), dates::day(self.words, wave.deadline));
        self.add(format_args!(
            "<path class=\"mark\" d=\"M{x:.1} {:.1}l9 5.5l-9 5.5z\"><title>{}: {start}</title></path>",
            middle - 5.5,
            self.words.start
        ));
        self.add(format_args!(
            "<path class=\"mark\" d=\"M{:.1} {:.1}h3v12h-3z\"><title>{}: {deadline}</title></path>",
            x + width - 3.0,
            middle - 6.0,
            self.words.deadline
        ));
    }

    fn phase(&mut self, wave: &WaveOutline, phase: &PhaseOutline, y: f64) {
        let name = self.words.named(&phase.id);
        let middle = y + ROW / 2.0;
        self.add(format_args!(
            "<text class=\"soft\" x=\"12\" y=\"{:.1}\">{}</text>",
            middle + 4.0,
            Html(&short(&name))
        ));
        let colour = phase.position % COLOURS;
        let top = middle - BAR / 2.0;
        let who = self.words.named(&wave.id);
        if let Some(times) = phase.times() {
            let (first, last) = (times.first.date_naive(), times.last.date_naive());
            let (x, width) = self.period(first, last);
            let count = self.words.counted(phase.lines.iter().map(|line| line.count).sum(), self.words.a_notice);
            let when = dates::days(self.words, first, last);
            self.add(format_args!(
                "<rect class=\"p{colour}\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{BAR}\" rx=\"2.5\">\
                 <title>{}, {}: {when}, {count}</title></rect>",
                width.max(LEAST_BAR),
                Html(&who),
                Html(&name)
            ));
        } else if phase.has_event() {
            let (x, width) = self.period(wave.start, wave.deadline);
            self.add(format_args!(
                "<rect class=\"event p{colour}\" x=\"{:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{BAR}\" rx=\"2.5\">\
                 <title>{}, {}: {}</title></rect>",
                x + 1.0,
                (width - 2.0).max(LEAST_BAR),
                Html(&who),
                Html(&name),
                self.words.by_event
            ));
        }
    }

    /// A line at the instant the plan was made for, when the drawing has that day.
    fn today(&mut self) {
        let today = self.outline.now.date_naive();
        if today < self.monday || (today - self.monday).num_days() >= self.days {
            return;
        }
        let x = self.x(today) + self.day_width() / 2.0;
        let (anchor, beside) = if x > WIDTH - 60.0 { ("end", x - 5.0) } else { ("start", x + 5.0) };
        self.add(format_args!(
            "<line class=\"today\" x1=\"{x:.1}\" y1=\"{:.1}\" x2=\"{x:.1}\" y2=\"{:.1}\"/>\
             <text class=\"todayname\" text-anchor=\"{anchor}\" x=\"{beside:.1}\" y=\"{:.1}\">{}</text>",
            TOP - 4.0,
            self.height - 2.0,
            TOP + 8.0,
            self.words.today
        ));
    }
}

/// A name that fits beside the weeks.
fn short(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    name.chars().take(NAME - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::report::words::ENGLISH;

    /// The fixture's chart when its last wave ends on this day.
    fn chart(deadline: &str) -> String {
        let mut outline = Outline::of(&fixture::campaign(), &fixture::people(), &fixture::plan());
        outline.waves[2].deadline = deadline.parse().unwrap();
        gantt(&ENGLISH, &outline)
    }

    #[test]
    fn weeks_of_a_long_campaign_do_not_run_into_each_other() {
        for deadline in ["2027-05-28", "2027-12-31", "2028-12-29", "2032-01-01"] {
            let chart = chart(deadline);
            let labels: Vec<f64> = chart
                .lines()
                .filter(|line| line.contains("y=\"38\""))
                .map(|line| line.split("x=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
                .collect();
            assert!(labels.len() > 5, "{deadline}");
            assert!(labels.windows(2).all(|pair| pair[1] - pair[0] >= LABEL - 0.2), "{deadline}: {labels:?}");
        }
    }

    #[test]
    fn a_campaign_of_centuries_is_not_drawn() {
        assert_eq!(chart("2327-01-01"), "");
        assert_eq!(chart("+262142-12-31"), "");
    }

    #[test]
    fn a_bar_says_what_it_stands_for() {
        assert!(chart("2027-05-28").contains("<title>Early, Enrol: Mon 5 Apr 2027, 1 message</title>"));
    }
}
