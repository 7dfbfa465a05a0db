//! The journal in the store: written in the transaction of what it is about.

use tokio_postgres::Row;

use super::codes::{Octets, Stamp};
use super::fault::Fallible;
use super::link::{Link, values};
use crate::ledger::journal::{Words, Written};
use crate::ledger::secret::random;
use crate::ledger::{Forget, JournalEntry};

const COLUMNS: &str = "seq, at, deed, author, what, why, key, digest, chain";

/// Writes an entry, in the transaction of what was done.
pub(super) fn write(tx: &Link, written: &Written<'_>) -> Fallible<()> {
    let last = tx.query_opt(&format!("SELECT {COLUMNS} FROM journal ORDER BY seq DESC LIMIT 1"), &[])?;
    let last = last.as_ref().map(read).transpose()?;
    let entry = JournalEntry::after(last.as_ref(), written, random()?);
    let Words { by, what, why } = &entry.words;
    tx.execute(
        "INSERT INTO journal (seq, at, deed, author, what, why, key, digest, chain)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        values![
            entry.number as i64,
            Stamp(entry.at),
            entry.deed,
            by,
            what,
            why,
            entry.key.as_ref().map(|key| key.as_slice()),
            entry.digest.as_slice(),
            entry.chain.as_slice()
        ],
    )?;
    Ok(())
}

/// Takes somebody out of the words, with the keys of the entries they were in.
pub(super) fn forget(tx: &Link, forget: &Forget) -> Fallible<()> {
    for entry in journal(tx)? {
        if let Some(Words { by, what, why }) = entry.words.without(forget) {
            tx.execute(
                "UPDATE journal SET author = $2, what = $3, why = $4, key = NULL WHERE seq = $1",
                values![entry.number as i64, by, what, why],
            )?;
        }
    }
    Ok(())
}

/// All of it, the first entry first.
pub(super) fn journal(link: &Link) -> Fallible<Vec<JournalEntry>> {
    link.query(&format!("SELECT {COLUMNS} FROM journal ORDER BY seq"), &[])?.iter().map(read).collect()
}

fn read(row: &Row) -> Fallible<JournalEntry> {
    Ok(JournalEntry {
        number: row.try_get::<_, i64>(0)?.unsigned_abs(),
        at: row.try_get::<_, Stamp>(1)?.0,
        deed: row.try_get(2)?,
        words: Words { by: row.try_get(3)?, what: row.try_get(4)?, why: row.try_get(5)? },
        key: row.try_get::<_, Option<Octets<32>>>(6)?.map(|key| key.0),
        digest: row.try_get::<_, Octets<32>>(7)?.0,
        chain: row.try_get::<_, Octets<32>>(8)?.0,
    })
}
