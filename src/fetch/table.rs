//! A list as it is kept in a file: columns by their headers, and rows in an order that does not depend on who gave them, so
//! that two of them can be compared, by us and in Git. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::campaign::fold::plain;

/// The headers that tell one row from all others, the first that is there.
const KEYS: [&str; 1] = ["id"];

/// The headers of what people call whom or what a row is about.
const NAMES: [&str; 5] = ["name", "displayName", "userDisplayName", "deviceName", "device_name"];

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// What is otherwise in a list than in the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Whom or what it has that the one before had not.
    pub new: Vec<String>,
    /// Whom or what the one before had, and it has not.
    pub gone: Vec<String>,
    /// Of whom or what it says something else.
    pub changed: Vec<Changed>,
    /// Columns that only one of the two has.
    pub columns: Vec<String>,
    /// How many rows the one before had.
    pub before: usize,
}

/// A row that says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Whom or what it is about.
    pub of: String,
    /// The headers of what is other.
    pub columns: Vec<String>,
}

impl Difference {
    /// Whether more than a tenth of the rows are gone: then it is likelier that less was asked for, or answered.
    pub fn is_a_loss(&self) -> bool {
        self.gone.len() * 10 > self.before
    }

    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        self.new.is_empty() && self.gone.is_empty() && self.changed.is_empty() && self.columns.is_empty()
    }
}

impl Table {
    /// Puts rows in their order: by what they begin with, whatever its case and accents.
    pub fn new(headers: Vec<String>, mut rows: Vec<Vec<String>>) -> Self {
        rows.sort_by_cached_key(|row| {
            let first = row.iter().find(|cell| !cell.is_empty()).map(|cell| plain(cell).to_lowercase());
            (first, row.clone())
        });
        Table { headers, rows }
    }

