//! Writing a round of steps.
//!
//! What a step is allowed to be is known from what this sender did before ([`Step::is_lawful`]). One that is lawful and
//! finds its notice elsewhere met somebody else's act: it is refused, and the others stand.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::claim::{Claimed, InHand};
use super::codes::{Coded, Stamp, of_state};
use super::fault::Fallible;
use crate::error::Error;
use crate::ledger::{Committed, FirstAttempt, Outcome, Refused, State, Step};
use crate::schedule::NoticeId;

/// Writes the round, or nothing of it. `epoch` is the one this sender began with.
pub(super) fn commit(
    conn: &mut Connection,
    hand: &mut InHand,
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
    // What is in hand after the round; `None` is what no longer is.
    let mut after: HashMap<NoticeId, Option<Claimed>> = HashMap::new();
    for (n, step) in steps.iter().enumerate() {
        let id = step.id();
        let claimed = after.get(&id).copied().unwrap_or_else(|| hand.0.get(&id).copied());
        let Some(claimed) = claimed else {
            return Err(Error::bug(format!("notice {id} is not in hand: {step:?}")).into());
        };
        if !step.is_lawful(claimed.begun) {
            return Err(Error::bug(format!("notice {id} is in a state that has no such step: {step:?}")).into());
        }
        let taken = match step {
            Step::Sending { first, .. } => begin(&tx, claimed.seq, first, now)?,
            Step::Done { outcome, .. } => finish(&tx, claimed, outcome, now)?,
            // In hand but not begun: whatever it is in the file, giving it back writes nothing.
            Step::Released { .. } => true,
        };
        if !taken {
            committed.refused.push(Refused { id, step: n, state: state_of(&tx, claimed.seq)? });
        }
        let goes_on = taken && matches!(step, Step::Sending { .. });
        after.insert(id, goes_on.then_some(Claimed { begun: true, ..claimed }));
    }
    tx.commit()?;
    for (id, claimed) in after {
        match claimed {
            Some(claimed) => hand.0.insert(id, claimed),
            None => hand.0.remove(&id),
        };
    }
    Ok(committed)
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

/// The functions below return whether the notice was where the step can come from.
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

fn finish(tx: &Connection, claimed: Claimed, outcome: &Outcome, now: DateTime<Utc>) -> Fallible<bool> {
    let Claimed { seq, begun } = claimed;
    match outcome {
        Outcome::Failed(why) if !begun => give_up(tx, seq, State::Failed, Some(why), now),
        Outcome::Suppressed(reason) => give_up(tx, seq, State::Suppressed, Some(reason.as_str()), now),
        Outcome::Expired(_) if !begun => give_up(tx, seq, State::Expired, None, now),
        Outcome::Deferred { until, .. } if !begun => put_off(tx, seq, *until),
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

/// The end of an attempt: the notice moves on, and the attempt is history. The relay's yes also reaches a notice that
/// was taken out of `sending` meanwhile; any other end does not.
fn end(tx: &Connection, seq: i64, end: &End<'_>, now: DateTime<Utc>) -> Fallible<bool> {
    let (result, state, now) = (of_state(end.result), of_state(end.state), Stamp(now));
    if end.state != State::Accepted && state_of(tx, seq)? != State::Sending {
        return Ok(false);
    }
    tx.prepare_cached(
        "INSERT INTO attempt (notice, n, began, ended, result, reply)
         SELECT seq, tries, since, ?2, ?3, ?4 FROM notice WHERE seq = ?1",
    )?
    .execute(params![seq, now, result, end.reply])?;
    tx.prepare_cached("UPDATE notice SET state = ?2, since = ?3, wake = ?4, excused = excused + ?5 WHERE seq = ?1")?
        .execute(params![seq, state, now, end.wake.map(Stamp), end.excused])?;
    Ok(true)
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

fn state_of(tx: &Connection, seq: i64) -> Fallible<State> {
    Ok(tx.prepare_cached("SELECT state FROM notice WHERE seq = ?1")?.query_row([seq], |row| row.get::<_, Coded>(0))?.0)
}
