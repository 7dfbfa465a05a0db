//! The templates of a campaign as they are written: its own before the built-in ones.

use std::collections::{BTreeMap, BTreeSet};

use crate::builtin;
use crate::campaign::{Inputs, Loaded};
use crate::l10n::Tag;
use crate::render::References;
use crate::render::{Fragment, TemplateFile};

/// Every template by the path that a campaign's own file has.
pub(in crate::check) struct Templates<'a> {
    loaded: &'a Loaded,
    files: BTreeMap<&'a str, &'a str>,
    references: BTreeMap<&'a str, References>,
}

const BLOCKS: &str = "templates/blocks/";
const FOOTER: &str = "templates/layout/footer.md";

impl<'a> Templates<'a> {
    pub(in crate::check) fn new(loaded: &'a Loaded, inputs: &'a Inputs) -> Self {
        let text = |(path, bytes): (&'a String, &'a _)| Some((path.as_str(), std::str::from_utf8(bytes).ok()?));
        let all: Vec<(&str, &str)> =
            inputs.files().iter().map(|(path, bytes)| (path, &**bytes)).filter_map(text).collect();
        let built_in = all.iter().filter_map(|(path, text)| Some((path.strip_prefix(builtin::PREFIX)?, *text)));
        let is_template = |(path, _): &(&str, &str)| path.starts_with("templates/");
        let files: BTreeMap<&str, &str> =
            built_in.filter(is_template).chain(all.iter().copied().filter(is_template)).collect();
        let references = files.iter().map(|(path, text)| (*path, references(path, text))).collect();
        Templates { loaded, files, references }
    }

    /// The messages of the campaign, each once.
    pub(in crate::check) fn messages(&self) -> BTreeSet<&'a str> {
        let phases = &self.loaded.campaign.phases;
        phases.iter().flat_map(|phase| &phase.messages).map(|rule| rule.message.as_str()).collect()
    }

    /// The template of a message in a language.
    pub(in crate::check) fn message(&self, message: &str, language: &Tag) -> Option<&'a str> {
        let path = self.loaded.catalogue.messages.get(message)?.get(language)?;
        Some(path.strip_prefix(builtin::PREFIX).unwrap_or(path))
    }

    /// What a template has in it, without what it includes.
    pub(in crate::check) fn own(&self, path: &str) -> Option<&References> {
        self.references.get(path)
    }

    /// The text of a template.
    pub(in crate::check) fn text(&self, path: &str) -> Option<&'a str> {
        self.files.get(path).copied()
    }

    /// What a template has in it, with what it includes.
    pub(in crate::check) fn whole(&self, path: &str) -> References {
        let mut whole = References::default();
        for path in self.reached([path]) {
            if let Some(own) = self.own(path) {
                whole.add(own);
            }
        }
        whole
    }

    /// These templates and all that they include, however deeply, each once.
    pub(in crate::check) fn reached<'p>(&'p self, paths: impl IntoIterator<Item = &'p str>) -> BTreeSet<&'p str> {
        let mut reached = BTreeSet::new();
        let mut next: Vec<&str> = paths.into_iter().collect();
        while let Some(path) = next.pop() {
            if reached.insert(path) {
                next.extend(self.own(path).into_iter().flat_map(|own| own.includes.keys().map(String::as_str)));
            }
        }
        reached
    }

    /// The templates of the campaign's messages in a language, and what they include.
    pub(in crate::check) fn used(&self, language: &Tag) -> BTreeSet<&str> {
        self.reached(self.messages().into_iter().filter_map(|message| self.message(message, language)))
    }

    /// The templates of the campaign's messages in every language it offers, what they include, and the footer.
    pub(in crate::check) fn read_by_somebody(&self) -> BTreeSet<&str> {
        let languages = &self.loaded.campaign.languages;
        let used = languages.offered.iter().chain([&languages.default]).flat_map(|language| self.used(language));
        used.chain(self.files.contains_key(FOOTER).then_some(FOOTER)).collect()
    }

    /// What every message in every language mentions, and the layout.
    pub(in crate::check) fn everything(&self) -> References {
        let mut all = References::default();
        self.references.values().for_each(|own| all.add(own));
        all
    }
}

/// The name of a block without its language; `None` for what is no block.
pub(in crate::check) fn block(path: &str) -> Option<&str> {
    let name = path.strip_prefix(BLOCKS)?.strip_suffix(".md")?;
    Some(name.rsplit_once('.').map_or(name, |(name, _)| name))
}

fn references(path: &str, text: &str) -> References {
    // A message that cannot be taken apart is an error before anything is compared.
    let Ok(source) = TemplateFile::parse(path, text.as_bytes()) else {
        return References::of(&Fragment::whole(path, text));
    };
    let mut references = References::of_line(&source.subject);
    if let Some(preheader) = &source.preheader {
        references.add(&References::of_line(preheader));
    }
    references.add(&References::of(&source.body));
    references
}
