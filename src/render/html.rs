//! The HTML body: the tree of a message with inline styles, because mail clients drop style sheets.

use std::borrow::Cow;
use std::fmt::Write;

use super::markdown::{Block, Inline, Side, Table, button};
use crate::l10n::Direction;

const HEADINGS: [&str; 6] = [
    "margin:0 0 16px;font-size:24px;line-height:1.3;font-weight:bold",
    "margin:24px 0 12px;font-size:20px;line-height:1.3;font-weight:bold",
    "margin:20px 0 8px;font-size:18px;line-height:1.4;font-weight:bold",
    "margin:16px 0 8px;font-size:16px;line-height:1.5;font-weight:bold",
    "margin:16px 0 8px;font-size:16px;line-height:1.5;font-weight:bold",
    "margin:16px 0 8px;font-size:16px;line-height:1.5;font-weight:bold",
];
const PARAGRAPH: &str = "margin:0 0 16px";
const LIST: &str = "margin:0 0 16px;padding:0 0 0 28px";
const INNER_LIST: &str = "margin:6px 0 0;padding:0 0 0 24px";
const ITEM: &str = "margin:0 0 8px";
const LINK: &str = "color:#0b57d0;text-decoration:underline";
const QUOTE: &str = "margin:0 0 16px;padding:12px 16px 1px;border-left:4px solid #0b57d0;background-color:#eef3fb";
const CODE: &str = "font-family:Consolas,Menlo,monospace;font-size:15px";
const PRE: &str = "margin:0 0 16px;padding:12px;white-space:pre-wrap;background-color:#f1f3f4;\
                   font-family:Consolas,Menlo,monospace;font-size:15px";
const TABLE: &str = "border-collapse:collapse;width:100%;margin:0 0 16px";
const HEAD: &str = "padding:8px;border-bottom:2px solid #767676;vertical-align:bottom;text-align:";
const CELL: &str = "padding:8px;border-bottom:1px solid #c4c7c5;vertical-align:top;text-align:";
const RULE: &str = "margin:24px 0;border:0;border-top:1px solid #c4c7c5";
const BUTTON: &str = "background-color:#0b57d0;border-radius:6px;padding:12px 24px";
const BUTTON_LINK: &str = "color:#ffffff;text-decoration:none;font-weight:bold;display:inline-block";

/// Writes blocks as HTML for a reader who reads in this direction.
pub fn write(blocks: &[Block], direction: Direction) -> String {
    let mut writer = Writer { out: String::with_capacity(4096), direction };
    writer.blocks(blocks, 0);
    writer.out
}

/// Escapes a text for HTML content and for attributes in double quotes.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

struct Writer {
    out: String,
    direction: Direction,
}

impl Writer {
    fn open(&mut self, tag: &str, style: &str) {
        let style = self.sided(style);
        // Writing to a string cannot fail.
        let _ = write!(self.out, "<{tag} style=\"{style}\">");
    }

    fn close(&mut self, tag: &str) {
        let _ = writeln!(self.out, "</{tag}>");
    }

