//! How one kind of reader is spoken to: texts in one language, with the dates and numbers of one region.
//!
//! The texts are Fluent's, parsed by its own library; what a text comes to is worked out here. The library's resolver
//! chooses plurals by a table of its own that is wrong for Arabic, Lithuanian, Latvian, Romanian, Hebrew and Maltese
//! (103 in Arabic is `few`), and writes the name of a function that fails into the text.

use std::collections::HashMap;
use std::sync::Arc;

use fluent_syntax::ast::{Entry, Pattern};

use super::plural::Plurals;
use super::resource::{File, name_of};
use super::saying::{Saying, Wrong};
use super::{Formatter, Pseudo, Tag};
use crate::error::{Error, Result};

/// A value that a label can mention.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument<'a> {
    /// A text, or a date such as `2027-03-12` or `2027-03-12T17:00` for `DATETIME`.
    Text(&'a str),
    /// A number, on which plurals can be chosen.
    Number(f64),
    /// Several texts.
    List(Vec<String>),
}

/// Texts of one language, with the dates and numbers of one region. Made once, used from many threads.
pub struct Voice {
    language: Tag,
    pub(super) pseudo: Option<Pseudo>,
    pub(super) formatter: Formatter,
    pub(super) plurals: Plurals,
    /// File and position in it, by name: labels and terms apart.
    labels: HashMap<String, (Arc<File>, usize)>,
    terms: HashMap<String, (Arc<File>, usize)>,
}

impl std::fmt::Debug for Voice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Voice").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Voice {
    /// A voice that says the texts of these files; a later one overrides an earlier one, text by text.
    ///
    /// # Errors
    /// As [`Formatter::new`].
    pub(super) fn new(
        language: Tag,
        formats: &Tag,
        pseudo: Option<Pseudo>,
        files: impl Iterator<Item = Arc<File>>,
    ) -> Result<Self> {
        let no_plurals = || Error::bug(format!("no language data to choose plurals in `{formats}`"));
        let mut voice = Voice {
            language,
            pseudo,
            formatter: Formatter::new(formats)?,
            plurals: Plurals::new(formats.html()).ok_or_else(no_plurals)?,
            labels: HashMap::new(),
            terms: HashMap::new(),
        };
        for file in files {
            for (at, entry) in file.texts.body.iter().enumerate() {
                let Some(id) = name_of(entry) else { continue };
                let into = if let Entry::Term(_) = entry { &mut voice.terms } else { &mut voice.labels };
                into.insert(id.to_owned(), (file.clone(), at));
            }
        }
        Ok(voice)
    }

    /// The language of the texts.
    pub fn language(&self) -> &Tag {
        &self.language
    }

    /// Dates, times, numbers and lists.
    pub fn formatter(&self) -> &Formatter {
        &self.formatter
    }

    /// Whether there is such a label.
    pub fn has_label(&self, id: &str) -> bool {
        self.pattern(id, None, false).is_some()
    }

    /// A label.
    ///
    /// # Errors
    /// When there is none of this name, it mentions a value that was not given, or a function cannot use what it was
    /// given. The label's name is never returned in place of its text.
    pub fn label(&self, id: &str, arguments: &[(&str, Argument)]) -> Result<String> {
        let language = &self.language;
        let pattern = self.pattern(id, None, false).ok_or_else(|| {
            Error::campaign(format!("there is no label `{id}` in `{language}`"))
                .hint(format!("add `{id} = …` to `locales/{language}/labels.ftl`"))
        })?;
        self.finish(id, self.say(pattern, arguments))
    }

    /// A product name or another fixed word: the term `-id`, or the label `id` where it is written as one.
    ///
    /// # Errors
    /// When there is none of this name.
    pub fn term(&self, id: &str) -> Result<String> {
        let id = id.strip_prefix('-').unwrap_or(id);
        let language = &self.language;
        let pattern = self.pattern(id, None, true).or_else(|| self.pattern(id, None, false)).ok_or_else(|| {
            Error::campaign(format!("there is no term `-{id}` in `{language}`"))
                .hint(format!("add `-{id} = …` to `locales/{language}/terms.ftl`"))
        })?;
        self.finish(id, self.say_term(pattern))
    }

    fn finish(&self, id: &str, (text, wrong): (String, Vec<Wrong>)) -> Result<String> {
        let language = &self.language;
        match wrong.first() {
            None => Ok(text),
            Some(wrong) => Err(Error::campaign(format!("the label `{id}` of `{language}` {}", wrong.reason))
                .hint(format!("see `locales/{language}/`"))),
        }
    }

    /// A text, and what is wrong with it.
    pub(super) fn say(&self, pattern: &Pattern<String>, arguments: &[(&str, Argument)]) -> (String, Vec<Wrong>) {
        let mut saying = Saying::new(self, arguments);
        let text = saying.pattern(pattern);
        (text, saying.wrong)
    }

    /// The same of a term.
    pub(super) fn say_term(&self, pattern: &Pattern<String>) -> (String, Vec<Wrong>) {
        let mut saying = Saying::term(self);
        let text = saying.pattern(pattern);
        (text, saying.wrong)
    }

    /// The text of a label or a term, or of one of its attributes.
    pub(super) fn pattern(&self, id: &str, attribute: Option<&str>, is_term: bool) -> Option<&Pattern<String>> {
        let (file, at) = if is_term { self.terms.get(id)? } else { self.labels.get(id)? };
        let (value, attributes) = match file.texts.body.get(*at)? {
            Entry::Message(message) => (message.value.as_ref(), &message.attributes),
            Entry::Term(term) => (Some(&term.value), &term.attributes),
            _ => return None,
        };
        match attribute {
            None => value,
            Some(name) => attributes.iter().find(|found| found.id.name == name).map(|found| &found.value),
        }
    }
}
