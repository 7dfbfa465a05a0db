//! Handing out what is due.
//!
//! The queue is the index on `wake`, which holds mail only. What is in hand stands at its head until its `sending` mark is written, so a
//! claim reads `limit` rows plus those in hand, however many notices there are.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row as SqlRow};

use super::codes::{Id, Serials, Stamp, carried};
use super::fault::Fallible;
use super::query::{ENTRY, ENTRY_COLUMNS, NAMED, entry};
use crate::ledger::{Claim, FirstAttempt};
use crate::schedule::NoticeId;

/// The notices in this sender's hands.
#[derive(Default)]
pub(super) struct InHand(pub(super) HashMap<NoticeId, Claimed>);

/// What this sender knows of a notice in its hands.
#[derive(Clone, Copy)]
pub(super) struct Claimed {
    /// Its place in the file.
    pub(super) seq: i64,
    /// Whether its `sending` mark is written.
    pub(super) begun: bool,
}

/// What is due at ?1, in the order of the queue.
pub(super) fn queue() -> String {
    format!(
        "SELECT {ENTRY}, n.seq, n.tries - n.excused, n.first_at, n.first_migrated,
                (SELECT hash FROM snapshot WHERE seq = coalesce(n.first_snapshot,
                    (SELECT snapshot FROM approval ORDER BY seq DESC LIMIT 1)))
         FROM notice n INDEXED BY notice_wake {NAMED} WHERE n.wake <= ?1 AND n.{} ORDER BY n.wake, n.seq",
        carried()
    )
}

/// Takes up to `limit` due notices in hand.
pub(super) fn claim(conn: &Connection, hand: &mut InHand, now: DateTime<Utc>, limit: usize) -> Fallible<Vec<Claim>> {
    let mut query = conn.prepare_cached(&queue())?;
    let mut rows = query.query([Stamp(now)])?;
    let mut taken = Vec::with_capacity(limit.min(1024));
    while taken.len() < limit {
        let Some(row) = rows.next()? else { break };
        if !hand.0.contains_key(&row.get::<_, Id>(0)?.0) {
            taken.push((row.get(ENTRY_COLUMNS)?, read_claim(row)?));
        }
    }
    Ok(taken
        .into_iter()
        .map(|(seq, claim)| {
            hand.0.insert(claim.entry.id, Claimed { seq, begun: false });
            claim
        })
        .collect())
}

fn read_claim(row: &SqlRow<'_>) -> rusqlite::Result<Claim> {
    let first_at: Option<Stamp> = row.get(ENTRY_COLUMNS + 2)?;
    let first = match first_at {
        Some(at) => Some(FirstAttempt { at: at.0, migrated: row.get::<_, Serials>(ENTRY_COLUMNS + 3)?.0 }),
        None => None,
    };
    Ok(Claim {
        entry: entry(row)?,
        attempts: row.get(ENTRY_COLUMNS + 1)?,
        first,
        snapshot: row.get::<_, Box<str>>(ENTRY_COLUMNS + 4)?.into(),
    })
}

/// What waits for a sender, the earliest first.
pub(super) fn waiting() -> String {
    format!("SELECT id, wake FROM notice WHERE wake IS NOT NULL AND {} ORDER BY wake, seq", carried())
}

/// The earliest instant at which something not in hand can be taken.
pub(super) fn next_due(conn: &Connection, hand: &InHand) -> Fallible<Option<DateTime<Utc>>> {
    let mut query = conn.prepare_cached(&waiting())?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        if !hand.0.contains_key(&row.get::<_, Id>(0)?.0) {
            return Ok(Some(row.get::<_, Stamp>(1)?.0));
        }
    }
    Ok(None)
}
