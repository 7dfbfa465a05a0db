//! Writing a round of steps.
//!
//! Every step names the states it may come from. One that finds its notice elsewhere is a step the diagram of
//! [`State`] does not have: our bug, and nothing of the round is written.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::claim::InHand;
use super::codes::{Stamp, of_state};
use super::fault::Fallible;
use crate::error::Error;
use crate::ledger::{FirstAttempt, Outcome, State, Step};

/// Writes the round, or nothing of it. `epoch` is the one this sender began with.
pub(super) fn commit(
    conn: &mut Connection,
    hand: &mut InHand,
    epoch: i64,
    steps: &[Step],
    now: DateTime<Utc>,
) -> Fallible<()> {
    if steps.is_empty() {
        return Ok(());
    }
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    fence(&tx, epoch)?;
    let mut out = HashSet::new();
    for step in steps {
        let id = match step {
            Step::Sending { id, .. } | Step::Done { id, .. } | Step::Released { id } => *id,
        };
        let seq = match hand.0.get(&id) {
            Some(seq) if !out.contains(&id) => *seq,
            _ => return Err(Error::bug(format!("notice {id} is not in hand: {step:?}")).into()),
        };
        let legal = match step {
            Step::Sending { first, .. } => begin(&tx, seq, first, now)?,
            Step::Done { outcome, .. } => finish(&tx, seq, outcome, now)?,
            Step::Released { .. } => is_waiting(&tx, seq)?,
        };
        if !legal {
            return Err(Error::bug(format!("notice {id} is in a state that has no such step: {step:?}")).into());
        }
        if !matches!(step, Step::Sending { .. }) {
            out.insert(id);
        }
    }
    tx.commit()?;
    hand.0.retain(|id, _| !out.contains(id));
    Ok(())
}

/// A sender that lost its lock without noticing must not write over the one that took over.
fn fence(conn: &Connection, epoch: i64) -> Fallible<()> {
    let current: i64 = conn.prepare_cached("SELECT epoch FROM sender")?.query_row([], |row| row.get(0))?;
    if current == epoch {
        return Ok(());
    }
    Err(Error::unreachable("another sender has taken over this ledger")
        .hint("was its lock file removed? See `heraut status` for what became uncertain")
        .into())
}

/// The functions below return whether the notice was in a state the step can come from.
fn begin(tx: &Connection, seq: i64, first: &FirstAttempt, now: DateTime<Utc>) -> Fallible<bool> {
    let migrated = serde_json::to_string(&first.migrated)
        .map_err(|error| Error::bug(format!("serials could not be written as JSON: {error}")))?;
    // The right-hand sides see the row as it was: only the first attempt finds `first_at` empty.
    let changed = tx
        .prepare_cached(
            "UPDATE notice SET state = 2, wake = NULL, since = ?2, tries = tries + 1, detail = NULL,
               first_at = coalesce(first_at, ?3),
               first_migrated = CASE WHEN first_at IS NULL THEN ?4 ELSE first_migrated END,
               first_snapshot = CASE WHEN first_at IS NULL
                 THEN (SELECT snapshot FROM approval ORDER BY seq DESC LIMIT 1) ELSE first_snapshot END
             WHERE seq = ?1 AND state IN (0, 4)",
        )?
        .execute(params![seq, Stamp(now), Stamp(first.at), migrated])?;
    Ok(changed == 1)
}

