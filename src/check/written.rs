//! Where in the files of a campaign something that a reader sees was written.

use std::collections::BTreeMap;

use super::mail::Written;
use crate::builtin;
use crate::campaign::{Inputs, Loaded};
use crate::error::Place;
use crate::l10n::Tag;

const LAYOUT: &str = "templates/layout/mail.html";
const CAMPAIGN: &str = "campaign.yaml";

/// The templates and the campaign file, as text.
pub(super) struct Sources<'a> {
    loaded: &'a Loaded,
    /// By the path that the campaign's own file has, which comes before the built-in one.
    files: BTreeMap<&'a str, &'a str>,
}

impl<'a> Sources<'a> {
    pub(super) fn new(inputs: &'a Inputs, loaded: &'a Loaded) -> Self {
        let text = |(path, bytes): (&'a String, &'a _)| Some((path.as_str(), std::str::from_utf8(bytes).ok()?));
        let all: Vec<(&str, &str)> =
            inputs.files().iter().map(|(path, bytes)| (path, &**bytes)).filter_map(text).collect();
        let is_ours = |path: &str| path.starts_with("templates/") || path == CAMPAIGN;
        let built_in = all.iter().filter_map(|(path, text)| Some((path.strip_prefix(builtin::PREFIX)?, *text)));
        let own = all.iter().copied().filter(|(path, _)| is_ours(path));
        Sources { loaded, files: built_in.filter(|(path, _)| is_ours(path)).chain(own).collect() }
    }

    /// The place of something in a message in a language: the line where it is written, or else the template.
    pub(super) fn find(&self, written: &Written, message: &str, language: &Tag) -> Option<Place> {
        let template = self.loaded.catalogue.messages.get(message).and_then(|languages| languages.get(language));
        let template = template.map(|path| path.strip_prefix(builtin::PREFIX).unwrap_or(path));
        let whole = || template.map(Place::file);
        match written {
            Written::Template => whole(),
            Written::FrontMatter(key) => template.and_then(|path| self.line(path, key)).or_else(whole),
            Written::Layout(text) => self.line(LAYOUT, text).or_else(|| Some(Place::file(LAYOUT))),
            Written::Campaign(text) => self.line(CAMPAIGN, text).or_else(|| Some(Place::file(CAMPAIGN))),
            Written::Anywhere(text) => {
                let suffix = format!(".{language}.md");
                let is_block = |path: &str| path.ends_with(&suffix) || !path.ends_with(".md");
                let rest = self.files.keys().copied().filter(|path| {
                    path.starts_with("templates/layout/") || path.starts_with("templates/blocks/") && is_block(path)
                });
                let places = template.into_iter().chain(rest).chain([CAMPAIGN]);
                places.into_iter().find_map(|path| self.line(path, text)).or_else(whole)
            }
        }
    }

    /// Where a text first is in a file.
    fn line(&self, path: &str, text: &str) -> Option<Place> {
        let source = *self.files.get(path)?;
        let at = source.find(text)?;
        let before = &source[..at];
        let line = before.matches('\n').count() as u32 + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
        Some(Place::at(path, source, line, column, text.chars().count() as u32))
    }
}
