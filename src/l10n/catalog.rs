//! Labels and terms: the short texts of the program and of a campaign, in Fluent.
//!
//! `locales/<language>/*.ftl` hold them. A message of such a file is a *label* (`days-left = …`), a term is a product
//! name (`-company-portal = Bedrijfsportal`); one that no other text mentions may also be written as a label. What is looked up in `nl-BE` is found in `nl-BE`, else in `nl`, and
//! never in another language or register: a sentence does not change language half-way.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::resolver::ResolverError;
use fluent_bundle::resolver::errors::ReferenceKind;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use fluent_syntax::ast::Entry;

use super::Tag;
use crate::error::{Error, Place, Problem, Result};

/// A value that a label can mention.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument<'a> {
    /// A text.
    Text(&'a str),
    /// A number, on which plurals can be chosen.
    Number(f64),
}

/// One file of texts, with its path such as `locales/nl/labels.ftl`.
struct File {
    path: String,
    language: Tag,
    resource: Arc<FluentResource>,
}

/// The labels and terms of every language, ready to be looked up from many threads.
#[derive(Default)]
pub struct Catalogs {
    /// One bundle for each language that has texts, holding those of its whole chain.
    bundles: HashMap<Tag, FluentBundle<Arc<FluentResource>>>,
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
        let mut read: Vec<File> = Vec::new();
        for (path, bytes) in files {
            let Some(("locales", rest)) = path.split_once('/') else { continue };
            let Some((folder, name)) = rest.split_once('/') else { continue };
            if !name.ends_with(".ftl") {
                continue;
            }
            match folder.parse::<Tag>() {
                Err(wrong) => problems.push(Problem::new(wrong.to_string()).at(Place::file(path))),
                Ok(language) => {
                    if let Some(resource) = parse(path, bytes, &mut problems) {
                        read.push(File { path: path.to_owned(), language, resource });
                    }
                }
            }
        }
        let mut bundles = HashMap::new();
        let languages: BTreeMap<&Tag, ()> = read.iter().map(|file| (&file.language, ())).collect();
        for language in languages.into_keys() {
            bundles.insert(language.clone(), bundle(language, &read));
        }
        let catalogs = Catalogs { bundles };
        read.iter().for_each(|file| catalogs.unresolved(file, &mut problems));
        Error::collect(problems)?;
        Ok(catalogs)
    }

    /// The languages that have texts of their own, sorted.
    pub fn languages(&self) -> Vec<&Tag> {
        let mut languages: Vec<&Tag> = self.bundles.keys().collect();
        languages.sort();
        languages
    }

    /// Whether a language (or a shorter tag on its chain) has this label.
    pub fn has_label(&self, language: &Tag, id: &str) -> bool {
        self.bundle(language).is_some_and(|bundle| bundle.has_message(id))
    }

    /// A label in a language.
    ///
    /// # Errors
    /// When the language has no such label, or the label mentions a value that was not given. The label's name is
    /// never returned in place of its text.
    pub fn label(&self, language: &Tag, id: &str, arguments: &[(&str, Argument)]) -> Result<String> {
        let missing = || {
            Error::campaign(format!("there is no label `{id}` in `{language}`"))
                .hint(format!("add `{id} = …` to `locales/{language}/labels.ftl`"))
        };
        let pattern_of = self.bundle(language).and_then(|bundle| Some((bundle, bundle.get_message(id)?.value()?)));
        let (bundle, pattern) = pattern_of.ok_or_else(missing)?;
        let mut given = FluentArgs::with_capacity(arguments.len());
        for (name, value) in arguments {
            match value {
                Argument::Text(text) => given.set(*name, FluentValue::from(*text)),
                Argument::Number(number) => given.set(*name, FluentValue::from(*number)),
            }
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&given), &mut errors).into_owned();
        match errors.first() {
            None => Ok(text),
            Some(error) => Err(Error::campaign(format!("the label `{id}` of `{language}` {}", reason(error)))
                .hint(format!("see `locales/{language}/`"))),
        }
    }

    /// A product name or another fixed word in a language: the term `-id`, or the label `id` where it is written as one.
    ///
    /// # Errors
    /// When the language has no such term.
    pub fn term(&self, language: &Tag, id: &str) -> Result<String> {
        let id = id.strip_prefix('-').unwrap_or(id);
        self.label(language, &term_label(id), &[]).or_else(|_| self.label(language, id, &[])).map_err(|_| {
            Error::campaign(format!("there is no term `-{id}` in `{language}`"))
                .hint(format!("add `-{id} = …` to `locales/{language}/terms.ftl`"))
        })
    }

    fn bundle(&self, language: &Tag) -> Option<&FluentBundle<Arc<FluentResource>>> {
        // Nearly always the tag itself; no chain is built for that.
        self.bundles.get(language).or_else(|| language.chain().find_map(|tag| self.bundles.get(&tag)))
    }

    /// Texts of this file that mention what does not exist.
    fn unresolved(&self, file: &File, problems: &mut Vec<Problem>) {
        let Some(bundle) = self.bundles.get(&file.language) else { return };
        for entry in file.resource.entries() {
            let (id, pattern) = match entry {
                Entry::Message(message) => (message.id.name, message.value.as_ref()),
                Entry::Term(term) => (term.id.name, Some(&term.value)),
                _ => continue,
            };
            let Some(pattern) = pattern else { continue };
            let mut errors = Vec::new();
            let _ = bundle.format_pattern(pattern, None, &mut errors);
            let broken = errors.iter().find(|error| {
                !matches!(error, FluentError::ResolverError(ResolverError::Reference(ReferenceKind::Variable { .. })))
            });
            if let Some(error) = broken {
                let offset = offset_of(file.resource.source(), id);
                let place = place_at(&file.path, file.resource.source(), offset, id.chars().count());
                problems.push(Problem::new(format!("`{id}` {}", reason(error))).at(place));
            }
        }
    }
}

