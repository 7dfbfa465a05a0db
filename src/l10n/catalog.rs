//! Labels and terms: the short texts of the program and of a campaign, in Fluent.
//!
//! `locales/<language>/*.ftl` hold them. A message of such a file is a *label* (`days-left = …`), a term is a product
//! name (`-company-portal = Bedrijfsportal`); one that no other text mentions may also be written as a label. What is
//! looked up in `nl-BE` is found in `nl-BE`, else in `nl`, and never in another language or register: a sentence does
//! not change language half-way. Only `terms.ftl` serves the registers of its language too: a product's name addresses
//! nobody.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use fluent_syntax::ast::{Entry, Message};

use super::resource::{File, name_of};
use super::{Argument, Pseudo, Tag, Voice};
use crate::error::{Error, Problem, Result};

/// The labels and terms of every language, ready to be looked up from many threads.
#[derive(Default)]
pub struct Catalogs {
    files: Vec<Arc<File>>,
    /// By language of the texts, then by that of dates and numbers. Grows to what readers need: few of each.
    voices: RwLock<HashMap<Tag, HashMap<Tag, Arc<Voice>>>>,
}

impl std::fmt::Debug for Catalogs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Catalogs").field(&self.languages()).finish()
    }
}

impl Catalogs {
    /// Reads `locales/<language>/*.ftl`; other files are passed over. A later file overrides an earlier one of the
    /// same language, text by text, so give the built-in files first and the campaign's own after them.
    ///
    /// # Errors
    /// With every mistake of every file: what Fluent cannot read, a text that occurs twice in one file, a text that
    /// mentions another that does not exist, a folder that is not a language.
    pub fn load<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Self> {
        let mut problems = Vec::new();
        let read = files.into_iter().filter_map(|(path, bytes)| File::read(path, bytes, &mut problems));
        let catalogs = Catalogs { files: read.map(Arc::new).collect(), voices: RwLock::default() };
        for file in &catalogs.files {
            catalogs.unresolved(file, &mut problems)?;
        }
        Error::collect(problems)?;
        Ok(catalogs)
    }

    /// The languages that have texts of their own, sorted.
    pub fn languages(&self) -> Vec<&Tag> {
        let languages: BTreeSet<&Tag> = self.files.iter().map(|file| &file.language).collect();
        languages.into_iter().collect()
    }

    /// How readers of a language are spoken to, with the dates and numbers of `formats`. A pseudo-locale has the texts
    /// and formats of the language it is made from.
    ///
    /// # Errors
    /// When one of them is not a tag, or no language data can serve it.
    pub fn voice(&self, language: &str, formats: &str) -> Result<Arc<Voice>> {
        let known = self.voices.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(voice) = known.get(language).and_then(|voices| voices.get(formats)) {
            return Ok(voice.clone());
        }
        drop(known);
        let tag = |text: &str| text.parse::<Tag>().map_err(|e| Error::campaign(e.to_string()));
        let (language, formats) = (tag(language)?, tag(formats)?);
        let voice = Arc::new(self.new_voice(&language, &formats)?);
        let mut known = self.voices.write().unwrap_or_else(PoisonError::into_inner);
        Ok(known.entry(language).or_default().entry(formats).or_insert(voice).clone())
    }

    /// A label in a language, with its own dates and numbers.
    ///
    /// # Errors
    /// As [`Voice::label`].
    pub fn label(&self, language: &Tag, id: &str, arguments: &[(&str, Argument)]) -> Result<String> {
        self.voice(language.as_str(), language.as_str())?.label(id, arguments)
    }

    /// A product name or another fixed word in a language.
    ///
    /// # Errors
    /// As [`Voice::term`].
    pub fn term(&self, language: &Tag, id: &str) -> Result<String> {
        self.voice(language.as_str(), language.as_str())?.term(id)
    }

    fn new_voice(&self, language: &Tag, formats: &Tag) -> Result<Voice> {
        let pseudo = Pseudo::of(language);
        let source = |tag: &Tag| match Pseudo::of(tag) {
            Some(pseudo) => pseudo.tags().1.parse().map_err(|_| Error::bug("a pseudo-locale is made from no language")),
            None => Ok(tag.clone()),
        };
        let (texts, formats) = (source(language)?, source(formats)?);
        let plain = texts.with_register(None);
        // The shortest tag first, so that the longer ones override it.
        let mut shared: Vec<Tag> = if texts.register().is_some() { plain.chain().collect() } else { Vec::new() };
        shared.reverse();
        let mut own: Vec<Tag> = texts.chain().collect();
        own.reverse();
        let terms = shared.iter().flat_map(|tag| self.of(tag).filter(|file| file.path.ends_with("/terms.ftl")));
        let files = terms.chain(own.iter().flat_map(|tag| self.of(tag))).cloned();
        Voice::new(language.clone(), &formats, pseudo, files)
    }

    fn of<'a>(&'a self, language: &Tag) -> impl Iterator<Item = &'a Arc<File>> {
        self.files.iter().filter(move |file| file.language == *language)
    }

    /// Texts of this file that mention what does not exist.
    fn unresolved(&self, file: &File, problems: &mut Vec<Problem>) -> Result<()> {
        let voice = self.voice(file.language.as_str(), file.language.as_str())?;
        for entry in &file.texts.body {
            let (_, wrong) = match entry {
                Entry::Message(Message { value: Some(pattern), .. }) => voice.say(pattern, &[]),
                Entry::Term(term) => voice.say_term(&term.value),
                _ => continue,
            };
            let Some(id) = name_of(entry) else { continue };
            if let Some(wrong) = wrong.iter().find(|wrong| !wrong.depends) {
                problems.push(Problem::new(format!("`{id}` {}", wrong.reason)).at(file.place_of(id)));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
