//! One row of a file: its cells made clean, and its problems given a place.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, Utc};
use csv::StringRecord;

use super::dates::Order;
use super::headers::Sheet;
use super::keys;
use super::layouts::Column;
use super::table::{Line, Table, Torn, column_of};
use super::{cells, dates};
use crate::campaign::{Reject, RejectKind, Source};
use crate::error::{Place, Problem};

/// One row of a file.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) sheet: &'a Sheet,
    record: &'a StringRecord,
    line: Line<'a>,
    /// The whole file, for what a row alone does not tell.
    whole: &'a str,
}

impl<'a> Row<'a> {
    pub(super) fn new(sheet: &'a Sheet, record: &'a StringRecord, line: Line<'a>, whole: &'a str) -> Self {
        Row { sheet, record, line, whole }
    }

    pub(super) fn source(&self) -> Source {
        Source { file: self.sheet.file.clone(), line: self.line.number }
    }

    /// A number that rows with the same cells share.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for cell in self.record {
            cell.trim().hash(&mut hasher);
        }
        hasher.finish()
    }

    /// The value of a column; `None` when the file has no such column, or the cell is blank or cannot be used. What
    /// cannot be used is added to `rejects`.
    pub(super) fn text(&self, column: Column, rejects: &mut Vec<Reject>) -> Option<Cow<'a, str>> {
        let at = self.sheet.index(column)?;
        let text = self.clean(at, column.is_strict(), rejects)?;
        (column.is_name() || !is_null(&text)).then_some(text)
    }

    /// The value of a column that tells people or devices apart; what only looks like one is a [`RejectKind::NoKey`].
    pub(super) fn key(&self, column: Column, rejects: &mut Vec<Reject>) -> Option<Cow<'a, str>> {
        let text = self.text(column, rejects)?;
        match keys::judge(&text) {
            Ok(()) => Some(text),
            Err(no_key) => {
                let message = format!("`{}` is {}; it tells nobody and nothing apart", printable(&text), no_key.what());
                rejects.push(self.reject(RejectKind::NoKey, Some(column), message, no_key.hint()));
                None
            }
        }
    }

    /// Whether the row is a total below the list.
    pub(super) fn is_footer(&self) -> bool {
        let mut cells = self.record.iter().map(str::trim).filter(|cell| !cell.is_empty());
        let Some(first) = cells.next().filter(|first| !first.contains('@')) else { return false };
        cells.clone().nth(3).is_none() && keys::is_footer(first, cells)
    }

    /// The value of a column that is nothing of ours.
    pub(super) fn attribute(&self, at: usize, rejects: &mut Vec<Reject>) -> Option<Cow<'a, str>> {
        self.clean(at, false, rejects).filter(|text| !is_null(text))
    }

    /// The value of a column as `parse` reads it; a value that it cannot read is a [`RejectKind::Cell`].
    pub(super) fn parsed<T>(
        &self,
        column: Column,
        rejects: &mut Vec<Reject>,
        parse: impl FnOnce(&str) -> Result<T, Unread>,
    ) -> Option<T> {
        let text = self.text(column, rejects)?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(unread) => {
                let message = format!("`{}` is not {}", printable(&text), unread.wanted);
                rejects.push(self.reject(RejectKind::Cell, Some(column), message, unread.hint));
                None
            }
        }
    }

    /// The instant in a column, whose dates are all read one way; `None` also for the sentinels that mean never.
    pub(super) fn dated(&self, column: Column, rejects: &mut Vec<Reject>) -> Option<DateTime<Utc>> {
        let text = self.text(column, rejects)?;
        let Some((day, month)) = dates::slashes(&text) else {
            return self.parsed(column, rejects, |text| cells::instant(text, Order::Open)).flatten();
        };
        let found = self.sheet.order_of(column);
        let order = *found.order.get_or_init(|| self.order(column));
        let order = match order {
            // What can only be read one way is.
            Order::Mixed if day > 12 => Order::DayFirst,
            Order::Mixed if month > 12 => Order::MonthFirst,
            order => order,
        };
        if !matches!(order, Order::Open | Order::Mixed) || day == month {
            return self.parsed(column, rejects, |text| cells::instant(text, order)).flatten();
        }
        if !found.told.replace(true) {
            let header = self.sheet.index(column).and_then(|at| self.sheet.headers.get(at)).map_or("", |h| h.trim());
            let message = format!(
                "`{}` may be day or month first, and {}; dates of `{}` that may be either are read as empty",
                printable(&text),
                if order == Order::Mixed { "the column has both" } else { "nothing in the column tells which" },
                printable(header)
            );
            let hint = "write dates as 2027-03-31 or 31-03-2027";
            rejects.push(self.reject(RejectKind::Cell, Some(column), message, hint));
        }
        None
    }

    /// The order of a column's dates by all of its rows.
    fn order(&self, column: Column) -> Order {
        let Some(at) = self.sheet.index(column) else { return Order::Open };
        let header = self.sheet.headers.get(at).map_or("", |header| header);
        let Some(mut table) = Table::open(self.whole) else { return Order::Open };
        let mut record = StringRecord::new();
        let mut values = Vec::new();
        while let Some(outcome) = table.read(&mut record) {
            values
                .extend(outcome.ok().and_then(|_| record.get(at)).filter(|cell| cell.contains('/')).map(str::to_owned));
        }
        dates::order(values.iter().map(String::as_str), header, self.sheet.is_of_a_system())
    }

    fn clean(&self, at: usize, strict: bool, rejects: &mut Vec<Reject>) -> Option<Cow<'a, str>> {
        match clean(self.record.get(at)?, strict) {
            Ok(text) => (!text.is_empty()).then_some(text),
            Err(why) => {
                let header = self.sheet.headers.get(at).map_or("", |h| h.trim());
                let message = format!("`{}` has {why}; the cell is read as empty", printable(header));
                rejects.push(self.reject_at(RejectKind::Cell, Some(at), message, "type the value again in the source"));
                None
            }
        }
    }

    /// Something wrong with this row.
    pub(super) fn reject(
        &self,
        kind: RejectKind,
        column: Option<Column>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Reject {
        self.reject_at(kind, column.and_then(|c| self.sheet.index(c)), message, hint)
    }

    fn reject_at(
        &self,
        kind: RejectKind,
        at: Option<usize>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Reject {
        let cell = at.and_then(|at| column_of(self.line.text, self.sheet.delimiter, at));
        let place = place(self.sheet, self.line, cell);
        Reject { kind, problem: Problem::new(message).at(place).hint(hint) }
    }
}

/// A value that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unread {
    /// What it should have been, with its article.
    pub(super) wanted: &'static str,
    pub(super) hint: &'static str,
}

