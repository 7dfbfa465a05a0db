//! Becoming the sender, and settling what the last one left behind.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::codes::{Id, UNCERTAIN, sql, state};
use super::commit::{leave, put_off, remember};
use super::fault::Fallible;
use super::generation;
use super::hold::end_over;
use super::replan::unanswered;
use crate::ledger::resend::pause;
use crate::ledger::step::STOPPED;
use crate::ledger::{Recovery, State};
use crate::schedule::NoticeId;

/// Starts a new epoch and returns it with what was found in `sending`. The lock must be held already: only then is
/// nobody at work on those.
pub(super) fn recover(conn: &mut Connection, now: DateTime<Utc>) -> Fallible<(i64, Recovery)> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    end_over(&tx, now)?;
    let epoch = tx.query_row("UPDATE sender SET epoch = epoch + 1 RETURNING epoch", [], |row| row.get("epoch"))?;
    let mut recovery = Recovery::default();
    for (seq, id, resend) in found(&tx)? {
        remember(&tx, seq, State::Uncertain, None, STOPPED)?;
        match pause(unanswered(&tx, seq)?).filter(|_| resend) {
            Some(pause) => put_off(&tx, seq, now + pause, false, now)?,
            None => leave(&tx, seq, UNCERTAIN, now)?,
        };
        recovery.uncertain.push(id);
    }
    generation::step(&tx, now)?;
    tx.commit()?;
    Ok((epoch, recovery))
}

fn found(tx: &Connection) -> rusqlite::Result<Vec<(i64, NoticeId, bool)>> {
    let mut query = tx.prepare(sql!(
        "SELECT seq, id, resend FROM notice INDEXED BY notice_sending WHERE state = " sending " ORDER BY seq"
    ))?;
    let rows = query.query_map([], |row| Ok((row.get("seq")?, row.get::<_, Id>("id")?.0, row.get("resend")?)))?;
    rows.collect()
}
