//! What was begun under an earlier approval and would tell dates that no longer hold: see the embedded ledger's.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::codes::{SENDING, Stamp, UNCERTAIN, sql, state};
use super::fault::Fallible;
use super::link::{Link, values};

/// Whether an attempt at a notice ended without an answer.
pub(super) fn may_be_told(link: &Link, seq: i64) -> Fallible<bool> {
    Ok(unanswered(link, seq)? > 0)
}

/// How many attempts at a notice ended without an answer.
pub(super) fn unanswered(link: &Link, seq: i64) -> Fallible<u32> {
    let count = "SELECT count(*) FROM attempt WHERE notice = $1 AND result = $2";
    let count: i64 = link.query_one(count, values![seq, UNCERTAIN])?.try_get(0)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Forgets what the first attempt at a notice that was put off recorded, and charges it nothing for it. It is then
/// planned, or held as it was.
pub(super) fn clear(tx: &Link, seq: i64, at: DateTime<Utc>) -> Fallible<()> {
    tx.execute(
        sql!(
            "UPDATE notice SET
               state = CASE state WHEN " held " THEN state ELSE " planned " END,
               since = CASE state WHEN " held " THEN since ELSE $2 END,
               detail = CASE state WHEN " held " THEN detail END,
               wake = CASE state WHEN " held " THEN NULL ELSE due END,
               kept_wake = CASE state WHEN " held " THEN due END,
               excused = tries, first_at = NULL, first_migrated = NULL, first_snapshot = NULL
             WHERE seq = $1"
        ),
        values![seq, Stamp(at)],
    )?;
    Ok(())
}

/// Leaves it to a person what may have been told already: now, or, of one that a crash left in sending, when the next
/// sender settles it.
pub(super) fn never_again(tx: &Link, seq: i64, at: DateTime<Utc>) -> Fallible<()> {
    tx.execute(
        sql!(
            "UPDATE notice SET state = " uncertain ", wake = NULL, kept_wake = NULL, since = $2, detail = NULL
             WHERE seq = $1 AND (state = " deferred " OR (state = " held " AND first_at IS NOT NULL))"
        ),
        values![seq, Stamp(at)],
    )?;
    tx.execute("UPDATE notice SET resend = false WHERE seq = $1 AND state = $2", values![seq, SENDING])?;
    Ok(())
}

/// Gives notices that came by an event the dates of their waves, by number: a plan has rules for them, not lines.
pub(super) fn events(tx: &Link, waves: &HashMap<i64, Option<i64>>, at: DateTime<Utc>) -> Fallible<()> {
    let waiting = tx.query(
        sql!(
            "SELECT seq, wave, dates, state, state = " deferred " OR (state = " held " AND first_at IS NOT NULL) AS put_off
             FROM notice WHERE event AND state IN (" planned ", " held ", " deferred ", " sending ")"
        ),
        &[],
    )?;
    for row in waiting {
        let (seq, wave, dates): (i64, i64, Option<i64>) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let Some(now) = waves.get(&wave).filter(|now| **now != dates) else { continue };
        let (state, put_off): (i64, bool) = (row.try_get(3)?, row.try_get(4)?);
        if state == SENDING || (put_off && may_be_told(tx, seq)?) {
            never_again(tx, seq, at)?;
            continue;
        }
        if put_off {
            clear(tx, seq, at)?;
        }
        tx.execute("UPDATE notice SET dates = $2 WHERE seq = $1", values![seq, *now])?;
    }
    Ok(())
}