/// The reject of a record that could not be read at all.
pub(super) fn torn(sheet: &Sheet, torn: Torn<'_>) -> Reject {
    let problem = Problem::new(torn.why).at(place(sheet, torn.line, None)).hint(torn.hint);
    Reject { kind: RejectKind::Row, problem }
}

fn place(sheet: &Sheet, line: Line<'_>, cell: Option<(u32, u32)>) -> Place {
    let (column, width) = cell.unwrap_or((0, 0));
    Place { file: sheet.file.clone(), line: line.number, column, width, text: printable(line.text).into() }
}

/// A text from a file for a screen: what would steer a terminal becomes U+FFFD, one for one so that columns stay.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    let steers = |c: char| c.is_control() && c != '\t' || is_direction(c);
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if steers(c) { '\u{FFFD}' } else { c }).collect())
}

/// Characters that embed or override the direction of text, with which a name can pass for another.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Characters nobody sees at either end of a cell, left by copying and pasting.
fn is_edge(c: char) -> bool {
    c.is_whitespace() || is_direction(c) || matches!(c, '\u{FEFF}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}')
}

fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a cell is plainly what it says, as most are.
fn is_clean(raw: &[u8]) -> bool {
    let is_shown = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_graphic() && *byte != b'=');
    is_shown(raw.first()) && is_shown(raw.last()) && raw.iter().all(|byte| (0x20..0x7f).contains(byte))
}

/// The text of a cell without what surrounds it, or why it cannot be used.
fn clean(raw: &str, strict: bool) -> Result<Cow<'_, str>, String> {
    if is_clean(raw.as_bytes()) {
        return Ok(Cow::Borrowed(raw));
    }
    let text = raw.trim_matches(is_edge);
    // Excel writes `="0012"` to keep the zeros.
    let text = text.strip_prefix("=\"").and_then(|t| t.strip_suffix('"')).map_or(text, |t| t.trim_matches(is_edge));
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_control()) {
        return Ok(Cow::Borrowed(text));
    }
    let mut folds = false;
    for c in text.chars() {
        match c {
            '\0' => return Err("a NUL byte".into()),
            '\u{FFFD}' => return Err("characters that its encoding does not explain".into()),
            c if is_break(c) && strict => return Err("a line break".into()),
            c if is_direction(c) && strict => {
                return Err(format!("the invisible character U+{:04X}, which turns text around", u32::from(c)));
            }
            c if is_break(c) || c == '\t' => folds = true,
            c if c.is_control() => return Err(format!("the control character U+{:04X}", u32::from(c))),
            _ => {}
        }
    }
    if !folds {
        return Ok(Cow::Borrowed(text));
    }
    Ok(Cow::Owned(text.split(|c: char| c.is_whitespace()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")))
}

/// What exports write for nothing.
fn is_null(text: &str) -> bool {
    const NULLS: [&str; 8] = ["null", "(null)", "<null>", "n/a", "#n/a", "#n/b", "nan", "-"];
    text.len() <= 6 && NULLS.iter().any(|null| text.eq_ignore_ascii_case(null))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_made_clean() {
        let fine = |raw| clean(raw, true).unwrap().into_owned();
        assert_eq!(fine(" Chloë O'Brien-'t Hart\u{A0}"), "Chloë O'Brien-'t Hart");
        assert_eq!(fine("\u{202A}jan@voorbeeldstad.example\u{202C}"), "jan@voorbeeldstad.example");
        assert_eq!(fine("=\"0012\""), "0012");
        assert_eq!(fine("李"), "李");
        assert_eq!(clean("Stationsplein 1\r\n1234 AB\tUtrecht", false).unwrap(), "Stationsplein 1 1234 AB Utrecht");
    }

    #[test]
    fn what_could_enter_a_header_or_steer_a_terminal_is_refused() {
        assert_eq!(clean("Jan\r\nBcc: a@b.example", true), Err("a line break".into()));
        assert_eq!(clean("Jan\0", false), Err("a NUL byte".into()));
        assert_eq!(clean("\u{1b}[31mJan", false), Err("the control character U+001B".into()));
        assert_eq!(clean("Chlo\u{FFFD}", true), Err("characters that its encoding does not explain".into()));
        assert!(clean("Jan \u{202E}nav", true).is_err());
        assert_eq!(printable("a\u{1b}[31mb\tc"), "a\u{FFFD}[31mb\tc");
    }
}
