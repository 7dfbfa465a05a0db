//! Blocks to Typst's own elements: headings, lists, tables, links. Nothing is written as markup, so nothing in a text
//! can be read as such.

use std::num::NonZeroUsize;

use ecow::EcoString;
use typst::diag::{SourceResult, bail};
use typst::engine::Engine;
use typst::foundations::{Bytes, Content, Derived, Dict, Func, IntoValue, NativeElement, Packed, Smart, Value, dict};
use typst::layout::{Abs, Alignment, Celled, HAlignment, Sizing, TrackSizings};
use typst::loading::{DataSource, LoadSource, Loaded};
use typst::model::{
    Destination, DividerElem, EmphElem, EnumElem, EnumItem, HeadingElem, LinkElem, LinkTarget, ListElem, ListItem,
    ParbreakElem, QuoteElem, StrongElem, TableCell, TableChild, TableElem, TableHeader, TableItem, Url,
};
use typst::syntax::{Span, Spanned};
use typst::text::{LinebreakElem, RawContent, RawElem, TextElem};
use typst::visualize::{ImageElem, ImageFit};

use super::engine::call;
use super::qr;
use crate::campaign::picture::Picture;
use crate::error::Result;
use crate::render::markdown::{Align, Block, Callout, Figure, Inline, Table, button, words};
use crate::render::{is_invisible, kept_together};

