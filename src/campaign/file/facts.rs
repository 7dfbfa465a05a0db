//! What only the campaign knows: the facts of a message.

use std::collections::BTreeMap;

use super::alternatives::TextPerLanguage;
use super::diagnostics::Diagnostics;
use super::ordered::Ordered;
use crate::campaign::yaml::At;
use crate::campaign::{Languages, Localized};
use crate::l10n::Tag;

/// Facts by name. One with a text per language has one in every language the campaign offers: a message falls back to
/// another language as a whole, never half-way through a sentence.
pub(super) fn facts(
    file: &Ordered<At<TextPerLanguage>>,
    languages: &Languages,
    diagnostics: &mut Diagnostics<'_>,
) -> BTreeMap<String, Localized> {
    let mut facts = BTreeMap::new();
    for (name, text) in &file.0 {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !name.value.starts_with(|c: char| c.is_ascii_lowercase()) || !name.value.chars().all(fits) {
            let hint =
                "use small letters, digits and `_`, as in `next_update`: a template says `{{ facts.next_update }}`";
            diagnostics.wrong(name, format!("`{}` cannot be the name of a fact", name.value), hint);
        }
        if matches!(&text.value, TextPerLanguage::All(text) if text.trim().is_empty()) {
            diagnostics.wrong(
                text,
                format!("the fact `{}` is empty", name.value),
                "people will read it; write what it is",
            );
        }
        let known = diagnostics.localized(text, &languages.default);
        if let TextPerLanguage::Each(_) = text.value {
            let others = languages.offered.iter().filter(|tag| **tag != languages.default);
            let has = |tag: &Tag| tag.chain().any(|tag| known.0.contains_key(&tag));
            // As in `languages:`, a plain tag stands for its language in the register that is usual.
            let plain = |tag: &Tag| tag.with_register(tag.register().filter(|of| Some(*of) != tag.usual_register()));
            for tag in others.filter(|tag| !has(tag) && !has(&plain(tag))) {
                let tag = plain(tag);
                let hint = format!("add `{tag}: …`, or write one text for all languages");
                diagnostics.wrong(text, format!("the fact `{}` has no text in `{tag}`", name.value), hint);
            }
        }
        facts.insert(name.value.clone(), known);
    }
    facts
}
