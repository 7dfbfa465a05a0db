//! What the pages of this room have in common: their head with the style sheet in the campaign's colours, facts, tables and
//! foot. Everything is escaped here, but for what a caller adds as HTML.

use std::fmt::Write;

use crate::campaign::Color;
use crate::l10n::Tag;
use crate::report::escape::Html;
use crate::report::gantt::shades;
use crate::report::words::Words;

const STYLE: &str = include_str!("plan.css");

/// The backgrounds of the style sheet, on a light and on a dark screen.
const PAPER: [Color; 2] = [Color::new(0xff, 0xff, 0xff), Color::new(0x14, 0x16, 0x19)];

/// How a page begins.
pub(in crate::report) struct Head<'a> {
    /// The words of the page.
    pub(in crate::report) words: &'a Words,
    /// What it is.
    pub(in crate::report) kind: &'a str,
    /// What it is about: the campaign's own words.
    pub(in crate::report) title: &'a str,
    /// The language of those.
    pub(in crate::report) language: &'a Tag,
    /// The campaign's colour on a light and on a dark background.
    pub(in crate::report) colors: (Color, Color),
    /// Style beyond that of all pages.
    pub(in crate::report) style: &'a str,
}

/// A cell of a table: text that is escaped here, with a class.
pub(in crate::report) struct Cell<'a>(pub(in crate::report) &'a str, pub(in crate::report) &'a str);

/// A page that is being written.
#[derive(Debug, Default)]
pub(in crate::report) struct Writer {
    out: String,
}

impl Writer {
    /// Adds HTML, and ends the line.
    pub(in crate::report) fn add(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.out.write_fmt(text);
        self.out.push('\n');
    }

    /// The head, with two lines of HTML below the title: what the page is of, and how it stands.
    pub(in crate::report) fn open(&mut self, head: &Head<'_>, lede: &str, state: &str) {
        let Head { words, kind, title, language, colors, style } = head;
        let title = Html(title);
        self.add(format_args!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{kind}: {title}</title>\n<style>\n{}{STYLE}{style}</style>\n\
             </head>\n<body>",
            words.lang,
            in_colors(*colors)
        ));
        // The title is the campaign's own and may be in a language these words are not in.
        let lang = match language.html() {
            tag if tag == words.lang => String::new(),
            tag => format!(" lang=\"{}\" dir=\"{}\"", Html(tag), language.direction().as_str()),
        };
        self.add(format_args!(
            "<header>\n<p class=\"over\">{kind}</p>\n<h1{lang}>{title}</h1>\n\
             <p class=\"lede\">{lede}</p>\n<p class=\"lede state\">{state}</p>\n</header>\n<main>"
        ));
    }

    /// A fact of a list of facts: its name, its value, and what is worth knowing besides.
    pub(in crate::report) fn fact(&mut self, name: &str, value: &str, more: &[String], big: bool) {
        let class = if big { " class=\"big\"" } else { "" };
        let more: String = more.iter().map(|line| small(line)).collect();
        self.add(format_args!("<div><dt>{}</dt><dd{class}>{}{more}</dd></div>", Html(name), Html(value)));
    }

    /// The head of a table, which scrolls sideways where there is no room for it.
    pub(in crate::report) fn table_open(&mut self, class: &str, label: &str, heads: &[Cell<'_>]) {
        self.add(format_args!(
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\">\n\
             <table class=\"{class}\" aria-label=\"{0}\">\n<thead>\n<tr>",
            Html(label)
        ));
        for Cell(text, class) in heads {
            self.add(format_args!("<th scope=\"col\" class=\"{class}\">{}</th>", Html(text)));
        }
        self.add(format_args!("</tr>\n</thead>\n<tbody>"));
    }

    /// The end of a table.
    pub(in crate::report) fn table_close(&mut self) {
        self.add(format_args!("</tbody>\n</table>\n</div>"));
    }

    /// Cells of a row.
    pub(in crate::report) fn cells(&mut self, cells: &[Cell<'_>]) {
        for Cell(text, class) in cells {
            self.add(format_args!("<td class=\"{class}\">{}</td>", Html(text)));
        }
    }

    /// The page, with its foot.
    pub(in crate::report) fn finish(mut self, campaign: &str) -> String {
        self.add(format_args!(
            "</main>\n<footer>Heraut {}, {}</footer>\n</body>\n</html>",
            env!("CARGO_PKG_VERSION"),
            Html(campaign)
        ));
        self.out
    }
}

/// The campaign's colour and its shades on a light and on a dark background, as the variables of a style sheet: `--accent`,
/// `--past` and `--band`.
pub fn in_colors(colors: (Color, Color)) -> String {
    let [light, dark] = [(colors.0, PAPER[0]), (colors.1, PAPER[1])].map(|(color, paper)| {
        let [accent, past, band] = shades(color, paper);
        format!("--accent: {accent}; --past: {past}; --band: {band};")
    });
    format!(
        ":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n@media print {{ :root {{ {light} }} }}\n"
    )
}

/// Text below another, smaller; nothing where there is none.
pub(in crate::report) fn small(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<small>{}</small>", Html(text)) }
}
