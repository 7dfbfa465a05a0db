//! Records of a CSV file with the line each begins on.
//!
//! One quote that is never closed would make a single cell of all that follows. A record that runs over several
//! lines and does not fit the header is therefore given up at its first line, and reading goes on at the next.

use csv::{Reader, ReaderBuilder, StringRecord};
use memchr::memchr2_iter;

use super::decode::{line_length, opening};

/// The most lines one cell may span: an address has five, a note perhaps ten.
const CELL_LINES: usize = 30;

/// How often a file may be read over again, in its own lengths, before unbalanced quotes are no longer followed.
const REREADS: usize = 8;

/// So many records that cannot be used are told one by one; of the others how many there are.
const TOLD: usize = 100;

/// A CSV file being read.
pub(super) struct Table<'t> {
    text: &'t str,
    delimiter: u8,
    reader: Reader<&'t [u8]>,
    /// Where in the text the reader began.
    base: usize,
    headers: StringRecord,
    header_line: Line<'t>,
    /// Up to where lines have been counted, and the line there.
    counted: (usize, u32),
    reread: usize,
    /// How many records could not be used.
    torn: usize,
    /// The first of those that are only counted.
    beyond: Option<Line<'t>>,
}

/// The first physical line of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// 1-based.
    pub(super) number: u32,
    /// The line without its line end.
    pub(super) text: &'t str,
}

/// A record that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Torn<'t> {
    pub(super) line: Line<'t>,
    pub(super) why: String,
    pub(super) hint: &'static str,
    /// For how many records it stands.
    pub(super) rows: usize,
}

impl<'t> Table<'t> {
    /// Reads the header line; `None` when the file has none.
    pub(super) fn open(text: &'t str) -> Option<Self> {
        let opening = opening(text);
        let mut table = Table {
            text,
            delimiter: opening.delimiter,
            reader: match has_closed_header(&text[opening.header_at..]) {
                true => reader(&text[opening.header_at..], opening.delimiter),
                // Without quotes, the line is as it looks; with them it is the whole file.
                false => unquoted(&text[opening.header_at..], opening.delimiter),
            },
            base: opening.header_at,
            headers: StringRecord::new(),
            header_line: Line { number: 0, text: "" },
            counted: (0, 1),
            reread: 0,
            torn: 0,
            beyond: None,
        };
        let mut headers = StringRecord::new();
        loop {
            let begin = table.position();
            if !table.reader.read_record(&mut headers).ok()? {
                return None;
            }
            if !is_blank(&headers) {
                table.header_line = table.line_at(begin);
                table.headers = headers;
                return Some(table);
            }
        }
    }

