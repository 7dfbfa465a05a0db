//! What a person does about notices that wait for one.

use super::codes::{Coded, Id, Stamp, closed, of_closed, of_state, sql, state};
use super::fault::Fallible;
use super::hear::try_again;
use super::hold::lay_again;
use super::journal;
use super::link::{Link, values};
use super::replan::may_be_told;
use super::tx::Tx;
use crate::error::Error;
use crate::ledger::journal::Written;
use crate::ledger::{Retried, Said, Settlement, State, Suppression};
use crate::schedule::NoticeId;

/// A notice as a person finds it.
struct Found {
    seq: i64,
    state: State,
    lapsed: i64,
    expires: Option<Stamp>,
    tried: bool,
    person: Option<i64>,
    /// Given up because an earlier message bounced.
    given_up: bool,
}

/// Sends notices again that failed or are uncertain, or none of them.
pub(super) fn retry(link: &Link, ids: &[NoticeId], said: &Said<'_>) -> Fallible<Retried> {
    let now = said.at;
    let tx = Tx::begin(link, now)?;
    let mut retried = Retried::default();
    for id in ids {
        let Found { seq, state, lapsed, expires, tried, person, given_up } = find(&tx, *id)?;
        let state = closed(lapsed).unwrap_or(state);
        let has_bounced = state == State::Bounced || given_up;
        if !state.needs_a_person() && !given_up {
            continue;
        }
        if expires.is_some_and(|expires| expires.0 <= now) {
            retried.late += 1;
        } else if tried && !has_bounced && (state == State::Uncertain || may_be_told(&tx, seq)?) {
            tx.execute(
                sql!(
                    "UPDATE notice SET state = " deferred ", wake = $2, since = $2, detail = NULL, lapsed = 0,
                       excused = tries WHERE seq = $1"
                ),
                values![seq, Stamp(now)],
            )?;
            retried.same += 1;
        } else {
            tx.execute(
                sql!(
                    "UPDATE notice SET state = " planned ", wake = $2, since = $2, detail = NULL, lapsed = 0, excused = tries,
                       retries = retries + (first_at IS NOT NULL OR $3::boolean)::int,
                       first_at = NULL, first_migrated = NULL, first_snapshot = NULL
                     WHERE seq = $1"
                ),
                values![seq, Stamp(now), state == State::Bounced],
            )?;
            retried.fresh += 1;
            if let Some(person) = person.filter(|_| has_bounced) {
                try_again(&tx, person, now)?;
            }
        }
    }
    lay_again(&tx, now)?;
    if retried.same + retried.fresh > 0 {
        journal::write(&tx, &Written::retried(ids, said, retried))?;
    }
    tx.commit()?;
    Ok(retried)
}

/// Settles notices that wait for a person, or none of them; returns how many moved.
pub(super) fn settle(link: &Link, ids: &[NoticeId], settlement: Settlement, said: &Said<'_>) -> Fallible<u64> {
    let now = said.at;
    let tx = Tx::begin(link, now)?;
    let mut settled = 0;
    for id in ids {
        let Found { seq, state, person, .. } = find(&tx, *id)?;
        let Some(to) = settlement.of(state) else { continue };
        let lapsed = if settlement == Settlement::Closed { of_closed(state) } else { 0 };
        tx.execute(
            "UPDATE notice SET state = $2, since = $3, detail = $4, lapsed = $5 WHERE seq = $1",
            values![seq, of_state(to), Stamp(now), said.reason(), lapsed],
        )?;
        settled += 1;
        if let Some(person) = person.filter(|_| state == State::Bounced && to == State::Accepted) {
            try_again(&tx, person, now)?;
        }
    }
    if settled > 0 {
        journal::write(&tx, &Written::settled(ids, settlement, said, settled))?;
    }
    tx.commit()?;
    Ok(settled)
}

fn find(tx: &Link, id: NoticeId) -> Fallible<Found> {
    let found = tx.query_opt(
        sql!(
            "SELECT seq, state, lapsed, expires, first_at IS NOT NULL, person,
               state = " suppressed " AND detail IS NOT DISTINCT FROM $2 FROM notice WHERE id = $1"
        ),
        values![Id(id), Suppression::Bounced.as_str()],
    )?;
    let row = found.ok_or_else(|| Error::bug(format!("notice {id} is not known")))?;
    Ok(Found {
        seq: row.try_get(0)?,
        state: row.try_get::<_, Coded>(1)?.0,
        lapsed: row.try_get(2)?,
        expires: row.try_get(3)?,
        tried: row.try_get(4)?,
        person: row.try_get(5)?,
        given_up: row.try_get(6)?,
    })
}
