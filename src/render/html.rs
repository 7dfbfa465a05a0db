//! The HTML body: the tree of a message with inline styles, because mail clients drop style sheets.

use std::borrow::Cow;

use super::markdown::{Align, Block, Callout, Figure, Inline, LabelledValue, Table, button, labelled_values};
use super::picture::Picture;
use crate::campaign::Color;
use crate::campaign::picture::Picture as File;
use crate::l10n::Direction;

mod breaks;
mod style;
#[cfg(test)]
mod tests;

use style::{
    BOX_LINK, BOX_ROOM, BUTTON, BUTTON_LINK, CARD, CARD_TITLE, CELL, CODE, DEADLINE, FACT, FRAME, HEAD, HEADING_TAGS,
    HEADINGS, INNER_LIST, ITEM, LABEL, LINK, LIST, LIST_ROOM, NOTE, PARAGRAPH, PHONE, PICTURE, PRE, QUOTE, RULE, STEP,
    STEP_BLOCKS, STEP_PICTURE, STEPS, TABLE, TOPIC, WARNING,
};

#[cfg(feature = "print")]
pub(crate) use breaks::kept_together;

/// HTML with the pictures that it shows, in their order.
#[derive(Debug)]
pub struct Page<'b> {
    /// The HTML.
    pub html: String,
    /// What it shows, a picture as often as it shows it.
    pub pictures: Vec<&'b Picture>,
}

/// Writes blocks without pictures as HTML for a reader who reads in this direction, with links and buttons in this colour.
pub fn write(blocks: &[Block], direction: Direction, color: Color) -> String {
    page(blocks, direction, color, &|place| place.to_string()).html
}

/// The same with pictures. One is named by what `content_id` makes of its place among them.
pub fn page<'b>(
    blocks: &'b [Block],
    direction: Direction,
    color: Color,
    content_id: &dyn Fn(usize) -> String,
) -> Page<'b> {
    let page = Page { html: String::with_capacity(16 * 1024), pictures: Vec::new() };
    go_on(page, blocks, direction, color, content_id)
}

/// Writes more blocks on a page.
pub(super) fn go_on<'b>(
    page: Page<'b>,
    blocks: &'b [Block],
    direction: Direction,
    color: Color,
    content_id: &dyn Fn(usize) -> String,
) -> Page<'b> {
    let color = color.to_string();
    let Page { html: out, pictures } = page;
    let mut writer = Writer { out, direction, color: &color, boxed: false, pictures, content_id };
    writer.blocks(blocks, 0);
    Page { html: writer.out, pictures: writer.pictures }
}

/// Whether a paragraph of a card is strong words alone; on the line after the tag, nothing is left of the tag before them.
fn is_title(text: &[Inline]) -> bool {
    match text {
        [Inline::Text(before), Inline::Strong(_)] => before.is_empty(),
        [Inline::Strong(_)] => true,
        _ => false,
    }
}

/// Where a level of heading stands in the tables above.
fn rank(level: u8) -> usize {
    usize::from(level.clamp(1, 6)) - 1
}

/// Escapes a text for HTML content and for attributes in double quotes.
fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"')) {
        let (before, found) = rest.split_at(at);
        out.push_str(before);
        out.push_str(match found.as_bytes()[0] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &found[1..];
    }
    out.push_str(rest);
}

struct Writer<'a, 'b> {
    out: String,
    direction: Direction,
    color: &'a str,
    /// Whether what is written stands in a callout.
    boxed: bool,
    pictures: Vec<&'b Picture>,
    content_id: &'a dyn Fn(usize) -> String,
}

