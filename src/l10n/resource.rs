//! One file of texts, parsed, with what is wrong with it.

use std::collections::HashSet;

use fluent_syntax::ast::{Entry, Resource};
use fluent_syntax::parser::parse_runtime;

use super::Tag;
use crate::error::{Place, Problem, Result};

/// A file of texts, with its path such as `locales/nl/labels.ftl`.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) language: Tag,
    source: String,
    pub(super) texts: Resource<String>,
}

impl File {
    /// Reads a file, if it is one of texts. What cannot be read is among the problems, and not in the file.
    pub(super) fn read(path: &str, bytes: &[u8], problems: &mut Vec<Problem>) -> Option<Self> {
        let language = match language_of(path)? {
            Ok(language) => language,
            Err(problem) => {
                problems.push(problem);
                return None;
            }
        };
        let Ok(source) = std::str::from_utf8(bytes) else {
            problems.push(Problem::new("this file is not UTF-8").at(Place::file(path)).hint("save it as UTF-8"));
            return None;
        };
        let source = source.strip_prefix('\u{feff}').unwrap_or(source).replace("\r\n", "\n");
        let (texts, errors) = match parse_runtime(source.clone()) {
            Ok(texts) => (texts, Vec::new()),
            Err((texts, errors)) => (texts, errors),
        };
        let file = File { path: path.to_owned(), language, source, texts };
        for error in &errors {
            problems.push(
                Problem::new(format!("this is not Fluent: {}", lower_first(&error.to_string())))
                    .at(file.place(error.pos.start, 1))
                    .hint("write `name = text`; a text goes on over lines that are indented"),
            );
        }
        if errors.is_empty() {
            file.duplicates(problems);
        }
        Some(file)
    }

    /// Where a text is defined.
    pub(super) fn place_of(&self, id: &str) -> Place {
        self.place(offset_of(&self.source, id), id.chars().count())
    }

    /// Labels and terms share their names within a language: what is said twice is said once too often.
    fn duplicates(&self, problems: &mut Vec<Problem>) {
        let mut seen = HashSet::new();
        for id in self.texts.body.iter().filter_map(name_of) {
            if !seen.insert(id) {
                let first = offset_of(&self.source, id);
                let again = first + 1 + offset_of(&self.source[first + 1..], id);
                problems.push(
                    Problem::new(format!("`{id}` occurs twice in this file"))
                        .at(self.place(again, id.chars().count()))
                        .hint("keep one of the two; a label and a term cannot share a name"),
                );
            }
        }
    }

    fn place(&self, offset: usize, width: usize) -> Place {
        let mut offset = offset.min(self.source.len());
        while !self.source.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.source[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() as u32 + 1;
        let column = before[line_start..].chars().count() as u32 + 1;
        Place::at(self.path.as_str(), &self.source, line, column, width as u32)
    }
}

/// The name of a label or, without its hyphen, of a term.
pub(super) fn name_of(entry: &Entry<String>) -> Option<&str> {
    match entry {
        Entry::Message(message) => Some(&message.id.name),
        Entry::Term(term) => Some(&term.id.name),
        _ => None,
    }
}

/// The language of a path; `None` for files that hold no texts.
fn language_of(path: &str) -> Option<Result<Tag, Problem>> {
    let (folder, name) = path.strip_prefix("locales/")?.split_once('/')?;
    name.ends_with(".ftl")
        .then(|| folder.parse::<Tag>().map_err(|wrong| Problem::new(wrong.to_string()).at(Place::file(path))))
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

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
