//! Writing a round of steps.
//!
//! What a step is allowed to be is known from what this sender did before ([`Step::is_lawful`]). One that is lawful and
//! finds its notice elsewhere met somebody else's act: it is refused, and the others stand. What is sending is moved by
//! its sender alone; what an operator wants of it meanwhile stands in `wanted`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::claim::{Claimed, Claims};
use super::codes::{CANCELLED, Coded, DEFERRED, Serials, Stamp, of_state, sql, state};
use super::fault::{Fallible, Fault};
use super::generation;
use super::intern::Interner;
use super::replan::{may_be_told, unanswered};
use crate::error::Error;
use crate::ledger::resend::pause;
use crate::ledger::{Committed, FirstAttempt, Outcome, Refused, State, Step};
use crate::schedule::NoticeId;

/// Writes the round, or nothing of it. `epoch` is the one this sender began with.
pub(super) fn commit(
    conn: &mut Connection,
    claims: &mut Claims,
    epoch: i64,
    steps: &[Step],
    now: DateTime<Utc>,
) -> Fallible<Committed> {
    let mut committed = Committed::default();
    if steps.is_empty() {
        return Ok(committed);
    }
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    fence(&tx, epoch)?;
    let mut words = Interner::default();
    // What is claimed after the round; `None` is what no longer is.
    let mut after: HashMap<NoticeId, Option<Claimed>> = HashMap::new();
    for (n, step) in steps.iter().enumerate() {
        let id = step.id();
        let claimed = after.get(&id).copied().unwrap_or_else(|| claims.0.get(&id).copied());
        let Some(claimed) = claimed else {
            return Err(Error::bug(format!("notice {id} is not claimed: {step:?}")).into());
        };
        if !step.is_lawful(claimed.begun) {
            return Err(Error::bug(format!("notice {id} is in a state that has no such step: {step:?}")).into());
        }
        let taken = match step {
            Step::Sending { first, relay, .. } => begin(&tx, claimed.seq, first, words.word(&tx, relay)?, now)?,
            Step::Answered { why, .. } => {
                remember(&tx, claimed.seq, State::Deferred, Some(now), why)?;
                put_off(&tx, claimed.seq, now, false, now)?
            }
            Step::Done { outcome, .. } => finish(&tx, claimed, outcome, now)?,
            // Claimed but not begun: whatever it is in the file, releasing it writes nothing.
            Step::Released { .. } => true,
        };
        if !taken {
            let state = state_of(&tx, claimed.seq)?;
            if claimed.begun {
                return Err(Fault::damaged(format_args!("notice {id} was sending and is {}", state.as_str())));
            }
            committed.refused.push(Refused { id, step: n, state });
        }
        let goes_on = match step {
            Step::Sending { .. } => Some(Claimed { begun: true, ..claimed }),
            Step::Answered { .. } => Some(Claimed { begun: false, answered: true, ..claimed }),
            Step::Done { .. } | Step::Released { .. } => None,
        };
        after.insert(id, goes_on.filter(|_| taken));
    }
    generation::step(&tx, now)?;
    tx.commit()?;
    for (id, claimed) in after {
        match claimed {
            Some(claimed) => claims.0.insert(id, claimed),
            None => claims.0.remove(&id),
        };
    }
    Ok(committed)
}

/// A sender that lost its lock without noticing must not write over the one that took over.
fn fence(conn: &Connection, epoch: i64) -> Fallible<()> {
    let current: i64 = conn.prepare_cached("SELECT epoch FROM sender")?.query_row([], |row| row.get("epoch"))?;
    if current == epoch {
        return Ok(());
    }
    Err(Error::unreachable("another sender has taken over this ledger")
        .hint("was its lock file removed? See `heraut status` for what became uncertain")
        .into())
}

