//! Writing a round of steps.
//!
//! What a step is allowed to be is known from what this sender did before ([`Step::is_lawful`]). One that is lawful and finds its
//! notice elsewhere met somebody else's act: it is refused, and the others stand. What is sending is moved by its sender alone;
//! what an operator wants of it meanwhile stands in `wanted`.
//!
//! Nearly every round marks notices and ends others as the relay said. It goes to the server in one way there and back: fence,
//! ends, marks, what is claimed no more, and the commit are sent together, each for all its notices at once. Any other goes step
//! by step.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use tokio_postgres::Row;

use super::claim::{Claimed, Claims, GIVE_BACK};
use super::codes::{CANCELLED, Coded, DEFERRED, Serials, Stamp, of_state, sql, state, storable};
use super::fault::{Fallible, Fault};
use super::intern::Interner;
use super::link::{Link, values};
use super::replan::{may_be_told, unanswered};
use super::tx::{FENCE, STEP, Tx};
use crate::error::Error;
use crate::ledger::resend::pause;
use crate::ledger::{Committed, FirstAttempt, Outcome, Refused, State, Step};
use crate::schedule::NoticeId;

/// Marks notices as sending. The right-hand sides see the rows as they were: only the first attempt finds `first_at` empty.
const BEGIN: &str = sql!(
    "UPDATE notice AS n SET state = " sending ", wake = NULL, since = $1, tries = tries + 1, detail = NULL, relay = s.relay,
       owner = $6, first_at = coalesce(first_at, s.first),
       first_migrated = CASE WHEN first_at IS NULL THEN s.migrated ELSE first_migrated END,
       first_snapshot = CASE WHEN first_at IS NULL
         THEN (SELECT snapshot FROM approval ORDER BY seq DESC LIMIT 1) ELSE first_snapshot END
     FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::bigint[]) AS s (seq, first, migrated, relay)
     WHERE n.seq = s.seq AND n.state IN (" planned ", " deferred ") RETURNING n.seq"
);

/// Ends attempts that are the ends of their notices too: into the history, and out of sending for good, whatever else was
/// wanted meanwhile. Divides by zero when one of so many ($5) was not sending: nobody else moves those.
const END: &str = sql!(
    "WITH s AS (SELECT * FROM unnest($2::bigint[], $3::bigint[], $4::text[]) AS s (seq, state, reply)),
       kept AS (INSERT INTO attempt (notice, n, began, ended, result, reply, relay)
                SELECT n.seq, n.tries, n.since, $1, s.state, s.reply, n.relay FROM s JOIN notice n ON n.seq = s.seq),
       left_it AS (UPDATE notice AS n SET state = s.state, since = $1, wanted = NULL, detail = NULL
                FROM s WHERE n.seq = s.seq AND n.state = " sending " RETURNING n.seq)
     SELECT 1 / (count(*) = $5)::int FROM left_it"
);

/// The marks of a round, by column.
#[derive(Default)]
struct Marks {
    seqs: Vec<i64>,
    firsts: Vec<i64>,
    migrated: Vec<String>,
    relays: Vec<i64>,
}

/// The ends of a round, by column.
#[derive(Default)]
struct Ends<'s> {
    seqs: Vec<i64>,
    states: Vec<i64>,
    replies: Vec<Cow<'s, str>>,
}

/// Writes the round, or nothing of it. `sender` is the number of this sender, `relays` those of the relays it has named so far.
pub(super) fn commit(
    link: &Link,
    claims: &mut Claims,
    relays: &mut HashMap<Box<str>, i64>,
    sender: i64,
    steps: &[Step],
    now: DateTime<Utc>,
) -> Fallible<Committed> {
    if steps.is_empty() {
        return Ok(Committed::default());
    }
    let found = insist_on_lawful(claims, steps)?;
    for step in steps {
        if let Step::Sending { relay, .. } = step
            && !relays.contains_key(&**relay)
        {
            let tx = Tx::begin_as(link, sender, now)?;
            let number = Interner::default().word(&tx, relay)?;
            tx.commit()?;
            relays.insert((**relay).into(), number);
        }
    }
    let refused = match plain(&found, relays, steps)? {
        Some((marks, ends)) => together(link, sender, &marks, &ends, &given_back(&found, steps), now)?.map(|begun| {
            steps.iter().enumerate().filter(|(n, step)| is_lost(&found[*n], step, &begun)).map(|(n, _)| n).collect()
        }),
        None => None,
    };
    let refused: Vec<usize> = match refused {
        Some(refused) => refused,
        None => one_by_one(link, &found, relays, sender, steps, now)?,
    };
    let mut committed = Committed::default();
    for n in refused {
        let Claimed { seq, .. } = found[n];
        committed.refused.push(Refused { id: steps[n].id(), step: n, state: state_of(link, seq)? });
    }
    for (n, step) in steps.iter().enumerate() {
        let taken = !committed.refused.iter().any(|refused| refused.step == n);
        match goes_on(found[n], step).filter(|_| taken) {
            Some(claimed) => claims.0.insert(step.id(), claimed),
            None => claims.0.remove(&step.id()),
        };
    }
    Ok(committed)
}

