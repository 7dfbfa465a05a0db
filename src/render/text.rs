//! The plain-text body: the tree of a message on lines of at most 76 columns, with everything the HTML says.
//!
//! Written from top to bottom into one string: what a line begins with (the number of a step, the bar of a quotation)
//! is kept beside it, so that no line is moved after it was written.

use std::iter::repeat_n;

use unicode_width::UnicodeWidthStr;

use super::markdown::{Align, Block, Callout, Inline, Table, labelled_values, words};

#[cfg(test)]
mod tests;

/// Lines are no wider than this, in columns of a terminal (wide characters take two).
pub const WIDTH: usize = 76;
/// The rules of a box are so wide where nobody knows how wide a line is.
const SHORT_RULE: usize = 12;
/// However deep a block is nested, it gets this many columns.
const NARROWEST: usize = 20;

/// Writes blocks as plain text that ends with one line end. `colon` is what stands between a label and its value in the
/// language of the text.
pub fn write(blocks: &[Block], colon: &str) -> String {
    go_on(String::with_capacity(2048), blocks, colon)
}

/// The same with each paragraph on one line, for a program that breaks lines by itself.
pub(super) fn unbroken(blocks: &[Block], colon: &str) -> String {
    let mut writer = Writer { colon, is_unbroken: true, ..Writer::default() };
    writer.blocks(blocks, WIDTH, 0);
    writer.out
}

/// Writes blocks below a text that ends with a line end, or is empty.
pub(super) fn go_on(text: String, blocks: &[Block], colon: &str) -> String {
    let mut writer = Writer { out: text, colon, ..Writer::default() };
    writer.blocks(blocks, WIDTH, 0);
    writer.out
}

#[derive(Default)]
struct Writer<'a> {
    /// What ends a label.
    colon: &'a str,
    /// Whether lines end only where paragraphs do.
    is_unbroken: bool,
    out: String,
    /// What the next line begins with: as wide as `rest`.
    head: String,
    /// What the lines after it begin with.
    rest: String,
    /// The running text that is being broken into lines; kept for its memory.
    said: String,
}

