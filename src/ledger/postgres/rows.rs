//! The rows as they stand, for a copy in another store.

use chrono::{DateTime, Utc};
use tokio_postgres::Row;

use super::codes::Stamp;
use super::fault::Fallible;
use super::journal;
use super::link::{Link, Values, values};
use crate::error::Result;
use crate::ledger::journal::Written;
use crate::ledger::tables::{Course, Kind, Table, Value};

/// So many rows are fetched at a time.
const PAGE: usize = 1000;

/// Shows the rows of a table in their order. The outer error is the store's.
pub(super) fn rows(link: &Link, table: &Table, each: &mut dyn FnMut(&[Value]) -> Result<()>) -> Fallible<Result<()>> {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    // By octets, as everywhere.
    let sorted = |(name, kind): &(&str, Kind)| match kind {
        Kind::Text => format!("{name} COLLATE \"C\""),
        _ => (*name).to_owned(),
    };
    let key: Vec<String> = table.columns[..table.key].iter().map(sorted).collect();
    let text = format!("SELECT {} FROM {} ORDER BY {}", names.join(", "), table.name, key.join(", "));
    link.pages(&text, &[], PAGE, &mut |row| {
        let values = table.columns.iter().enumerate().map(|(at, (_, kind))| value(row, at, *kind));
        Ok(each(&values.collect::<Fallible<Vec<_>>>()?))
    })
}

fn value(row: &Row, at: usize, kind: Kind) -> Fallible<Value> {
    let value = match kind {
        Kind::Number => row.try_get::<_, Option<i64>>(at)?.map(Value::Number),
        Kind::Flag => row.try_get::<_, Option<bool>>(at)?.map(|flag| Value::Number(flag.into())),
        Kind::Text => row.try_get::<_, Option<String>>(at)?.map(Value::Text),
        Kind::Octets => row.try_get::<_, Option<Vec<u8>>>(at)?.map(Value::Octets),
    };
    Ok(value.unwrap_or(Value::Nothing))
}

/// A column of many rows.
enum Column<'r> {
    Numbers(Vec<Option<i64>>),
    Flags(Vec<Option<bool>>),
    Texts(Vec<Option<&'r str>>),
    Octets(Vec<Option<&'r [u8]>>),
}

/// Writes rows.
pub(super) fn add(link: &Link, table: &Table, rows: &[Vec<Value>]) -> Fallible<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let columns: Vec<Column<'_>> =
        table.columns.iter().enumerate().map(|(at, (_, kind))| column(rows, at, *kind)).collect();
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let arrays: Vec<String> = columns.iter().enumerate().map(|(at, column)| column.array(at + 1)).collect();
    let text = format!("INSERT INTO {} ({}) SELECT * FROM unnest({})", table.name, names.join(", "), arrays.join(", "));
    let values: Vec<&(dyn tokio_postgres::types::ToSql + Sync)> = columns.iter().map(Column::value).collect();
    let values: Values<'_> = &values;
    link.execute(&text, values)?;
    Ok(())
}

fn column(rows: &[Vec<Value>], at: usize, kind: Kind) -> Column<'_> {
    let number = |row: &Vec<Value>| if let Value::Number(number) = row[at] { Some(number) } else { None };
    match kind {
        Kind::Number => Column::Numbers(rows.iter().map(number).collect()),
        Kind::Flag => Column::Flags(rows.iter().map(|row| number(row).map(|number| number != 0)).collect()),
        Kind::Text => Column::Texts(
            rows.iter().map(|row| if let Value::Text(text) = &row[at] { Some(&**text) } else { None }).collect(),
        ),
        Kind::Octets => Column::Octets(
            rows.iter().map(|row| if let Value::Octets(octets) = &row[at] { Some(&**octets) } else { None }).collect(),
        ),
    }
}

impl Column<'_> {
    fn array(&self, at: usize) -> String {
        let kind = match self {
            Column::Numbers(_) => "bigint",
            Column::Flags(_) => "boolean",
            Column::Texts(_) => "text",
            Column::Octets(_) => "bytea",
        };
        format!("${at}::{kind}[]")
    }

    fn value(&self) -> &(dyn tokio_postgres::types::ToSql + Sync) {
        match self {
            Column::Numbers(numbers) => numbers,
            Column::Flags(flags) => flags,
            Column::Texts(texts) => texts,
            Column::Octets(octets) => octets,
        }
    }
}

/// How far the ledger has come.
pub(super) fn course(link: &Link) -> Fallible<Course> {
    Ok(Course { steps: link.query_one("SELECT steps FROM generation", &[])?.try_get(0)? })
}

/// Makes what was written lasting.
pub(super) fn end(link: &Link, course: Course, written: &Written<'_>, now: DateTime<Utc>) -> Fallible<()> {
    link.execute("UPDATE generation SET steps = $1::bigint + 1, acted = $2", values![course.steps, Stamp(now)])?;
    journal::write(link, written)?;
    link.end_within()
}
