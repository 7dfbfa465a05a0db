//! Handing out what is due.
//!
//! The queue is the index on `wake`, which holds mail only. What is claimed stands at its head until its `sending` mark is
//! written; whose it is says the table `claim`. Senders do not wait for each other there: what one is about to claim is passed
//! over by the others (`SKIP LOCKED`), and of two that meet all the same, one claims (the table's key).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use tokio_postgres::Row;

use super::codes::{Serials, Small, Stamp, UNCERTAIN, carried};
use super::entry::{ENTRY, entry};
use super::fault::Fallible;
use super::hold;
use super::link::{Link, values};
use super::tx::{FENCE, taken_over};
use crate::ledger::{Claim, FirstAttempt};
use crate::schedule::NoticeId;

/// The notices this sender has claimed.
#[derive(Default)]
pub(super) struct Claims(pub(super) HashMap<NoticeId, Claimed>);

/// What this sender knows of a notice it has claimed.
#[derive(Clone, Copy)]
pub(super) struct Claimed {
    /// Its place in the store.
    pub(super) seq: i64,
    /// Whether its `sending` mark is written.
    pub(super) begun: bool,
    /// Whether its attempt was answered by a no, of which it is not known yet whom it is for.
    pub(super) answered: bool,
}

/// What is claimed no more, or has its mark.
pub(super) const GIVE_BACK: &str = "DELETE FROM claim WHERE notice = ANY ($1)";

/// Claims up to `limit` due notices for a sender.
pub(super) fn claim(
    link: &Link,
    claims: &mut Claims,
    sender: i64,
    now: DateTime<Utc>,
    limit: usize,
) -> Fallible<Vec<Claim>> {
    let queue = format!(
        "WITH me AS MATERIALIZED (SELECT seq FROM sender WHERE seq = $3 FOR KEY SHARE),
           free AS MATERIALIZED (
           SELECT n.seq FROM notice n
            WHERE EXISTS (SELECT 1 FROM me) AND n.wake <= $1 AND n.{carried} AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.notice = n.seq)
            ORDER BY n.wake, n.seq LIMIT $2 FOR UPDATE OF n SKIP LOCKED),
           taken AS (INSERT INTO claim (notice, owner) SELECT seq, $3 FROM free ON CONFLICT DO NOTHING RETURNING notice)
         SELECT {ENTRY}, n.seq, n.tries - n.excused AS attempts, n.retries, n.first_at, n.first_migrated,
                (SELECT hash FROM snapshot WHERE seq = coalesce(n.first_snapshot,
                    (SELECT snapshot FROM approval ORDER BY seq DESC LIMIT 1))) AS snapshot,
                CASE WHEN n.first_at IS NOT NULL THEN (SELECT a.relay FROM attempt a
                    WHERE a.notice = n.seq AND a.result = {UNCERTAIN} AND a.began >= n.first_at
                    ORDER BY a.n DESC LIMIT 1) END AS with_relay
         FROM taken JOIN notice n ON n.seq = taken.notice LEFT JOIN person ON person.seq = n.person
         ORDER BY n.wake, n.seq",
        carried = carried()
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let queue: (&str, _) = (&queue, values![Stamp(now), limit, sender]);
    // Whoever is being taken for gone claims nothing more, and whoever does that sees all that was claimed before.
    let fence: (&str, _) = (FENCE, values![sender]);
    let mut found = link.together(&[(hold::NEXT_END, &[]), queue, fence]).map_err(taken_over)?;
    let end: Option<Stamp> = found[0][0].try_get(0)?;
    if end.is_some_and(|end| end.0 <= now) {
        // What goes on by that may have waited longest.
        let first: Vec<i64> = found[1].iter().map(|row| row.try_get(19)).collect::<Result<_, _>>()?;
        hold::end_those_over(link, now)?;
        link.execute(GIVE_BACK, values![first])?;
        found = link.together(&[(hold::NEXT_END, &[]), queue, fence]).map_err(taken_over)?;
    }
    let mut taken = Vec::new();
    for row in &found[1] {
        let claim = read(link, row)?;
        taken.push((row.try_get(19)?, claim));
    }
    let claimed = taken.into_iter().map(|(seq, claim)| {
        claims.0.insert(claim.entry.id, Claimed { seq, begun: false, answered: false });
        claim
    });
    Ok(claimed.collect())
}

fn read(link: &Link, row: &Row) -> Fallible<Claim> {
    let first = match row.try_get::<_, Option<Stamp>>(22)? {
        Some(at) => Some(FirstAttempt { at: at.0, migrated: row.try_get::<_, Serials>(23)?.0 }),
        None => None,
    };
    let with: Option<i64> = row.try_get(25)?;
    Ok(Claim {
        entry: entry(link, row)?,
        attempts: row.try_get::<_, Small<u32>>(20)?.0,
        retries: row.try_get::<_, Small<u32>>(21)?.0,
        first,
        snapshot: row.try_get::<_, &str>(24)?.into(),
        with: with.map(|seq| link.words.borrow_mut().text(link, seq)).transpose()?,
    })
}

/// The earliest instant at which something that is not claimed can be, or a hold is over by itself.
pub(super) fn next_due(link: &Link) -> Fallible<Option<DateTime<Utc>>> {
    let waiting = format!(
        "SELECT wake FROM notice n WHERE wake IS NOT NULL AND {} AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.notice = n.seq)
         ORDER BY wake, seq LIMIT 1",
        carried()
    );
    let found = link.together(&[(&waiting, &[]), (hold::NEXT_END, &[])])?;
    let mut earliest: Option<DateTime<Utc>> = None;
    for row in found.iter().flatten() {
        let at = row.try_get::<_, Option<Stamp>>(0)?.map(|at| at.0);
        earliest = earliest.into_iter().chain(at).min();
    }
    Ok(earliest)
}