/// Text as it can be set: without control characters and marks that turn the direction of what is around them.
pub(super) fn typeset(text: &str) -> EcoString {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text.into();
    }
    text.chars().filter(|c| !is_invisible(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// An address as one types it: without the scheme that is understood, and the slash that nobody types.
pub(super) fn typed(url: &str) -> &str {
    let bare = ["https://", "mailto:", "tel:"].iter().find_map(|scheme| url.strip_prefix(scheme)).unwrap_or(url);
    bare.strip_suffix('/').unwrap_or(bare)
}

/// What a layout needs to show where something can be done: the text, the address, as it is typed, and its code.
///
/// # Errors
/// When the address is too long for a code.
pub(super) fn link(text: Value, url: &str, alt: &dyn Fn(&str) -> Result<String>) -> Result<Dict> {
    let shown = typeset(typed(url));
    let alt = typeset(&alt(&shown)?);
    let code = qr::svg(url)?;
    Ok(dict! { "text" => text, "url" => typeset(url), "typed" => shown, "qr" => code, "alt" => alt })
}

/// Writes blocks with the functions of one layout.
pub(super) struct Writer<'a, 'e> {
    pub(super) engine: &'a mut Engine<'e>,
    /// `callout(kind, body)` of the layout.
    pub(super) callout: &'a Func,
    /// `button(link)` of the layout.
    pub(super) button: &'a Func,
    /// The description of a code, given its address.
    pub(super) alt: &'a dyn Fn(&str) -> Result<String>,
    /// The depth of the last heading: PDF/UA has no second level without a first.
    depth: usize,
    /// The level of the shallowest heading of the text.
    top: usize,
    /// Whether the language is written from the right.
    rtl: bool,
}

impl<'a, 'e> Writer<'a, 'e> {
    pub(super) fn new(
        engine: &'a mut Engine<'e>,
        (callout, button): (&'a Func, &'a Func),
        alt: &'a dyn Fn(&str) -> Result<String>,
        rtl: bool,
    ) -> Self {
        Writer { engine, callout, button, alt, depth: 0, top: 1, rtl }
    }

    /// A text that begins with headings of the first level, whatever level its own are.
    pub(super) fn text(&mut self, blocks: &[Block]) -> SourceResult<Content> {
        self.begin(blocks);
        self.blocks(blocks)
    }

    /// Begins a text whose [`blocks`](Writer::blocks) come part by part.
    pub(super) fn begin(&mut self, blocks: &[Block]) {
        (self.depth, self.top) = (0, shallowest(blocks).unwrap_or(1));
    }

    /// The next part of a text.
    pub(super) fn blocks(&mut self, blocks: &[Block]) -> SourceResult<Content> {
        blocks.iter().map(|block| self.block(block)).collect::<SourceResult<Vec<_>>>().map(Content::sequence)
    }

    fn block(&mut self, block: &Block) -> SourceResult<Content> {
        Ok(match block {
            Block::Heading(level, text) => self.heading(usize::from(*level), text)?,
            Block::Paragraph(text) => match button(text) {
                Some((url, text)) => self.action(url, text)?,
                None => Content::sequence([inlines(text, self.rtl)?, ParbreakElem::shared().clone()]),
            },
            Block::Plain(text) => inlines(text, self.rtl)?,
            Block::List(Some(first), items) => {
                let items = self.items(items)?.into_iter().map(|item| Packed::new(EnumItem::new(item)));
                EnumElem::new(items.collect()).with_tight(false).with_start(Smart::Custom(*first)).pack()
            }
            Block::List(None, items) => {
                let tight = items.iter().flatten().all(|block| !matches!(block, Block::Paragraph(_)));
                let items = self.items(items)?.into_iter().map(|item| Packed::new(ListItem::new(item)));
                ListElem::new(items.collect()).with_tight(tight).pack()
            }
            Block::Quote(inner) => QuoteElem::new(self.blocks(inner)?).with_block(true).pack(),
            Block::Callout(callout, inner) => {
                let kind = match callout {
                    Callout::Deadline => "deadline",
                    Callout::Warning => "warning",
                    Callout::Note => "note",
                    Callout::Device => "device",
                    Callout::Helpdesk => "helpdesk",
                };
                let inner = if *callout == Callout::Device { self.facts(inner)? } else { self.blocks(inner)? };
                call(self.engine, self.callout, [kind.into_value(), inner.into_value()])?
            }
            Block::Code(text) => RawElem::new(RawContent::Text(typeset_lines(text))).with_block(true).pack(),
            Block::Table(table) => self::table(table, self.rtl)?,
            Block::Picture(figure) => picture(figure),
            Block::Rule => DividerElem::new().pack(),
        })
    }

    /// What is known of a device: its list in a line, since each item is a few words.
    pub(super) fn facts(&mut self, blocks: &[Block]) -> SourceResult<Content> {
        let in_a_line = |block: &Block| match block {
            Block::List(None, items) => joined(items).unwrap_or_else(|| block.clone()),
            block => block.clone(),
        };
        self.blocks(&blocks.iter().map(in_a_line).collect::<Vec<_>>())
    }

    fn heading(&mut self, level: usize, text: &[Inline]) -> SourceResult<Content> {
        self.depth = (level.saturating_sub(self.top) + 1).clamp(1, self.depth + 1);
        let depth = NonZeroUsize::new(self.depth).unwrap_or(NonZeroUsize::MIN);
        Ok(HeadingElem::new(inlines(text, self.rtl)?).with_depth(depth).pack())
    }

    fn action(&mut self, url: &str, text: &[Inline]) -> SourceResult<Content> {
        match link(inlines(text, self.rtl)?.into_value(), url, self.alt) {
            Ok(link) => call(self.engine, self.button, [link.into_value()]),
            Err(error) => bail!(Span::detached(), "{error}"),
        }
    }

    fn items(&mut self, items: &[Vec<Block>]) -> SourceResult<Vec<Content>> {
        items.iter().map(|item| self.blocks(item)).collect()
    }
}

/// The items of a list as one paragraph; `None` where one is more than a line of text.
fn joined(items: &[Vec<Block>]) -> Option<Block> {
    let mut line = Vec::new();
    for item in items {
        let [Block::Plain(text) | Block::Paragraph(text)] = item.as_slice() else { return None };
        if !line.is_empty() {
            line.push(Inline::Text(BETWEEN.to_owned()));
        }
        line.extend(text.iter().cloned());
    }
    Some(Block::Paragraph(line))
}

/// Two wide spaces, at which a line may end.
const BETWEEN: &str = "\u{2003} ";

/// The highest picture on paper, in millimetres: a sheet has its steps on two pages.
const HIGHEST: f64 = 60.0;

/// A picture as large as in a mail, on a screen of 96 dots an inch, where that fits in the column.
fn picture(Figure { picture, alt }: &Figure) -> Content {
    let file = picture.file();
    let (_, height) = file.within(Picture::COLUMN, Picture::HIGHEST);
    let height = Abs::inches(f64::from(height) / 96.0).min(Abs::mm(HIGHEST));
    let bytes = Bytes::new(file.bytes.clone());
    let loaded = Loaded::new(Spanned::new(LoadSource::Bytes, Span::detached()), bytes.clone());
    ImageElem::new(Derived::new(DataSource::Bytes(bytes), loaded))
        .with_height(Sizing::Rel(height.into()))
        .with_fit(ImageFit::Contain)
        .with_alt(Some(typeset(alt)))
        .pack()
}

fn shallowest(blocks: &[Block]) -> Option<usize> {
    let level = |block: &Block| match block {
        Block::Heading(level, _) => Some(usize::from(*level)),
        Block::Quote(inner) | Block::Callout(_, inner) => shallowest(inner),
        Block::List(_, items) => items.iter().filter_map(|item| shallowest(item)).min(),
        _ => None,
    };
    blocks.iter().filter_map(level).min()
}

/// Running text; `rtl` says that what is around it is written from the right.
///
/// # Errors
/// When an address is too long for a link.
pub(super) fn inlines(text: &[Inline], rtl: bool) -> SourceResult<Content> {
    text.iter().map(|inline| self::inline(inline, rtl)).collect::<SourceResult<Vec<_>>>().map(Content::sequence)
}

fn inline(inline: &Inline, rtl: bool) -> SourceResult<Content> {
    let text = |words: &str| if rtl { unturned(&typeset(words)) } else { typeset(words) };
    Ok(match inline {
        Inline::Text(words) => TextElem::packed(text(&kept_together(words))),
        Inline::Code(words) => RawElem::new(RawContent::Text(text(words))).pack(),
        Inline::Strong(inner) => StrongElem::new(inlines(inner, rtl)?).pack(),
        Inline::Emphasis(inner) => EmphElem::new(inlines(inner, rtl)?).pack(),
        Inline::Break => LinebreakElem::shared().clone(),
        Inline::Link(url, inner) => {
            let (shown, said) = (typed(url), words(inner));
            let address = || linked(url, TextElem::packed(text(shown)));
            if said.trim() == url {
                return address();
            }
            let body = linked(url, inlines(inner, rtl)?)?;
            // On paper nobody sees where a word leads to.
            if says(&said, shown) {
                body
            } else {
                Content::sequence([body, TextElem::packed(" ("), address()?, TextElem::packed(")")])
            }
        }
    })
}

/// A number of several groups, such as a telephone's, as one number: between words that are written from the right its
/// groups would change places. A no-break space keeps them together (UAX #9, rule W4).
fn unturned(text: &str) -> EcoString {
    let all: Vec<char> = text.chars().collect();
    let digit = |at: Option<usize>| at.and_then(|at| all.get(at)).is_some_and(char::is_ascii_digit);
    let space = |(at, c): (usize, &char)| *c == ' ' && digit(at.checked_sub(1)) && digit(Some(at + 1));
    all.iter().enumerate().map(|(at, c)| if space((at, c)) { '\u{a0}' } else { *c }).collect()
}

fn linked(url: &str, body: Content) -> SourceResult<Content> {
    match Url::new(typeset(url)) {
        Ok(url) => Ok(LinkElem::new(LinkTarget::Dest(Destination::Url(url)), body).pack()),
        Err(why) => bail!(Span::detached(), "{why}"),
    }
}

/// Whether a text already says an address: the address itself, or a number with other spaces.
fn says(text: &str, address: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !"-().".contains(*c)).collect::<String>();
    text.contains(address) || bare(text).contains(&bare(address))
}

/// As [`typeset`], keeping lines.
fn typeset_lines(text: &str) -> EcoString {
    text.trim_end().lines().map(|line| typeset(line).to_string()).collect::<Vec<_>>().join("\n").into()
}

fn table(table: &Table, rtl: bool) -> SourceResult<Content> {
    let cells = |row: &[Vec<Inline>]| -> SourceResult<Vec<TableItem>> {
        row.iter().map(|cell| Ok(TableItem::Cell(Packed::new(TableCell::new(inlines(cell, rtl)?))))).collect()
    };
    let mut children = vec![TableChild::Header(Packed::new(TableHeader::new(cells(&table.head)?)))];
    for row in &table.rows {
        children.extend(cells(row)?.into_iter().map(TableChild::Item));
    }
    let align = |align: &Align| {
        Smart::Custom(Alignment::H(match align {
            Align::Start => HAlignment::Start,
            Align::Center => HAlignment::Center,
            Align::End => HAlignment::End,
        }))
    };
    let columns = TrackSizings(table.columns.iter().map(|_| Sizing::Auto).collect());
    let aligns = Celled::Array(table.columns.iter().map(align).collect());
    Ok(TableElem::new(children).with_columns(columns).with_align(aligns).pack())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_not_set() {
        assert_eq!(typeset("a\u{202e}b\u{200b}\tc\u{0}d\u{2066}"), "ab c d");
        // A joiner is part of how Persian is spelled.
        assert_eq!(typeset("می\u{200c}خواهم"), "می\u{200c}خواهم");
    }

    #[test]
    fn a_telephone_number_is_one_number() {
        assert_eq!(unturned("اتصل +31 20 555 0100 الآن"), "اتصل +31\u{a0}20\u{a0}555\u{a0}0100 الآن");
        assert_eq!(unturned("7 a 8"), "7 a 8");
    }

    #[test]
    fn an_address_is_shown_as_it_is_typed() {
        assert_eq!(typed("https://a.example/b/"), "a.example/b");
        assert_eq!(typed("http://a.example"), "http://a.example");
        assert_eq!(typed("tel:+31205550100"), "+31205550100");
        assert!(says("+31 (20) 555-0100", "+31205550100"));
        assert!(says("https://a.example/b", "a.example/b"));
        assert!(!says("the page", "a.example"));
    }
}