impl Writer<'_> {
    /// Begins a line.
    fn begin(&mut self) {
        self.out.push_str(&self.head);
        self.head.clone_from(&self.rest);
    }

    /// Ends a line, without blanks at its end.
    fn end(&mut self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
    }

    fn line(&mut self, text: &str) {
        self.begin();
        self.out.push_str(text);
        self.end();
    }

    /// Writes what `inner` writes with `first` before its first line and `rest` before the others. Both are as wide.
    fn nested(&mut self, first: &str, rest: &str, width: usize, inner: impl FnOnce(&mut Self, usize)) {
        let (from, indent) = (self.out.len(), self.rest.len());
        self.head.push_str(first);
        self.rest.push_str(rest);
        inner(self, width.saturating_sub(rest.width()).max(NARROWEST));
        if self.out.len() == from {
            self.line("");
        }
        self.rest.truncate(indent);
        self.head.clone_from(&self.rest);
    }

    /// Blocks with a blank line between two, on lines of `width` columns.
    fn blocks(&mut self, blocks: &[Block], width: usize, depth: usize) {
        for (n, block) in blocks.iter().enumerate() {
            if n > 0 && !is_tight(&blocks[n - 1], block) {
                self.line("");
            }
            self.block(block, width, depth);
        }
    }

    fn block(&mut self, block: &Block, width: usize, depth: usize) {
        match block {
            Block::Heading(level, text) => self.heading(*level, text, width),
            Block::Paragraph(text) | Block::Plain(text) => {
                self.running(text, width);
            }
            Block::List(first, items) => self.list(*first, items, width, depth),
            Block::Quote(inner) => self.nested("| ", "| ", width, |writer, width| writer.blocks(inner, width, depth)),
            Block::Callout(kind, inner) if kind.is_card() => self.card(inner, width, depth),
            Block::Callout(kind, inner) => self.callout(*kind, inner, width, depth),
            Block::Code(text) => text.lines().for_each(|line| self.line(&format!("    {line}"))),
            Block::Table(found) => self.table(found, width),
            // In brackets, so that nobody takes it for what the message says.
            Block::Picture(figure) => drop(self.wrapped(&format!("[{}]", figure.alt), width)),
            Block::Rule => self.line("-----"),
        }
    }

    fn heading(&mut self, level: u8, text: &[Inline], width: usize) {
        let widest = self.running(text, width);
        let underline = match level {
            1 => '=',
            2 => '-',
            _ => return,
        };
        self.begin();
        self.out.extend(repeat_n(underline, widest.min(width)));
        self.end();
    }

    /// A box of two rules. Corners tell the rules from the underline of a heading; nothing stands at the sides, so that
    /// the words can be copied and read aloud.
    fn callout(&mut self, kind: Callout, inner: &[Block], width: usize, depth: usize) {
        let rule = match kind {
            Callout::Deadline => "=",
            Callout::Warning => "*",
            _ => "-",
        };
        let width_of_rule = if self.is_unbroken { SHORT_RULE } else { width };
        let rule = format!("+{}+", rule.repeat(width_of_rule.saturating_sub(2)));
        self.line(&rule);
        self.nested("  ", "  ", width, |writer, width| writer.blocks(inner, width, depth));
        self.line(&rule);
    }

    /// A card: its facts in two columns, right below what they are about.
    fn card(&mut self, inner: &[Block], width: usize, depth: usize) {
        for (n, block) in inner.iter().enumerate() {
            let found = if let Block::List(None, items) = block { labelled_values(items) } else { None };
            match found {
                Some(found) => {
                    let pairs: Vec<_> = found.iter().map(|(label, value)| (flat(label), flat(value))).collect();
                    let indent = if n > 0 { "  " } else { "" };
                    self.nested(indent, indent, width, |writer, width| writer.pairs(&pairs, width));
                }
                None => {
                    if n > 0 {
                        self.line("");
                    }
                    self.block(block, width, depth);
                }
            }
        }
    }

    /// Labels in one column and their values in the next; values below their labels where labels are long.
    fn pairs(&mut self, pairs: &[(String, String)], width: usize) {
        let column = pairs.iter().map(|(label, _)| label.width()).max().unwrap_or(0);
        for (label, value) in pairs {
            if 2 * column > width {
                self.wrapped(label, width);
                self.nested("  ", "  ", width, |writer, width| {
                    writer.wrapped(value, width);
                });
            } else {
                let gap = " ".repeat(column - label.width());
                let (first, rest) = (format!("{label}{gap}  "), " ".repeat(column + 2));
                self.nested(&first, &rest, width, |writer, width| {
                    writer.wrapped(value, width);
                });
            }
        }
    }

    fn list(&mut self, first: Option<u64>, items: &[Vec<Block>], width: usize, depth: usize) {
        // Steps within a step have letters.
        let mark = |n: u64| if depth == 0 { n.to_string() } else { letters(n) };
        let last = first.map(|first| first.saturating_add(items.len().saturating_sub(1) as u64));
        let digits = last.map_or(0, |last| mark(last).len());
        let loose = items.iter().flatten().any(|block| matches!(block, Block::Paragraph(_)));
        for (n, item) in items.iter().enumerate() {
            if n > 0 && loose {
                self.line("");
            }
            let marker = match first {
                Some(first) => format!("{:>digits$}. ", mark(first.saturating_add(n as u64))),
                None => "- ".to_owned(),
            };
            let rest = " ".repeat(marker.len());
            self.nested(&marker, &rest, width, |writer, width| writer.blocks(item, width, depth + 1));
        }
    }

    /// Columns side by side where they fit; otherwise each row as lines of `heading: value`.
    fn table(&mut self, table: &Table, width: usize) {
        let cells = |row: &[Vec<Inline>]| row.iter().map(|cell| flat(cell)).collect::<Vec<_>>();
        let head = cells(&table.head);
        let rows: Vec<Vec<String>> = table.rows.iter().map(|row| cells(row)).collect();
        let widest = |n: usize| {
            let column = rows.iter().filter_map(|row| row.get(n)).chain(head.get(n));
            column.map(|cell| cell.width()).max().unwrap_or(0)
        };
        let columns: Vec<usize> = (0..head.len()).map(widest).collect();
        if columns.iter().sum::<usize>() + 2 * columns.len().saturating_sub(1) <= width {
            let aligned = |row: &[String]| {
                let padded = row.iter().zip(&columns).enumerate().map(|(n, (cell, column))| {
                    let gap = " ".repeat(column.saturating_sub(cell.width()));
                    match table.columns.get(n) {
                        Some(Align::End) => format!("{gap}{cell}"),
                        _ => format!("{cell}{gap}"),
                    }
                });
                padded.collect::<Vec<_>>().join("  ")
            };
            self.line(&aligned(&head));
            self.line(&columns.iter().map(|column| "-".repeat(*column)).collect::<Vec<_>>().join("  "));
            rows.iter().for_each(|row| self.line(&aligned(row)));
            return;
        }
        for (n, row) in rows.iter().enumerate() {
            if n > 0 {
                self.line("");
            }
            let colon = self.colon;
            let label = |heading: &String| if heading.is_empty() { String::new() } else { format!("{heading}{colon}") };
            let pairs: Vec<_> = head.iter().zip(row).map(|(heading, cell)| (label(heading), cell.clone())).collect();
            match pairs.split_first() {
                Some(((_, topic), pairs)) if table.compares() => {
                    self.wrapped(topic, width);
                    self.nested("  ", "  ", width, |writer, width| writer.pairs(pairs, width));
                }
                _ => self.pairs(&pairs, width),
            }
        }
    }

    /// Running text; returns the columns of its widest line.
    fn running(&mut self, inlines: &[Inline], width: usize) -> usize {
        let mut said = std::mem::take(&mut self.said);
        said.clear();
        run(inlines, &mut said);
        let widest = self.wrapped(&said, width);
        self.said = said;
        widest
    }

    /// Breaks a text into lines of at most `width` columns, at its spaces; a word that is wider has a line of its own.
    fn wrapped(&mut self, text: &str, width: usize) -> usize {
        let mut widest = 0;
        for part in text.split('\n') {
            self.begin();
            let mut used = 0;
            let mut rest = part;
            while !rest.is_empty() {
                // Words are short: looking at each byte is quicker than a search made for long texts.
                let end = rest.bytes().position(|byte| byte == b' ').unwrap_or(rest.len());
                let word = &rest[..end];
                rest = rest.get(end + 1..).unwrap_or("");
                if word.is_empty() {
                    continue;
                }
                let wide = if word.is_ascii() { word.len() } else { word.width() };
                // A line that begins with `9.` reads as the ninth of a list: such a number stays with the word before it.
                let tied = if rest.starts_with(|c: char| c.is_ascii_digit()) {
                    let next = rest.split(' ').next().unwrap_or(rest);
                    if is_like_an_item(next) { 1 + next.len() } else { 0 }
                } else {
                    0
                };
                let breaks = used + 1 + wide + tied > width && !is_like_an_item(word);
                if used > 0 && breaks && !self.is_unbroken {
                    self.end();
                    self.begin();
                    used = 0;
                }
                if used > 0 {
                    self.out.push(' ');
                    used += 1;
                }
                self.out.push_str(word);
                used += wide;
                widest = widest.max(used);
            }
            self.end();
        }
        widest
    }
}