    /// Reads one that was written.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut reader = csv::Reader::from_reader(bytes);
        let headers = reader.headers().map_err(|e| e.to_string())?.iter().map(str::to_owned).collect();
        let cells = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
        let rows: Result<Vec<Vec<String>>, csv::Error> = reader.records().map(|record| record.map(cells)).collect();
        Ok(Table { headers, rows: rows.map_err(|e| e.to_string())? })
    }

    /// As it stands in a file: UTF-8, commas, a line feed after each row.
    pub fn to_csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in std::iter::once(&self.headers).chain(&self.rows) {
            // Writing to memory cannot fail, and all rows are as long as the first.
            let _ = writer.write_record(row);
        }
        writer.into_inner().unwrap_or_default()
    }

    /// Its headers.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// Its rows, each as long as the headers.
    pub fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    /// Without the columns that are empty everywhere, but for those of these names.
    #[must_use]
    pub fn without_empty(self, kept: &[&str]) -> Self {
        let is_kept =
            |at: usize| kept.contains(&self.headers[at].as_str()) || self.rows.iter().any(|row| !row[at].is_empty());
        let kept: Vec<usize> = (0..self.headers.len()).filter(|at| is_kept(*at)).collect();
        let of = |row: &Vec<String>| kept.iter().map(|at| row[*at].clone()).collect();
        Table { headers: of(&self.headers), rows: self.rows.iter().map(of).collect() }
    }

    /// What is otherwise in it than in the one before.
    pub fn since(&self, before: &Table) -> Difference {
        let key = KEYS.into_iter().find(|key| self.column(key).is_some() && before.column(key).is_some());
        let (then, now) = (before.by_key(key), self.by_key(key));
        let names = |of: &Table, rows: &[&Vec<String>]| rows.iter().map(|row| of.named(row)).collect::<Vec<_>>();
        let mut difference = Difference { before: before.rows.len(), ..Difference::default() };
        for (key, rows) in &now {
            let was = then.get(key).map_or(&[][..], Vec::as_slice);
            difference.new.extend(names(self, rows.get(was.len()..).unwrap_or_default()));
            for (row, was) in rows.iter().zip(was) {
                let columns = self.other(row, before, was);
                if !columns.is_empty() {
                    difference.changed.push(Changed { of: self.named(row), columns });
                }
            }
        }
        for (key, rows) in &then {
            let is = now.get(key).map_or(0, Vec::len);
            difference.gone.extend(names(before, rows.get(is..).unwrap_or_default()));
        }
        let headers = |of: &Table| of.headers.iter().cloned().collect::<BTreeSet<String>>();
        difference.columns = headers(self).symmetric_difference(&headers(before)).cloned().collect();
        difference
    }

    fn column(&self, header: &str) -> Option<usize> {
        self.headers.iter().position(|other| other == header)
    }

    fn by_key(&self, key: Option<&str>) -> BTreeMap<String, Vec<&Vec<String>>> {
        let at = key.and_then(|key| self.column(key));
        let mut by_key: BTreeMap<String, Vec<&Vec<String>>> = BTreeMap::new();
        for row in &self.rows {
            let own = at.map(|at| &row[at]).filter(|cell| !cell.is_empty());
            let key = own.or_else(|| row.iter().find(|cell| !cell.is_empty()));
            by_key.entry(key.map(|key| key.to_lowercase()).unwrap_or_default()).or_default().push(row);
        }
        by_key
    }

    /// The headers that both have, and under which two rows differ.
    fn other(&self, row: &[String], before: &Table, was: &[String]) -> Vec<String> {
        let differs = |(at, header): &(usize, &String)| before.column(header).is_some_and(|then| was[then] != row[*at]);
        self.headers.iter().enumerate().filter(differs).map(|(_, header)| header.clone()).collect()
    }

    /// What people call whom a row is about: a name, and what it begins with.
    fn named(&self, row: &[String]) -> String {
        let name = NAMES.iter().find_map(|header| self.column(header)).map(|at| row[at].as_str()).unwrap_or_default();
        let first = row.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str);
        match (name, first) {
            ("", first) => first.to_owned(),
            (name, first) if name == first => name.to_owned(),
            (name, first) => format!("{name} ({first})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        let Table { headers, rows } = Table::read(text.as_bytes()).unwrap();
        Table::new(headers, rows)
    }

    #[test]
    fn the_order_of_rows_is_that_of_their_words_and_not_of_who_gave_them() {
        let one = table("upn,id,name\nb@x,2,Bram\nÁ@x,1,\"Anna, the first\"\nC@x,3,Chris\n");
        let other = table("upn,id,name\nC@x,3,Chris\nb@x,2,Bram\nÁ@x,1,\"Anna, the first\"\n");
        assert_eq!(one, other);
        let written = String::from_utf8(one.to_csv()).unwrap();
        assert_eq!(written, "upn,id,name\nÁ@x,1,\"Anna, the first\"\nb@x,2,Bram\nC@x,3,Chris\n");
        assert_eq!(Table::read(written.as_bytes()), Ok(one));
        assert!(Table::read(b"a,b\n1\n").is_err());
    }

    #[test]
    fn a_difference_knows_people_by_their_id_and_names_them() {
        let then = table("upn,id,name,department\na@x,1,Anna,IT\nb@x,2,Bram,IT\nc@x,3,Chris,HR\n");
        let now = table("upn,id,name,department\nanna@x,1,Anna,HR\nc@x,3,Chris,HR\nd@x,4,Dirk,HR\n");
        let found = now.since(&then);
        assert_eq!((found.new, found.gone), (vec!["Dirk (d@x)".to_owned()], vec!["Bram (b@x)".to_owned()]));
        let columns = vec!["upn".to_owned(), "department".to_owned()];
        assert_eq!(found.changed, [Changed { of: "Anna (anna@x)".to_owned(), columns }]);
        assert!(then.since(&then).is_none());
        // Without an id it is what rows begin with that tells them apart.
        let found = table("serial,os\nS1,17\nS1,18\n").since(&table("serial,os\nS1,17\nS2,17\n"));
        assert_eq!((found.new, found.gone), (vec!["S1".to_owned()], vec!["S2".to_owned()]));
        assert_eq!(table("upn,site\na@x,Kade\n").since(&table("upn,city\na@x,Kade\n")).columns, ["city", "site"]);
    }

    #[test]
    fn more_than_a_tenth_is_a_loss() {
        let of = |from: usize, to: usize| {
            let rows: String = (from..to).map(|n| format!("{n}@x\n")).collect();
            table(&format!("upn\n{rows}"))
        };
        assert!(!of(3, 30).since(&of(0, 30)).is_a_loss(), "three of thirty are a tenth");
        assert!(of(4, 30).since(&of(0, 30)).is_a_loss());
        assert!(of(0, 30).since(&of(0, 0)).new.len() == 30 && !of(0, 30).since(&of(0, 0)).is_a_loss());
        // As many rows, and others: that is a loss too.
        assert!(of(30, 60).since(&of(0, 30)).is_a_loss());
    }

    #[test]
    fn a_column_without_anything_is_left_out() {
        let kept = table("upn,city,site\na@x,,\nb@x,,\n").without_empty(&["site"]);
        assert_eq!(String::from_utf8(kept.to_csv()).unwrap(), "upn,site\na@x,\nb@x,\n");
    }
}
