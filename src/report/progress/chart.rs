//! A curve as a drawing: who has moved as a line, what the plan expects as a dashed one. Its colours are those of the page it
//! stands on, or its own where it stands alone. A table beside it says the same.

use std::fmt::Write;

use chrono::NaiveDate;

use super::{ProgressReport, WaveProgress};
use crate::campaign::Brand;
use crate::report::dates;
use crate::report::escape::Html;
use crate::report::gantt::shades;
use crate::report::words::Words;

/// The size of the drawing: that of a telephone's screen, where its letters are as large as the page's.
const WIDTH: f64 = 340.0;
const HEIGHT: f64 = 190.0;
/// Above the plot is the word for today; below it are the first day and the deadline.
const TOP: f64 = 22.0;
const BOTTOM: f64 = HEIGHT - 24.0;
const RIGHT: f64 = WIDTH - 12.0;
/// Above it, where it stands alone, is the name of the wave.
const NAME: f64 = 26.0;
/// A digit of the numbers beside the plot is about so wide.
const DIGIT: f64 = 7.5;
/// Two dates need so much room.
const APART: f64 = 150.0;

const STYLE: &str = include_str!("curve.css");

/// What a drawing says, in the language of who shows it.
#[derive(Clone, Copy)]
pub struct Lettering<'a> {
    /// A number.
    pub number: &'a dyn Fn(u64) -> String,
    /// A day, short.
    pub day: &'a dyn Fn(NaiveDate) -> String,
    /// The word for today.
    pub today: &'a str,
    /// What it shows, for those who do not see it.
    pub description: &'a str,
}

impl ProgressReport {
    /// The curve of a wave that has begun as SVG, for a page that colours it, in another language than the report's.
    pub fn drawing(&self, wave: &WaveProgress, lettering: &Lettering<'_>) -> Option<String> {
        drawn(lettering, self, wave, None)
    }
}

/// The drawing on a page that colours it, of a wave that has begun.
pub(super) fn on_page(words: &Words, report: &ProgressReport, wave: &WaveProgress) -> Option<String> {
    lettered_by(words, report, wave, |lettering| drawn(lettering, report, wave, None))
}

