//! The templates of the pages and their words, in every language.

use std::sync::Arc;

use tera::{Context, Kwargs, State, Tera, Value};

use super::address::segment;
use super::words::Words;
use crate::builtin;
use crate::error::{Error, Result};
use crate::l10n::{Argument, Catalogs, Tag};
use crate::report::called;

/// Before the names of the templates.
const FOLDER: &str = "templates/serve/";

/// The pages in every language.
pub(super) struct Face(Vec<(Words, Tera)>);

impl Face {
    /// Reads what is built in.
    ///
    /// # Errors
    /// When it cannot be read: a fault of ours.
    pub(super) fn new() -> Result<Self> {
        let texts: Vec<(String, &[u8])> = builtin::catalogs("serve.ftl").collect();
        let catalogs = Catalogs::load(texts.iter().map(|(path, bytes)| (path.as_str(), *bytes)))?;
        let files: Vec<(String, &[u8])> = builtin::pages().collect();
        let templates: Vec<(&str, &str)> = files
            .iter()
            .filter_map(|(path, bytes)| Some((path.strip_prefix(FOLDER)?, std::str::from_utf8(bytes).ok()?)))
            .filter(|(name, _)| name.ends_with(".html"))
            .collect();
        let face = |language: &Tag| {
            let (words, mut tera) = (Words::of(language.as_str(), &catalogs)?, Tera::new());
            tera.autoescape_on([".html"]);
            speak(&mut tera, &words);
            tera.add_raw_templates(templates.iter().copied()).map_err(ours)?;
            Ok((words, tera))
        };
        catalogs.languages().into_iter().map(face).collect::<Result<_>>().map(Face)
    }

    /// The words of a language.
    pub(super) fn words(&self, language: &str) -> &Words {
        &self.of(language).0
    }

    /// A page.
    ///
    /// # Errors
    /// When the template lacks something: a fault of ours.
    pub(super) fn render(&self, language: &str, template: &str, context: &Context) -> Result<String> {
        self.of(language).1.render(template, context).map_err(ours)
    }

    /// The languages there are.
    pub(super) fn languages(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.iter().map(|(words, _)| words.tag.as_str())
    }

    fn of(&self, language: &str) -> &(Words, Tera) {
        self.0.iter().find(|(words, _)| words.tag.as_str() == language).unwrap_or(&self.0[0])
    }
}

/// `t(id="…", n=…)` is a text; `number` is a filter that writes a number, `called` one that says what a message or phase is called,
/// `segment` one that makes a name part of an address.
fn speak(tera: &mut Tera, words: &Words) {
    let known = Arc::new(words.clone());
    let said = Arc::clone(&known);
    tera.register_function("t", move |kwargs: Kwargs, _: &State| -> tera::TeraResult<String> {
        let id = kwargs.must_get::<&str>("id")?;
        let given: Vec<(String, &Value)> = kwargs.iter().map(|(name, value)| (name.to_string(), value)).collect();
        let values: Vec<(&str, Argument<'_>)> = given
            .iter()
            .filter(|(name, _)| name != "id")
            .filter_map(|(name, given)| Some((name.as_str(), argument(given)?)))
            .collect();
        said.say(id, &values).map_err(|error| tera::Error::message(error.to_string()))
    });
    let language = words.tag.clone();
    tera.register_filter("called", move |name: &str, _: Kwargs, _: &State| -> String { called(&language, name) });
    tera.register_filter("segment", |name: &str, _: Kwargs, _: &State| -> String { segment(name) });
    tera.register_filter("number", move |value: u64, _: Kwargs, _: &State| -> String { known.number(value) });
}

/// A value as a text takes it.
fn argument(value: &Value) -> Option<Argument<'_>> {
    value.as_f64().map(Argument::Number).or_else(|| value.as_str().map(Argument::Text))
}

fn ours(error: tera::Error) -> Error {
    Error::bug(format!("a page cannot be made: {error}"))
}
