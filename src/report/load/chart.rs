//! The helpdesk's days as a drawing for a page, which colours it: a bar for what came, a band for what is expected, a line
//! for what the helpdesk takes.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate};

use super::words::{LoadWords, of};
use super::{ends, expected, percent, range};
use crate::campaign::{Brand, Color};
use crate::report::dates;
use crate::report::escape::Html;
use crate::report::gantt::shades;
use crate::report::words::Words;
use crate::schedule::{Forecast, HelpdeskDay};

/// How high the figures are drawn, what is above them and what below.
const PLOT: f64 = 180.0;
const TOP: f64 = 14.0;
const FOOT: f64 = 20.0;
/// A day is so wide at least, and all of them no wider than a screen.
const DAY: f64 = 7.0;
const WIDEST: f64 = 884.0;
/// A year of working days is as much as can be told apart.
const MOST: usize = 400;
/// So wide is the name of a month.
const MONTH: f64 = 30.0;

/// How it looks where no page's style sheet does it, with a typeface that is built in.
const STYLE: &str = include_str!("chart.css");

/// The drawing, what it is called and shows, what it rests on, and its signs: class and word.
pub(in crate::report) struct LoadChart {
    pub(in crate::report) title: &'static str,
    pub(in crate::report) lede: &'static str,
    pub(in crate::report) svg: String,
    pub(in crate::report) description: String,
    pub(in crate::report) signs: Vec<(&'static str, String)>,
}

/// The drawing for a page; nothing where nothing is expected, or of more days than can be told apart.
pub(in crate::report) fn chart(words: &Words, forecast: &Forecast) -> Option<LoadChart> {
    drawn(words, forecast, None)
}

/// The same for paper, in the campaign's colour.
pub(in crate::report) fn chart_on_paper(words: &Words, forecast: &Forecast, color: Color) -> Option<LoadChart> {
    let [accent, past, _] = shades(color, Brand::CARD);
    drawn(words, forecast, Some(&STYLE.replace("ACCENT", &accent).replace("PAST", &past)))
}

/// Draws; `style` where it stands alone.
fn drawn(words: &Words, forecast: &Forecast, style: Option<&str>) -> Option<LoadChart> {
    let (first, last) = ends(forecast)?;
    let nothing = forecast.days.iter().all(|one| one.came.unwrap_or(0) == 0 && one.expected < 0.05);
    if nothing || forecast.days.len() > MOST {
        return None;
    }
    let own = of(words);
    let counted = forecast.days.iter().any(|one| one.came.is_some());
    let highest = forecast.days.iter().map(|one| one.high.max(one.came.unwrap_or(0))).max().unwrap_or(0);
    let top = f64::from(highest.max(forecast.capacity.unwrap_or(0)).max(1)) * 1.08;
    let mut chart = Drawing { words, own, forecast, top, out: String::new() };
    let description = chart.about(first, last);
    chart.draw(&description, style);
    let takes = forecast.capacity.map(|n| ("takes", own.takes.replace("{n}", &words.number(n.into()))));
    let is_over = |one: &HelpdeskDay| chart.is_over(one);
    let over = forecast.days.iter().any(is_over).then(|| ("over", own.over.to_owned()));
    let came = counted.then(|| ("came", own.came.to_owned()));
    let coming = [("mean", own.expected.to_owned()), ("range", own.range.to_owned())];
    let signs = came.into_iter().chain(coming).chain(takes).chain(over).collect();
    let lede = if counted { own.taught } else { own.assumed };
    Some(LoadChart { title: own.title, lede, svg: chart.out, description, signs })
}

/// What each wave is expected to bring, for a table: its titles, and a row for each wave by the name given.
pub(in crate::report) fn numbers(
    words: &Words,
    forecast: &Forecast,
    names: &[String],
) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let own = of(words);
    let row = |(name, load): (&String, &crate::schedule::WaveLoad)| {
        let is_counted = load.due > 0.0;
        let or_none = |text: String| if is_counted { text } else { "–".to_owned() };
        vec![
            name.clone(),
            words.number(load.people.into()),
            or_none(words.number(load.came.into())),
            percent(load.rate),
            format!("{:.0}–{}", 100.0 * load.low, percent(load.high)),
        ]
    };
    let heads = vec![words.wave, words.people, own.came_head, own.who_call, own.four_in_five];
    (heads, names.iter().zip(&forecast.waves).map(row).collect())
}