/// The functions below return whether the notice was where the step can come from.
fn begin(tx: &Connection, seq: i64, first: &FirstAttempt, relay: i64, now: DateTime<Utc>) -> Fallible<bool> {
    let migrated = Serials::text(&first.migrated)?;
    // The right-hand sides see the row as it was: only the first attempt finds `first_at` empty.
    let changed = tx
        .prepare_cached(sql!(
            "UPDATE notice SET state = " sending ", wake = NULL, since = ?2, tries = tries + 1, detail = NULL,
               relay = ?5,
               first_at = coalesce(first_at, ?3),
               first_migrated = CASE WHEN first_at IS NULL THEN ?4 ELSE first_migrated END,
               first_snapshot = CASE WHEN first_at IS NULL
                 THEN (SELECT snapshot FROM approval ORDER BY seq DESC LIMIT 1) ELSE first_snapshot END
             WHERE seq = ?1 AND state IN (" planned ", " deferred ")"
        ))?
        .execute(params![seq, Stamp(now), Stamp(first.at), migrated, relay])?;
    Ok(changed == 1)
}

fn finish(tx: &Connection, claimed: Claimed, outcome: &Outcome, now: DateTime<Utc>) -> Fallible<bool> {
    let Claimed { seq, begun, answered } = claimed;
    match outcome {
        Outcome::Failed(_) if answered => was_refused(tx, seq, now),
        Outcome::Deferred { until, .. } if answered => was_for_everybody(tx, seq, *until),
        Outcome::Failed(why) if !begun => give_up(tx, seq, State::Failed, Some(why), now),
        Outcome::Suppressed(reason) => give_up(tx, seq, State::Suppressed, Some(reason.as_str()), now),
        Outcome::Expired(_) if !begun => give_up(tx, seq, State::Expired, None, now),
        Outcome::Deferred { until, .. } if !begun => wait(tx, seq, *until),
        Outcome::Accepted(reply) => end(tx, seq, State::Accepted, State::Accepted, reply, now),
        Outcome::Failed(reply) => end(tx, seq, State::Failed, State::Failed, reply, now),
        Outcome::Uncertain(reply) => end(tx, seq, State::Uncertain, State::Uncertain, reply, now),
        Outcome::Expired(why) => end(tx, seq, State::Deferred, State::Expired, why.as_deref().unwrap_or_default(), now),
        Outcome::Deferred { until, why, charged } => {
            remember(tx, seq, State::Deferred, Some(now), why)?;
            put_off(tx, seq, *until, !charged, now)
        }
        Outcome::Resend { until, why } => {
            remember(tx, seq, State::Uncertain, Some(now), why)?;
            match pause(unanswered(tx, seq)?) {
                Some(pause) => put_off(tx, seq, (now + pause).max(*until), false, now),
                None => leave(tx, seq, of_state(State::Uncertain), now),
            }
        }
    }
}

/// Puts into the history how the running attempt ended; `ended` is `None` when a crash hid it.
pub(super) fn remember(
    tx: &Connection,
    seq: i64,
    result: State,
    ended: Option<DateTime<Utc>>,
    reply: &str,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO attempt (notice, n, began, ended, result, reply, relay)
         SELECT seq, tries, since, ?2, ?3, ?4, relay FROM notice WHERE seq = ?1",
    )?
    .execute(params![seq, ended.map(Stamp), of_state(result), reply])?;
    Ok(())
}

/// The end of an attempt that is the end of the notice too. The history gets `result`.
fn end(tx: &Connection, seq: i64, result: State, state: State, reply: &str, now: DateTime<Utc>) -> Fallible<bool> {
    remember(tx, seq, result, Some(now), reply)?;
    leave(tx, seq, of_state(state), now)
}

/// Out of sending for good, whatever else was wanted meanwhile.
pub(super) fn leave(tx: &Connection, seq: i64, state: i64, now: DateTime<Utc>) -> Fallible<bool> {
    let changed = tx
        .prepare_cached(sql!(
            "UPDATE notice SET state = ?2, since = ?3, wanted = NULL, detail = NULL WHERE seq = ?1 AND state = " sending
        ))?
        .execute(params![seq, state, Stamp(now)])?;
    Ok(changed == 1)
}