    /// The row that was read last, as it stands in the file.
    pub(super) fn row(&self) -> &'t str {
        &self.text[self.counted.0..self.position().max(self.counted.0)]
    }

    /// The file up to where it was read.
    pub(super) fn up_to_here(&self) -> &'t str {
        &self.text[..self.position()]
    }

    /// The headers as written.
    pub(super) fn headers(&self) -> &StringRecord {
        &self.headers
    }

    /// The line of the headers.
    pub(super) fn header_line(&self) -> Line<'t> {
        self.header_line
    }

    /// The first rows that can be read, up to so many, without reading on.
    pub(super) fn sample(&self, most: usize) -> Vec<StringRecord> {
        let Some(mut table) = Table::open(self.text) else { return Vec::new() };
        let mut record = StringRecord::new();
        let mut rows = Vec::new();
        while rows.len() < most
            && let Some(outcome) = table.read(&mut record)
        {
            if outcome.is_ok() {
                rows.push(record.clone());
            }
        }
        rows
    }

    /// The separator.
    pub(super) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The next record that is not blank; `None` at the end. Of records that cannot be used the first hundred come one by
    /// one, and the others as one, at the first of them.
    pub(super) fn read(&mut self, record: &mut StringRecord) -> Option<Result<Line<'t>, Torn<'t>>> {
        loop {
            match self.next(record) {
                Some(Err(torn)) => {
                    self.torn += 1;
                    if self.torn <= TOLD {
                        return Some(Err(torn));
                    }
                    self.beyond.get_or_insert(torn.line);
                }
                Some(Ok(line)) => return Some(Ok(line)),
                None => {
                    let line = self.beyond.take()?;
                    let why = match self.torn - TOLD {
                        1 => "this row cannot be used either".to_owned(),
                        more => format!("this row and {} after it cannot be used either", more - 1),
                    };
                    return Some(Err(Torn {
                        line,
                        why,
                        hint: "mend what is wrong with the rows before; it is the same",
                        rows: self.torn - TOLD,
                    }));
                }
            }
        }
    }

    fn next(&mut self, record: &mut StringRecord) -> Option<Result<Line<'t>, Torn<'t>>> {
        loop {
            let before = self.position();
            let more = self.reader.read_record(record);
            let end = self.position();
            if matches!(more, Ok(false)) {
                return None;
            }
            let line = self.line_at(before);
            if let Err(e) = more {
                return Some(Err(Torn {
                    line,
                    why: format!("the row cannot be read: {e}"),
                    hint: FIX_QUOTES,
                    rows: 1,
                }));
            }
            if is_blank(record) {
                continue;
            }
            let raw = self.text[self.counted.0..end.max(self.counted.0)].trim_end_matches(['\r', '\n']);
            let whole = raw.len() > line.text.len();
            if whole && self.is_torn(raw, record, end) {
                return Some(Err(self.resume_after(line, end)));
            }
            if self.reread_too_much() && raw.contains('"') {
                return Some(Err(Torn {
                    line,
                    why: "the quotes of this file do not match, so this row cannot be told from the next".into(),
                    hint: FIX_QUOTES,
                    rows: 1,
                }));
            }
            if !self.fits(record) {
                let (found, wanted) = (record.len(), self.headers.len());
                let cells = if found == 1 { "cell" } else { "cells" };
                return Some(Err(Torn {
                    line,
                    why: format!("the row has {found} {cells}, the header line {wanted}"),
                    hint: "put cells that contain the separator between double quotes",
                    rows: 1,
                }));
            }
            return Some(Ok(line));
        }
    }

    fn position(&self) -> usize {
        // Below the length of the text, which fits.
        self.base + usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX - self.base)
    }

    /// The line at `at` or, when line ends follow there, at the first line after them.
    fn line_at(&mut self, at: usize) -> Line<'t> {
        let rest = &self.text[at..];
        let begin = at + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let (from, line) = self.counted;
        self.counted = (begin, line + count_lines(&self.text.as_bytes()[from..begin]));
        let rest = &self.text[begin..];
        Line { number: self.counted.1, text: &rest[..line_length(rest)] }
    }

    /// Whether missing or surplus cells at the end are all blank, as spreadsheets leave them.
    fn fits(&self, record: &StringRecord) -> bool {
        let shared = record.len().min(self.headers.len());
        let blank = |cells: &StringRecord| cells.iter().skip(shared).all(|cell| cell.trim().is_empty());
        blank(record) && blank(&self.headers)
    }

    /// Whether a record of several lines is one because a quote was left open.
    fn is_torn(&self, raw: &str, record: &StringRecord, end: usize) -> bool {
        let broken = |cell: &str| cell.contains(['\r', '\n']);
        !self.fits(record)
            || record.iter().any(|cell| cell.len() > CELL_LINES && cell.lines().nth(CELL_LINES).is_some())
            || end >= self.text.len() && record.iter().next_back().is_some_and(broken) && !raw.ends_with('"')
    }

    /// Gives up a record at its first line and goes on at the line after it.
    fn resume_after(&mut self, line: Line<'t>, end: usize) -> Torn<'t> {
        let next = self.counted.0 + line.text.len();
        self.reread += end.saturating_sub(next);
        self.base = next;
        self.reader = match self.reread_too_much() {
            true => unquoted(&self.text[next..], self.delimiter),
            false => reader(&self.text[next..], self.delimiter),
        };
        Torn { line, why: "a quote on this line is not closed where its cell ends".into(), hint: FIX_QUOTES, rows: 1 }
    }

    fn reread_too_much(&self) -> bool {
        self.reread > REREADS * self.text.len()
    }
}

const FIX_QUOTES: &str = "close the quote, or double it (\"\") where it belongs to the text";

fn builder(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).flexible(true).has_headers(false);
    builder
}

fn reader(text: &str, delimiter: u8) -> Reader<&[u8]> {
    builder(delimiter).from_reader(text.as_bytes())
}

/// A reader to which a quote is a letter like any other.
fn unquoted(text: &str, delimiter: u8) -> Reader<&[u8]> {
    builder(delimiter).quoting(false).from_reader(text.as_bytes())
}

/// Whether the quotes of the header line are closed where a header ends: on its line, or some lines on.
fn has_closed_header(text: &str) -> bool {
    let mut quoted = false;
    for line in text.split_inclusive(['\r', '\n']).filter(|line| !line.trim().is_empty()).take(CELL_LINES) {
        quoted ^= line.matches('"').count() % 2 == 1;
        if !quoted {
            return true;
        }
    }
    !quoted
}

fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(|cell| cell.trim().is_empty())
}

/// Line ends, where CR LF is one.
fn count_lines(bytes: &[u8]) -> u32 {
    let is_counted = |at: &usize| bytes[*at] == b'\r' || *at == 0 || bytes[*at - 1] != b'\r';
    u32::try_from(memchr2_iter(b'\r', b'\n', bytes).filter(is_counted).count()).unwrap_or(u32::MAX)
}