struct Drawing<'a> {
    words: &'a Words,
    own: &'a LoadWords,
    forecast: &'a Forecast,
    /// How many contacts are as high as the drawing.
    top: f64,
    out: String,
}

impl Drawing<'_> {
    fn add(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.out.write_fmt(text);
        self.out.push('\n');
    }

    fn draw(&mut self, about: &str, style: Option<&str>) {
        let width = (self.forecast.days.len() as f64 * DAY).clamp(200.0, WIDEST);
        let height = TOP + PLOT + FOOT;
        match style {
            // Where it stands alone there is no page to be as wide as.
            Some(style) => self.add(format_args!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDEST:.0}\" height=\"{height:.0}\" \
                 viewBox=\"0 0 {WIDEST:.0} {height:.0}\">\n<style>{style}</style>\n\
                 <defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
                 patternTransform=\"rotate(45)\"><line class=\"hatch\" x1=\"1\" y1=\"0\" x2=\"1\" y2=\"6\"/></pattern></defs>"
            )),
            None => self.add(format_args!(
                "<svg width=\"100%\" height=\"{height:.0}\" style=\"min-width: {width:.0}px\" role=\"img\" \
                 aria-labelledby=\"load-title load-desc\">\n<title id=\"load-title\">{}</title>\n\
                 <desc id=\"load-desc\">{}</desc>",
                self.own.title,
                Html(about)
            )),
        }
        let width = if style.is_some() { WIDEST } else { width };
        self.scale();
        self.months(width);
        for (at, one) in self.forecast.days.iter().enumerate() {
            self.day(at, one);
        }
        self.takes();
        self.today();
        self.out.push_str("</svg>\n");
    }

    fn about(&self, first: NaiveDate, last: NaiveDate) -> String {
        let coming = self.forecast.days.iter().filter(|one| one.day >= self.forecast.today);
        let busiest = coming.max_by(|a, b| a.expected.total_cmp(&b.expected));
        let (top, day) = busiest.map_or((0.0, last), |one| (one.expected, one.day));
        let text = self.own.about.replace("{first}", &dates::day(self.words, first));
        let text = text.replace("{last}", &dates::day(self.words, last)).replace("{top}", &expected(top));
        text.replace("{day}", &dates::day(self.words, day))
    }

    /// A line at two or three round numbers, where the helpdesk's own line is not.
    fn scale(&mut self) {
        let rough = self.top / 3.0;
        let tens = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|times| times * tens).into_iter().find(|step| *step >= rough);
        let step = step.unwrap_or(rough).max(1.0);
        let takes = self.forecast.capacity.map(|n| self.bar(0.0, f64::from(n)).0);
        let mut n = step;
        while n < self.top {
            let (y, _) = self.bar(0.0, n);
            if takes.is_none_or(|takes| (takes - y).abs() > 16.0) {
                self.add(format_args!(
                    "<line class=\"grid\" x1=\"0\" y1=\"{y:.1}\" x2=\"100%\" y2=\"{y:.1}\"/>\
                     <text class=\"soft\" x=\"0\" dx=\"2\" y=\"{:.1}\">{}</text>",
                    y - 4.0,
                    self.words.number(n as u64)
                ));
            }
            n += step;
        }
    }

    /// A line where each month begins, with its name where there is room for it.
    fn months(&mut self, width: f64) {
        let days = &self.forecast.days;
        let wide = width / days.len() as f64;
        let begins: Vec<(usize, NaiveDate)> = days
            .iter()
            .enumerate()
            .filter(|(at, one)| *at == 0 || days[at - 1].day.month() != one.day.month())
            .map(|(at, one)| (at, one.day))
            .collect();
        for (n, (at, day)) in begins.iter().enumerate() {
            let x = self.x(*at);
            if *at > 0 {
                self.add(format_args!(
                    "<line class=\"month\" x1=\"{x}\" y1=\"{TOP}\" x2=\"{x}\" y2=\"{}\"/>",
                    TOP + PLOT
                ));
            }
            let room = begins.get(n + 1).map_or(days.len(), |(next, _)| *next) - at;
            if room as f64 * wide >= MONTH {
                let month = self.words.months[day.month0() as usize];
                self.add(format_args!(
                    "<text class=\"monthname\" x=\"{x}\" dx=\"4\" y=\"{:.0}\">{month}</text>",
                    TOP + PLOT + 15.0
                ));
            }
        }
        let y = TOP + PLOT;
        self.add(format_args!("<line class=\"axis\" x1=\"0\" y1=\"{y}\" x2=\"100%\" y2=\"{y}\"/>"));
    }

    fn day(&mut self, at: usize, one: &HelpdeskDay) {
        let (x, wide) = (self.x(at), self.share(0.8));
        let name = dates::day(self.words, one.day);
        let is_coming = one.day >= self.forecast.today;
        let told = format!("{} {} ({} {})", self.own.expected, expected(one.expected), self.own.range, range(one));
        if let Some(came) = one.came {
            let (y, high) = self.bar(0.0, f64::from(came));
            self.add(format_args!(
                "<rect class=\"came\" x=\"{x}\" y=\"{y:.1}\" width=\"{wide}\" height=\"{high:.1}\">\
                 <title>{name}: {} {came}; {told}</title></rect>",
                self.own.came
            ));
        }
        if is_coming {
            let (y, high) = self.bar(f64::from(one.low), f64::from(one.high));
            let class = if self.is_over(one) { "range over" } else { "range" };
            self.add(format_args!(
                "<rect class=\"{class}\" x=\"{x}\" y=\"{y:.1}\" width=\"{wide}\" height=\"{:.1}\">\
                 <title>{name}: {told}</title></rect>",
                high.max(1.0)
            ));
        }
        let (y, _) = self.bar(0.0, one.expected);
        self.add(format_args!(
            "<line class=\"mean\" x1=\"{x}\" y1=\"{y:.1}\" x2=\"{}\" y2=\"{y:.1}\"/>",
            self.x_of(at as f64 + 0.9)
        ));
    }

    fn takes(&mut self) {
        let Some(capacity) = self.forecast.capacity else { return };
        let (y, _) = self.bar(0.0, f64::from(capacity));
        self.add(format_args!("<line class=\"takes\" x1=\"0\" y1=\"{y:.1}\" x2=\"100%\" y2=\"{y:.1}\"/>"));
        let label = self.words.number(capacity.into());
        self.add(format_args!("<text class=\"takesname\" x=\"0\" dx=\"2\" y=\"{:.1}\">{label}</text>", y - 4.0));
    }

    fn today(&mut self) {
        let at = self.forecast.days.partition_point(|one| one.day < self.forecast.today);
        if at == 0 || at == self.forecast.days.len() {
            return;
        }
        let x = self.x_of(at as f64);
        let (anchor, beside) = if at * 5 > self.forecast.days.len() * 4 { ("end", -5) } else { ("start", 5) };
        self.add(format_args!(
            "<line class=\"today\" x1=\"{x}\" y1=\"0\" x2=\"{x}\" y2=\"{:.0}\"/>\
             <text class=\"todayname\" text-anchor=\"{anchor}\" x=\"{x}\" dx=\"{beside}\" y=\"11\">{}</text>",
            TOP + PLOT,
            self.words.today
        ));
    }

    /// Whether more is expected of a day to come than the helpdesk takes.
    fn is_over(&self, one: &HelpdeskDay) -> bool {
        let takes = self.forecast.capacity.map(f64::from);
        one.day >= self.forecast.today && takes.is_some_and(|takes| one.expected > takes)
    }

    /// Where a bar from one figure to another begins, and how high it is.
    fn bar(&self, from: f64, to: f64) -> (f64, f64) {
        let y = |n: f64| TOP + PLOT * (1.0 - n / self.top);
        (y(to), y(from) - y(to))
    }

    fn x(&self, at: usize) -> String {
        self.x_of(at as f64 + 0.1)
    }

    fn x_of(&self, at: f64) -> String {
        format!("{:.2}%", 100.0 * at / self.forecast.days.len() as f64)
    }

    fn share(&self, days: f64) -> String {
        format!("{:.2}%", 100.0 * days / self.forecast.days.len() as f64)
    }
}
