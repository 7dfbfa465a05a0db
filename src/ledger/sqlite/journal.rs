//! The journal in the file: written in the transaction of what it is about.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::codes::Stamp;
use super::fault::Fallible;
use crate::ledger::journal::{Words, Written};
use crate::ledger::secret::random;
use crate::ledger::{Forget, JournalEntry};

const COLUMNS: &str = "seq, at, deed, author, what, why, key, digest, chain";

/// Writes an entry, in the transaction of what was done.
pub(super) fn write(tx: &Connection, written: &Written<'_>) -> Fallible<()> {
    let entry = JournalEntry::after(last(tx)?.as_ref(), written, random()?);
    let Words { by, what, why } = &entry.words;
    tx.prepare_cached(
        "INSERT INTO journal (seq, at, deed, author, what, why, key, digest, chain)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        entry.number as i64,
        Stamp(entry.at),
        entry.deed,
        by,
        what,
        why,
        entry.key,
        entry.digest,
        entry.chain
    ])?;
    Ok(())
}

fn last(tx: &Connection) -> rusqlite::Result<Option<JournalEntry>> {
    tx.prepare_cached(&format!("SELECT {COLUMNS} FROM journal ORDER BY seq DESC LIMIT 1"))?
        .query_row([], read)
        .optional()
}

/// Takes somebody out of the words, with the keys of the entries they were in.
pub(super) fn forget(tx: &Connection, forget: &Forget) -> Fallible<()> {
    for entry in journal(tx)? {
        if let Some(Words { by, what, why }) = entry.words.without(forget) {
            tx.prepare_cached("UPDATE journal SET author = ?2, what = ?3, why = ?4, key = NULL WHERE seq = ?1")?
                .execute(params![entry.number as i64, by, what, why])?;
        }
    }
    Ok(())
}

/// All of it, the first entry first.
pub(super) fn journal(conn: &Connection) -> Fallible<Vec<JournalEntry>> {
    let mut query = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM journal ORDER BY seq"))?;
    let rows = query.query_map([], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<JournalEntry> {
    Ok(JournalEntry {
        number: row.get::<_, i64>("seq")?.unsigned_abs(),
        at: row.get::<_, Stamp>("at")?.0,
        deed: row.get("deed")?,
        words: Words { by: row.get("author")?, what: row.get("what")?, why: row.get("why")? },
        key: row.get("key")?,
        digest: row.get("digest")?,
        chain: row.get("chain")?,
    })
}
