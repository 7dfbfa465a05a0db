//! Labels and terms, language by language.

use std::collections::{BTreeMap, BTreeSet};

use crate::builtin;
use crate::campaign::{Inputs, Languages};
use crate::check::finding::Finding;
use crate::check::registry::language::{EXTRA_TEXT, LACKS_TEXT, OTHER_VALUES, PLURALS, UNUSED_TEXT};
use crate::check::templates::Templates;
use crate::error::Place;
use crate::l10n::{CatalogText, Tag, inventory};

/// Every text of every catalog; the campaign's own come after the built-in ones.
pub(super) struct Texts {
    texts: Vec<Text>,
}

struct Text {
    text: CatalogText,
    /// Whether it is in a file of the campaign.
    is_own: bool,
    /// Whether its file serves the registers of its language.
    is_shared: bool,
}

impl Texts {
    pub(super) fn new(inputs: &Inputs) -> Self {
        let mut texts = Vec::new();
        for (is_own, prefix) in [(false, builtin::PREFIX), (true, "")] {
            for (path, bytes) in inputs.files() {
                let Some(path) = path.strip_prefix(prefix) else { continue };
                let is_shared = path.ends_with("/terms.ftl");
                texts.extend(inventory(path, bytes).into_iter().map(|text| Text { text, is_own, is_shared }));
            }
        }
        Texts { texts }
    }

    /// What a language says, its chain and the terms of its registers included.
    fn of(&self, language: &Tag) -> BTreeMap<(bool, &str), &Text> {
        let chain: BTreeSet<Tag> = language.chain().collect();
        let plain: BTreeSet<Tag> = language.with_register(None).chain().collect();
        let mut ranked: Vec<&Text> = self
            .texts
            .iter()
            .filter(|text| chain.contains(&text.text.language) || text.is_shared && plain.contains(&text.text.language))
            .collect();
        // The more particular language and the campaign's own file override the others.
        ranked.sort_by_key(|text| (text.text.language.as_str().len(), text.is_own));
        ranked.into_iter().map(|text| ((text.text.is_term, text.text.id.as_str()), text)).collect()
    }

    /// Names of products and their terms. What is written in small letters is a word, not a name.
    pub(super) fn names(&self, language: &Tag) -> BTreeMap<String, String> {
        let named = |text: &&Text| {
            let name = text.text.plain.as_ref()?.trim();
            let is_name = text.text.is_term && name.chars().count() > 2 && name.chars().any(char::is_uppercase);
            is_name.then(|| (name.to_owned(), text.text.id.clone()))
        };
        self.of(language).values().filter_map(named).collect()
    }
}

pub(super) fn find(languages: &Languages, texts: &Texts, templates: &Templates<'_>, found: &mut Vec<Finding>) {
    let default = &languages.default;
    let first = texts.of(default);
    for language in languages.offered.iter().filter(|tag| *tag != default) {
        let second = texts.of(language);
        let lacks: Vec<&Text> =
            first.iter().filter(|(id, _)| !second.contains_key(*id)).map(|(_, text)| *text).collect();
        let adds: Vec<&Text> =
            second.iter().filter(|(id, text)| text.is_own && !first.contains_key(*id)).map(|(_, text)| *text).collect();
        if !lacks.is_empty() {
            let said = format!("{language} lacks what {default} has: {}", names(&lacks));
            let hint = format!("write them in `locales/{language}/`");
            found.push(
                Finding::of(LACKS_TEXT, said)
                    .at(&Place::file(format!("locales/{language}/labels.ftl")))
                    .about(language.as_str())
                    .hint(hint),
            );
        }
        for text in adds {
            let said = format!("{} exists in {language} and not in {default}", names(&[text]));
            found.push(
                Finding::of(EXTRA_TEXT, said).at(&text.text.place).about(text.text.id.as_str()).hint(EXTRA_TEXT.mend),
            );
        }
        for (id, text) in &second {
            let Some(other) = first.get(id).filter(|other| other.text.variables != text.text.variables) else {
                continue;
            };
            let values = |text: &Text| match text.text.variables.is_empty() {
                true => "no value".to_owned(),
                false => text.text.variables.iter().map(|name| format!("`${name}`")).collect::<Vec<_>>().join(", "),
            };
            let said = format!(
                "{} mentions {} in {language} and {} in {default}",
                names(&[text]),
                values(text),
                values(other)
            );
            found.push(
                Finding::of(OTHER_VALUES, said)
                    .at(&text.text.place)
                    .about(text.text.id.as_str())
                    .hint(OTHER_VALUES.mend),
            );
        }
    }
    let offered: BTreeSet<&Tag> = languages.offered.iter().chain([default]).collect();
    for text in offered.into_iter().flat_map(|language| texts.of(language).into_values()) {
        plurals(text, found);
    }
    unused(texts, templates, found);
}

fn plurals(text: &Text, found: &mut Vec<Finding>) {
    let text = &text.text;
    if text.lacking.is_empty() {
        return;
    }
    let lacking: Vec<String> = text.lacking.iter().map(|form| format!("`[{form}]`")).collect();
    let said = format!("`{}` has no form {} of {}", text.id, lacking.join(", "), text.language);
    let finding = Finding::of(PLURALS, said).at(&text.place).about(text.id.as_str()).hint(PLURALS.mend);
    // A text that serves several languages is looked at once for each.
    if !found.contains(&finding) {
        found.push(finding);
    }
}

/// Texts of the campaign that nothing mentions. Where a template computes the name of a text, all may be meant.
fn unused(texts: &Texts, templates: &Templates<'_>, found: &mut Vec<Finding>) {
    let all = templates.everything();
    if all.computes_names {
        return;
    }
    let mentioned_label = |id: &str| texts.texts.iter().any(|text| text.text.labels.contains(id));
    let mentioned_term = |id: &str| texts.texts.iter().any(|text| text.text.terms.contains(id));
    // To override a built-in text is not to add one.
    let built_in: BTreeSet<&str> =
        texts.texts.iter().filter(|text| !text.is_own).map(|text| text.text.id.as_str()).collect();
    for text in texts.texts.iter().filter(|text| text.is_own && !built_in.contains(text.text.id.as_str())) {
        let id = text.text.id.as_str();
        let is_used = all.terms.contains_key(id)
            || all.labels.contains_key(id)
            || if text.text.is_term { mentioned_term(id) } else { mentioned_label(id) };
        if !is_used {
            let said = format!("nothing mentions {}", names(&[text]));
            found.push(Finding::of(UNUSED_TEXT, said).at(&text.text.place).about(id).hint(UNUSED_TEXT.mend));
        }
    }
}

fn names(texts: &[&Text]) -> String {
    let name = |text: &&Text| match text.text.is_term {
        true => format!("`-{}`", text.text.id),
        false => format!("`{}`", text.text.id),
    };
    texts.iter().map(name).collect::<Vec<_>>().join(", ")
}
