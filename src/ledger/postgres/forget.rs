//! Takes somebody out of the store.

use std::collections::HashSet;

use super::codes::{Octets, Stamp, sql, state};
use super::fault::{Fallible, Fault};
use super::link::{Link, values};
use super::tx::Tx;
use super::{journal, snapshot};
use crate::error::Error;
use crate::ledger::acted::{EXPECTED, MARKED};
use crate::ledger::forget::{DIGEST, FORGOTTEN, WORDS, WORDS_OF_MANY, digest};
use crate::ledger::journal::Written;
use crate::ledger::secret::random;
use crate::ledger::{Forget, Forgotten, Said};

/// Forgets somebody, in one transaction; returns how many notices were cancelled.
pub(super) fn forget(link: &Link, forget: &Forget, said: &Said<'_>) -> Fallible<u64> {
    let tx = Tx::begin(link, said.at)?;
    let mut cancelled = 0;
    for (person, alias) in &forget.people {
        if let Some(row) = tx.query_opt("SELECT seq FROM person WHERE id = $1", values![&**person])? {
            cancelled += notices(&tx, row.try_get(0)?, alias, said)?;
        }
        tx.execute(
            "UPDATE act SET subject = replace(subject, ' ' || $1::text, ' ' || $2::text) WHERE kind IN ($3, $4)",
            values![&**person, &**alias, MARKED, EXPECTED],
        )?;
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
        tx.execute(
            "INSERT INTO forgotten (digest) VALUES ($1) ON CONFLICT DO NOTHING",
            values![digest(&key, identity).as_slice()],
        )?;
    }
    journal::write(&tx, &Written::forgotten(forget, said, cancelled, &forget.proof(&key)))?;
    tx.commit()?;
    Ok(cancelled)
}

/// Writes the tables anew that may have bytes of what was erased. What is in the server's log (WAL) and in its back-ups stays
/// until those are given up.
pub(super) fn wipe(link: &Link) -> Fallible<()> {
    const TABLES: [&str; 10] =
        ["notice", "attempt", "report", "fact", "person", "hold", "act", "approval", "journal", "file"];
    for table in TABLES {
        link.batch(&format!("VACUUM FULL {table}")).map_err(|fault| {
            Fault::Told(
                Error::unreachable(format!(
                    "they are forgotten, and the server still has bytes of what was erased: {}",
                    fault.in_words()
                ))
                .hint(
                    "end what runs, or make room, and say `heraut person forget` again: then that is done; it needs the owner of \
                     the tables",
                ),
            )
        })?;
    }
    Ok(())
}

fn notices(tx: &Link, person: i64, alias: &str, said: &Said<'_>) -> Fallible<u64> {
    let cancelled = tx.execute(
        sql!("UPDATE notice SET state = " cancelled ", wake = NULL, kept_wake = NULL, since = $2, lapsed = 0
              WHERE person = $1 AND state IN (" planned ", " deferred ", " held ", " sending ", " failed ", " uncertain ", " bounced ")"),
        values![person, Stamp(said.at)],
    )?;
    // Why one was suppressed is a word of ours; a detail at all says of an accepted one that a person settled it.
    tx.execute(
        sql!("UPDATE notice SET detail = $2 WHERE person = $1 AND detail IS NOT NULL AND state <> " suppressed),
        values![person, FORGOTTEN],
    )?;
    tx.execute(
        "UPDATE attempt SET reply = '' WHERE notice IN (SELECT seq FROM notice WHERE person = $1)",
        values![person],
    )?;
    tx.execute(
        "UPDATE report SET address = '', words = '' WHERE notice IN (SELECT seq FROM notice WHERE person = $1)",
        values![person],
    )?;
    // Never deleted: a sender knows by their number which it has read.
    tx.execute(
        "UPDATE fact SET device = CASE WHEN device IS NULL THEN NULL ELSE 'forgotten-' || seq END,
           why = CASE WHEN why IS NULL THEN NULL ELSE '' END WHERE person = $1",
        values![person],
    )?;
    tx.execute("UPDATE person SET id = $2 WHERE seq = $1", values![person, alias])?;
    Ok(cancelled)
}

fn scrub(tx: &Link, forget: &Forget, table: &str, column: &str) -> Fallible<()> {
    for row in tx.query(&format!("SELECT seq, {column} FROM {table} WHERE {column} IS NOT NULL"), &[])? {
        if let Some(scrubbed) = forget.scrubbed(row.try_get(1)?) {
            tx.execute(
                &format!("UPDATE {table} SET {column} = $2 WHERE seq = $1"),
                values![row.try_get::<_, i64>(0)?, scrubbed],
            )?;
        }
    }
    Ok(())
}

/// The same of a text that many rows share. What a relay says when it takes a message is its own number for it.
fn scrub_each(tx: &Link, forget: &Forget, table: &str, column: &str) -> Fallible<()> {
    let all = format!("SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL AND {column} NOT LIKE '250%'");
    for row in tx.query(&all, &[])? {
        let text: &str = row.try_get(0)?;
        if let Some(scrubbed) = forget.scrubbed(text) {
            tx.execute(&format!("UPDATE {table} SET {column} = $2 WHERE {column} = $1"), values![text, scrubbed])?;
        }
    }
    Ok(())
}

/// The key of the digests, made with the first of them.
fn key(tx: &Link) -> Fallible<[u8; 32]> {
    tx.execute("INSERT INTO forgetting VALUES (1, $1) ON CONFLICT DO NOTHING", values![random()?.as_slice()])?;
    Ok(tx.query_one("SELECT key FROM forgetting", &[])?.try_get::<_, Octets<32>>(0)?.0)
}

/// Who was forgotten.
pub(super) fn forgotten(link: &Link) -> Fallible<Forgotten> {
    let Some(key) = link.query_opt("SELECT key FROM forgetting", &[])? else { return Ok(Forgotten::default()) };
    let mut digests = HashSet::new();
    for row in link.query("SELECT digest FROM forgotten", &[])? {
        digests.insert(row.try_get::<_, Octets<DIGEST>>(0)?.0);
    }
    Ok(Forgotten { key: key.try_get::<_, Octets<32>>(0)?.0, digests })
}
