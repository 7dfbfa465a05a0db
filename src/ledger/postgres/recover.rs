//! Becoming the sender, and settling what the last one left behind.

use chrono::{DateTime, Utc};

use super::codes::{Id, UNCERTAIN, sql, state};
use super::commit::{leave, put_off, remember};
use super::fault::Fallible;
use super::hold::end_over;
use super::link::Link;
use super::replan::unanswered;
use super::tx::Tx;
use crate::ledger::resend::pause;
use crate::ledger::step::STOPPED;
use crate::ledger::{Recovery, State};

/// Starts a new epoch and returns it with what was found in `sending`. The lock must be held already: only then is
/// nobody at work on those.
pub(super) fn recover(link: &Link, now: DateTime<Utc>) -> Fallible<(i64, Recovery)> {
    let tx = Tx::begin(link, now)?;
    end_over(&tx, now)?;
    let epoch = tx.query_one("UPDATE generation SET epoch = epoch + 1 RETURNING epoch", &[])?.try_get(0)?;
    let mut recovery = Recovery::default();
    let sending = sql!("SELECT seq, id, resend FROM notice WHERE state = " sending " ORDER BY seq");
    for row in tx.query(sending, &[])? {
        let (seq, resend): (i64, bool) = (row.try_get(0)?, row.try_get(2)?);
        remember(&tx, seq, State::Uncertain, None, STOPPED)?;
        match pause(unanswered(&tx, seq)?).filter(|_| resend) {
            Some(pause) => put_off(&tx, seq, now + pause, false, now)?,
            None => leave(&tx, seq, UNCERTAIN, now)?,
        };
        recovery.uncertain.push(row.try_get::<_, Id>(1)?.0);
    }
    tx.commit()?;
    Ok((epoch, recovery))
}
