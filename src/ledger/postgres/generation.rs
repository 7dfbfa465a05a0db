//! How far the ledger has come, and what it knows of the time.

use chrono::{DateTime, Utc};

use super::codes::{Stamp, carried, sql, state};
use super::fault::Fallible;
use super::link::{Link, values};
use super::tx::Tx;
use super::{journal, place};
use crate::ledger::journal::Written;
use crate::ledger::{Bearings, Said, Since};

/// How often it was written.
pub(super) fn steps(link: &Link) -> Fallible<u64> {
    Ok(link.query_one("SELECT steps FROM generation", &[])?.try_get::<_, i64>(0)?.unsigned_abs())
}

/// Takes up a doubted ledger under a new id, where it is now. Returns how many notices are left to a person.
pub(super) fn take_up(link: &Link, since: Since, said: &Said<'_>) -> Fallible<u64> {
    let now = said.at;
    let tx = Tx::begin(link, now)?;
    let left = match since {
        Since::Unsent => 0,
        Since::Uncertain => tx.execute(
            &format!(
                sql!("UPDATE notice SET state = " uncertain ", wake = NULL, since = $1, detail = $2
                        WHERE wake <= $1 AND {}"),
                carried()
            ),
            values![Stamp(now), Since::MAY_BE_SENT],
        )?,
    };
    tx.execute(
        "UPDATE generation SET ledger = decode(replace(gen_random_uuid()::text, '-', ''), 'hex'), doubt = NULL",
        &[],
    )?;
    place::keep(&tx)?;
    journal::write(&tx, &Written::taken_up(since, said, left))?;
    tx.commit()?;
    Ok(left)
}

/// What the ledger knows of the time. It costs more the more is due, and next to nothing when nothing is.
pub(super) fn bearings(link: &Link, now: DateTime<Utc>) -> Fallible<Bearings> {
    let carried = carried();
    let row = link.query_one(
        &format!(
            "SELECT (SELECT coalesce(acted, (SELECT max(at) FROM approval)) FROM generation),
                    (SELECT count(*) FROM notice WHERE wake <= $1 AND expires <= $1 AND {carried}),
                    EXISTS (SELECT 1 FROM notice WHERE wake > $1 AND {carried}),
                    EXISTS (SELECT 1 FROM notice WHERE wake IS NOT NULL AND {carried})"
        ),
        values![Stamp(now)],
    )?;
    let over = row.try_get::<_, i64>(1)?.unsigned_abs();
    let end: Option<Stamp> = match row.try_get(2)? {
        true => None,
        false => link
            .query_one(
                &format!(
                    sql!("SELECT max(greatest(due, expires)) FROM notice WHERE state <> " cancelled " AND {}"),
                    carried
                ),
                &[],
            )?
            .try_get(0)?,
    };
    let waiting = match over {
        0 => u64::from(row.try_get::<_, bool>(3)?),
        _ => link
            .query_one(&format!("SELECT count(*) FROM notice WHERE wake IS NOT NULL AND {carried}"), &[])?
            .try_get::<_, i64>(0)?
            .unsigned_abs(),
    };
    let acted = row.try_get::<_, Option<Stamp>>(0)?.map(|at| at.0);
    Ok(Bearings { acted, waiting, over, end: end.map(|at| at.0) })
}
