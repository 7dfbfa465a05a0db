//! Who sends: coming, saying that one is there, and what those that are gone leave behind.
//!
//! A sender is gone when its session does not have its lock any more, or it was not heard of for its lease: then whoever
//! notices strikes it off, in a transaction like any other. What it had claimed is free by that, and what it had sending is
//! settled. It cannot write any more from then on, because it is not in the table ([`FENCE`](super::tx::FENCE)), whether it
//! knows of that or not. So no clock decides what is true, only when somebody looks; the lease is measured by the server's.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::codes::{Id, Stamp, UNCERTAIN, sql, state};
use super::commit::{leave, put_off, remember};
use super::fault::Fallible;
use super::hold::end_over;
use super::link::{Link, values};
use super::lock::Locks;
use super::replan::unanswered;
use super::tx::{Tx, gone};
use crate::ledger::resend::pause;
use crate::ledger::step::STOPPED;
use crate::ledger::{Beat, Place, Pulse, Recovery, SenderSeen, State};

/// Those who have the lock of senders, whose number is $2, as `pid`.
macro_rules! have_lock {
    () => {
        "SELECT l.pid::bigint AS pid FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND l.classid::bigint = $2::bigint >> 32 & 4294967295 AND l.objid::bigint = $2::bigint & 4294967295"
    };
}

/// The senders that are gone, of all but $1. $2 is the number of their lock.
const GONE: &str = concat!(
    "seq <> $1 AND (beat + lease * interval '1 microsecond' < clock_timestamp() OR backend NOT IN (",
    have_lock!(),
    "))"
);

/// A sender is there: $1, with the lock $2. It has sent $3, and cuts connections into $4 parts. One whose lock went to another
/// session, as it may behind a pooler of connections, is not there.
const THERE: &str = concat!(
    "UPDATE sender SET beat = clock_timestamp(), sent = $3, parts = $4
      WHERE seq = $1 AND pg_backend_pid()::bigint IN (",
    have_lock!(),
    ") RETURNING seq"
);

/// Ends the sessions $1 that have the lock $2 and are no sender's.
const END_SESSIONS: &str = concat!(
    "SELECT pg_terminate_backend(pid::int) FROM (",
    have_lock!(),
    ") AS l WHERE pid = ANY ($1::bigint[]) AND NOT EXISTS (SELECT 1 FROM sender s WHERE s.backend = l.pid)"
);

/// Nobody has this number.
const NOBODY: i64 = 0;

/// Enters a sender, whose session has the lock already, and strikes off those that are gone. Returns its number, and what
/// they left in `sending`.
pub(super) fn enter(
    link: &Link,
    locks: &Locks,
    who: &str,
    lease: Duration,
    now: DateTime<Utc>,
) -> Fallible<(i64, Recovery)> {
    let tx = Tx::begin(link, now)?;
    end_over(&tx, now)?;
    let number: i64 = tx.query_one("UPDATE generation SET epoch = epoch + 1 RETURNING epoch", &[])?.try_get(0)?;
    // A session that is ours by now was another's before.
    tx.execute("DELETE FROM sender WHERE backend = pg_backend_pid()", &[])?;
    let (recovery, frozen) = strike_off(&tx, locks, number, now)?;
    tx.execute(
        "INSERT INTO sender (seq, name, process, since, backend, beat, lease, sent, parts)
         VALUES ($1, $2, $3, $4, pg_backend_pid(), clock_timestamp(), $5, 0, 0)",
        values![number, who, i64::from(std::process::id()), Stamp(now), micros(lease)],
    )?;
    tx.commit()?;
    end_sessions(link, locks, &frozen);
    Ok((number, recovery))
}

/// A sender says that it is there.
pub(super) fn beat(
    link: &Link,
    locks: &Locks,
    number: i64,
    pulse: Pulse,
    lease: Duration,
    now: DateTime<Utc>,
) -> Fallible<Beat> {
    let (sent, parts) = (i64::try_from(pulse.sent).unwrap_or(i64::MAX), i64::from(pulse.parts));
    let found = link.together(&[
        (THERE, values![number, locks.of_senders(), sent, parts]),
        (&format!("SELECT EXISTS (SELECT 1 FROM sender WHERE {GONE})"), values![number, locks.of_senders()]),
        ("SELECT coalesce((SELECT max(seq) FROM journal), 0) + coalesce((SELECT max(seq) FROM fact), 0)", &[]),
    ])?;
    if found[0].is_empty() {
        return Err(gone().into());
    }
    let mut recovery = Recovery::default();
    if found[1][0].try_get(0)? {
        let tx = Tx::begin_as(link, number, now)?;
        let (left, frozen) = strike_off(&tx, locks, number, now)?;
        tx.commit()?;
        end_sessions(link, locks, &frozen);
        recovery = left;
    }
    let acts = found[2][0].try_get(0)?;
    let (asked, place) = (locks.is_turn_taken(link)?, place(link, number)?);
    Ok(Beat { asked, acts, place, lease: Some(lease), found: recovery })
}

fn place(link: &Link, number: i64) -> Fallible<Place> {
    let row = link.query_one(
        "SELECT count(*), count(*) FILTER (WHERE seq < $1), min(parts) FILTER (WHERE seq <> $1) FROM sender",
        values![number],
    )?;
    let small = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Place {
        senders: small(row.try_get(0)?),
        rank: small(row.try_get(1)?),
        parts: row.try_get::<_, Option<i64>>(2)?.map(small),
    })
}