/// Where the cell of this index is in the first line of its record: 1-based column and width, in characters.
pub(super) fn column_of(line: &str, delimiter: u8, index: usize) -> Option<(u32, u32)> {
    let mut quoted = false;
    let cells = line.split(|c| {
        quoted ^= c == '"';
        c == char::from(delimiter) && !quoted
    });
    let mut begin = 0;
    for (at, cell) in cells.enumerate() {
        let width = cell.chars().count();
        if at == index {
            return Some((u32::try_from(begin + 1).ok()?, u32::try_from(width.max(1)).ok()?));
        }
        begin += width + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each record as `line: cell|cell`, or `line! why`.
    fn read(text: &str) -> Vec<String> {
        let mut table = Table::open(text).unwrap();
        let mut record = StringRecord::new();
        let mut seen = Vec::new();
        while let Some(row) = table.read(&mut record) {
            seen.push(match row {
                Ok(line) => format!("{}: {}", line.number, record.iter().collect::<Vec<_>>().join("|")),
                Err(torn) => format!("{}! {}", torn.line.number, torn.why),
            });
        }
        seen
    }

    #[test]
    fn a_record_has_the_line_it_begins_on() {
        let rows = ["3: 1|x\ny", "5: 2|z", "8: 3|w"];
        let text = "\na,b\n1,\"x\ny\"\n2,z\n\n\n3,w\n";
        assert_eq!(read(text), rows);
        assert_eq!(read(&text.replace('\n', "\r\n")), rows.map(|r| r.replace('\n', "\r\n")));
        assert_eq!(read(&text.replace('\n', "\r")), rows.map(|r| r.replace('\n', "\r")));
    }

    #[test]
    fn rows_that_do_not_fit_the_header_are_told() {
        assert_eq!(
            read("a;b;c\n1;2;3;;\n1;2\n;;\n1;2;3;4\n"),
            ["2: 1|2|3||", "3! the row has 2 cells, the header line 3", "5! the row has 4 cells, the header line 3"]
        );
        assert_eq!(read("a;b;\n1;2\n"), ["2: 1|2"]);
    }

    #[test]
    fn an_open_quote_costs_its_own_line_only() {
        let torn = "a quote on this line is not closed where its cell ends";
        assert_eq!(read("a,b\n\"1,2\n3,4\n5,\"six\"\n"), [format!("2! {torn}"), "3: 3|4".into(), "4: 5|six".into()]);
        assert_eq!(read("a,b\n1,\"2\n3,4\n5,6"), [format!("2! {torn}"), "3: 3|4".into(), "4: 5|6".into()]);
    }

    #[test]
    fn unbalanced_quotes_on_every_line_take_linear_time() {
        let text = format!("a,b,c,d,e\n{}", "\"a,b\"c,\"\n".repeat(20_000));
        let rows = read(&text);
        assert_eq!(rows.len(), TOLD + 1);
        assert!(rows.iter().all(|row| row.contains('!')));
        assert!(
            rows[TOLD].ends_with("this row and 19899 after it cannot be used either"),
            "none is dropped: {}",
            rows[TOLD]
        );
    }

    /// Three megabytes of short rows would be hundreds of megabytes of findings.
    #[test]
    fn of_rows_that_cannot_be_used_a_hundred_are_told_and_the_others_counted() {
        let rows = read(&format!("a,b,c\n{}1,2,3\n", "x,y\n".repeat(1000)));
        assert_eq!(rows.len(), 102);
        assert_eq!(rows[99], "101! the row has 2 cells, the header line 3");
        assert_eq!(rows[100], "1002: 1|2|3");
        assert_eq!(rows[101], "102! this row and 899 after it cannot be used either");
        let one_more = read(&format!("a,b,c\n{}", "x,y\n".repeat(101)));
        assert_eq!(one_more.last().unwrap(), "102! this row cannot be used either");
        assert_eq!(read(&format!("a,b,c\n{}", "x,y\n".repeat(100))).len(), 100);
    }

    /// The header would be a file of ten megabytes, with a cell for each of its rows.
    #[test]
    fn an_open_quote_in_the_header_costs_its_own_line_only() {
        let text = format!("\"a,b,c\n{}", "1,2,3\n".repeat(100_000));
        let table = Table::open(&text).unwrap();
        assert_eq!(table.headers().iter().collect::<Vec<_>>(), ["\"a", "b", "c"]);
        let closed = Table::open("\"a\nb\",c\n1,2\n").unwrap();
        assert_eq!(closed.headers().iter().collect::<Vec<_>>(), ["a\nb", "c"]);
    }

    /// One open quote before a hundred thousand rows: it is read over once, and its own line is all it costs.
    #[test]
    fn an_open_quote_before_many_rows_is_read_over_once() {
        let text = format!("a,b,c\n\"open,2,3\n{}", "1,2,3\n".repeat(100_000));
        let mut table = Table::open(&text).unwrap();
        let mut record = StringRecord::new();
        let (mut used, mut torn) = (0, 0);
        while let Some(row) = table.read(&mut record) {
            *(if row.is_ok() { &mut used } else { &mut torn }) += 1;
        }
        assert_eq!((used, torn), (100_000, 1));
        assert!(table.reread <= text.len(), "{} of {}", table.reread, text.len());
    }

    #[test]
    fn a_cell_is_found_in_its_line() {
        assert_eq!(column_of("a;\"b;c\";dé", b';', 0), Some((1, 1)));
        assert_eq!(column_of("a;\"b;c\";dé", b';', 1), Some((3, 5)));
        assert_eq!(column_of("a;\"b;c\";dé", b';', 2), Some((9, 2)));
        assert_eq!(column_of("a;;", b';', 1), Some((3, 1)));
        assert_eq!(column_of("a", b';', 1), None);
    }
}