fn parse(path: &str, bytes: &[u8], problems: &mut Vec<Problem>) -> Option<Arc<FluentResource>> {
    let Ok(source) = std::str::from_utf8(bytes) else {
        problems.push(Problem::new("this file is not UTF-8").at(Place::file(path)).hint("save it as UTF-8"));
        return None;
    };
    let source = source.strip_prefix('\u{feff}').unwrap_or(source).replace("\r\n", "\n");
    match FluentResource::try_new(source) {
        Ok(resource) => {
            duplicates(path, &resource, problems);
            Some(Arc::new(resource))
        }
        Err((resource, errors)) => {
            for error in errors {
                let place = place_at(path, resource.source(), error.pos.start, 1);
                problems.push(
                    Problem::new(format!("this is not Fluent: {}", lower_first(&error.to_string())))
                        .at(place)
                        .hint("write `name = text`; a text goes on over lines that are indented"),
                );
            }
            None
        }
    }
}

/// Labels and terms share their names within a language: what is said twice is said once too often.
fn duplicates(path: &str, resource: &FluentResource, problems: &mut Vec<Problem>) {
    let mut seen = HashMap::new();
    for entry in resource.entries() {
        let id = match entry {
            Entry::Message(message) => message.id.name,
            Entry::Term(term) => term.id.name,
            _ => continue,
        };
        if seen.insert(id, ()).is_some() {
            let source = resource.source();
            let first = offset_of(source, id);
            let again = first + 1 + offset_of(&source[first + 1..], id);
            problems.push(
                Problem::new(format!("`{id}` occurs twice in this file"))
                    .at(place_at(path, source, again, id.chars().count()))
                    .hint("keep one of the two; a label and a term cannot share a name"),
            );
        }
    }
}

fn bundle(language: &Tag, files: &[File]) -> FluentBundle<Arc<FluentResource>> {
    let plurals = language.html().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![plurals]);
    // Isolation marks are invisible characters; in a subject or a plain text they are rubbish.
    bundle.set_use_isolating(false);
    let chain: Vec<Tag> = language.chain().collect();
    let mut terms = String::new();
    for tag in chain.iter().rev() {
        for file in files.iter().filter(|file| file.language == *tag) {
            for entry in file.resource.entries() {
                if let Entry::Term(term) = entry {
                    let id = term.id.name;
                    terms.push_str(&format!("{} = {{ -{id} }}\n", term_label(id)));
                }
            }
            bundle.add_resource_overriding(file.resource.clone());
        }
    }
    // Fluent lets only its own texts mention a term; this label makes it reachable for templates.
    let resource = FluentResource::try_new(terms).unwrap_or_else(|(readable, _)| readable);
    bundle.add_resource_overriding(Arc::new(resource));
    bundle
}

fn term_label(id: &str) -> String {
    format!("term--{id}")
}

fn reason(error: &FluentError) -> String {
    match error {
        FluentError::ResolverError(ResolverError::Reference(reference)) => match reference {
            ReferenceKind::Variable { id } => format!("needs the value `{id}`, which was not given"),
            ReferenceKind::Message { id, .. } => format!("mentions the label `{id}`, which does not exist"),
            ReferenceKind::Term { id, .. } => format!("mentions the term `-{id}`, which does not exist"),
            ReferenceKind::Function { id } => format!("uses the function `{id}`, which does not exist"),
        },
        FluentError::ResolverError(ResolverError::Cyclic) => "mentions itself".to_owned(),
        FluentError::ResolverError(ResolverError::TooManyPlaceables) => "mentions too many values".to_owned(),
        FluentError::ResolverError(ResolverError::MissingDefault) => "has no `*[other]` variant".to_owned(),
        FluentError::ResolverError(ResolverError::NoValue(id)) => format!("needs `{id}`, which has no value"),
        other => other.to_string(),
    }
}

/// Where a text of this name is defined: at the start of a line, before ` =`.
fn offset_of(source: &str, id: &str) -> usize {
    let defines = |line: &str| {
        let line = line.strip_prefix('-').unwrap_or(line);
        line.strip_prefix(id).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let mut offset = 0;
    for line in source.split_inclusive('\n') {
        if defines(line) {
            return offset;
        }
        offset += line.len();
    }
    0
}

fn place_at(path: &str, source: &str, offset: usize, width: usize) -> Place {
    let mut offset = offset.min(source.len());
    while !source.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &source[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.matches('\n').count() as u32 + 1;
    Place::at(path, source, line, before[line_start..].chars().count() as u32 + 1, width as u32)
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests;
