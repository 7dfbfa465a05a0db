//! Handing out what is due.
//!
//! The queue is the index on `wake`, which holds mail only. What is claimed stands at its head until its `sending` mark
//! is written, so a claim reads `limit` rows plus those claimed, however many notices there are.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row as SqlRow};

use super::codes::{Id, Serials, Stamp, UNCERTAIN, carried};
use super::entry::{ENTRY, EntryReader, columns};
use super::fault::Fallible;
use crate::ledger::{Claim, FirstAttempt};
use crate::schedule::NoticeId;

/// The notices this sender has claimed.
#[derive(Default)]
pub(super) struct Claims(pub(super) HashMap<NoticeId, Claimed>);

/// What this sender knows of a notice it has claimed.
#[derive(Clone, Copy)]
pub(super) struct Claimed {
    /// Its place in the file.
    pub(super) seq: i64,
    /// Whether its `sending` mark is written.
    pub(super) begun: bool,
    /// Whether its attempt was answered by a no, of which it is not known yet whom it is for.
    pub(super) answered: bool,
}

/// What is due at ?1, in the order of the queue.
pub(super) fn queue() -> String {
    format!(
        "SELECT {ENTRY}, n.seq, n.tries - n.excused AS attempts, n.retries, n.first_at, n.first_migrated,
                (SELECT hash FROM snapshot WHERE seq = coalesce(n.first_snapshot,
                    (SELECT snapshot FROM approval ORDER BY seq DESC LIMIT 1))) AS snapshot,
                CASE WHEN n.first_at IS NOT NULL THEN (SELECT a.relay FROM attempt a
                    WHERE a.notice = n.seq AND a.result = {UNCERTAIN} AND a.began >= n.first_at
                    ORDER BY a.n DESC LIMIT 1) END AS with_relay
         FROM notice n INDEXED BY notice_wake LEFT JOIN person ON person.seq = n.person
         WHERE n.wake <= ?1 AND n.{} ORDER BY n.wake, n.seq",
        carried()
    )
}

columns!(Columns { seq, id, attempts, retries, first_at, first_migrated, snapshot, with_relay });

/// Claims up to `limit` due notices.
pub(super) fn claim(conn: &Connection, claims: &mut Claims, now: DateTime<Utc>, limit: usize) -> Fallible<Vec<Claim>> {
    let mut query = conn.prepare_cached(&queue())?;
    let (mut entries, at) = (EntryReader::new(conn, &query)?, Columns::of(&query)?);
    let mut rows = query.query([Stamp(now)])?;
    let mut taken = Vec::with_capacity(limit.min(1024));
    while taken.len() < limit {
        let Some(row) = rows.next()? else { break };
        if !claims.0.contains_key(&row.get::<_, Id>(at.id)?.0) {
            taken.push((row.get(at.seq)?, read(row, &mut entries, &at)?));
        }
    }
    let claimed = taken.into_iter().map(|(seq, claim)| {
        claims.0.insert(claim.entry.id, Claimed { seq, begun: false, answered: false });
        claim
    });
    Ok(claimed.collect())
}

fn read(row: &SqlRow<'_>, entries: &mut EntryReader<'_>, at: &Columns) -> rusqlite::Result<Claim> {
    let first = match row.get::<_, Option<Stamp>>(at.first_at)? {
        Some(first_at) => Some(FirstAttempt { at: first_at.0, migrated: row.get::<_, Serials>(at.first_migrated)?.0 }),
        None => None,
    };
    Ok(Claim {
        entry: entries.read(row)?,
        attempts: row.get(at.attempts)?,
        retries: row.get(at.retries)?,
        first,
        snapshot: row.get::<_, Box<str>>(at.snapshot)?.into(),
        with: entries.word(row.get(at.with_relay)?)?,
    })
}

/// What waits for a sender, the earliest first.
pub(super) fn waiting() -> String {
    format!("SELECT id, wake FROM notice WHERE wake IS NOT NULL AND {} ORDER BY wake, seq", carried())
}

/// The earliest instant at which something that is not claimed can be.
pub(super) fn next_due(conn: &Connection, claims: &Claims) -> Fallible<Option<DateTime<Utc>>> {
    let mut query = conn.prepare_cached(&waiting())?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        if !claims.0.contains_key(&row.get::<_, Id>("id")?.0) {
            return Ok(Some(row.get::<_, Stamp>("wake")?.0));
        }
    }
    Ok(None)
}
