//! A part of the document: a heading, and what is under it.

use crate::report::screen::{clean, columns, paragraph};

/// A part of the document.
pub(super) struct Section {
    heading: String,
    lines: Vec<Line>,
}

enum Line {
    /// A name with its value.
    Field(String, String),
    /// A sentence, so many steps to the right.
    Text(usize, String),
}

impl Section {
    pub(super) fn new(heading: String) -> Self {
        Section { heading, lines: Vec::new() }
    }

    pub(super) fn field(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.lines.push(Line::Field(name.into(), value.into()));
    }

    pub(super) fn text(&mut self, text: impl Into<String>) {
        self.lines.push(Line::Text(1, text.into()));
    }

    /// Something about the text before it.
    pub(super) fn note(&mut self, text: impl Into<String>) {
        self.lines.push(Line::Text(2, text.into()));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// At most `width` columns wide; a word that is longer stays whole.
    pub(super) fn screen(&self, width: usize) -> String {
        // Beyond this the names leave their values no room.
        let most = width / 3;
        let names = self.lines.iter().filter_map(|line| match line {
            Line::Field(name, _) => Some(columns(&clean(name))),
            Line::Text(..) => None,
        });
        let wide = names.filter(|name| *name <= most).max().unwrap_or(0);
        let mut out = format!("\n{}\n", clean(&self.heading));
        for line in &self.lines {
            out += &match line {
                Line::Field(name, value) => {
                    let name = clean(name);
                    let gap = " ".repeat(wide.saturating_sub(columns(&name)));
                    paragraph(&format!("  {name}{gap}  "), &clean(value), width)
                }
                Line::Text(steps, text) => paragraph(&"  ".repeat(*steps), &clean(text), width),
            };
        }
        out
    }
}