fn finish(tx: &Connection, seq: i64, outcome: &Outcome, now: DateTime<Utc>) -> Fallible<bool> {
    let sending = is_sending(tx, seq)?;
    match outcome {
        Outcome::Failed(why) if !sending => give_up(tx, seq, State::Failed, Some(why), now),
        Outcome::Suppressed(reason) => give_up(tx, seq, State::Suppressed, Some(reason.as_str()), now),
        Outcome::Expired(_) if !sending => give_up(tx, seq, State::Expired, None, now),
        Outcome::Deferred { until, charged: false, .. } if !sending => put_off(tx, seq, *until),
        _ if !sending => Ok(false),
        Outcome::Accepted(reply) => end(tx, seq, &End::for_good(State::Accepted, reply), now),
        Outcome::Failed(reply) => end(tx, seq, &End::for_good(State::Failed, reply), now),
        Outcome::Uncertain(reply) => end(tx, seq, &End::for_good(State::Uncertain, reply), now),
        Outcome::Deferred { until, why, charged } => {
            let (state, wake) = (State::Deferred, Some(*until));
            end(tx, seq, &End { result: state, state, reply: why, wake, excused: !charged }, now)
        }
        Outcome::Expired(why) => {
            let (result, state, reply) = (State::Deferred, State::Expired, why.as_deref().unwrap_or_default());
            end(tx, seq, &End { result, state, reply, wake: None, excused: false }, now)
        }
        Outcome::Resend { until, why } => {
            let (result, state, wake) = (State::Uncertain, State::Deferred, Some(*until));
            end(tx, seq, &End { result, state, reply: why, wake, excused: false }, now)
        }
    }
}

/// How an attempt ended.
struct End<'a> {
    /// What the history says of the attempt.
    result: State,
    /// What becomes of the notice.
    state: State,
    reply: &'a str,
    wake: Option<DateTime<Utc>>,
    excused: bool,
}

impl<'a> End<'a> {
    fn for_good(state: State, reply: &'a str) -> Self {
        End { result: state, state, reply, wake: None, excused: false }
    }
}

/// The end of an attempt: into the history, then the notice moves on.
fn end(tx: &Connection, seq: i64, end: &End<'_>, now: DateTime<Utc>) -> Fallible<bool> {
    let (result, state, now) = (of_state(end.result), of_state(end.state), Stamp(now));
    tx.prepare_cached(
        "INSERT INTO attempt (notice, n, began, ended, result, reply)
         SELECT seq, tries, since, ?2, ?3, ?4 FROM notice WHERE seq = ?1",
    )?
    .execute(params![seq, now, result, end.reply])?;
    let changed = tx
        .prepare_cached(
            "UPDATE notice SET state = ?2, since = ?3, wake = ?4, excused = excused + ?5 WHERE seq = ?1 AND state = 2",
        )?
        .execute(params![seq, state, now, end.wake.map(Stamp), end.excused])?;
    Ok(changed == 1)
}

/// The end of a notice whose attempt did not begin.
fn give_up(tx: &Connection, seq: i64, state: State, why: Option<&str>, now: DateTime<Utc>) -> Fallible<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE notice SET state = ?2, since = ?3, wake = NULL, detail = ?4 WHERE seq = ?1 AND state IN (0, 4)",
        )?
        .execute(params![seq, of_state(state), Stamp(now), why])?;
    Ok(changed == 1)
}

/// Not now, and nothing was tried: it stays what it is, and can be taken in hand from another instant on.
fn put_off(tx: &Connection, seq: i64, until: DateTime<Utc>) -> Fallible<bool> {
    let changed = tx
        .prepare_cached("UPDATE notice SET wake = ?2 WHERE seq = ?1 AND state IN (0, 4)")?
        .execute(params![seq, Stamp(until)])?;
    Ok(changed == 1)
}

fn is_sending(tx: &Connection, seq: i64) -> rusqlite::Result<bool> {
    tx.prepare_cached("SELECT state = 2 FROM notice WHERE seq = ?1")?.query_row([seq], |row| row.get(0))
}

/// In hand but not begun: planned or deferred in the file, so that giving it back writes nothing.
fn is_waiting(tx: &Connection, seq: i64) -> rusqlite::Result<bool> {
    tx.prepare_cached("SELECT state IN (0, 4) FROM notice WHERE seq = ?1")?.query_row([seq], |row| row.get(0))
}
