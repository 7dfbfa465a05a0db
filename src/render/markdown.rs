//! Markdown to one tree of blocks, from which every form of a message is written: HTML, plain text, and the printed
//! sheet. The words of raw HTML stay and its tags do not; what is no tag, such as `<Ctrl>`, is shown as it is typed.
//! Links to anything but the web, a mailbox or a telephone become their text, and images their description: a message
//! has no remote resources. What is shown is the [`Pictures`] of the campaign directory that templates name; one is a
//! block of its own, wherever in a paragraph it stands.
//!
//! Components are ordinary Markdown, so that a template reads well wherever Markdown is shown. A quotation whose first
//! line is a tag of its own is a [`Callout`]; in one that is a card, a list whose items begin with strong words is one
//! of its facts; a paragraph that is one strong link and nothing else is a [`button`]; a table whose first heading is
//! empty [compares](Table::compares):
//!
//! ```text
//! > [!DEADLINE]
//! > **Last day: Friday 12 March.** After that you will no longer get work email.
//!
//! > [!DEVICE]
//! > **iPhone 15**
//! > - **Serial number:** F17XK2
//!
//! **[Enrol your device](https://enrol.example)**
//!
//! |      | Now        | Then   |
//! |------|------------|--------|
//! | Apps | MobileIron | Intune |
//! ```
//!
//! The tags are those of GitHub's alerts, and ours: `[!DEADLINE]`, `[!DEVICE]`, `[!HELPDESK]`. An escaped value has no
//! `[`, `*` or `|`, so it cannot become any of these.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, OffsetIter, Options, Parser, Tag};

use super::escape;
use super::pictures::Pictures;
use super::raw_html::{self, Piece, Trace};
use crate::error::{Error, Result};
use crate::l10n::Pseudo;

mod block;
#[cfg(test)]
mod tests;

pub use block::{Align, Block, Callout, Figure, Inline, LabelledValue, Table, button, labelled_values, words};

/// What is read besides CommonMark.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES.union(Options::ENABLE_GFM);

/// Deeper than any text: quotations, lists and emphasis in one another. Each is a step on the stack.
const DEEPEST: usize = 50;

/// Reads Markdown (CommonMark with tables and alerts) of our own, in which values are escaped. What an author wrote is
/// read by [`parse_with`], which says so when it cannot be shown.
pub fn parse(markdown: &str) -> Vec<Block> {
    read(markdown, None, &Pictures::NONE).0
}

/// The same with pictures, and perhaps in a language nobody reads: the author's words change, values and code do not.
///
/// # Errors
/// When it is nested deeper than any text.
pub fn parse_with(markdown: &str, pseudo: Option<Pseudo>, pictures: &Pictures) -> Result<Vec<Block>> {
    match read(markdown, pseudo, pictures) {
        (blocks, None) => Ok(blocks),
        (_, Some(at)) => {
            let line = markdown.get(..at).unwrap_or("").matches('\n').count() + 1;
            Err(Error::campaign(format!(
                "line {line} of this text is more than {DEEPEST} deep in quotations, lists or emphasis"
            ))
            .hint("take marks such as `>` away: nobody can read what is nested so"))
        }
    }
}

/// The blocks, and where in the text something is too deep; that is not among them.
fn read(markdown: &str, pseudo: Option<Pseudo>, pictures: &Pictures) -> (Vec<Block>, Option<usize>) {
    let inner = Parser::new_ext(markdown, OPTIONS).into_offset_iter();
    let mut events = Events { source: markdown, inner, range: 0..0, pseudo, pictures, depth: 0, too_deep: None };
    let blocks = blocks(&mut events);
    (blocks, events.too_deep)
}

/// The events of a text, and from where in it the last one came.
struct Events<'a> {
    source: &'a str,
    inner: OffsetIter<'a>,
    range: Range<usize>,
    pseudo: Option<Pseudo>,
    pictures: &'a Pictures,
    /// How many are open around the next event.
    depth: usize,
    /// Where something is deeper than [`DEEPEST`].
    too_deep: Option<usize>,
}

impl Events<'_> {
    /// The picture that has begun, read up to its end; nothing is read when it is not one of the campaign's. A path
    /// with a value in it is none: it has signs that no path has.
    fn figure(&mut self, event: &Event) -> Option<Figure> {
        let Event::Start(Tag::Image { dest_url, .. }) = event else { return None };
        let picture = self.pictures.get(dest_url)?.clone();
        Some(Figure { picture, alt: words(&inlines(self)).trim().to_owned() })
    }

    /// Words as they are shown, values among them.
    fn say<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.pseudo {
            None => escape::unescape(text),
            Some(pseudo) => escape::unescape_around(text, |words| pseudo.say(words)).into(),
        }
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        loop {
            let (event, range) = self.inner.next()?;
            let before = self.depth;
            match event {
                Event::Start(_) => self.depth += 1,
                Event::End(_) => self.depth -= 1,
                _ => {}
            }
            if before.max(self.depth) > DEEPEST {
                self.too_deep.get_or_insert(range.start);
                continue;
            }
            self.range = range;
            return Some(event);
        }
    }
}

