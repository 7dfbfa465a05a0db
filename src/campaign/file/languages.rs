//! The languages of a campaign: which are offered, in which register, with whose dates and numbers.

use std::collections::BTreeMap;

use super::alternatives::TextPerLanguage;
use super::diagnostics::Diagnostics;
use super::keys::LanguagesFile;
use crate::campaign::Languages;
use crate::campaign::yaml::At;
use crate::l10n::{Tag, is_region};

/// The name of the plain tag's register.
const INFORMAL: &str = "informal";

/// Judges `languages:`.
pub(super) fn languages(file: &LanguagesFile, diagnostics: &mut Diagnostics) -> Languages {
    let default = diagnostics.tag(&file.default);
    let offered: Vec<Tag> = match &file.offered {
        Some(tags) => tags.iter().map(|tag| diagnostics.tag(tag)).collect(),
        None => vec![default.clone()],
    };
    if !offered.contains(&default) {
        let list: Vec<&str> = offered.iter().map(Tag::as_str).collect();
        let message = format!("the default language {default} is not among those offered ({})", list.join(", "));
        diagnostics.wrong(&file.default, message, format!("add {default} to `offered`, or choose another default"));
    }
    let registers =
        file.register.as_ref().map(|register| registers(register, &offered, diagnostics)).unwrap_or_default();
    let mut formats = BTreeMap::new();
    for (language, region) in &file.formats.0 {
        let tag = diagnostics.tag(language);
        if !offered.contains(&tag) {
            diagnostics.wrong(language, format!("{tag} is not offered"), "name one of the languages in `offered`");
        }
        if !is_region(&region.value) {
            let message = format!("`{}` is not a region", region.value);
            diagnostics.wrong(region, message, "write a country in two capitals, as in `{en: NL}`");
        }
        formats.insert(tag, region.value.clone());
    }
    let mut fallback = BTreeMap::new();
    for (language, instead) in &file.fallback.0 {
        let tag = diagnostics.tag(language);
        let tags: Vec<Tag> = instead.iter().map(|at| diagnostics.tag(at)).collect();
        let is_offered = |tag: &Tag| offered.iter().any(|offer| offer.primary() == tag.primary());
        for (at, _) in instead.iter().zip(&tags).filter(|(_, tag)| !is_offered(tag)) {
            let message = format!("{} is not offered", at.value);
            diagnostics.wrong(at, message, "name languages that are in `offered`");
        }
        if tags.contains(&tag) {
            diagnostics.wrong(language, format!("{tag} falls back on itself"), "name what is read in its place");
        }
        fallback.insert(tag, tags);
    }
    Languages { default, offered, registers, formats, fallback }
}

fn registers(
    register: &At<TextPerLanguage>,
    offered: &[Tag],
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Option<String>> {
    let mut found = BTreeMap::new();
    match &register.value {
        TextPerLanguage::All(name) => {
            let wanted = register_of(name);
            let fitting = offered.iter().filter(|tag| tag.register() == wanted);
            found.extend(fitting.map(|tag| (tag.primary().to_owned(), wanted.map(str::to_owned))));
            if found.is_empty() {
                let message = format!("no language is offered in the register `{name}`");
                diagnostics.wrong(register, message, hint(offered));
            }
        }
        TextPerLanguage::Each(names) => {
            for (language, name) in names {
                let tag = diagnostics.tag(language);
                let wanted = register_of(&name.value);
                if !offered.iter().any(|offer| offer.primary() == tag.primary() && offer.register() == wanted) {
                    let message = format!("{tag} is not offered in the register `{}`", name.value);
                    diagnostics.wrong(name, message, hint(offered));
                }
                found.insert(tag.primary().to_owned(), wanted.map(str::to_owned));
            }
        }
    }
    found
}

fn register_of(name: &str) -> Option<&str> {
    (name != INFORMAL).then_some(name)
}

fn hint(offered: &[Tag]) -> String {
    let list: Vec<&str> = offered.iter().map(Tag::as_str).collect();
    format!("`formal` is for a tag such as nl-x-formal, `informal` for nl; offered are {}", list.join(", "))
}
