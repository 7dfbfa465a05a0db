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
    let written: Vec<(&At<String>, Tag)> = match &file.offered {
        Some(tags) => tags.iter().map(|tag| (tag, diagnostics.tag(tag))).collect(),
        None => vec![(&file.default, diagnostics.tag(&file.default))],
    };
    let meant =
        Meant { register: file.register.as_ref(), written: written.iter().map(|(_, tag)| tag.clone()).collect() };
    let default = meant.by(diagnostics.tag(&file.default));
    let mut offered: Vec<Tag> = Vec::new();
    for (_, tag) in written {
        let tag = meant.by(tag);
        if !offered.contains(&tag) {
            offered.push(tag);
        }
    }
    if !offered.contains(&default) {
        let list: Vec<&str> = offered.iter().map(Tag::as_str).collect();
        let message = format!("the default language {default} is not among those offered ({})", list.join(", "));
        diagnostics.wrong(&file.default, message, format!("add {default} to `offered`, or choose another default"));
    }
    let said = file.register.as_ref().map(|register| registers(register, &offered, diagnostics)).unwrap_or_default();
    let mut registers = usual(&offered);
    registers.extend(said);
    let mut formats = BTreeMap::new();
    for (language, region) in &file.formats.0 {
        let tag = meant.by(diagnostics.tag(language));
        if !offered.contains(&tag) {
            diagnostics.wrong(
                language,
                format!("{} is not offered", language.value),
                "name one of the languages in `offered`",
            );
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

/// What a tag of the campaign file stands for.
struct Meant<'a> {
    /// What the campaign says of registers.
    register: Option<&'a At<TextPerLanguage>>,
    /// The tags of `offered`, as they are written.
    written: Vec<Tag>,
}

impl Meant<'_> {
    /// A plain tag is its language in the register that this language has where nobody says which: `fr` is `fr-x-formal`.
    /// It is itself when the campaign asks for another register, or offers both.
    fn by(&self, tag: Tag) -> Tag {
        let Some(usual) = tag.usual_register().filter(|_| tag.register().is_none()) else { return tag };
        let meant = tag.with_register(Some(usual));
        let says_otherwise = self.said(&tag).is_some_and(|said| said != usual);
        let offers_both = self.written.contains(&tag) && self.written.contains(&meant);
        if says_otherwise || offers_both { tag } else { meant }
    }

    /// The register that the campaign names for a language.
    fn said(&self, tag: &Tag) -> Option<&str> {
        match &self.register?.value {
            TextPerLanguage::All(name) => Some(name),
            TextPerLanguage::Each(names) => {
                let of = |language: &At<String>| language.value.split(['-', '_']).next() == Some(tag.primary());
                names.iter().find(|(language, _)| of(language)).map(|(_, name)| name.value.as_str())
            }
        }
    }
}

/// The registers of languages that have one where nobody says which, as far as they are offered in it.
fn usual(offered: &[Tag]) -> BTreeMap<String, Option<String>> {
    let with = |tag: &Tag| (tag.primary().to_owned(), tag.usual_register().map(str::to_owned));
    let is_usual = |tag: &&Tag| tag.register().is_some() && tag.register() == tag.usual_register();
    offered.iter().filter(is_usual).map(with).collect()
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