/// Blocks up to the end of the one that contains them.
fn blocks(events: &mut Events) -> Vec<Block> {
    let mut found = Vec::new();
    while let Some(event) = events.next() {
        match event {
            Event::End(_) => break,
            Event::Rule => found.push(Block::Rule),
            Event::Start(Tag::Paragraph) if events.pictures.is_empty() => {
                found.push(Block::Paragraph(inlines(events)));
            }
            Event::Start(Tag::Paragraph) => paragraph(events, &mut found),
            Event::Start(Tag::Heading { level, .. }) => found.push(Block::Heading(number(level), inlines(events))),
            Event::Start(Tag::BlockQuote(kind)) => found.push(quote(kind, events)),
            Event::Start(Tag::List(first)) => found.push(Block::List(first, items(events))),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented)) => {
                found.push(Block::Code(code(events)));
            }
            Event::Start(Tag::Table(columns)) => found.push(Block::Table(table(&columns, events))),
            Event::Start(Tag::HtmlBlock) => found.extend(html_block(events)),
            // In a tight list item, after a picture.
            event if is_gap(&event) && matches!(found.last(), Some(Block::Picture(_))) => {}
            // The text of a tight list item comes without a paragraph around it.
            event => match (events.figure(&event), found.last_mut()) {
                (Some(figure), _) => found.push(Block::Picture(figure)),
                (None, Some(Block::Plain(text))) => inline(event, events, text),
                (None, _) => {
                    let mut text = Vec::new();
                    inline(event, events, &mut text);
                    found.push(Block::Plain(text));
                }
            },
        }
    }
    found
}

/// What is left of a block of HTML: its words, read as Markdown.
fn html_block(events: &mut Events) -> Vec<Block> {
    let mut html = String::new();
    let text = events.source.get(events.range.start..).unwrap_or("");
    while let Some(Event::Html(text) | Event::Text(text)) = events.next() {
        html.push_str(&text);
    }
    let markdown = raw_html::as_markdown(&html, text);
    let inner = Parser::new_ext(&markdown, OPTIONS).into_offset_iter();
    let Events { pseudo, pictures, depth, .. } = *events;
    let mut within = Events { source: &markdown, inner, range: 0..0, pseudo, pictures, depth, too_deep: None };
    let found = blocks(&mut within);
    if within.too_deep.is_some() {
        events.too_deep.get_or_insert(events.range.start);
    }
    found
}

/// A paragraph, parted by the pictures in it. Whether there is one between two of them depends on the template alone:
/// an empty value is a paragraph, the space between two pictures is none.
fn paragraph(events: &mut Events, found: &mut Vec<Block>) {
    let mut text = Vec::new();
    let mut parted = false;
    while let Some(event) = events.next() {
        match event {
            Event::End(_) => break,
            event if text.is_empty() && is_gap(&event) => {}
            Event::Text(words) if text.is_empty() => push_text(&events.say(words.trim_start()), &mut text),
            event => match events.figure(&event) {
                Some(figure) => {
                    if !text.is_empty() {
                        found.push(Block::Paragraph(std::mem::take(&mut text)));
                    }
                    found.push(Block::Picture(figure));
                    parted = true;
                }
                None => inline(event, events, &mut text),
            },
        }
    }
    if !text.is_empty() || !parted {
        found.push(Block::Paragraph(text));
    }
}