/// The attempt that is over is to be repeated from `wake` on, unless an operator wants something else.
pub(super) fn put_off(
    tx: &Connection,
    seq: i64,
    wake: DateTime<Utc>,
    excused: bool,
    now: DateTime<Utc>,
) -> Fallible<bool> {
    let wanted: Option<i64> =
        tx.prepare_cached("SELECT wanted FROM notice WHERE seq = ?1")?.query_row([seq], |row| row.get("wanted"))?;
    let state = match wanted {
        None => DEFERRED,
        Some(CANCELLED) if may_be_told(tx, seq)? => return leave(tx, seq, of_state(State::Uncertain), now),
        Some(wanted) => wanted,
    };
    let changed = tx
        .prepare_cached(sql!(
            "UPDATE notice SET state = ?2, since = ?3, excused = excused + ?4, wanted = NULL,
               wake = CASE ?2 WHEN " deferred " THEN ?5 END, kept_wake = CASE ?2 WHEN " held " THEN ?5 END,
               detail = CASE ?2 WHEN " deferred " THEN NULL ELSE detail END
             WHERE seq = ?1 AND state = " sending
        ))?
        .execute(params![seq, state, Stamp(now), excused, Stamp(wake)])?;
    Ok(changed == 1)
}

/// The no that an attempt was answered by is for this notice.
fn was_refused(tx: &Connection, seq: i64, now: DateTime<Utc>) -> Fallible<bool> {
    let changed = tx
        .prepare_cached(sql!(
            "UPDATE notice SET state = " failed ", since = ?2, wake = NULL, detail = NULL
             WHERE seq = ?1 AND state = " deferred
        ))?
        .execute(params![seq, Stamp(now)])?;
    if changed == 1 {
        tx.prepare_cached(sql!(
            "UPDATE attempt SET result = " failed " WHERE notice = ?1 AND n = (SELECT tries FROM notice WHERE seq = ?1)"
        ))?
        .execute([seq])?;
    }
    Ok(changed == 1)
}

/// … or for everybody: then it does not count.
fn was_for_everybody(tx: &Connection, seq: i64, until: DateTime<Utc>) -> Fallible<bool> {
    let changed = tx
        .prepare_cached(sql!(
            "UPDATE notice SET wake = ?2, excused = excused + 1 WHERE seq = ?1 AND state = " deferred
        ))?
        .execute(params![seq, Stamp(until)])?;
    Ok(changed == 1)
}

/// The end of a notice whose attempt did not begin.
fn give_up(tx: &Connection, seq: i64, state: State, why: Option<&str>, now: DateTime<Utc>) -> Fallible<bool> {
    let changed = tx
        .prepare_cached(sql!(
            "UPDATE notice SET state = ?2, since = ?3, wake = NULL, detail = ?4
             WHERE seq = ?1 AND state IN (" planned ", " deferred ")"
        ))?
        .execute(params![seq, of_state(state), Stamp(now), why])?;
    Ok(changed == 1)
}

/// Not now, and nothing was tried: it stays what it is, and can be claimed from another instant on.
fn wait(tx: &Connection, seq: i64, until: DateTime<Utc>) -> Fallible<bool> {
    let changed = tx
        .prepare_cached(sql!(
            "UPDATE notice SET wake = ?2 WHERE seq = ?1 AND state IN (" planned ", " deferred ")"
        ))?
        .execute(params![seq, Stamp(until)])?;
    Ok(changed == 1)
}

fn state_of(tx: &Connection, seq: i64) -> Fallible<State> {
    let mut query = tx.prepare_cached("SELECT state FROM notice WHERE seq = ?1")?;
    Ok(query.query_row([seq], |row| row.get::<_, Coded>("state"))?.0)
}
