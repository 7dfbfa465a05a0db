//! Writing what became of paper.

use chrono::{DateTime, Utc};

use super::codes::{By, Id, PLANNED, PRINTED, Serials, Stamp, of_state};
use super::fault::Fallible;
use super::link::{Link, values};
use super::tx::Tx;
use crate::error::Error;
use crate::ledger::{Fate, PaperOutcome, Printing, State};
use crate::schedule::NoticeId;

/// Moves planned notices on paper to what became of them, or none of them; returns how many were still planned.
pub(super) fn print(link: &Link, outcomes: &[PaperOutcome], now: DateTime<Utc>) -> Fallible<u64> {
    let tx = Tx::begin(link, now)?;
    let mut moved = 0;
    for outcome in outcomes {
        let channel = tx.query_opt("SELECT channel FROM notice WHERE id = $1", values![Id(outcome.id)])?;
        let channel: Option<By> = channel.map(|row| row.try_get(0)).transpose()?;
        if !channel.is_some_and(|by| by.0.is_paper()) {
            return Err(Error::bug(format!("notice {} is not one to be printed", outcome.id)).into());
        }
        moved += settle(&tx, outcome, now)?;
    }
    tx.commit()?;
    Ok(moved)
}

/// What a printed notice was made from.
pub(super) fn printing(link: &Link, id: NoticeId) -> Fallible<Option<Printing>> {
    let found = link.query_opt(
        "SELECT s.hash, n.first_migrated FROM notice n JOIN snapshot s ON s.seq = n.first_snapshot
         WHERE n.id = $1 AND n.state = $2",
        values![Id(id), PRINTED],
    )?;
    let Some(row) = found else { return Ok(None) };
    Ok(Some(Printing { snapshot: row.try_get(0)?, migrated: row.try_get::<_, Serials>(1)?.0 }))
}

fn settle(tx: &Link, outcome: &PaperOutcome, now: DateTime<Utc>) -> Fallible<u64> {
    let (state, detail, migrated) = match &outcome.fate {
        Fate::Printed { sheet, migrated } => (State::Printed, Some(sheet.as_str()), Some(Serials::text(migrated)?)),
        Fate::Suppressed(reason) => (State::Suppressed, Some(reason.as_str()), None),
        Fate::Expired => (State::Expired, None, None),
    };
    let first = migrated.is_some().then_some(Stamp(now));
    tx.execute(
        "UPDATE notice SET state = $2, since = $3, wake = NULL, detail = $4, first_at = $5, first_migrated = $6,
           first_snapshot = CASE WHEN $5::bigint IS NULL THEN NULL
             ELSE (SELECT snapshot FROM approval ORDER BY seq DESC LIMIT 1) END
         WHERE id = $1 AND state = $7",
        values![Id(outcome.id), of_state(state), Stamp(now), detail, first, migrated, PLANNED],
    )
}