/// Whether there is only space here, and not even an empty value.
fn is_gap(event: &Event) -> bool {
    match event {
        Event::SoftBreak => true,
        Event::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// A quotation, or the callout that its first line makes of it.
fn quote(kind: Option<BlockQuoteKind>, events: &mut Events) -> Block {
    let source = events.source.get(events.range.clone()).unwrap_or("");
    let own = OWN.iter().find(|(tag, _)| kind.is_none() && is_alone(tag, source));
    let mut inner = blocks(events);
    match (kind, own) {
        (Some(BlockQuoteKind::Warning | BlockQuoteKind::Caution), _) => Block::Callout(Callout::Warning, inner),
        (Some(BlockQuoteKind::Note | BlockQuoteKind::Tip | BlockQuoteKind::Important), _) => {
            Block::Callout(Callout::Note, inner)
        }
        (None, Some((tag, callout))) => {
            untag(tag, &mut inner);
            Block::Callout(*callout, inner)
        }
        (None, None) => Block::Quote(inner),
    }
}

/// The tags that are ours and not the parser's.
const OWN: [(&str, Callout); 3] =
    [("[!DEADLINE]", Callout::Deadline), ("[!DEVICE]", Callout::Device), ("[!HELPDESK]", Callout::Helpdesk)];

/// Whether the first line of a quotation's source is this tag and nothing else.
fn is_alone(tag: &str, source: &str) -> bool {
    let first = source.lines().next().unwrap_or("");
    first.strip_prefix('>').is_some_and(|found| found.trim().eq_ignore_ascii_case(tag))
}

/// Takes the tag, which the parser took for words, off the first paragraph. What follows on the next line stays a
/// paragraph even when it is an empty value: the structure depends on the template alone.
fn untag(tag: &str, blocks: &mut Vec<Block>) {
    let Some(Block::Paragraph(text)) = blocks.first_mut() else { return };
    let Some(Inline::Text(words)) = text.first_mut() else { return };
    let said = words.get(tag.len()..).unwrap_or("");
    match said.strip_prefix(' ') {
        // The line end after the tag has become a space.
        Some(said) => *words = said.to_owned(),
        None => {
            text.remove(0);
            if let Some(Inline::Break) = text.first() {
                text.remove(0);
            }
            if text.is_empty() {
                blocks.remove(0);
            }
        }
    }
}

fn items(events: &mut Events) -> Vec<Vec<Block>> {
    let mut found = Vec::new();
    while let Some(Event::Start(_)) = events.next() {
        found.push(blocks(events));
    }
    found
}

fn code(events: &mut Events) -> String {
    let mut text = String::new();
    while let Some(Event::Text(line)) = events.next() {
        text.push_str(&escape::unescape(&line));
    }
    text
}

fn table(columns: &[Alignment], events: &mut Events) -> Table {
    let align = |alignment: &Alignment| match alignment {
        Alignment::Center => Align::Center,
        Alignment::Right => Align::End,
        Alignment::None | Alignment::Left => Align::Start,
    };
    let mut rows = Vec::new();
    while let Some(Event::Start(_)) = events.next() {
        let mut cells = Vec::new();
        while let Some(Event::Start(_)) = events.next() {
            cells.push(inlines(events));
        }
        rows.push(cells);
    }
    let head = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
    Table { columns: columns.iter().map(align).collect(), head, rows }
}

/// Running text up to the end of what contains it.
fn inlines(events: &mut Events) -> Vec<Inline> {
    let mut found = Vec::new();
    while let Some(event) = events.next() {
        if matches!(event, Event::End(_)) {
            break;
        }
        inline(event, events, &mut found);
    }
    found
}

fn inline(event: Event, events: &mut Events, found: &mut Vec<Inline>) {
    match event {
        Event::Text(text) => push_text(&events.say(&text), found),
        Event::Code(text) => found.push(Inline::Code(escape::unescape(&text).into_owned())),
        Event::SoftBreak => push_text(" ", found),
        Event::HardBreak => found.push(Inline::Break),
        Event::InlineHtml(html) => inline_html(&html, events, found),
        Event::Start(Tag::Strong) => found.push(Inline::Strong(inlines(events))),
        Event::Start(Tag::Emphasis) => found.push(Inline::Emphasis(inlines(events))),
        Event::Start(Tag::Link { dest_url, .. }) => {
            let text = inlines(events);
            match escape::target(&dest_url) {
                Some(url) => found.push(Inline::Link(url, text)),
                None => append(text, found),
            }
        }
        // An image that cannot be shown leaves its description behind.
        Event::Start(_) => append(inlines(events), found),
        _ => {}
    }
}

/// What is left of a tag among words.
fn inline_html(html: &str, events: &Events, found: &mut Vec<Inline>) {
    let text = events.source.get(events.range.start..).unwrap_or("");
    for (range, piece) in raw_html::pieces(html, text) {
        let source = &html[range];
        match piece {
            Piece::Words | Piece::Typed => push_text(&events.say(source), found),
            Piece::Hidden(_) => {}
            Piece::Tag { name, .. } => match raw_html::trace(&name) {
                Trace::Line => found.push(Inline::Break),
                // Words that HTML would part.
                Trace::Paragraph if !matches!(found.last(), None | Some(Inline::Break)) => found.push(Inline::Break),
                Trace::Space => push_text(" ", found),
                Trace::Paragraph | Trace::Nothing => {
                    let words = raw_html::description(source).filter(|_| name == "img");
                    words.into_iter().for_each(|words| push_text(&events.say(words), found));
                }
            },
        }
    }
}

fn append(inlines: Vec<Inline>, found: &mut Vec<Inline>) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => push_text(&text, found),
            other => found.push(other),
        }
    }
}

fn push_text(text: &str, found: &mut Vec<Inline>) {
    match found.last_mut() {
        Some(Inline::Text(before)) => before.push_str(text),
        _ => found.push(Inline::Text(text.to_owned())),
    }
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}
