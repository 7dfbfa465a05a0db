//! Languages side by side: does each say what the others say, and is nothing typed that should be filled in?
//!
//! The default language is what the others are compared with. Templates and catalogs are read from their sources, so
//! every branch counts. What cannot be parsed is reported when the campaign is loaded or rendered, not here.

mod catalogs;
mod compare;
mod register;
#[cfg(test)]
mod tests;
mod typed;

use std::collections::BTreeSet;

use super::finding::Finding;
use super::templates::Templates;
use crate::campaign::{Inputs, Loaded};
use crate::l10n::{Formatters, Tag};

/// What the files that were read have to say, built-in ones among them.
pub(super) fn find(loaded: &Loaded, inputs: &Inputs, found: &mut Vec<Finding>) {
    let languages = &loaded.campaign.languages;
    let templates = Templates::new(loaded, inputs);
    let others: BTreeSet<&Tag> = languages.offered.iter().filter(|tag| **tag != languages.default).collect();
    for language in &others {
        compare::find(loaded, &templates, language, found);
    }
    // A language without data of its own is not judged by it.
    let formatters = Formatters::new(others.iter().copied().chain([&languages.default])).unwrap_or_default();
    let texts = catalogs::Texts::new(inputs);
    for language in others.iter().copied().chain([&languages.default]) {
        if let Some((_, formatter)) = formatters.get(language.as_str()) {
            typed::find(&templates, language, formatter, &texts, found);
        }
    }
    catalogs::find(languages, &texts, &templates, found);
    register::find(languages, inputs, found);
}
