//! Takes somebody out of the file.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, named_params, params};

use super::codes::{Stamp, sql, state};
use super::fault::{Fallible, Fault};
use super::{generation, journal, snapshot};
use crate::error::Error;
use crate::ledger::acted::{EXPECTED, MARKED};
use crate::ledger::forget::{DIGEST, FORGOTTEN, WORDS, WORDS_OF_MANY, digest};
use crate::ledger::journal::Written;
use crate::ledger::{Forget, Forgotten, Said};

/// Forgets somebody, in one transaction; returns how many notices were cancelled.
pub(super) fn forget(conn: &mut Connection, forget: &Forget, said: &Said<'_>) -> Fallible<u64> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    let mut cancelled = 0;
    for (person, alias) in &forget.people {
        let seq: Option<i64> = tx
            .prepare_cached("SELECT seq FROM person WHERE id = ?1")?
            .query_row([&**person], |row| row.get("seq"))
            .optional()?;
        if let Some(seq) = seq {
            cancelled += notices(&tx, seq, alias, said)?;
        }
        tx.prepare_cached("UPDATE act SET subject = replace(subject, ' ' || ?1, ' ' || ?2) WHERE kind IN (?3, ?4)")?
            .execute(params![&**person, &**alias, MARKED, EXPECTED])?;
    }
    for (table, column) in WORDS {
        scrub(&tx, forget, table, column)?;
    }
    for (table, column) in WORDS_OF_MANY {
        scrub_each(&tx, forget, table, column)?;
    }
    journal::forget(&tx, forget)?;
    for ((hash, path), body) in &forget.files {
        snapshot::replace(&tx, hash, path, body)?;
    }
    let key = key(&tx)?;
    for identity in &forget.identities {
        tx.prepare_cached("INSERT OR IGNORE INTO forgotten (digest) VALUES (?1)")?.execute([digest(&key, identity)])?;
    }
    journal::write(&tx, &Written::forgotten(forget, said, cancelled, &forget.proof(&key)))?;
    generation::step(&tx, said.at)?;
    tx.commit()?;
    Ok(cancelled)
}

/// Makes free pages and the log anew: what was deleted or overwritten is still in them until then.
pub(super) fn wipe(conn: &Connection) -> Fallible<()> {
    let left = |why: String| {
        Error::unreachable(format!("they are forgotten, and the file still has bytes of what was erased: {why}"))
            .hint("end what runs, or make room, and say `heraut person forget` again: then that is done")
    };
    conn.execute_batch("VACUUM").map_err(|e| Fault::Told(left(e.to_string())))?;
    let busy: bool = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        return Err(Fault::Told(left("somebody reads it".to_owned())));
    }
    Ok(())
}

fn notices(tx: &Connection, person: i64, alias: &str, said: &Said<'_>) -> Fallible<u64> {
    let cancelled = tx.execute(
        sql!("UPDATE notice SET state = " cancelled ", wake = NULL, kept_wake = NULL, since = :now, lapsed = 0
              WHERE person = :person AND state IN (" planned ", " deferred ", " held ", " sending ", " failed ", " uncertain ", " bounced ")"),
        named_params! { ":person": person, ":now": Stamp(said.at) },
    )?;
    // Why one was suppressed is a word of ours; a detail at all says of an accepted one that a person settled it.
    tx.execute(
        sql!("UPDATE notice SET detail = :detail
              WHERE person = :person AND detail IS NOT NULL AND state <> " suppressed),
        named_params! { ":person": person, ":detail": FORGOTTEN },
    )?;
    tx.execute("UPDATE attempt SET reply = '' WHERE notice IN (SELECT seq FROM notice WHERE person = ?1)", [person])?;
    tx.execute(
        "UPDATE report SET address = '', words = '' WHERE notice IN (SELECT seq FROM notice WHERE person = ?1)",
        [person],
    )?;
    // Never deleted: a sender knows by their number which it has read.
    tx.execute(
        "UPDATE fact SET device = CASE WHEN device IS NULL THEN NULL ELSE 'forgotten-' || seq END,
           why = CASE WHEN why IS NULL THEN NULL ELSE '' END WHERE person = ?1",
        [person],
    )?;
    tx.execute("UPDATE person SET id = ?2 WHERE seq = ?1", params![person, alias])?;
    Ok(cancelled as u64)
}

fn scrub(tx: &Connection, forget: &Forget, table: &str, column: &str) -> Fallible<()> {
    let mut query = tx.prepare(&format!("SELECT seq, {column} FROM {table} WHERE {column} IS NOT NULL"))?;
    let rows = query.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    for (seq, text) in rows.collect::<rusqlite::Result<Vec<_>>>()? {
        if let Some(scrubbed) = forget.scrubbed(&text) {
            tx.execute(&format!("UPDATE {table} SET {column} = ?2 WHERE seq = ?1"), params![seq, scrubbed])?;
        }
    }
    Ok(())
}

/// The same of a text that many rows share. What a relay says when it takes a message is its own number for it.
fn scrub_each(tx: &Connection, forget: &Forget, table: &str, column: &str) -> Fallible<()> {
    let all = format!("SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL AND {column} NOT LIKE '250%'");
    let mut query = tx.prepare(&all)?;
    let texts = query.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    for text in texts {
        if let Some(scrubbed) = forget.scrubbed(&text) {
            tx.execute(&format!("UPDATE {table} SET {column} = ?2 WHERE {column} = ?1"), [&text, &scrubbed])?;
        }
    }
    Ok(())
}

/// The key of the digests, made with the first of them.
fn key(tx: &Connection) -> rusqlite::Result<[u8; 32]> {
    tx.execute("INSERT OR IGNORE INTO forgetting VALUES (1, randomblob(32))", [])?;
    tx.query_row("SELECT key FROM forgetting", [], |row| row.get("key"))
}

/// Who was forgotten.
pub(super) fn forgotten(conn: &Connection) -> Fallible<Forgotten> {
    let key = conn.query_row("SELECT key FROM forgetting", [], |row| row.get("key")).optional()?;
    let Some(key) = key else { return Ok(Forgotten::default()) };
    let mut query = conn.prepare_cached("SELECT digest FROM forgotten")?;
    let digests =
        query.query_map([], |row| row.get::<_, [u8; DIGEST]>(0))?.collect::<rusqlite::Result<HashSet<_>>>()?;
    Ok(Forgotten { key, digests })
}
