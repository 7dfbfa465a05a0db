//! What an operator does to notices, also beside a sender.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::codes::{Coded, Id, Stamp, UNCERTAIN, of_state, sql, state};
use super::fault::Fallible;
use super::replan::may_be_told;
use crate::error::Error;
use crate::ledger::{Aside, Moved, State};
use crate::schedule::NoticeId;

/// A notice as an operator finds it.
struct Found {
    seq: i64,
    state: State,
    lapsed: bool,
}

/// Puts notices aside, or none of them.
pub(super) fn set_aside(
    conn: &mut Connection,
    ids: &[NoticeId],
    to: Aside,
    why: &str,
    now: DateTime<Utc>,
) -> Fallible<Moved> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    let mut moved = Moved::default();
    for id in ids {
        let Found { seq, state, lapsed } = find(&tx, *id)?;
        match (state, to) {
            (State::Sending, _) => {
                tx.prepare_cached("UPDATE notice SET wanted = ?2, detail = ?3 WHERE seq = ?1")?.execute(params![
                    seq,
                    of_state(to.state()),
                    why
                ])?;
                moved.under_way += 1;
                continue;
            }
            (State::Planned | State::Deferred, _) | (State::Held, Aside::Cancelled) => {}
            (State::Cancelled, Aside::Cancelled) if lapsed => {}
            _ => continue,
        }
        let (state, why) = match to {
            Aside::Cancelled if may_be_told(&tx, seq)? => (UNCERTAIN, None),
            to => (of_state(to.state()), Some(why)),
        };
        tx.prepare_cached(sql!(
            "UPDATE notice SET state = ?2, since = ?3, detail = ?4, lapsed = 0, wake = NULL,
               kept_wake = CASE ?2 WHEN " held " THEN wake END WHERE seq = ?1"
        ))?
        .execute(params![seq, state, Stamp(now), why])?;
        moved.moved += 1;
    }
    tx.commit()?;
    Ok(moved)
}

/// Lets held notices go on, or none of them.
pub(super) fn resume(conn: &mut Connection, ids: &[NoticeId], now: DateTime<Utc>) -> Fallible<Moved> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    let mut moved = Moved::default();
    for id in ids {
        let Found { seq, .. } = find(&tx, *id)?;
        moved.moved += tx
            .prepare_cached(sql!(
                "UPDATE notice SET state = CASE WHEN first_at IS NULL THEN " planned " ELSE " deferred " END,
                   wake = coalesce(kept_wake, due), kept_wake = NULL, since = ?2, detail = NULL
                 WHERE seq = ?1 AND state = " held
            ))?
            .execute(params![seq, Stamp(now)])? as u64;
        moved.under_way += tx
            .prepare_cached(sql!(
                "UPDATE notice SET wanted = NULL, detail = NULL
                 WHERE seq = ?1 AND state = " sending " AND wanted = " held
            ))?
            .execute([seq])? as u64;
    }
    tx.commit()?;
    Ok(moved)
}

fn find(tx: &Connection, id: NoticeId) -> Fallible<Found> {
    let found = tx.prepare_cached("SELECT seq, state, lapsed FROM notice WHERE id = ?1")?.query_row([Id(id)], |row| {
        Ok(Found { seq: row.get("seq")?, state: row.get::<_, Coded>("state")?.0, lapsed: row.get("lapsed")? })
    });
    Ok(found.optional()?.ok_or_else(|| Error::bug(format!("notice {id} is not known")))?)
}
