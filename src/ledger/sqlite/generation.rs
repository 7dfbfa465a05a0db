//! Which ledger this is, and how far it has come: a number of its own, and a count of everything ever written to it.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use super::codes::{Stamp, carried, sql, state};
use super::fault::Fallible;
use super::journal;
use crate::ledger::journal::Written;
use crate::ledger::{Bearings, Said, Since};

/// Which ledger, how far it has come, and why it may lack what was done.
pub(super) struct Generation {
    /// Its id, in hex.
    pub(super) ledger: String,
    pub(super) steps: i64,
    pub(super) doubt: Option<String>,
}

pub(super) fn read(conn: &Connection) -> Fallible<Generation> {
    let mut query = conn.prepare_cached("SELECT lower(hex(ledger)) AS ledger, steps, doubt FROM generation")?;
    Ok(query.query_row([], |row| {
        Ok(Generation { ledger: row.get("ledger")?, steps: row.get("steps")?, doubt: row.get("doubt")? })
    })?)
}

/// Another number than before when somebody did something, or something became known.
pub(super) fn acts(conn: &Connection) -> Fallible<i64> {
    let acts = "SELECT coalesce((SELECT max(seq) FROM journal), 0) + coalesce((SELECT max(seq) FROM fact), 0)";
    Ok(conn.prepare_cached(acts)?.query_row([], |row| row.get(0))?)
}

/// Counts a step, in the transaction of what it is.
pub(super) fn step(tx: &Connection, now: DateTime<Utc>) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE generation SET steps = steps + 1, acted = ?1")?.execute([Stamp(now)])?;
    Ok(())
}

/// When it was last written to; `None` when it never was.
pub(super) fn acted(conn: &Connection) -> Fallible<Option<DateTime<Utc>>> {
    let mut query = conn.prepare("SELECT coalesce(acted, (SELECT max(at) FROM approval)) FROM generation")?;
    Ok(query.query_row([], |row| row.get::<_, Option<Stamp>>(0))?.map(|at| at.0))
}

/// Keeps that it may lack what was done, until somebody takes it up.
pub(super) fn doubt(conn: &Connection, why: &str) -> Fallible<()> {
    conn.execute("UPDATE generation SET doubt = ?1 WHERE doubt IS NULL", [why])?;
    Ok(())
}

/// Takes up a doubted ledger under a new id, with more steps than any that were counted. Returns how many notices are
/// left to a person.
pub(super) fn take_up(conn: &mut Connection, since: Since, counted: i64, said: &Said<'_>) -> Fallible<u64> {
    let now = said.at;
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    let left = match since {
        Since::Unsent => 0,
        Since::Uncertain => tx.execute(
            &format!(
                sql!("UPDATE notice SET state = " uncertain ", wake = NULL, since = ?1, detail = ?2
                        WHERE wake <= ?1 AND {}"),
                carried()
            ),
            (Stamp(now), Since::MAY_BE_SENT),
        )?,
    };
    tx.execute("UPDATE generation SET ledger = randomblob(16), steps = max(steps, ?1), doubt = NULL", [counted])?;
    journal::write(&tx, &Written::taken_up(since, said, left as u64))?;
    step(&tx, now)?;
    tx.commit()?;
    Ok(left as u64)
}

/// What the ledger knows of the time. It costs more the more is due, and next to nothing when nothing is.
pub(super) fn bearings(conn: &Connection, now: DateTime<Utc>) -> Fallible<Bearings> {
    let count = |wanted: &str| -> Fallible<u64> {
        let mut query =
            conn.prepare_cached(&format!("SELECT count(*) FROM notice WHERE {wanted} AND {}", carried()))?;
        Ok(query.query_row([], |row| row.get(0))?)
    };
    let micros = now.timestamp_micros();
    let over = count(&format!("wake <= {micros} AND expires <= {micros}"))?;
    let later = conn
        .prepare_cached(&format!("SELECT 1 FROM notice WHERE wake > ?1 AND {} LIMIT 1", carried()))?
        .query_row([Stamp(now)], |row| row.get::<_, i64>(0))
        .optional()?;
    let end: Option<Stamp> = match later {
        Some(_) => None,
        None => conn.query_row(
            &format!(
                sql!("SELECT max(max(due, coalesce(expires, due))) FROM notice WHERE state <> " cancelled " AND {}"),
                carried()
            ),
            [],
            |row| row.get(0),
        )?,
    };
    let waiting = match over {
        0 => conn
            .prepare_cached(&format!("SELECT EXISTS (SELECT 1 FROM notice WHERE wake IS NOT NULL AND {})", carried()))?
            .query_row([], |row| row.get(0))?,
        _ => count("wake IS NOT NULL")?,
    };
    Ok(Bearings { acted: acted(conn)?, waiting, over, end: end.map(|at| at.0) })
}
