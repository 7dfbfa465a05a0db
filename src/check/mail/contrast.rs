//! Whether text can be read on what is behind it, on a light screen and on a dark one (WCAG 2.2, 1.4.3).

use std::collections::BTreeSet;

use super::fault::{Fault, Written};
use super::page::{Element, Page};
use super::reading::Reading;
use super::style_sheet::{Paint, Paints, StyleSheet, stronger};
use crate::campaign::Color;
use crate::check::registry::mail::CONTRAST;

pub(super) fn find(reading: &Reading<'_>, found: &mut Vec<Fault>) {
    let page = &reading.page;
    let css: Vec<String> = page.named("style").map(|(at, _)| page.text_of(at)).collect();
    let sheet = StyleSheet::read(&css.join("\n"));
    for dark in [false, true] {
        let mut judged = BTreeSet::new();
        for text in page.texts.iter().filter(|text| !page.elements[text.within].hidden) {
            if text.words.trim().is_empty() {
                continue;
            }
            let Some((words, behind)) = colors(page, &sheet, text.within, dark) else { continue };
            if !judged.insert((words.rgb, behind.rgb)) || words.reads_on(behind) {
                continue;
            }
            let screen = if dark { "a dark" } else { "a light" };
            let message = format!(
                "has text of {words} on {behind} on {screen} screen, a contrast of {:.1}: `{}`",
                words.contrast(behind),
                text.words.trim().chars().take(40).collect::<String>()
            );
            let fault = Fault::of(CONTRAST, message).about(format!("{words} {behind} {dark}"));
            let fault = fault.hint(format!("{} would do on {behind}", words.readable_on(behind)));
            found.push(fault.written(Written::Anywhere(words.to_string())));
        }
    }
}

/// The colour of the words in an element and of what is behind them, where both are known.
fn colors(page: &Page, sheet: &StyleSheet, element: usize, dark: bool) -> Option<(Color, Color)> {
    let lineage: Vec<&Element> = page.lineage(element).collect();
    let (mut words, mut behind) = (None, None);
    for at in 0..lineage.len() {
        let inline = Paints::of(lineage[at].attribute("style").unwrap_or(""));
        let sheet = sheet.paints(&lineage[at..], dark);
        // An attribute is written later than any sheet.
        let paints = Paints {
            text: stronger(sheet.text, inline.text),
            background: stronger(sheet.background, inline.background),
        };
        let own = |paint: Option<(Paint, bool)>| paint.map(|(paint, _)| paint);
        // A link without a colour has the browser's, which is not known.
        let link = (lineage[at].name == "a").then_some(Paint::Unknown);
        words = words.or(own(paints.text)).or(link);
        let colored = lineage[at].attribute("bgcolor").map(|color| color.parse().map_or(Paint::Unknown, Paint::Solid));
        behind = behind.or(own(paints.background)).or(colored);
    }
    // What nobody gave a colour is black on white, whatever the screen; browsers turn both around together.
    let words = words.unwrap_or(Paint::Solid(Color::new(0, 0, 0)));
    match (words, behind) {
        (Paint::Solid(words), Some(Paint::Solid(behind))) => Some((words, behind)),
        (Paint::Solid(words), None) if !dark => Some((words, Color::new(255, 255, 255))),
        _ => None,
    }
}