/// Each step's notice as the steps before it leave it.
fn insist_on_lawful(claims: &Claims, steps: &[Step]) -> Fallible<Vec<Claimed>> {
    let mut after: HashMap<NoticeId, Option<Claimed>> = HashMap::new();
    let mut found = Vec::with_capacity(steps.len());
    for step in steps {
        let id = step.id();
        let claimed = after.get(&id).copied().unwrap_or_else(|| claims.0.get(&id).copied());
        let Some(claimed) = claimed else {
            return Err(Error::bug(format!("notice {id} is not claimed: {step:?}")).into());
        };
        if !step.is_lawful(claimed.begun) {
            return Err(Error::bug(format!("notice {id} is in a state that has no such step: {step:?}")).into());
        }
        after.insert(id, goes_on(claimed, step));
        found.push(claimed);
    }
    Ok(found)
}

/// What is known of a notice after a step that was taken; `None` when it is not claimed any more.
fn goes_on(claimed: Claimed, step: &Step) -> Option<Claimed> {
    match step {
        Step::Sending { .. } => Some(Claimed { begun: true, ..claimed }),
        Step::Answered { .. } => Some(Claimed { begun: false, answered: true, ..claimed }),
        Step::Done { .. } | Step::Released { .. } => None,
    }
}

/// What stands in the queue before the round, and is claimed no more after it, or has its mark.
fn given_back(found: &[Claimed], steps: &[Step]) -> Vec<i64> {
    let waits = found
        .iter()
        .zip(steps)
        .filter(|(claimed, step)| !claimed.begun && goes_on(**claimed, step).is_none_or(|after| after.begun));
    waits.map(|(claimed, _)| claimed.seq).collect()
}

/// The round by columns, when it is one of marks, ends and releases alone, each of another notice.
fn plain<'s>(
    found: &[Claimed],
    relays: &HashMap<Box<str>, i64>,
    steps: &'s [Step],
) -> Fallible<Option<(Marks, Ends<'s>)>> {
    let (mut marks, mut ends, mut met) = (Marks::default(), Ends::default(), HashSet::new());
    for (claimed, step) in found.iter().zip(steps) {
        if !met.insert(step.id()) {
            return Ok(None);
        }
        match step {
            Step::Sending { first, relay, .. } => marks.push(claimed.seq, first, number(relays, relay)?)?,
            Step::Done { outcome, .. } => match end_of(*claimed, outcome) {
                Some((state, reply)) => ends.push(claimed.seq, state, reply),
                None => return Ok(None),
            },
            Step::Released { .. } => {}
            Step::Answered { .. } => return Ok(None),
        }
    }
    Ok(Some((marks, ends)))
}

/// What an outcome that is the end of the attempt and of its notice says.
fn end_of(claimed: Claimed, outcome: &Outcome) -> Option<(State, &str)> {
    if !claimed.begun {
        return None;
    }
    match outcome {
        Outcome::Accepted(reply) => Some((State::Accepted, reply)),
        Outcome::Failed(reply) => Some((State::Failed, reply)),
        Outcome::Uncertain(reply) => Some((State::Uncertain, reply)),
        _ => None,
    }
}

impl Marks {
    fn push(&mut self, seq: i64, first: &FirstAttempt, relay: i64) -> Fallible<()> {
        self.seqs.push(seq);
        self.firsts.push(first.at.timestamp_micros());
        self.migrated.push(Serials::text(&first.migrated)?);
        self.relays.push(relay);
        Ok(())
    }
}

