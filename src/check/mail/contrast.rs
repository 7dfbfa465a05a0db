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
    // Many texts stand in one element, and most elements hold others: what each says is found out once.
    let inline: Vec<Paints> = page.elements.iter().map(|element| Paints::of(style(element))).collect();
    for dark in [false, true] {
        let own: Vec<Paints> = (0..inline.len()).map(|at| paints(page, &sheet, at, inline[at], dark)).collect();
        let mut judged = BTreeSet::new();
        for text in page.texts.iter().filter(|text| !page.elements[text.within].hidden) {
            if text.words.trim().is_empty() {
                continue;
            }
            let Some((words, behind)) = colors(page, &own, text.within, dark) else { continue };
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

fn style(element: &Element) -> &str {
    element.attribute("style").unwrap_or("")
}

/// What an element's own style and the sheet say of it. An attribute is written later than any sheet.
fn paints(page: &Page, sheet: &StyleSheet, element: usize, inline: Paints, dark: bool) -> Paints {
    let lineage: Vec<&Element> = page.lineage(element).collect();
    let sheet = sheet.paints(&lineage, dark);
    Paints { text: stronger(sheet.text, inline.text), background: stronger(sheet.background, inline.background) }
}

/// The colour of the words in an element and of what is behind them, where both are known. `own` has what is said of
/// each element of the page.
fn colors(page: &Page, own: &[Paints], element: usize, dark: bool) -> Option<(Color, Color)> {
    let paint = |said: Option<(Paint, bool)>| said.map(|(paint, _)| paint);
    let (mut words, mut behind) = (None, None);
    let mut next = Some(element);
    while let Some(at) = next {
        let element = &page.elements[at];
        // A link without a colour has the browser's, which is not known.
        let link = (element.name == "a").then_some(Paint::Unknown);
        words = words.or(paint(own[at].text)).or(link);
        let colored = element.attribute("bgcolor").map(|color| color.parse().map_or(Paint::Unknown, Paint::Solid));
        behind = behind.or(paint(own[at].background)).or(colored);
        next = element.parent;
    }
    // What nobody gave a colour is black on white, whatever the screen; browsers turn both around together.
    let words = words.unwrap_or(Paint::Solid(Color::new(0, 0, 0)));
    match (words, behind) {
        (Paint::Solid(words), Some(Paint::Solid(behind))) => Some((words, behind)),
        (Paint::Solid(words), None) if !dark => Some((words, Color::new(255, 255, 255))),
        _ => None,
    }
}
