//! The schedule as a drawing: waves and their phases as bars over weeks, in SVG. It stands in the HTML document, whose
//! style sheet colours it and which has the names beside it, where they stay when the weeks scroll; or alone, on paper, in
//! as many pictures as keep its letters legible. It has a title and a description; the tables beside it hold the same dates.

mod axis;
mod rows;
mod scale;

use std::fmt::Write;

use super::dates;
use super::escape::Html;
use super::gates;
use super::moved::Why;
use super::outline::{Outline, WaveOutline};
use super::words::Words;
use crate::campaign::{Brand, Color};
use scale::Scale;

/// Where the rows begin: above it are years, months and weeks.
const TOP: f64 = 50.0;
const ROW: f64 = 21.0;
const HEADING: f64 = 30.0;
/// Below the rows: the word for today.
const FOOT: f64 = 18.0;
/// Names longer than this do not fit beside the weeks.
const NAME: usize = 24;
/// The height of a picture as wide as a page, so that both fit on it: of A4 and of US Letter, lying, below a heading and
/// above a legend.
const PAGE: f64 = 560.0;

/// How the drawing looks where no page's style sheet does it, with a typeface that is built in.
const STYLE: &str = include_str!("gantt.css");

/// The drawing for a page, and beside it the names of its rows; `None` for a campaign without waves or of more than ten
/// years.
pub(super) struct OnPage {
    /// The drawing.
    pub(super) svg: String,
    /// Each row's class (`wave` or `phase`) and name.
    pub(super) names: Vec<(&'static str, String)>,
}

/// The drawing for a page that scrolls it sideways where it has no room for it.
pub(super) fn on_page(words: &Words, outline: &Outline) -> Option<OnPage> {
    let scale = Scale::of_page(words, outline)?;
    let names = outline.waves.iter().flat_map(|wave| {
        let phases = wave.phases.iter().map(|phase| ("phase", words.named(&phase.id)));
        std::iter::once(("wave", outline.wave_name(words, &wave.id))).chain(phases)
    });
    let names = names.map(|(class, name)| (class, short(&name))).collect();
    Some(OnPage { svg: Chart::of(words, outline, &outline.waves, scale, "").drawn(), names })
}

/// The drawing for paper: pictures of the width of the page with all waves in order, each with what it shows in words.
pub(super) fn pictures(words: &Words, outline: &Outline) -> Vec<(String, String)> {
    let Some(scale) = Scale::of_paper(words, outline) else { return Vec::new() };
    let style = style(outline);
    let chart = |waves| {
        let chart = Chart::of(words, outline, waves, scale, &style);
        let description = chart.description();
        (chart.drawn(), description)
    };
    pages(&outline.waves).into_iter().map(chart).collect()
}

/// The waves as they share pages: as few as fit, about as many rows on each.
fn pages(waves: &[WaveOutline]) -> Vec<&[WaveOutline]> {
    let fewest = filled(waves, PAGE).len();
    let limits = (0..).map(|step| f64::from(step) * ROW).take_while(|limit| *limit < PAGE);
    limits.map(|limit| filled(waves, limit)).find(|pages| pages.len() == fewest).unwrap_or_else(|| filled(waves, PAGE))
}

/// The waves, as many on a page as are not higher than `limit`, but one at least.
fn filled(waves: &[WaveOutline], limit: f64) -> Vec<&[WaveOutline]> {
    let (mut pages, mut from) = (Vec::new(), 0);
    for at in 1..=waves.len() {
        if at == waves.len() || TOP + rows_of(&waves[from..=at]) + FOOT > limit {
            pages.push(&waves[from..at]);
            from = at;
        }
    }
    pages
}

fn rows_of(waves: &[WaveOutline]) -> f64 {
    waves.iter().map(|wave| HEADING + ROW * wave.phases.len() as f64).sum()
}

/// The style sheet of a drawing that stands alone, in the campaign's colour.
fn style(outline: &Outline) -> String {
    let [accent, past, band] = shades(outline.colors.0, Brand::CARD);
    STYLE.replace("ACCENT", &accent).replace("PAST", &past).replace("BAND", &band)
}

/// A colour; the same for what is past; and as a background.
pub(super) fn shades(color: Color, paper: Color) -> [String; 3] {
    [1.0, 0.3, 0.12].map(|share| color.over(paper, share).to_string())
}

/// The classes in the drawing that need a word, with it: those that are in it.
pub(super) fn signs(words: &Words, outline: &Outline) -> impl Iterator<Item = (&'static str, &'static str)> {
    let has = |want: fn(&Why) -> bool| outline.closures.iter().any(|closure| want(&closure.why));
    let phases = || outline.waves.iter().flat_map(|wave| &wave.phases);
    let past = phases().filter_map(|phase| phase.times()).any(|times| times.first < outline.now);
    let all = [
        ("past", words.past, past),
        ("coming", words.coming, true),
        ("event", words.by_event, phases().any(|phase| phase.has_event())),
        ("gate", words.gate, outline.waves.iter().any(|wave| wave.gate.is_some())),
        ("freeze", words.freeze, has(|why| matches!(why, Why::Freeze(_)))),
        ("holiday", words.holiday, has(|why| matches!(why, Why::Holiday(_)))),
    ];
    all.into_iter().filter(|(_, _, shown)| *shown).map(|(class, name, _)| (class, name))
}

struct Chart<'a> {
    words: &'a Words,
    outline: &'a Outline,
    waves: &'a [WaveOutline],
    scale: Scale,
    height: f64,
    /// Empty where the page has one.
    style: &'a str,
    out: String,
}

