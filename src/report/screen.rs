//! Laying out text for a terminal of a given width: columns, paragraphs, and data made safe to show.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Row, Table, Width};
use unicode_width::UnicodeWidthStr;

/// Text from the data, safe to show on a terminal: control and bidirectional-override characters, which could
/// rewrite what the reader sees, become `·`.
pub(super) fn clean(text: &str) -> String {
    let harmful = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if harmful(c) { '·' } else { c }).collect()
}

/// How many columns a text takes on a terminal.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// Breaks a text into lines of at most `width` columns, the first after `first`, the others after as many spaces.
/// A word longer than a line stays whole, and no line begins after a no-break space.
pub fn paragraph(first: &str, text: &str, width: usize) -> String {
    let indent = " ".repeat(columns(first));
    let (mut out, mut line) = (String::new(), first.to_owned());
    let mut empty = true;
    let breaks = |c: char| c.is_whitespace() && c != JOINT;
    for word in text.split(breaks).filter(|word| !word.is_empty()) {
        if !empty && columns(&line) + 1 + columns(word) > width {
            out.push_str(line.trim_end());
            out.push('\n');
            line.clone_from(&indent);
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    out.push_str(line.trim_end());
    out.push('\n');
    out
}

/// One column of a [`Grid`].
#[derive(Debug, Clone)]
pub(super) struct Column {
    title: String,
    least: usize,
    right: bool,
}

impl Column {
    /// Text, which may be broken over lines between its words, and whose words are shortened only where the terminal has no
    /// room for them, never to fewer columns than `least`.
    pub(super) fn text(title: &str, least: usize) -> Self {
        Column { title: title.to_owned(), least, right: false }
    }

    /// Numbers, aligned to the right and never broken.
    pub(super) fn number(title: &str) -> Self {
        Column { title: title.to_owned(), least: usize::MAX, right: true }
    }
}

/// Aligned columns with whole lines between the rows.
#[derive(Debug)]
pub(super) struct Grid {
    columns: Vec<Column>,
    rows: Vec<Line>,
}

#[derive(Debug)]
enum Line {
    Cells(Vec<String>),
    Whole(String),
}

/// A space at which a cell is not broken.
pub(super) const JOINT: char = '\u{a0}';

/// Spaces between two columns.
const GAP: usize = 2;

impl Grid {
    pub(super) fn new(columns: Vec<Column>) -> Self {
        Grid { columns, rows: Vec::new() }
    }

    /// Adds a row; it has a cell for each column.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(Line::Cells(cells));
    }

    /// Adds lines that are not in columns; they end in a line end.
    pub(super) fn whole(&mut self, lines: String) {
        self.rows.push(Line::Whole(lines));
    }

    /// The title row and all rows, in at most `width` columns where the least widths allow it.
    pub(super) fn render(&self, width: usize) -> String {
        let widths = self.widths(width);
        let mut out = self.line(&widths, self.columns.iter().map(|c| c.title.clone()).collect());
        for row in &self.rows {
            match row {
                Line::Cells(cells) => out.push_str(&self.line(&widths, cells.clone())),
                Line::Whole(lines) => out.push_str(lines),
            }
        }
        out
    }

    fn widths(&self, width: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = self.columns.iter().map(|c| columns(&c.title)).collect();
        let mut words: Vec<usize> = self.columns.iter().map(|c| columns(&c.title).max(c.least)).collect();
        for row in &self.rows {
            let Line::Cells(cells) = row else { continue };
            for (at, cell) in cells.iter().enumerate() {
                widths[at] = cell.lines().map(columns).fold(widths[at], usize::max);
                words[at] = cell.split([' ', '\n']).map(columns).fold(words[at], usize::max);
            }
        }
        let room = width.saturating_sub(GAP * self.columns.len().saturating_sub(1));
        shrink(&mut widths, &words, room);
        let least: Vec<usize> = self.columns.iter().map(|c| c.least).collect();
        shrink(&mut widths, &least, room);
        widths
    }

    /// One row, over as many lines as its longest cell needs.
    fn line(&self, widths: &[usize], cells: Vec<String>) -> String {
        let fit = |(cell, wide): (&String, &usize)| words_within(cell, *wide);
        let cells: Vec<String> = cells.iter().zip(widths).map(fit).collect();
        let mut table = Table::new();
        table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.add_row(Row::from(cells));
        for (at, (column, width)) in self.columns.iter().zip(widths).enumerate() {
            let gap = if at == 0 { 0 } else { GAP as u16 };
            let wide = u16::try_from(*width).unwrap_or(u16::MAX).max(1).saturating_add(gap);
            if let Some(settings) = table.column_mut(at) {
                settings.set_padding((gap, 0)).set_constraint(ColumnConstraint::Absolute(Width::Fixed(wide)));
                settings.set_cell_alignment(if column.right { CellAlignment::Right } else { CellAlignment::Left });
            }
        }
        table.lines().map(|line| format!("{}\n", line.trim_end().replace(JOINT, " "))).collect()
    }
}

/// Takes from the columns that have most to give until they fit, none below its least.
fn shrink(widths: &mut [usize], least: &[usize], room: usize) {
    while widths.iter().sum::<usize>() > room {
        let slack = |(at, wide): &(usize, &mut usize)| wide.saturating_sub(least[*at]);
        let Some((_, widest)) = widths.iter_mut().enumerate().max_by_key(slack).filter(|c| slack(c) > 0) else {
            break;
        };
        *widest -= 1;
    }
}

/// The text with each word that is wider than a column shortened in its middle: how it begins and ends tells it from others.
fn words_within(text: &str, width: usize) -> String {
    text.split_inclusive([' ', '\n']).map(|word| within(word, width)).collect()
}

fn within(word: &str, width: usize) -> String {
    let (bare, end) = match word.strip_suffix([' ', '\n']) {
        Some(bare) => (bare, &word[bare.len()..]),
        None => (word, ""),
    };
    if columns(bare) <= width {
        return word.to_owned();
    }
    let letters: Vec<char> = bare.chars().collect();
    let (mut begin, mut last) = (String::new(), String::new());
    let (mut from, mut to) = (0, letters.len());
    while from < to {
        let is_short = columns(&begin) <= columns(&last);
        let letter = if is_short { letters[from] } else { letters[to - 1] };
        if columns(&begin) + columns(&last) + columns(&letter.to_string()) >= width {
            break;
        }
        if is_short {
            begin.push(letter);
            from += 1;
        } else {
            last.insert(0, letter);
            to -= 1;
        }
    }
    format!("{begin}…{last}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_keeps_its_width_and_breaks_at_words() {
        let mut grid = Grid::new(vec![Column::text("NAME", 4), Column::text("TEXT", 8), Column::number("N")]);
        grid.row(vec!["李小龙".into(), "one two three four five".into(), "12".into()]);
        grid.whole("across\n".into());
        grid.row(vec!["b".into(), "six".into(), "1".into()]);
        insta::assert_snapshot!(grid.render(26), @r"
        NAME    TEXT             N
        李小龙  one two three   12
                four five
        across
        b       six              1
        ");
    }

    #[test]
    fn a_name_is_never_broken_but_shortened_in_its_middle_where_it_must_be() {
        let mut grid = Grid::new(vec![Column::text("PHASE", 8), Column::text("MESSAGE", 8), Column::number("SENT")]);
        grid.row(vec!["announce".into(), "pilot-invitation for all".into(), "12".into()]);
        grid.row(vec!["deadline".into(), "manager-last-warning".into(), "1".into()]);
        insta::assert_snapshot!(grid.render(36), @r"
        PHASE     MESSAGE               SENT
        announce  pilot-invitation for    12
                  all
        deadline  manager-last-warning     1
        ");
        insta::assert_snapshot!(grid.render(30), @r"
        PHASE     MESSAGE         SENT
        announce  pilot-i…tation    12
                  for all
        deadline  manager…arning     1
        ");
    }

    #[test]
    fn a_paragraph_hangs_under_its_first_word() {
        insta::assert_snapshot!(paragraph("note: ", "one two three four five", 16), @r"
        note: one two
              three four
              five
        ");
    }

    #[test]
    fn a_paragraph_is_not_broken_where_nobody_may() {
        assert_eq!(paragraph("", "Contact\u{a0}: nous deux", 8), "Contact\u{a0}:\nnous\ndeux\n");
    }

    #[test]
    fn a_name_cannot_rewrite_the_screen() {
        assert_eq!(clean("a\u{1b}[2Jb\u{202e}c\n"), "a·[2Jb·c·");
    }
}
