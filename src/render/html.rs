//! The HTML body: the tree of a message with inline styles, because mail clients drop style sheets.

use std::borrow::Cow;
use std::fmt::Write;

use super::markdown::{Block, Callout, Inline, Side, Table, button};
use crate::campaign::Color;
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
const LINK: &str = "text-decoration:underline;color:";
/// In a box links have the colour of its words: that of the brand is judged on the page's background only.
const BOX_LINK: &str = "#1f1f1f";
const QUOTE: &str = "margin:0 0 16px;padding:12px 16px 1px;border-left:4px solid #5f6368;\
                     background-color:#f1f3f4;color:#1f1f1f";
const CALLOUT: &str = "margin:0 0 16px;border-collapse:separate";
const DEADLINE: &str = "padding:16px 16px 0;border:2px solid #b3261e;border-left:8px solid #b3261e;\
                        background-color:#fdf0ef;color:#1f1f1f;font-size:18px";
const WARNING: &str = "padding:12px 16px 0;border-left:8px solid #9a5b00;background-color:#fff4e0;color:#1f1f1f";
const NOTE: &str = "padding:12px 16px 0;border-left:8px solid #5f6368;background-color:#f1f3f4;color:#1f1f1f";
const CODE: &str = "font-family:Consolas,Menlo,monospace;font-size:15px";
const PRE: &str = "margin:0 0 16px;padding:12px;white-space:pre-wrap;background-color:#f1f3f4;\
                   font-family:Consolas,Menlo,monospace;font-size:15px";
const TABLE: &str = "border-collapse:collapse;width:100%;margin:0 0 16px";
const HEAD: &str = "padding:8px;border-bottom:2px solid #767676;vertical-align:bottom;text-align:";
const CELL: &str = "padding:8px;border-bottom:1px solid #c4c7c5;vertical-align:top;text-align:";
const RULE: &str = "margin:24px 0;border:0;border-top:1px solid #c4c7c5";
const BUTTON: &str = "border-radius:6px;padding:12px 24px;background-color:";
const BUTTON_LINK: &str = "color:#ffffff;text-decoration:none;font-weight:bold;display:inline-block";

/// Writes blocks as HTML for a reader who reads in this direction, with links and buttons in this colour.
pub fn write(blocks: &[Block], direction: Direction, color: Color) -> String {
    let color = color.to_string();
    let mut writer = Writer { out: String::with_capacity(4096), direction, color: &color, boxed: false };
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

struct Writer<'a> {
    out: String,
    direction: Direction,
    color: &'a str,
    /// Whether what is written stands in a callout.
    boxed: bool,
}

impl Writer<'_> {
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
                self.open("blockquote class=\"h-box h-note\"", QUOTE);
                self.out.push('\n');
                self.boxed(inner, depth);
                self.close("blockquote");
            }
            Block::Callout(kind, inner) => self.callout(*kind, inner, depth),
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

    /// A table of one cell, because Outlook knows no padding of anything else. Its words say what it is, its colour
    /// does not have to.
    fn callout(&mut self, kind: Callout, inner: &[Block], depth: usize) {
        let (class, style) = match kind {
            Callout::Deadline => ("h-deadline", DEADLINE),
            Callout::Warning => ("h-warning", WARNING),
            Callout::Note => ("h-note", NOTE),
        };
        let style = self.sided(style);
        let _ = writeln!(
            self.out,
            "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" \
             style=\"{CALLOUT}\"><tr><td class=\"h-box {class}\" style=\"{style}\">"
        );
        self.boxed(inner, depth);
        self.out.push_str("</td></tr></table>\n");
    }

    fn boxed(&mut self, inner: &[Block], depth: usize) {
        let outer = std::mem::replace(&mut self.boxed, true);
        self.blocks(inner, depth);
        self.boxed = outer;
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
             <tr><td class=\"h-button\" style=\"{BUTTON}{}\"><a href=\"{}\" style=\"{BUTTON_LINK}\">",
            self.color,
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
                    let color = if self.boxed { BOX_LINK } else { self.color };
                    let _ = write!(self.out, "<a href=\"{}\" style=\"{LINK}{color}\">", escape(url));
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
    use crate::campaign::Brand;
    use crate::render::markdown::parse;

    fn html(markdown: &str) -> String {
        write(&parse(markdown), Direction::Ltr, Brand::default().color)
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
    fn links_and_buttons_have_the_colour_of_the_brand() {
        let brand = |markdown: &str| write(&parse(markdown), Direction::Ltr, Color::new(0x12, 0x34, 0x56));
        assert!(brand("[a](https://a.example)").contains("style=\"text-decoration:underline;color:#123456\""));
        assert!(brand("**[a](https://a.example)**").contains("background-color:#123456"));
        let boxed = brand("> [!NOTE]\n> [a](https://a.example)\n\n[b](https://b.example)");
        assert!(
            boxed.contains("href=\"https://a.example\" style=\"text-decoration:underline;color:#1f1f1f\""),
            "{boxed}"
        );
        assert!(
            boxed.contains("href=\"https://b.example\" style=\"text-decoration:underline;color:#123456\""),
            "{boxed}"
        );
    }

    #[test]
    fn callouts_are_cells_that_outlook_pads() {
        for (tag, class) in [("DEADLINE", "h-deadline"), ("WARNING", "h-warning"), ("NOTE", "h-note")] {
            let found = html(&format!("> [!{tag}]\n> **Vrijdag.** Daarna niet meer."));
            assert!(found.starts_with("<table role=\"presentation\" width=\"100%\""), "{found}");
            assert!(found.contains(&format!("<td class=\"h-box {class}\" style=\"padding:")), "{found}");
            assert!(found.contains("<p style=\"margin:0 0 16px\"><strong>Vrijdag.</strong> Daarna niet meer.</p>"));
            assert!(!found.contains("[!") && found.ends_with("</td></tr></table>\n"), "{found}");
        }
        assert!(html("> Vrijdag.").starts_with("<blockquote class=\"h-box h-note\" style="));
    }

    #[test]
    fn words_in_boxes_can_be_read() {
        let words: Color = BOX_LINK.parse().unwrap();
        for style in [DEADLINE, WARNING, NOTE, QUOTE] {
            let background = style.split("background-color:").nth(1).unwrap().split(';').next().unwrap();
            assert!(words.reads_on(background.parse().unwrap()), "{style}");
            assert!(style.contains(&format!("color:{BOX_LINK}")), "{style}");
        }
    }

    #[test]
    fn right_to_left_turns_the_sides() {
        let found = write(&parse("- a\n\n| x |\n|---|\n| y |\n\n> [!NOTE]\n> z"), Direction::Rtl, Color::new(0, 0, 0));
        assert!(found.contains("padding:0 28px 0 0") && found.contains("text-align:right"), "{found}");
        assert!(found.contains("border-right:8px") && !found.contains("border-left"), "{found}");
    }
}
