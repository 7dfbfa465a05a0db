//! What was begun under an earlier approval and would tell dates that no longer hold.
//!
//! What the relay put off, nobody has seen: it is planned again, as if it had not been tried, though its attempts stay
//! in the history. What the relay may have taken must not go out again with other words under the same Message-ID, nor
//! with the old dates: it becomes uncertain, and a person decides.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::codes::{SENDING, Stamp, UNCERTAIN, sql, state};
use super::fault::Fallible;

/// Whether an attempt at a notice ended without an answer.
pub(super) fn may_be_told(conn: &Connection, seq: i64) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM attempt WHERE notice = ?1 AND result = ?2)")?
        .query_row([seq, UNCERTAIN], |row| row.get(0))
}

/// How many attempts at a notice ended without an answer.
pub(super) fn unanswered(conn: &Connection, seq: i64) -> rusqlite::Result<u32> {
    conn.prepare_cached("SELECT count(*) FROM attempt WHERE notice = ?1 AND result = ?2")?
        .query_row([seq, UNCERTAIN], |row| row.get(0))
}

/// Forgets what the first attempt at a notice that was put off recorded, and charges it nothing for it. It is then
/// planned, or held as it was.
pub(super) fn clear(tx: &Connection, seq: i64, at: DateTime<Utc>) -> rusqlite::Result<()> {
    tx.prepare_cached(sql!(
        "UPDATE notice SET
           state = CASE state WHEN " held " THEN state ELSE " planned " END,
           since = CASE state WHEN " held " THEN since ELSE ?2 END,
           detail = CASE state WHEN " held " THEN detail END,
           wake = CASE state WHEN " held " THEN NULL ELSE due END,
           kept_wake = CASE state WHEN " held " THEN due END,
           excused = tries, first_at = NULL, first_migrated = NULL, first_snapshot = NULL
         WHERE seq = ?1"
    ))?
    .execute(params![seq, Stamp(at)])?;
    Ok(())
}

/// Leaves it to a person what may have been told already: now, or, of one that a crash left in sending, when the next
/// sender settles it.
pub(super) fn never_again(tx: &Connection, seq: i64, at: DateTime<Utc>) -> rusqlite::Result<()> {
    tx.prepare_cached(sql!(
        "UPDATE notice SET state = " uncertain ", wake = NULL, kept_wake = NULL, since = ?2, detail = NULL
         WHERE seq = ?1 AND (state = " deferred " OR (state = " held " AND first_at IS NOT NULL))"
    ))?
    .execute(params![seq, Stamp(at)])?;
    tx.prepare_cached("UPDATE notice SET resend = 0 WHERE seq = ?1 AND state = ?2")?.execute([seq, SENDING])?;
    Ok(())
}

/// A notice that came by an event, as its wave's new dates find it.
struct Stale {
    seq: i64,
    state: i64,
    put_off: bool,
    dates: Option<i64>,
}

/// Gives notices that came by an event the dates of their waves, by number: a plan has rules for them, not lines.
pub(super) fn events(tx: &Connection, waves: &HashMap<i64, Option<i64>>, at: DateTime<Utc>) -> Fallible<()> {
    for Stale { seq, state, put_off, dates } in stale(tx, waves)? {
        if state == SENDING || (put_off && may_be_told(tx, seq)?) {
            never_again(tx, seq, at)?;
            continue;
        }
        if put_off {
            clear(tx, seq, at)?;
        }
        tx.prepare_cached("UPDATE notice SET dates = ?2 WHERE seq = ?1")?.execute(params![seq, dates])?;
    }
    Ok(())
}

fn stale(tx: &Connection, waves: &HashMap<i64, Option<i64>>) -> Fallible<Vec<Stale>> {
    let mut query = tx.prepare(sql!(
        "SELECT seq, wave, dates, state,
           state = " deferred " OR (state = " held " AND first_at IS NOT NULL) AS put_off
         FROM notice WHERE event = 1
           AND state IN (" planned ", " held ", " deferred ", " sending ")"
    ))?;
    let mut rows = query.query([])?;
    let mut stale = Vec::new();
    while let Some(row) = rows.next()? {
        let (wave, dates): (i64, Option<i64>) = (row.get("wave")?, row.get("dates")?);
        if let Some(now) = waves.get(&wave).filter(|now| **now != dates) {
            let (seq, state, put_off) = (row.get("seq")?, row.get("state")?, row.get("put_off")?);
            stale.push(Stale { seq, state, put_off, dates: *now });
        }
    }
    Ok(stale)
}