impl<'a> Chart<'a> {
    fn of(words: &'a Words, outline: &'a Outline, waves: &'a [WaveOutline], scale: Scale, style: &'a str) -> Self {
        let height = TOP + rows_of(waves) + FOOT;
        Chart { words, outline, waves, scale, height, style, out: String::new() }
    }

    fn drawn(mut self) -> String {
        self.open();
        self.bands();
        self.closures();
        self.axis();
        self.rows();
        self.today();
        self.out.push_str("</svg>\n");
        self.out
    }

    fn add(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.out.write_fmt(text);
        self.out.push('\n');
    }

    fn open(&mut self) {
        let title = format!("{}: {}", self.words.schedule, self.outline.title);
        let size = self.scale.size(self.height);
        let (alone, style) = match self.style {
            "" => ("", String::new()),
            style => (" xmlns=\"http://www.w3.org/2000/svg\"", format!("\n<style>{style}</style>")),
        };
        self.add(format_args!(
            "<svg{alone} {size} role=\"img\" aria-labelledby=\"chart-title chart-desc\">\n\
             <title id=\"chart-title\">{}</title>\n<desc id=\"chart-desc\">{}</desc>{style}\n\
             <defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><line class=\"hatch\" x1=\"1\" y1=\"0\" x2=\"1\" y2=\"6\"/></pattern></defs>",
            Html(&title),
            Html(&self.description())
        ));
    }

    /// What the drawing shows, for those who do not see it.
    fn description(&self) -> String {
        let words = self.words;
        let mut text = words.chart_of.to_owned();
        for wave in self.waves {
            let (name, start) = (self.outline.wave_name(words, &wave.id), dates::day(words, wave.start));
            let deadline = dates::day(words, wave.deadline);
            let (starts, ends) = (words.inside(words.start), words.inside(words.deadline));
            let _ = write!(text, " {name}: {starts} {start}, {ends} {deadline}");
            if let Some(gate) = &wave.gate {
                let (day, owner) = (dates::day(words, gate.judgement.day), gates::owner(words, gate));
                let _ = write!(text, ", {} {day} ({owner})", words.inside(words.gate));
            }
            text.push('.');
        }
        text
    }
}

/// A name that fits beside the weeks: its beginning and its end.
pub(super) fn short(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= NAME {
        return name.to_owned();
    }
    let (begin, end) = (&letters[..NAME / 2], &letters[letters.len() - (NAME - NAME / 2 - 1)..]);
    format!("{}…{}", begin.iter().collect::<String>().trim_end(), end.iter().collect::<String>().trim_start())
}

#[cfg(test)]
mod tests;
