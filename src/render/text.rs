//! The plain-text body: the tree of a message on lines of at most 76 columns, with everything the HTML says.

use std::iter::repeat_n;

use unicode_width::UnicodeWidthStr;

use super::markdown::{Block, Callout, Inline, Side, Table, words};

/// Lines are no wider than this, in columns of a terminal (wide characters take two).
pub const WIDTH: usize = 76;

/// Writes blocks as plain text that ends with one line end.
pub fn write(blocks: &[Block]) -> String {
    let mut lines = Vec::new();
    layout(blocks, WIDTH, &mut lines);
    let mut out = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
    for line in lines {
        out.push_str(line.trim_end_matches(' '));
        out.push('\n');
    }
    out
}

/// Appends blocks, a blank line between two, on lines of `width` columns.
fn layout(blocks: &[Block], width: usize, lines: &mut Vec<String>) {
    for (n, block) in blocks.iter().enumerate() {
        let tight = matches!(block, Block::List(..)) && n > 0 && matches!(blocks[n - 1], Block::Plain(_));
        if n > 0 && !tight {
            lines.push(String::new());
        }
        match block {
            Block::Heading(level, text) => heading(*level, text, width, lines),
            Block::Paragraph(text) | Block::Plain(text) => wrap(&running(text), width, lines),
            Block::List(first, items) => list(*first, items, width, lines),
            Block::Quote(inner) => nested(inner, "| ", "| ", width, lines),
            Block::Callout(kind, inner) => callout(*kind, inner, width, lines),
            Block::Code(text) => lines.extend(text.lines().map(|line| format!("    {line}"))),
            Block::Table(found) => table(found, width, lines),
            Block::Rule => lines.push("-----".to_owned()),
        }
    }
}

fn heading(level: u8, text: &[Inline], width: usize, lines: &mut Vec<String>) {
    let from = lines.len();
    wrap(&running(text), width, lines);
    let underline = match level {
        1 => '=',
        2 => '-',
        _ => return,
    };
    let widest = lines[from..].iter().map(|line| line.width()).max().unwrap_or(0);
    lines.push(repeat_n(underline, widest.min(width)).collect());
}

/// A box of two rules. Corners tell the rules from the underline of a heading; nothing stands at the sides, so that the
/// words can be copied and read aloud.
fn callout(kind: Callout, inner: &[Block], width: usize, lines: &mut Vec<String>) {
    let rule = match kind {
        Callout::Deadline => "=",
        Callout::Warning => "*",
        Callout::Note => "-",
    };
    let rule = format!("+{}+", rule.repeat(width.saturating_sub(2)));
    lines.push(rule.clone());
    nested(inner, "  ", "  ", width, lines);
    lines.push(rule);
}

/// Blocks whose first line starts with `first` and whose other lines start with `rest`.
fn nested(blocks: &[Block], first: &str, rest: &str, width: usize, lines: &mut Vec<String>) {
    let mut inner = Vec::new();
    layout(blocks, width.saturating_sub(rest.width()).max(20), &mut inner);
    if inner.is_empty() {
        inner.push(String::new());
    }
    for (n, mut line) in inner.into_iter().enumerate() {
        line.insert_str(0, if n == 0 { first } else { rest });
        lines.push(line);
    }
}

fn list(first: Option<u64>, items: &[Vec<Block>], width: usize, lines: &mut Vec<String>) {
    let last = first.map(|first| first.saturating_add(items.len().saturating_sub(1) as u64));
    let digits = last.map_or(0, |last| last.to_string().len());
    let loose = items.iter().flatten().any(|block| matches!(block, Block::Paragraph(_)));
    for (n, item) in items.iter().enumerate() {
        if n > 0 && loose {
            lines.push(String::new());
        }
        let marker = match first {
            Some(first) => format!("{:>digits$}. ", first.saturating_add(n as u64)),
            None => "- ".to_owned(),
        };
        nested(item, &marker, &" ".repeat(marker.len()), width, lines);
    }
}

/// Columns side by side where they fit; otherwise each row as lines of `heading: value`.
fn table(table: &Table, width: usize, lines: &mut Vec<String>) {
    let cells = |row: &[Vec<Inline>]| row.iter().map(|cell| running(cell).replace('\n', " ")).collect::<Vec<_>>();
    let head = cells(&table.head);
    let rows: Vec<Vec<String>> = table.rows.iter().map(|row| cells(row)).collect();
    let columns: Vec<usize> = (0..head.len())
        .map(|n| {
            rows.iter().filter_map(|row| row.get(n)).chain(head.get(n)).map(|cell| cell.width()).max().unwrap_or(0)
        })
        .collect();
    if columns.iter().sum::<usize>() + 2 * columns.len().saturating_sub(1) <= width {
        let aligned = |row: &[String]| {
            let padded = row.iter().zip(&columns).enumerate().map(|(n, (cell, column))| {
                let gap = " ".repeat(column.saturating_sub(cell.width()));
                match table.columns.get(n) {
                    Some(Side::End) => format!("{gap}{cell}"),
                    _ => format!("{cell}{gap}"),
                }
            });
            padded.collect::<Vec<_>>().join("  ")
        };
        lines.push(aligned(&head));
        lines.push(columns.iter().map(|column| "-".repeat(*column)).collect::<Vec<_>>().join("  "));
        lines.extend(rows.iter().map(|row| aligned(row)));
        return;
    }
    for (n, row) in rows.iter().enumerate() {
        if n > 0 {
            lines.push(String::new());
        }
        for (heading, cell) in head.iter().zip(row) {
            let label = if heading.is_empty() { String::new() } else { format!("{heading}: ") };
            let mut wrapped = Vec::new();
            wrap(&format!("{label}{cell}"), width.saturating_sub(2), &mut wrapped);
            lines.extend(
                wrapped.iter().enumerate().map(|(n, line)| format!("{}{line}", if n == 0 { "" } else { "  " })),
            );
        }
    }
}