/// Whether a word at the begin of a line would be taken for the number of an item of a list: `9.`, as in a German date.
fn is_like_an_item(word: &str) -> bool {
    let number = word.strip_suffix(['.', ')']).unwrap_or("");
    (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether no blank line parts two blocks: what belongs to the words of an item.
fn is_tight(before: &Block, block: &Block) -> bool {
    let pair = (before, block);
    matches!(pair, (Block::Plain(_), Block::List(..) | Block::Picture(_)) | (Block::Picture(_), Block::Plain(_)))
}

/// A number as letters: a to z, then aa; there is none for 0 (`lower-alpha` of CSS).
pub fn letters(number: u64) -> String {
    if number == 0 {
        return "0".to_owned();
    }
    let mut letters = Vec::new();
    let mut left = number;
    while left > 0 {
        letters.push(b'a' + ((left - 1) % 26) as u8);
        left = (left - 1) / 26;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

/// Running text without line breaks.
fn flat(inlines: &[Inline]) -> String {
    let mut out = String::new();
    run(inlines, &mut out);
    out.replace('\n', " ").trim().to_owned()
}

fn run(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Break => out.push('\n'),
            Inline::Strong(inner) | Inline::Emphasis(inner) => run(inner, out),
            Inline::Link(url, inner) => link(url, inner, out),
        }
    }
}

fn link(url: &str, inner: &[Inline], out: &mut String) {
    let text = words(inner);
    let shown = url.strip_prefix("mailto:").or_else(|| url.strip_prefix("tel:")).unwrap_or(url);
    let digits = |text: &str| text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>();
    let bare = |url: &str| {
        let url = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
        url.trim_end_matches('/').to_owned()
    };
    if url.starts_with("tel:") && digits(&text) == shown {
        out.push_str(&text);
    } else if text.trim().is_empty() || bare(&text) == bare(shown) {
        out.push_str(shown);
    } else {
        out.push_str(&text);
        out.push_str(" <");
        out.push_str(shown);
        out.push('>');
    }
}