impl<'b> Writer<'_, 'b> {
    fn put(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.out.push_str(part));
    }

    fn open(&mut self, tag: &str, style: &str) {
        let style = self.sided(style);
        self.put(&["<", tag, " style=\"", &style, "\">"]);
    }

    fn close(&mut self, tag: &str) {
        self.put(&["</", tag, ">\n"]);
    }

    /// The style for the reading direction; the table above is written for left to right.
    fn sided<'a>(&self, style: &'a str) -> Cow<'a, str> {
        match self.direction {
            Direction::Ltr => Cow::Borrowed(style),
            Direction::Rtl => Cow::Owned(
                style
                    .replace("margin:0 0 16px 28px", "margin:0 28px 16px 0")
                    .replace("margin:0 0 16px 34px", "margin:0 34px 16px 0")
                    .replace("margin:6px 0 0 24px", "margin:6px 24px 0 0")
                    .replace("border-left", "border-right"),
            ),
        }
    }

    fn blocks(&mut self, blocks: &'b [Block], depth: usize) {
        for block in blocks {
            self.block(block, depth);
        }
    }

    fn block(&mut self, block: &'b Block, depth: usize) {
        match block {
            Block::Heading(level, text) => {
                let (tag, style) = (HEADING_TAGS[rank(*level)], HEADINGS[rank(*level)]);
                self.open(tag, style);
                self.inlines(text);
                self.close(tag);
            }
            Block::Paragraph(text) => match button(text) {
                Some((url, text)) => self.button(url, text),
                None => {
                    self.open("p", PARAGRAPH);
                    self.inlines(text);
                    self.close("p");
                }
            },
            Block::Plain(text) => self.inlines(text),
            Block::List(first, items) => self.list(*first, items, depth),
            Block::Quote(inner) => {
                self.open("blockquote class=\"h-box h-note\"", QUOTE);
                self.out.push('\n');
                self.boxed(inner, depth);
                self.close("blockquote");
            }
            Block::Callout(kind, inner) if kind.is_card() => self.card(*kind, inner, depth),
            Block::Callout(kind, inner) => self.callout(*kind, inner, depth),
            Block::Code(text) => {
                self.put(&["<pre class=\"h-note\" style=\"", PRE, "\">"]);
                escape(text, &mut self.out);
                self.close("pre");
            }
            Block::Table(table) => self.table(table),
            Block::Picture(figure) => self.picture(figure, depth),
            Block::Rule => {
                self.open("hr", RULE);
                self.out.push('\n');
            }
        }
    }

    /// A table of one cell, because Outlook knows no padding of anything else. Its words say what it is, its colour
    /// does not have to.
    fn callout(&mut self, kind: Callout, inner: &'b [Block], depth: usize) {
        let (class, style) = match kind {
            Callout::Deadline => ("h-deadline", DEADLINE),
            Callout::Warning => ("h-warning", WARNING),
            _ => ("h-note", NOTE),
        };
        let style = self.sided(style);
        self.put(&[FRAME, "<td class=\"h-box ", class, "\" style=\"", &style, "\">\n"]);
        self.boxed(inner, depth);
        self.out.push_str("</td></tr></table>\n");
    }

    /// A paragraph of its own, with the size it has before it is loaded: as large as fits, and half as large as its
    /// pixels where these are many.
    fn picture(&mut self, Figure { picture, alt }: &'b Figure, depth: usize) {
        let around =
            if self.boxed { BOX_ROOM } else { 0 } + LIST_ROOM * u32::try_from(depth).unwrap_or(u32::MAX).min(8);
        let (width, height) = picture.file().within(File::COLUMN - around, File::HIGHEST);
        let source = (self.content_id)(self.pictures.len());
        self.pictures.push(picture);
        self.open("p", if depth > 0 { STEP_PICTURE } else { PARAGRAPH });
        self.put(&["<img src=\"cid:", &source, "\" alt=\""]);
        escape(alt, &mut self.out);
        self.put(&["\" width=\"", &width.to_string(), "\" height=\"", &height.to_string()]);
        self.put(&["\" style=\"", PICTURE, "\">"]);
        self.close("p");
    }

    fn boxed(&mut self, inner: &'b [Block], depth: usize) {
        let outer = std::mem::replace(&mut self.boxed, true);
        self.blocks(inner, depth);
        self.boxed = outer;
    }

    /// A frame on the page's own background. Its facts are paragraphs, which every mail client shows and every screen
    /// reader reads in order.
    fn card(&mut self, kind: Callout, inner: &'b [Block], depth: usize) {
        self.put(&[FRAME, "<td style=\"", CARD, "\">\n"]);
        for block in inner {
            match block {
                Block::Heading(level, text) => self.titled(HEADING_TAGS[rank(*level)], text),
                Block::Paragraph(text) if is_title(text) => self.titled("p", text),
                Block::List(None, items) => match labelled_values(items) {
                    Some(facts) => facts.into_iter().for_each(|fact| self.labelled_value(kind, fact)),
                    None => self.block(block, depth),
                },
                _ => self.block(block, depth),
            }
        }
        self.out.push_str("</td></tr></table>\n");
    }

    fn titled(&mut self, tag: &str, text: &[Inline]) {
        self.open(tag, CARD_TITLE);
        self.inlines(text);
        self.close(tag);
    }

    fn labelled_value(&mut self, kind: Callout, (label, value): LabelledValue) {
        let is_phone = |inline: &Inline| matches!(inline, Inline::Link(url, _) if url.starts_with("tel:"));
        let large = kind == Callout::Helpdesk && value.iter().any(is_phone);
        self.open("p", if large { PHONE } else { FACT });
        self.put(&["<span class=\"h-label\" style=\"", LABEL, "\">"]);
        self.inlines(label);
        self.out.push_str("</span>");
        self.inlines(value);
        self.close("p");
    }

    fn list(&mut self, first: Option<u64>, items: &'b [Vec<Block>], depth: usize) {
        let steps = first.is_some() && depth == 0 && !self.boxed;
        let (tag, style) = match (first, depth) {
            _ if steps => ("ol class=\"h-steps\"", STEPS),
            // Steps within a step have letters.
            (Some(_), 1..) => ("ol type=\"a\"", INNER_LIST),
            (Some(_), 0) => ("ol", LIST),
            (None, 0) => ("ul", LIST),
            (None, _) => ("ul", INNER_LIST),
        };
        self.put(&["<", tag]);
        if let Some(first) = first.filter(|first| *first != 1) {
            self.put(&[" start=\"", &first.to_string(), "\""]);
        }
        let style = self.sided(style);
        self.put(&[" style=\"", &style, if steps { self.color } else { "" }, "\">\n"]);
        for item in items {
            self.open("li", ITEM);
            match steps {
                true => self.step(item),
                false => self.blocks(item, depth + 1),
            }
            self.close("li");
        }
        self.close(if first.is_some() { "ol" } else { "ul" });
    }

    /// What a step says, in the usual size and colour below its large number.
    fn step(&mut self, blocks: &'b [Block]) {
        for block in blocks {
            let (tag, style) = if let Block::Plain(_) = block { ("span", STEP) } else { ("div", STEP_BLOCKS) };
            self.put(&["<", tag, " class=\"h-said\" style=\"", style, "\">"]);
            self.block(block, 1);
            self.put(&["</", tag, ">"]);
        }
    }

    fn button(&mut self, url: &str, text: &[Inline]) {
        self.put(&[BUTTON, self.color, "\"><a href=\""]);
        escape(url, &mut self.out);
        self.put(&["\" style=\"", BUTTON_LINK, "\">"]);
        self.inlines(text);
        self.out.push_str("</a></td></tr></table>\n");
    }

    fn table(&mut self, table: &Table) {
        let topics = usize::from(table.compares());
        self.open("table", TABLE);
        self.out.push_str("\n<thead><tr>");
        let open = match table.compares() {
            // Both sides are as wide, whatever stands in them.
            true => format!("th scope=\"col\" width=\"{}%\"", 100 / (table.head.len() - 1)),
            false => "th scope=\"col\"".to_owned(),
        };
        self.cells(table, &table.head, topics, &open, "th", HEAD);
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for row in &table.rows {
            if topics > 0 {
                self.topic(table, row);
            }
            self.out.push_str("<tr>");
            self.cells(table, row, topics, "td", "td", CELL);
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody>");
        self.close("table");
    }

    /// The first cell of a row as a heading above the others.
    fn topic(&mut self, table: &Table, row: &[Vec<Inline>]) {
        let (start, columns) = (self.start(), table.head.len() - 1);
        let columns = columns.to_string();
        self.put(&["<tr><th colspan=\"", &columns, "\" scope=\"colgroup\" style=\"", TOPIC, start, "\">"]);
        row.iter().take(1).for_each(|cell| self.inlines(cell));
        self.out.push_str("</th></tr>\n");
    }

    fn start(&self) -> &'static str {
        match self.direction {
            Direction::Ltr => "left",
            Direction::Rtl => "right",
        }
    }

    /// The cells of a row from this one on.
    fn cells(&mut self, table: &Table, cells: &[Vec<Inline>], from: usize, open: &str, close: &str, style: &str) {
        let end = if self.direction == Direction::Ltr { "right" } else { "left" };
        for (n, cell) in cells.iter().enumerate().skip(from) {
            let side = match table.columns.get(n) {
                Some(Align::End) => end,
                Some(Align::Center) => "center",
                Some(Align::Start) | None => self.start(),
            };
            self.put(&["<", open, " style=\"", style, side, "\">"]);
            self.inlines(cell);
            self.put(&["</", close, ">"]);
        }
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => escape(&breaks::kept_together(text), &mut self.out),
                Inline::Break => self.out.push_str("<br>\n"),
                Inline::Strong(inner) => self.wrapped("strong", inner),
                Inline::Emphasis(inner) => self.wrapped("em", inner),
                Inline::Code(text) => {
                    self.open("code", CODE);
                    escape(text, &mut self.out);
                    self.out.push_str("</code>");
                }
                Inline::Link(url, inner) => {
                    let color = if self.boxed { BOX_LINK } else { self.color };
                    self.out.push_str("<a href=\"");
                    escape(url, &mut self.out);
                    self.put(&["\" style=\"", LINK, color, "\">"]);
                    match &inner[..] {
                        [Inline::Text(address)] => {
                            for (n, piece) in breaks::pieces(address).into_iter().enumerate() {
                                self.out.push_str(if n > 0 { "<wbr>" } else { "" });
                                escape(&breaks::kept_together(piece), &mut self.out);
                            }
                        }
                        inner => self.inlines(inner),
                    }
                    self.out.push_str("</a>");
                }
            }
        }
    }

    fn wrapped(&mut self, tag: &str, inner: &[Inline]) {
        self.put(&["<", tag, ">"]);
        self.inlines(inner);
        self.put(&["</", tag, ">"]);
    }
}
