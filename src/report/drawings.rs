//! The drawings of a plan for the page of somebody else, whose style sheet colours them and which allows no styles in them:
//! they are as wide as the page lets them be. In the language of who reads it, where there are words in it.

use super::gantt::{on_page, signs};
use super::load::chart;
use super::outline::Outline;
use super::words::Words;
use crate::l10n::Tag;
use crate::schedule::Forecast;

/// A drawing in SVG, and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// What it is called.
    pub title: String,
    /// What it rests on, where that has to be said.
    pub lede: Option<String>,
    /// The drawing, which has a title and a description.
    pub svg: String,
    /// The names of its rows, which stand beside it: the class of each and its text.
    pub names: Vec<(&'static str, String)>,
    /// Its signs, each by its class, with their words.
    pub signs: Vec<(&'static str, String)>,
}

/// The waves and their phases as bars over weeks; nothing for a campaign without waves or of more than ten years.
pub fn schedule(outline: &Outline, language: &Tag) -> Option<Drawing> {
    let words = Words::of(language);
    let chart = on_page(words, outline)?;
    let band = ("band", format!("▶ {} – ▮ {}", words.start, words.inside(words.deadline)));
    let signs = signs(words, outline).map(|(class, word)| (class, word.to_owned()));
    Some(Drawing {
        title: words.schedule.to_owned(),
        lede: None,
        svg: without_styles(chart.svg),
        names: chart.names,
        signs: std::iter::once(band).chain(signs).collect(),
    })
}

/// What comes to the helpdesk, day after day; nothing where nothing is expected.
pub fn contacts(forecast: &Forecast, language: &Tag) -> Option<Drawing> {
    let chart = chart(Words::of(language), forecast)?;
    Some(Drawing {
        title: chart.title.to_owned(),
        lede: Some(chart.lede.to_owned()),
        svg: without_styles(chart.svg),
        names: Vec::new(),
        signs: chart.signs,
    })
}

/// The only style in a drawing for a page is how narrow it gets, in its first line.
fn without_styles(svg: String) -> String {
    let Some((before, rest)) = svg.split_once(" style=\"") else { return svg };
    rest.split_once('"').map_or(String::new(), |(_, after)| format!("{before}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{campaign, people, plan, tag};

    #[test]
    fn a_drawing_has_no_styles_and_speaks_the_readers_language() {
        let outline = Outline::of(&campaign(), &people(), &plan());
        let (dutch, english) = (schedule(&outline, &tag("nl")).unwrap(), schedule(&outline, &tag("en")).unwrap());
        assert_ne!(dutch.title, english.title);
        for drawing in [&dutch, &english] {
            assert!(drawing.svg.starts_with("<svg width=\"100%\"") && drawing.svg.trim_end().ends_with("</svg>"));
            assert!(!drawing.svg.contains("style"), "{}", drawing.svg);
            assert!(drawing.signs.len() > 1 && !drawing.names.is_empty());
        }
    }
}
