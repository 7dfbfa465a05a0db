//! Whether a ledger is sound: its file, and what the contract promises about what is in it.

use rusqlite::Connection;

use super::codes::{sql, state};
use super::fault::Fallible;
use super::hold::COVERED;
use super::{journal, query, snapshot};
use crate::ledger::sound::NEVER;
use crate::ledger::{Broken, broken};

/// What is wrong with the ledger, a sentence each; nothing when it is sound. Reads all of it.
pub(super) fn verify(conn: &Connection) -> Fallible<Vec<String>> {
    let mut found = damage(conn, "integrity_check(20)")?;
    if !found.is_empty() {
        // What else would be found in a damaged file means nothing.
        return Ok(found);
    }
    let mut orphans = conn.prepare("PRAGMA foreign_key_check")?;
    let mut rows = orphans.query([])?;
    let mut of = 0;
    while rows.next()?.is_some() {
        of += 1;
    }
    if of > 0 {
        found.push(format!("{of} rows belong to rows that are not there"));
    }
    for (what, count) in NEVER {
        let count: i64 = conn.query_row(count, [], |row| row.get(0))?;
        if count > 0 {
            found.push(format!("{count} {what}"));
        }
    }
    let held = format!(sql!("SELECT count(*) FROM notice n WHERE state = " held " AND NOT {}"), COVERED);
    let held: i64 = conn.query_row(&held, [], |row| row.get(0))?;
    if held > 0 {
        found.push(format!("{held} held notices that no hold covers"));
    }
    if let Some(Broken { number, why }) = broken(&journal::journal(conn)?) {
        found.push(format!("entry {number} of the journal was not written so: {why}"));
    }
    if let Some(approval) = query::approved(conn)?
        && let Err(error) = snapshot::load(conn, &approval.snapshot)
    {
        found.push(format!("the approved snapshot cannot be read: {}", error.in_words()));
    }
    Ok(found)
}

/// What SQLite finds wrong with the file.
fn damage(conn: &Connection, check: &str) -> Fallible<Vec<String>> {
    let mut query = conn.prepare(&format!("PRAGMA {check}"))?;
    let lines = query.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

/// Up to this size everything is looked at when a sender begins: 40,000 notices, a tenth of a second, three on a busy machine.
const SMALL: i64 = 8 << 20;

/// Up to this size the pages are looked at, but not whether the indexes agree with the tables: half as dear. Beyond it they
/// are looked at once a day.
const LARGE: i64 = 32 << 20;

/// How far a sender looks for damage before anything is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glance {
    /// The file is small: at everything, each time.
    Whole,
    /// The file is of middle size: at its pages, each time.
    Pages,
    /// The file is large: at its pages, once a day.
    Daily,
}

impl Glance {
    /// What the size of the ledger allows.
    pub(super) fn of(conn: &Connection) -> Fallible<Self> {
        let pragma = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let size = pragma("page_count")?.saturating_mul(pragma("page_size")?);
        Ok(match size {
            size if size <= SMALL => Glance::Whole,
            size if size <= LARGE => Glance::Pages,
            _ => Glance::Daily,
        })
    }

    /// The first damage that is found so.
    pub(super) fn damage(self, conn: &Connection) -> Fallible<Option<String>> {
        let check = match self {
            Glance::Whole => "integrity_check(1)",
            Glance::Pages | Glance::Daily => "quick_check(1)",
        };
        Ok(damage(conn, check)?.into_iter().next())
    }
}
