//! Whether the plain text and the HTML say the same: links, dates, numbers and steps.

use std::collections::BTreeSet;

use super::fault::Fault;
use super::page::{Element, Page};
use super::reading::Reading;
use super::words::{digits, says, words};
use crate::check::registry::text::TWO_MESSAGES;
use crate::render::text::letters;

/// Words of a step by which it is known again.
const BEGINNING: usize = 5;

pub(super) fn find(reading: &Reading<'_>, found: &mut Vec<Fault>) {
    let page = &reading.page;
    let visible = page.visible();
    let mut say = |what: &str, which: &str| {
        found.push(Fault::of(TWO_MESSAGES, format!("{what}: `{which}`")).about(what));
    };
    let hrefs: Vec<&str> = page.named("a").filter_map(|(_, link)| link.attribute("href")).collect();
    if let Some(href) = hrefs.iter().find(|href| !leads(reading, href)) {
        say("has a link in its HTML that its plain text has not", href);
    }
    let seen = numbers(&visible);
    let told = numbers(&reading.text);
    if let Some(number) = seen.difference(&told).next() {
        say("has a number in its HTML that its plain text has not", number);
    }
    let lost = |(at, item): (usize, &Element)| {
        let beginning = beginning(page, at);
        let step = format!("{} {beginning}", mark(page, item)?);
        (!beginning.is_empty() && !says(&reading.words, &step)).then_some(step)
    };
    if let Some(step) = page.named("li").find_map(lost) {
        say("has a step in its HTML that its plain text has not", &step);
    }
    // The text is held to all words: it has nothing that the HTML has not.
    let steps = page.elements.iter().filter_map(|item| mark(page, item));
    let described = page.named("img").filter_map(|(_, image)| image.attribute("alt"));
    let everything: String =
        std::iter::once(words(&visible)).chain(hrefs.iter().copied().chain(described).map(words)).collect();
    let shown: BTreeSet<String> = everything.split_whitespace().map(str::to_owned).chain(steps).collect();
    if let Some(word) = reading.words.split_whitespace().find(|word| !shown.contains(*word)) {
        say("has a word in its plain text that its HTML has not", word);
    }
}

/// The number of a step, or its letter in a list of letters.
fn mark(page: &Page, item: &Element) -> Option<String> {
    let list = item.parent.map(|list| &page.elements[list]);
    let has_letters = list.is_some_and(|list| list.attribute("type") == Some("a"));
    item.step.map(|step| if has_letters { letters(step) } else { step.to_string() })
}

/// Whether the plain text has the target of a link.
fn leads(reading: &Reading<'_>, href: &str) -> bool {
    if let Some(number) = href.strip_prefix("tel:") {
        return digits(&reading.text).contains(&digits(number));
    }
    if let Some(address) = href.strip_prefix("mailto:") {
        return reading.text.contains(address);
    }
    !href.contains("://") || reading.text.contains(href)
}

/// Runs of digits.
fn numbers(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_numeric()).filter(|number| !number.is_empty()).collect()
}

/// The first words of a step, up to a link, which plain text writes differently, or a line end.
fn beginning(page: &Page, step: usize) -> String {
    let mut own = String::new();
    let texts = page.texts.iter().filter(|text| page.is_in(text.within, step));
    for text in texts {
        let mut around = page.lineage(text.within);
        let ends = text.breaks && !own.trim().is_empty();
        if ends || around.any(|element| element.name == "a") {
            break;
        }
        own.push_str(&text.words);
    }
    let all = words(&own);
    all.split_whitespace().take(BEGINNING).collect::<Vec<_>>().join(" ")
}
