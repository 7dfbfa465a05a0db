//! Becoming the sender, and settling what the last one left behind.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::codes::{DEFERRED, Id, Stamp, UNCERTAIN};
use super::fault::Fallible;
use crate::ledger::Recovery;

/// What the history says of an attempt whose sender died.
const STOPPED: &str = "the sender stopped before the relay's answer was recorded";

/// Starts a new epoch and returns it with what was found in `sending`. The lock must be held already: only then is
/// nobody at work on those.
pub(super) fn recover(conn: &mut Connection, now: DateTime<Utc>) -> Fallible<(i64, Recovery)> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    let epoch = tx.query_row("UPDATE sender SET epoch = epoch + 1 RETURNING epoch", [], |row| row.get(0))?;
    let mut found = Vec::new();
    {
        let mut query =
            tx.prepare("SELECT seq, id, resend FROM notice INDEXED BY notice_sending WHERE state = 2 ORDER BY seq")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            found.push((row.get::<_, i64>(0)?, row.get::<_, Id>(1)?.0, row.get::<_, bool>(2)?));
        }
    }
    for (seq, _, resend) in &found {
        tx.prepare_cached(
            "INSERT INTO attempt (notice, n, began, ended, result, reply)
             SELECT seq, tries, since, NULL, ?2, ?3 FROM notice WHERE seq = ?1",
        )?
        .execute(params![seq, UNCERTAIN, STOPPED])?;
        let (state, wake) = if *resend { (DEFERRED, Some(Stamp(now))) } else { (UNCERTAIN, None) };
        tx.prepare_cached("UPDATE notice SET state = ?2, wake = ?3, since = ?4 WHERE seq = ?1")?.execute(params![
            seq,
            state,
            wake,
            Stamp(now)
        ])?;
    }
    tx.commit()?;
    Ok((epoch, Recovery { uncertain: found.into_iter().map(|(_, id, _)| id).collect() }))
}
