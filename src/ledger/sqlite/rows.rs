//! The rows as they stand, for a copy in another store.

use chrono::{DateTime, Utc};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row, ToSql, params_from_iter};

use super::fault::{Fallible, Fault};
use super::{generation, journal};
use crate::error::Result;
use crate::ledger::journal::Written;
use crate::ledger::tables::{Course, Table, Value};

/// The columns of a table, as they are read. The id of a notice stands in the `target` of its hold.
fn read_as(table: &Table) -> String {
    let column = |name: &str| match (table.name, name) {
        ("hold", "target") => "CASE kind WHEN 5 THEN NULL ELSE target END".to_owned(),
        ("hold", "notice") => "CASE kind WHEN 5 THEN target END".to_owned(),
        (_, name) => format!("\"{name}\""),
    };
    table.columns.iter().map(|(name, _)| column(name)).collect::<Vec<_>>().join(", ")
}

/// Shows the rows of a table in their order. The outer error is the store's.
pub(super) fn rows(
    conn: &Connection,
    table: &Table,
    each: &mut dyn FnMut(&[Value]) -> Result<()>,
) -> Fallible<Result<()>> {
    let key: Vec<String> = table.columns[..table.key].iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let text = format!("SELECT {} FROM {} ORDER BY {}", read_as(table), table.name, key.join(", "));
    let mut query = conn.prepare(&text)?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let values = (0..table.columns.len()).map(|at| value(row, at)).collect::<Fallible<Vec<_>>>()?;
        if let Err(error) = each(&values) {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

fn value(row: &Row<'_>, at: usize) -> Fallible<Value> {
    Ok(match row.get_ref(at)? {
        ValueRef::Null => Value::Nothing,
        ValueRef::Integer(number) => Value::Number(number),
        ValueRef::Text(text) => Value::Text(std::str::from_utf8(text).map_err(Fault::damaged)?.to_owned()),
        ValueRef::Blob(octets) => Value::Octets(octets.to_vec()),
        ValueRef::Real(number) => return Err(Fault::damaged(format_args!("{number} is no value of a ledger"))),
    })
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Nothing => ValueRef::Null,
            Value::Number(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Octets(octets) => ValueRef::Blob(octets),
        }))
    }
}

/// Writes rows.
pub(super) fn add(conn: &Connection, table: &Table, rows: &[Vec<Value>]) -> Fallible<()> {
    let (mut names, mut places) = (Vec::new(), Vec::new());
    for (at, (name, _)) in table.columns.iter().enumerate() {
        match (table.name, *name) {
            ("hold", "notice") => continue,
            ("hold", "target") => places.push(format!("coalesce(?{}, ?{})", at + 1, at + 2)),
            _ => places.push(format!("?{}", at + 1)),
        }
        names.push(format!("\"{name}\""));
    }
    let text = format!("INSERT INTO {} ({}) VALUES ({})", table.name, names.join(", "), places.join(", "));
    let mut insert = conn.prepare(&text)?;
    for row in rows {
        insert.execute(params_from_iter(row))?;
    }
    Ok(())
}

/// How far the ledger has come.
pub(super) fn course(conn: &Connection) -> Fallible<Course> {
    Ok(conn.query_row("SELECT steps FROM generation", [], |row| Ok(Course { steps: row.get(0)? }))?)
}

/// Makes what was written lasting.
pub(super) fn end(conn: &Connection, course: Course, written: &Written<'_>, now: DateTime<Utc>) -> Fallible<()> {
    conn.execute("UPDATE generation SET steps = ?1", [course.steps])?;
    journal::write(conn, written)?;
    generation::step(conn, now)?;
    conn.execute_batch("COMMIT")?;
    Ok(())
}