/// Draws with these words.
fn lettered_by<T>(
    words: &Words,
    report: &ProgressReport,
    wave: &WaveProgress,
    draw: impl FnOnce(&Lettering<'_>) -> T,
) -> T {
    let description = description(words, report, wave);
    let (number, day) = (|n| words.number(n), |day| dates::short_day(words, day));
    draw(&Lettering { number: &number, day: &day, today: words.progress.today, description: &description })
}

/// The drawing for paper, in the campaign's colour, and what it shows in words.
pub(super) fn on_paper(words: &Words, report: &ProgressReport, wave: &WaveProgress) -> Option<(String, String)> {
    let [accent, _, band] = shades(report.colors.0, Brand::CARD);
    let style = STYLE.replace("ACCENT", &accent).replace("BAND", &band);
    let name = report.wave_name(words, wave);
    let drawn = lettered_by(words, report, wave, |lettering| drawn(lettering, report, wave, Some((&style, &name))))?;
    Some((drawn, description(words, report, wave)))
}

/// What it shows, for those who do not see it.
pub(super) fn description(words: &Words, report: &ProgressReport, wave: &WaveProgress) -> String {
    let Some(now) = wave.curve.now() else { return String::new() };
    let day = dates::day(words, now.day);
    let (moved, of) = (now.moved.unwrap_or_default(), wave.moved.of);
    let text = words.progress.curve_of.replace("{day}", &day).replace("{moved}", &words.number(moved));
    let text = text.replace("{of}", &words.number(of)).replace("{expected}", &words.number(now.expected));
    text.replace("{wave}", &report.wave_name(words, wave))
}

/// The drawing; where it stands alone, with its style and the name of its wave.
fn drawn(
    words: &Lettering<'_>,
    report: &ProgressReport,
    wave: &WaveProgress,
    alone: Option<(&str, &str)>,
) -> Option<String> {
    if !wave.has_begun(report.now.date_naive()) || wave.moved.of == 0 {
        return None;
    }
    let days = &wave.curve.days;
    let (first, last) = (days.first()?.day, days.last()?.day);
    let all = (words.number)(wave.moved.of);
    let left = 10.0 + DIGIT * all.chars().count() as f64;
    let span = (last - first).num_days().max(1) as f64;
    let x = |day: NaiveDate| left + (RIGHT - left) * (day - first).num_days() as f64 / span;
    let y = |n: u64| BOTTOM - (BOTTOM - TOP) * n as f64 / wave.moved.of as f64;
    let mut out = String::new();
    let mut add = |text: std::fmt::Arguments<'_>| {
        // Writing to a String cannot fail.
        let _ = out.write_fmt(text);
        out.push('\n');
    };
    // Alone it says whose it is.
    let (alone, top, style) = match alone {
        None => ("", 0.0, String::new()),
        Some((style, name)) => {
            let name = format!("<text class=\"wave\" x=\"0\" y=\"-8\">{}</text>", Html(name));
            (" xmlns=\"http://www.w3.org/2000/svg\"", NAME, format!("<style>{style}</style>\n{name}\n"))
        }
    };
    let high = HEIGHT + top;
    add(format_args!(
        "<svg{alone} viewBox=\"0 -{top} {WIDTH} {high}\" role=\"img\" aria-label=\"{}\">\n{style}",
        Html(words.description)
    ));
    for (n, label) in [(0, "0"), (wave.moved.of, &all)] {
        let at = y(n);
        add(format_args!("<line class=\"grid\" x1=\"{left:.1}\" x2=\"{RIGHT:.1}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>"));
        let (right, base) = (left - 6.0, at + 4.0);
        add(format_args!("<text class=\"soft\" x=\"{right:.1}\" y=\"{base:.1}\" text-anchor=\"end\">{label}</text>"));
    }
    let today = report.now.date_naive();
    // Long after a deadline there is no room for both.
    let apart = x(wave.deadline) - x(wave.start) > APART;
    for day in [Some(wave.start).filter(|_| apart), Some(wave.deadline)].into_iter().flatten() {
        let text = (words.day)(day);
        add(format_args!("{}", lettered(x(day), HEIGHT - 7.0, "soft", &text, left)));
    }
    let (tick, below) = (x(wave.deadline), BOTTOM + 5.0);
    add(format_args!("<line class=\"month\" x1=\"{tick:.1}\" x2=\"{tick:.1}\" y1=\"{TOP:.1}\" y2=\"{below:.1}\"/>"));
    let line = |each: &mut dyn Iterator<Item = (NaiveDate, u64)>| {
        each.map(|(day, n)| format!("{:.1},{:.1}", x(day), y(n))).collect::<Vec<_>>().join(" ")
    };
    let known = || days.iter().filter_map(|day| day.moved.map(|moved| (day.day, moved)));
    let end = known().next_back()?;
    add(format_args!(
        "<polygon class=\"area\" points=\"{:.1},{BOTTOM:.1} {} {:.1},{BOTTOM:.1}\"/>",
        x(first),
        line(&mut known()),
        x(end.0)
    ));
    let expected = line(&mut days.iter().map(|day| (day.day, day.expected)));
    add(format_args!("<polyline class=\"expected\" points=\"{expected}\"/>"));
    add(format_args!("<polyline class=\"moved\" points=\"{}\"/>", line(&mut known())));
    let at = x(today);
    add(format_args!("<line class=\"now\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{TOP:.1}\" y2=\"{BOTTOM:.1}\"/>"));
    let text = format!("{}, {}", words.today, (words.day)(today));
    add(format_args!("{}", lettered(at, TOP - 8.0, "todayname", &text, left)));
    let (cx, cy) = (x(end.0), y(end.1));
    add(format_args!("<circle class=\"dot\" cx=\"{cx:.1}\" cy=\"{cy:.1}\" r=\"4\"/>"));
    out.push_str("</svg>\n");
    Some(out)
}

/// A text at a place of the plot, kept inside it.
fn lettered(x: f64, y: f64, class: &str, text: &str, left: f64) -> String {
    let half = DIGIT * text.chars().count() as f64 / 2.0;
    let (x, anchor) = match () {
        () if x - half < left => (left, "start"),
        () if x + half > RIGHT => (RIGHT, "end"),
        () => (x, "middle"),
    };
    format!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>", Html(text))
}