    /// The style for the reading direction; the table above is written for left to right.
    fn sided<'a>(&self, style: &'a str) -> Cow<'a, str> {
        match self.direction {
            Direction::Ltr => Cow::Borrowed(style),
            Direction::Rtl => Cow::Owned(
                style
                    .replace("padding:0 0 0 28px", "padding:0 28px 0 0")
                    .replace("padding:0 0 0 24px", "padding:0 24px 0 0")
                    .replace("border-left", "border-right"),
            ),
        }
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        for block in blocks {
            self.block(block, depth);
        }
    }

    fn block(&mut self, block: &Block, depth: usize) {
        match block {
            Block::Heading(level, text) => {
                let level = (*level).clamp(1, 6);
                let tag = ["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(level) - 1];
                self.open(tag, HEADINGS[usize::from(level) - 1]);
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
                self.out.push_str("<div class=\"h-note\" style=\"");
                let style = self.sided(QUOTE).into_owned();
                self.out.push_str(&style);
                self.out.push_str("\">\n");
                self.blocks(inner, depth);
                self.close("div");
            }
            Block::Code(text) => {
                self.out.push_str("<pre class=\"h-note\" style=\"");
                self.out.push_str(PRE);
                self.out.push_str("\">");
                self.out.push_str(&escape(text));
                self.close("pre");
            }
            Block::Table(table) => self.table(table),
            Block::Rule => {
                self.open("hr", RULE);
                self.out.push('\n');
            }
        }
    }

    fn list(&mut self, first: Option<u64>, items: &[Vec<Block>], depth: usize) {
        let style = if depth == 0 { LIST } else { INNER_LIST };
        let tag = if first.is_some() { "ol" } else { "ul" };
        match first {
            Some(first) if first != 1 => {
                let style = self.sided(style);
                let _ = writeln!(self.out, "<ol start=\"{first}\" style=\"{style}\">");
            }
            _ => {
                self.open(tag, style);
                self.out.push('\n');
            }
        }
        for item in items {
            self.open("li", ITEM);
            self.blocks(item, depth + 1);
            self.close("li");
        }
        self.close(tag);
    }

    fn button(&mut self, url: &str, text: &[Inline]) {
        let _ = write!(
            self.out,
            "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:0 0 20px\">\
             <tr><td class=\"h-button\" style=\"{BUTTON}\"><a href=\"{}\" style=\"{BUTTON_LINK}\">",
            escape(url)
        );
        self.inlines(text);
        self.out.push_str("</a></td></tr></table>\n");
    }

    fn table(&mut self, table: &Table) {
        self.open("table", TABLE);
        self.out.push_str("\n<thead><tr>");
        self.cells(table, &table.head, "th scope=\"col\"", "th", HEAD);
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for row in &table.rows {
            self.out.push_str("<tr>");
            self.cells(table, row, "td", "td", CELL);
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody>");
        self.close("table");
    }

    fn cells(&mut self, table: &Table, cells: &[Vec<Inline>], open: &str, close: &str, style: &str) {
        let (start, end) = match self.direction {
            Direction::Ltr => ("left", "right"),
            Direction::Rtl => ("right", "left"),
        };
        for (n, cell) in cells.iter().enumerate() {
            let side = match table.columns.get(n) {
                Some(Side::End) => end,
                Some(Side::Center) => "center",
                Some(Side::Start) | None => start,
            };
            let _ = write!(self.out, "<{open} style=\"{style}{side}\">");
            self.inlines(cell);
            let _ = write!(self.out, "</{close}>");
        }
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.out.push_str(&escape(text)),
                Inline::Break => self.out.push_str("<br>\n"),
                Inline::Strong(inner) => self.wrapped("strong", inner),
                Inline::Emphasis(inner) => self.wrapped("em", inner),
                Inline::Code(text) => {
                    self.open("code", CODE);
                    self.out.push_str(&escape(text));
                    self.out.push_str("</code>");
                }
                Inline::Link(url, inner) => {
                    let _ = write!(self.out, "<a href=\"{}\" style=\"{LINK}\">", escape(url));
                    self.inlines(inner);
                    self.out.push_str("</a>");
                }
            }
        }
    }

    fn wrapped(&mut self, tag: &str, inner: &[Inline]) {
        let _ = write!(self.out, "<{tag}>");
        self.inlines(inner);
        let _ = write!(self.out, "</{tag}>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::markdown::parse;

    fn html(markdown: &str) -> String {
        write(&parse(markdown), Direction::Ltr)
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(html("a & b < \"c\""), "<p style=\"margin:0 0 16px\">a &amp; b &lt; &quot;c&quot;</p>\n");
        assert!(html("[a](https://a.example/?x=1&y=\"2\")").contains("href=\"https://a.example/?x=1&amp;y=%222%22\""));
    }

    #[test]
    fn lists_keep_their_first_number() {
        let found = html("3. three\n4. four");
        assert!(found.starts_with("<ol start=\"3\""), "{found}");
        assert_eq!(found.matches("<li").count(), 2);
    }

    #[test]
    fn right_to_left_turns_the_sides() {
        let found = write(&parse("- a\n\n| x |\n|---|\n| y |"), Direction::Rtl);
        assert!(found.contains("padding:0 28px 0 0") && found.contains("text-align:right"), "{found}");
    }
}
