//! What a list of messages shows: the subject, and the preheader after it.

use super::fault::{Fault, Written};
use super::reading::Reading;
use crate::check::registry::text::{LONG_SUBJECT, NO_PREHEADER, NO_SUBJECT, SHOUTING};

/// Characters of a subject that most lists of messages show.
const SHOWN: usize = 60;
/// Letters of a subject from which capitals are shouting and not an abbreviation.
const SHOUTED: usize = 8;

pub(super) fn find(reading: &Reading<'_>, found: &mut Vec<Fault>) {
    let subject = reading.subject();
    let mut say = |rule, message: String, key| found.push(Fault::of(rule, message).written(Written::FrontMatter(key)));
    let length = subject.chars().count();
    if !subject.chars().any(char::is_alphanumeric) {
        say(NO_SUBJECT, format!("has the subject `{subject}`"), "subject:");
    } else if length > SHOWN {
        say(LONG_SUBJECT, format!("has a subject of {length} characters: `{subject}`"), "subject:");
    }
    let letters = subject.chars().filter(|c| c.is_alphabetic()).count();
    if letters >= SHOUTED && subject.chars().any(char::is_uppercase) && !subject.chars().any(char::is_lowercase) {
        say(SHOUTING, format!("has a subject in capitals: `{subject}`"), "subject:");
    }
    let page = &reading.page;
    // Hidden in the body, before anything that is seen.
    let hidden = page
        .texts
        .iter()
        .find(|text| !text.words.trim().is_empty() && page.lineage(text.within).any(|element| element.name == "body"));
    let preheader = hidden.filter(|text| page.elements[text.within].hidden).map(|text| text.words.trim());
    match preheader {
        None => say(NO_PREHEADER, "has no preheader".to_owned(), "---"),
        Some(same) if same.eq_ignore_ascii_case(subject) => {
            say(NO_PREHEADER, format!("repeats its subject as the preheader: `{same}`"), "preheader:");
        }
        Some(_) => {}
    }
}
