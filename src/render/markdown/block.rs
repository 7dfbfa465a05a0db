//! The tree of a message, and what of it is a component.

use std::sync::Arc;

use crate::render::picture::Picture;

/// A part of a message that stands on lines of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading with its level, 1 to 6.
    Heading(u8, Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// The text of a list item without blank lines around it.
    Plain(Vec<Inline>),
    /// A list: the first number of an ordered one, and the items.
    List(Option<u64>, Vec<Vec<Block>>),
    /// A quotation.
    Quote(Vec<Block>),
    /// What must not be overlooked.
    Callout(Callout, Vec<Block>),
    /// Text to be taken over as it is.
    Code(String),
    /// A table.
    Table(Table),
    /// A picture.
    Picture(Figure),
    /// A line across.
    Rule,
}

/// A picture with what it shows, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The picture.
    pub picture: Arc<Picture>,
    /// For whoever does not see it.
    pub alt: String,
}

/// What a callout is about, which decides how it looks; what it says is the author's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Callout {
    /// The last day, and what happens after it: `[!DEADLINE]`.
    Deadline,
    /// What can go wrong or get lost: `[!WARNING]`, `[!CAUTION]`.
    Warning,
    /// What helps: `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`.
    Note,
    /// A device: its model, its name, its serial number: `[!DEVICE]`.
    Device,
    /// Where to get help, and when: `[!HELPDESK]`.
    Helpdesk,
}

impl Callout {
    /// Whether it is a card: particulars to look up and not words to heed.
    pub fn is_card(self) -> bool {
        matches!(self, Callout::Device | Callout::Helpdesk)
    }
}

/// A table with one row of headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// On which side the text of each column stands.
    pub columns: Vec<Align>,
    /// The headings.
    pub head: Vec<Vec<Inline>>,
    /// The rows, each with as many cells as there are columns.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

impl Table {
    /// Whether each row compares: the first heading is empty, so the first cell of a row says what the others are
    /// about.
    pub fn compares(&self) -> bool {
        self.head.len() > 1 && self.head.first().is_some_and(Vec::is_empty)
    }
}

/// Where the text of a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Where reading starts.
    Start,
    /// In the middle.
    Center,
    /// Where reading ends: numbers.
    End,
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// Something typed or shown as it is.
    Code(String),
    /// Important.
    Strong(Vec<Inline>),
    /// Stressed.
    Emphasis(Vec<Inline>),
    /// A link: its target (always `https`, `http`, `mailto` or `tel`) and its text.
    Link(String, Vec<Inline>),
    /// A line break.
    Break,
}

/// The words of running text, without its marks.
pub fn words(inlines: &[Inline]) -> String {
    let mut text = String::new();
    collect(inlines, &mut text);
    text
}

fn collect(inlines: &[Inline], text: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(words) | Inline::Code(words) => text.push_str(words),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link(_, inner) => collect(inner, text),
            Inline::Break => text.push(' '),
        }
    }
}

/// The link of a paragraph that is one strong link and nothing else: a button.
pub fn button(inlines: &[Inline]) -> Option<(&str, &[Inline])> {
    match inlines {
        [Inline::Strong(inner)] => match inner.as_slice() {
            [Inline::Link(url, text)] => Some((url, text)),
            _ => None,
        },
        [Inline::Link(url, inner)] => match inner.as_slice() {
            [Inline::Strong(text)] => Some((url, text)),
            _ => None,
        },
        _ => None,
    }
}

/// The label and the value of each item, if all items of a list begin with strong words (`- **Open:** from eight to
/// five`) and no two blocks stand in one of them.
pub fn labelled_values(items: &[Vec<Block>]) -> Option<Vec<LabelledValue<'_>>> {
    items.iter().map(|item| labelled_value(item)).collect()
}

/// A label and its value.
pub type LabelledValue<'a> = (&'a [Inline], &'a [Inline]);

fn labelled_value(item: &[Block]) -> Option<LabelledValue<'_>> {
    let [Block::Plain(text) | Block::Paragraph(text)] = item else { return None };
    match text.as_slice() {
        [Inline::Strong(label), value @ ..] if !value.is_empty() => Some((label, value)),
        _ => None,
    }
}