/// Strikes off whoever is gone, for somebody who waits until nobody sends.
pub(super) fn strike_off_those_gone(link: &Link, locks: &Locks, now: DateTime<Utc>) -> Fallible<()> {
    let any: bool = link
        .query_one(&format!("SELECT EXISTS (SELECT 1 FROM sender WHERE {GONE})"), values![NOBODY, locks.of_senders()])?
        .try_get(0)?;
    if any {
        let tx = Tx::begin(link, now)?;
        let (_, frozen) = strike_off(&tx, locks, NOBODY, now)?;
        tx.commit()?;
        end_sessions(link, locks, &frozen);
    }
    Ok(())
}

/// Strikes off the senders that are gone, all but `but`, and settles what is sending and nobody's. Returns what that was, and
/// the sessions that still have the lock though nobody heard of them.
fn strike_off(tx: &Link, locks: &Locks, but: i64, now: DateTime<Utc>) -> Fallible<(Recovery, Vec<i64>)> {
    // Asked of the row itself, so that one that says meanwhile that it is there stays.
    let rows =
        tx.query(&format!("DELETE FROM sender WHERE {GONE} RETURNING backend"), values![but, locks.of_senders()])?;
    let frozen = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    tx.execute("DELETE FROM claim c WHERE NOT EXISTS (SELECT 1 FROM sender s WHERE s.seq = c.owner)", &[])?;
    let mut recovery = Recovery::default();
    let left = sql!(
        "SELECT seq, id, resend FROM notice n WHERE state = " sending "
            AND NOT EXISTS (SELECT 1 FROM sender s WHERE s.seq = n.owner) ORDER BY seq"
    );
    for row in tx.query(left, &[])? {
        let (seq, resend): (i64, bool) = (row.try_get(0)?, row.try_get(2)?);
        remember(tx, seq, State::Uncertain, None, STOPPED)?;
        match pause(unanswered(tx, seq)?).filter(|_| resend) {
            Some(pause) => put_off(tx, seq, now + pause, false, now)?,
            None => leave(tx, seq, UNCERTAIN, now)?,
        };
        recovery.uncertain.push(row.try_get::<_, Id>(1)?.0);
    }
    Ok((recovery, frozen))
}

/// Ends sessions that keep the lock of senders and were struck off: an approval would wait for them. A role that may not do
/// that to them waits until they end by themselves.
fn end_sessions(link: &Link, locks: &Locks, backends: &[i64]) {
    if backends.is_empty() {
        return;
    }
    let _ = link.query(END_SESSIONS, values![backends, locks.of_senders()]);
}

/// Who is there, also if nobody has heard of it for long; but nobody whose session is gone.
pub(super) fn seen(link: &Link, locks: &Locks) -> Fallible<Vec<SenderSeen>> {
    let there = concat!(
        "SELECT name, process, since, sent, (extract(epoch FROM clock_timestamp() - beat) * 1000000)::bigint
         FROM sender WHERE seq <> $1 AND backend IN (",
        have_lock!(),
        ") ORDER BY seq"
    );
    let rows = link.query(there, values![NOBODY, locks.of_senders()])?;
    let read = |row: &tokio_postgres::Row| -> Fallible<SenderSeen> {
        let (name, process): (&str, i64) = (row.try_get(0)?, row.try_get(1)?);
        let sent = row.try_get::<_, i64>(3)?.unsigned_abs();
        Ok(SenderSeen {
            who: format!("{name} (process {process})"),
            since: Some(row.try_get::<_, Stamp>(2)?.0),
            heard: Some((sent, TimeDelta::microseconds(row.try_get::<_, i64>(4)?.max(0)))),
        })
    };
    rows.iter().map(read).collect()
}

fn micros(lease: Duration) -> i64 {
    i64::try_from(lease.as_micros()).unwrap_or(i64::MAX)
}
