//! What was begun under an earlier approval and would tell dates that no longer hold.
//!
//! What the relay put off, nobody has seen: it is planned afresh, as if it had not been tried, though its attempts stay
//! in the history. What the relay may have taken must not go out again with other words under the same Message-ID, nor
//! with the old dates: it becomes uncertain, and a person decides.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::codes::{DEFERRED, HELD, PLANNED, SENDING, Stamp, UNCERTAIN};
use super::fault::Fallible;

/// Whether an attempt at a notice ended without an answer.
pub(super) fn may_be_told(conn: &Connection, seq: i64) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM attempt WHERE notice = ?1 AND result = ?2)")?
        .query_row([seq, UNCERTAIN], |row| row.get(0))
}

/// Forgets what the first attempt at a deferred notice recorded, and charges it nothing for it. It is then planned.
pub(super) fn clear(tx: &Connection, seq: i64, at: DateTime<Utc>) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE notice SET state = ?2, wake = due, since = ?3, excused = tries, detail = NULL,
           first_at = NULL, first_migrated = NULL, first_snapshot = NULL WHERE seq = ?1",
    )?
    .execute(params![seq, PLANNED, Stamp(at)])?;
    Ok(())
}

/// Leaves it to a person what may have been told already: now, or, of one that a crash left in sending, when the next
/// sender settles it.
pub(super) fn never_again(tx: &Connection, seq: i64, at: DateTime<Utc>) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE notice SET state = ?2, wake = NULL, since = ?3 WHERE seq = ?1 AND state = ?4")?
        .execute(params![seq, UNCERTAIN, Stamp(at), DEFERRED])?;
    tx.prepare_cached("UPDATE notice SET resend = 0 WHERE seq = ?1 AND state = ?2")?.execute([seq, SENDING])?;
    Ok(())
}

/// Gives notices that came by an event the dates of their waves, by number: a plan has rules for them, not lines.
pub(super) fn events(tx: &Connection, waves: &HashMap<i64, Option<i64>>, at: DateTime<Utc>) -> Fallible<()> {
    let mut stale: Vec<(i64, i64, Option<i64>)> = Vec::new();
    {
        let mut query = tx.prepare_cached(
            "SELECT seq, wave, dates, state FROM notice WHERE event = 1 AND state IN (?1, ?2, ?3, ?4)",
        )?;
        let mut rows = query.query([PLANNED, HELD, DEFERRED, SENDING])?;
        while let Some(row) = rows.next()? {
            let (seq, wave, dates, state): (i64, i64, Option<i64>, i64) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            if let Some(now) = waves.get(&wave).filter(|now| **now != dates) {
                stale.push((seq, state, *now));
            }
        }
    }
    for (seq, state, dates) in stale {
        if state == SENDING || (state == DEFERRED && may_be_told(tx, seq)?) {
            never_again(tx, seq, at)?;
            continue;
        }
        if state == DEFERRED {
            clear(tx, seq, at)?;
        }
        tx.prepare_cached("UPDATE notice SET dates = ?2 WHERE seq = ?1")?.execute(params![seq, dates])?;
    }
    Ok(())
}