impl<'s> Ends<'s> {
    fn push(&mut self, seq: i64, state: State, reply: &'s str) {
        self.seqs.push(seq);
        self.states.push(of_state(state));
        self.replies.push(storable(reply));
    }
}

/// One way there and back. Returns which marks were written; `None` when nothing was, because an end was refused.
fn together(
    link: &Link,
    sender: i64,
    marks: &Marks,
    ends: &Ends<'_>,
    given_back: &[i64],
    now: DateTime<Utc>,
) -> Fallible<Option<HashSet<i64>>> {
    let (at, count) = (Stamp(now), ends.seqs.len() as i64);
    let done = link.together(&[
        ("BEGIN", &[]),
        (STEP, values![at]),
        (FENCE, values![sender]),
        (END, values![at, ends.seqs, ends.states, ends.replies, count]),
        (BEGIN, values![at, marks.seqs, marks.firsts, marks.migrated, marks.relays, sender]),
        (GIVE_BACK, values![given_back]),
        ("COMMIT", &[]),
    ]);
    match done {
        Ok(rows) => Ok(Some(rows[4].iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)),
        // The fence or an end: which, the other way says.
        Err(fault) if fault.is_refusal() => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Whether a mark was asked for and not written.
fn is_lost(claimed: &Claimed, step: &Step, begun: &HashSet<i64>) -> bool {
    matches!(step, Step::Sending { .. }) && !begun.contains(&claimed.seq)
}

/// Step by step, in one transaction; returns those that were refused.
fn one_by_one(
    link: &Link,
    found: &[Claimed],
    relays: &HashMap<Box<str>, i64>,
    sender: i64,
    steps: &[Step],
    now: DateTime<Utc>,
) -> Fallible<Vec<usize>> {
    let tx = Tx::begin_as(link, sender, now)?;
    let mut refused = Vec::new();
    // A notice whose step was refused is claimed no more, and takes no other.
    let mut lost: HashSet<NoticeId> = HashSet::new();
    for (n, (step, claimed)) in steps.iter().zip(found).enumerate() {
        if lost.contains(&step.id()) {
            return Err(Error::bug(format!("notice {} is not claimed: {step:?}", step.id())).into());
        }
        let taken = match step {
            Step::Sending { first, relay, .. } => {
                let mut marks = Marks::default();
                marks.push(claimed.seq, first, number(relays, relay)?)?;
                let values = values![Stamp(now), marks.seqs, marks.firsts, marks.migrated, marks.relays, sender];
                tx.query(BEGIN, values)?.len() == 1
            }
            Step::Answered { why, .. } => {
                remember(&tx, claimed.seq, State::Deferred, Some(now), why)?;
                // It stands in the queue again, and is still claimed.
                let again = "INSERT INTO claim (notice, owner) VALUES ($1, $2) ON CONFLICT DO NOTHING";
                tx.execute(again, values![claimed.seq, sender])?;
                put_off(&tx, claimed.seq, now, false, now)?
            }
            Step::Done { outcome, .. } => finish(&tx, *claimed, outcome, now)?,
            // Claimed but not begun: whatever it is in the store, releasing it writes nothing.
            Step::Released { .. } => true,
        };
        if !taken {
            if claimed.begun {
                let (id, state) = (step.id(), state_of(&tx, claimed.seq)?);
                return Err(Fault::damaged(format_args!("notice {id} was sending and is {}", state.as_str())));
            }
            refused.push(n);
            lost.insert(step.id());
        }
    }
    tx.execute(GIVE_BACK, values![given_back(found, steps)])?;
    tx.commit()?;
    Ok(refused)
}

fn number(relays: &HashMap<Box<str>, i64>, relay: &str) -> Fallible<i64> {
    relays.get(relay).copied().ok_or_else(|| Error::bug(format!("the relay {relay} has no number")).into())
}

/// The functions below return whether the notice was where the step can come from.
fn finish(tx: &Link, claimed: Claimed, outcome: &Outcome, now: DateTime<Utc>) -> Fallible<bool> {
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
pub(super) fn remember(tx: &Link, seq: i64, result: State, ended: Option<DateTime<Utc>>, reply: &str) -> Fallible<()> {
    tx.execute(
        "INSERT INTO attempt (notice, n, began, ended, result, reply, relay)
         SELECT seq, tries, since, $2, $3, $4, relay FROM notice WHERE seq = $1",
        values![seq, ended.map(Stamp), of_state(result), storable(reply)],
    )?;
    Ok(())
}

/// The end of an attempt that is the end of the notice too. The history gets `result`.
fn end(tx: &Link, seq: i64, result: State, state: State, reply: &str, now: DateTime<Utc>) -> Fallible<bool> {
    remember(tx, seq, result, Some(now), reply)?;
    leave(tx, seq, of_state(state), now)
}

/// Out of sending for good, whatever else was wanted meanwhile.
pub(super) fn leave(tx: &Link, seq: i64, state: i64, now: DateTime<Utc>) -> Fallible<bool> {
    let changed = tx.execute(
        sql!("UPDATE notice SET state = $2, since = $3, wanted = NULL, detail = NULL WHERE seq = $1 AND state = " sending),
        values![seq, state, Stamp(now)],
    )?;
    Ok(changed == 1)
}

/// The attempt that is over is to be repeated from `wake` on, unless an operator wants something else.
pub(super) fn put_off(tx: &Link, seq: i64, wake: DateTime<Utc>, excused: bool, now: DateTime<Utc>) -> Fallible<bool> {
    let wanted: Option<i64> = tx.query_one("SELECT wanted FROM notice WHERE seq = $1", values![seq])?.try_get(0)?;
    let state = match wanted {
        None => DEFERRED,
        Some(CANCELLED) if may_be_told(tx, seq)? => return leave(tx, seq, of_state(State::Uncertain), now),
        Some(wanted) => wanted,
    };
    let changed = tx.execute(
        sql!(
            "UPDATE notice SET state = $2::bigint, since = $3, excused = excused + $4, wanted = NULL,
               wake = CASE $2::bigint WHEN " deferred " THEN $5::bigint END,
               kept_wake = CASE $2::bigint WHEN " held " THEN $5::bigint END,
               detail = CASE $2::bigint WHEN " deferred " THEN NULL ELSE detail END
             WHERE seq = $1 AND state = " sending
        ),
        values![seq, state, Stamp(now), i64::from(excused), Stamp(wake)],
    )?;
    Ok(changed == 1)
}

/// The no that an attempt was answered by is for this notice.
fn was_refused(tx: &Link, seq: i64, now: DateTime<Utc>) -> Fallible<bool> {
    let changed = tx.execute(
        sql!(
            "UPDATE notice SET state = " failed ", since = $2, wake = NULL, detail = NULL
             WHERE seq = $1 AND state = " deferred
        ),
        values![seq, Stamp(now)],
    )?;
    if changed == 1 {
        tx.execute(
            sql!(
                "UPDATE attempt SET result = " failed "
                 WHERE notice = $1 AND n = (SELECT tries FROM notice WHERE seq = $1)"
            ),
            values![seq],
        )?;
    }
    Ok(changed == 1)
}

/// … or for everybody: then it does not count.
fn was_for_everybody(tx: &Link, seq: i64, until: DateTime<Utc>) -> Fallible<bool> {
    let changed = tx.execute(
        sql!("UPDATE notice SET wake = $2, excused = excused + 1 WHERE seq = $1 AND state = " deferred),
        values![seq, Stamp(until)],
    )?;
    Ok(changed == 1)
}

/// The end of a notice whose attempt did not begin.
fn give_up(tx: &Link, seq: i64, state: State, why: Option<&str>, now: DateTime<Utc>) -> Fallible<bool> {
    let changed = tx.execute(
        sql!(
            "UPDATE notice SET state = $2, since = $3, wake = NULL, detail = $4
             WHERE seq = $1 AND state IN (" planned ", " deferred ")"
        ),
        values![seq, of_state(state), Stamp(now), why.map(storable)],
    )?;
    Ok(changed == 1)
}

/// Not now, and nothing was tried: it stays what it is, and can be claimed from another instant on.
fn wait(tx: &Link, seq: i64, until: DateTime<Utc>) -> Fallible<bool> {
    let changed = tx.execute(
        sql!("UPDATE notice SET wake = $2 WHERE seq = $1 AND state IN (" planned ", " deferred ")"),
        values![seq, Stamp(until)],
    )?;
    Ok(changed == 1)
}

fn state_of(link: &Link, seq: i64) -> Fallible<State> {
    let row: Row = link.query_one("SELECT state FROM notice WHERE seq = $1", values![seq])?;
    Ok(row.try_get::<_, Coded>(0)?.0)
}
