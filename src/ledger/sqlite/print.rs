//! Writing what became of paper.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::codes::{By, Id, PLANNED, PRINTED, Serials, Stamp, of_state};
use super::fault::Fallible;
use super::generation;
use crate::error::Error;
use crate::ledger::{Fate, PaperOutcome, Printing, State};
use crate::schedule::NoticeId;

/// Moves planned notices on paper to what became of them, or none of them; returns how many were still planned.
pub(super) fn print(conn: &mut Connection, outcomes: &[PaperOutcome], now: DateTime<Utc>) -> Fallible<u64> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    let mut moved = 0;
    for outcome in outcomes {
        let channel: Option<By> = tx
            .prepare_cached("SELECT channel FROM notice WHERE id = ?1")?
            .query_row([Id(outcome.id)], |row| row.get("channel"))
            .optional()?;
        if !channel.is_some_and(|by| by.0.is_paper()) {
            return Err(Error::bug(format!("notice {} is not one to be printed", outcome.id)).into());
        }
        moved += settle(&tx, outcome, now)? as u64;
    }
    generation::step(&tx, now)?;
    tx.commit()?;
    Ok(moved)
}

/// What a printed notice was made from.
pub(super) fn printing(conn: &Connection, id: NoticeId) -> Fallible<Option<Printing>> {
    let mut query = conn.prepare_cached(
        "SELECT s.hash, n.first_migrated FROM notice n JOIN snapshot s ON s.seq = n.first_snapshot
         WHERE n.id = ?1 AND n.state = ?2",
    )?;
    let found = query.query_row(params![Id(id), PRINTED], |row| {
        Ok(Printing { snapshot: row.get("hash")?, migrated: row.get::<_, Serials>("first_migrated")?.0 })
    });
    Ok(found.optional()?)
}

fn settle(tx: &Connection, outcome: &PaperOutcome, now: DateTime<Utc>) -> Fallible<usize> {
    let (state, detail, migrated) = match &outcome.fate {
        Fate::Printed { sheet, migrated } => (State::Printed, Some(sheet.as_str()), Some(Serials::text(migrated)?)),
        Fate::Suppressed(reason) => (State::Suppressed, Some(reason.as_str()), None),
        Fate::Expired => (State::Expired, None, None),
    };
    let first = migrated.is_some().then_some(Stamp(now));
    let changed = tx
        .prepare_cached(
            "UPDATE notice SET state = ?2, since = ?3, wake = NULL, detail = ?4, first_at = ?5, first_migrated = ?6,
               first_snapshot = CASE WHEN ?5 IS NULL THEN NULL
                 ELSE (SELECT snapshot FROM approval ORDER BY seq DESC LIMIT 1) END
             WHERE id = ?1 AND state = ?7",
        )?
        .execute(params![Id(outcome.id), of_state(state), Stamp(now), detail, first, migrated, PLANNED])?;
    Ok(changed)
}