/// Running text on one line, but for its line breaks. A link shows its target.
fn running(inlines: &[Inline]) -> String {
    let mut out = String::new();
    run(inlines, &mut out);
    out
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

/// Breaks a text into lines of at most `width` columns, at its spaces; a word that is wider has a line of its own.
fn wrap(text: &str, width: usize, lines: &mut Vec<String>) {
    for part in text.split('\n') {
        let mut line = String::with_capacity(part.len().min(WIDTH));
        let mut used = 0;
        for word in part.split(' ').filter(|word| !word.is_empty()) {
            let wide = if word.is_ascii() { word.len() } else { word.width() };
            if used > 0 && used + 1 + wide > width {
                lines.push(std::mem::replace(&mut line, String::with_capacity(WIDTH)));
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += wide;
        }
        lines.push(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::markdown::parse;

    fn text(markdown: &str) -> String {
        write(&parse(markdown))
    }

    #[test]
    fn steps_are_aligned_and_continue_under_their_text() {
        let steps: String = (1..=10).map(|n| format!("{n}. Stap {n}\n")).collect();
        let long = "Open de app en kies in het menu linksboven de regel die met Instellingen begint, daarna Apparaat.";
        let found = text(&format!("{steps}11. {long}\n    - deelstap\n"));
        let lines: Vec<&str> = found.lines().collect();
        assert_eq!(lines[0], " 1. Stap 1");
        assert_eq!(lines[9], "10. Stap 10");
        assert_eq!(lines[10], "11. Open de app en kies in het menu linksboven de regel die met Instellingen");
        assert_eq!(lines[11], "    begint, daarna Apparaat.");
        assert_eq!(lines[12], "    - deelstap");
    }

    #[test]
    fn links_show_where_they_go() {
        assert_eq!(text("[Begin hier](https://a.example/b)"), "Begin hier <https://a.example/b>\n");
        assert_eq!(text("[a.example](https://a.example/)"), "https://a.example/\n");
        assert_eq!(text("[desk@a.example](mailto:desk@a.example)"), "desk@a.example\n");
        assert_eq!(text("[+31 20 555](tel:+3120555)"), "+31 20 555\n");
        assert_eq!(text("[Bel ons](tel:+3120555)"), "Bel ons <+3120555>\n");
    }

    #[test]
    fn callouts_are_boxes_and_keep_their_words() {
        let rule = |c: &str| format!("+{}+", c.repeat(74));
        let found = text(
            "> [!DEADLINE]\n> **Laatste dag: vrijdag 12 maart 2027 om 17:00.** Daarna krijg je op je apparaat geen werkmail.",
        );
        let said = "  Laatste dag: vrijdag 12 maart 2027 om 17:00. Daarna krijg je op je\n  apparaat geen werkmail.";
        assert_eq!(found, format!("{0}\n{said}\n{0}\n", rule("=")));
        assert_eq!(text("> [!WARNING]\n> Weg."), format!("{0}\n  Weg.\n{0}\n", rule("*")));
        assert_eq!(text("> [!NOTE]\n> - a\n> - b"), format!("{0}\n  - a\n  - b\n{0}\n", rule("-")));
        let nested = text("1. Stap\n\n   > [!WARNING]\n   > Weg.");
        assert_eq!(nested, format!("1. Stap\n\n   +{0}+\n     Weg.\n   +{0}+\n", "*".repeat(71)));
    }

    #[test]
    fn tables_are_columns_or_records() {
        assert_eq!(
            text("| Onderdeel | Aantal |\n|---|--:|\n| Mail | 1 |\n| Agenda | 12 |"),
            "Onderdeel  Aantal\n---------  ------\nMail            1\nAgenda         12\n"
        );
        let long = "een tamelijk lange uitleg van wat er met dit onderdeel gaat gebeuren";
        let found = text(&format!("| Onderdeel | Straks |\n|---|---|\n| Mail en agenda | {long} |"));
        assert!(found.starts_with("Onderdeel: Mail en agenda\nStraks: een tamelijk"), "{found}");
    }

    #[test]
    fn no_line_is_wider_than_76_columns() {
        let found = text(&format!("# {}\n\n> - {}\n\n{}", "kop ".repeat(40), "punt ".repeat(60), "漢字 ".repeat(60)));
        assert!(found.lines().all(|line| line.width() <= WIDTH), "{found}");
        assert!(found.contains("\n| - punt"), "{found}");
    }
}
