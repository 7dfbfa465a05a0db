//! What can be asked of the ledger; nothing here writes.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, ToSql, params};

use super::codes::{Coded, Id, SENDING, Stamp, carried, of_state, sql, state};
use super::entry::{ENTRY, ENTRY_BY_NUMBER, EntryReader, columns};
use super::fault::Fallible;
use crate::error::{Error, Result};
use crate::ledger::row::detail;
use crate::ledger::{Approval, Attempt, CANARY, Filter, Row, State, Vanguard, shown};
use crate::schedule::NoticeId;

pub(super) fn approved(conn: &Connection) -> Fallible<Option<Approval>> {
    let mut query = conn.prepare_cached(
        "SELECT a.plan, s.hash, a.campaign, a.approver, a.at FROM approval a JOIN snapshot s ON s.seq = a.snapshot
         ORDER BY a.seq DESC LIMIT 1",
    )?;
    let approved = query.query_row([], |row| {
        Ok(Approval {
            plan: row.get("plan")?,
            snapshot: row.get("hash")?,
            campaign: row.get("campaign")?,
            by: row.get("approver")?,
            at: row.get::<_, Stamp>("at")?.0,
        })
    });
    Ok(approved.optional()?)
}

pub(super) fn counts(conn: &Connection) -> Fallible<BTreeMap<(String, String, String, State), u64>> {
    let mut query = conn.prepare_cached(
        "SELECT wave.text AS wave, phase.text AS phase, message.text AS message, c.state, c.many FROM
           (SELECT wave, phase, message, state, count(*) AS many FROM notice GROUP BY wave, phase, message, state) c
         JOIN word wave ON wave.seq = c.wave JOIN word phase ON phase.seq = c.phase
         JOIN word message ON message.seq = c.message",
    )?;
    let rows = query.query_map([], |row| {
        let key = (row.get("wave")?, row.get("phase")?, row.get("message")?, row.get::<_, Coded>("state")?.0);
        Ok((key, row.get("many")?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether a person closed notice `n`.
const CLOSED: &str = sql!("(n.state = " cancelled " AND n.lapsed > 1)");

columns!(Standing { state, since, attempts, wake, lapsed, detail, reply, relay });

/// In which order rows come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// As they stand in the file: nothing is sorted.
    Stored,
    /// By due time.
    Due,
}

/// Shows the rows that `filter` wants to `each`, one by one. The outer error is the ledger's, the inner one that of
/// `each`, which ends it.
pub(super) fn visit(
    conn: &Connection,
    filter: &Filter,
    order: Order,
    each: &mut dyn FnMut(Row) -> Result<()>,
) -> Fallible<Result<()>> {
    let (due, limit) = (filter.due.map(Stamp), filter.limit.map_or(-1, i64::from));
    let mut values: Vec<(&str, &dyn ToSql)> = vec![(":limit", &limit)];
    let mut wanted = vec!["true".to_owned()];
    if let Some(person) = &filter.person {
        wanted.push("n.person = (SELECT seq FROM person WHERE id = :person)".to_owned());
        values.push((":person", person));
    }
    if let Some(message) = &filter.message {
        wanted.push("n.message = (SELECT seq FROM word WHERE text = :message)".to_owned());
        values.push((":message", message));
    }
    if let Some(due) = &due {
        wanted.push(format!("n.wake <= :due AND n.{}", carried()));
        values.push((":due", due));
    }
    if !filter.states.is_empty() {
        // The states are our own small numbers, so they can stand in the text.
        let states: Vec<String> = filter.states.iter().map(|state| of_state(*state).to_string()).collect();
        let closed = if filter.closed { CLOSED } else { "false" };
        wanted.push(format!("(n.state IN ({}) OR {closed})", states.join(",")));
    }
    if filter.paper {
        wanted.push(format!("NOT n.{}", carried()));
    }
    let is_few = filter.person.is_some() || filter.limit.is_some();
    let (entry, person) = match is_few {
        true => (ENTRY, "LEFT JOIN person ON person.seq = n.person"),
        false => (ENTRY_BY_NUMBER, ""),
    };
    let mut query = conn.prepare_cached(&format!(
        "SELECT {entry}, n.state, n.since, n.tries - n.excused AS attempts, n.wake, n.lapsed, n.detail, a.reply,
           CASE n.state WHEN {SENDING} THEN n.relay ELSE a.relay END AS relay
         FROM notice n {person} LEFT JOIN attempt a ON a.notice = n.seq AND a.n = n.tries
         WHERE {} ORDER BY {} LIMIT :limit",
        wanted.join(" AND "),
        if order == Order::Due { "n.due, n.seq" } else { "n.seq" }
    ))?;
    let at = Standing::of(&query)?;
    let mut entries = if is_few { EntryReader::new(conn, &query)? } else { EntryReader::by_number(conn, &query)? };
    let mut rows = query.query(&*values)?;
    while let Some(row) = rows.next()? {
        if let Err(error) = each(read(row, &mut entries, &at)?) {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

fn read(row: &SqlRow<'_>, entries: &mut EntryReader<'_>, at: &Standing) -> rusqlite::Result<Row> {
    let state = row.get::<_, Coded>(at.state)?.0;
    Ok(Row {
        entry: entries.read(row)?,
        relay: entries.word(row.get(at.relay)?)?,
        state,
        since: row.get::<_, Stamp>(at.since)?.0,
        attempts: row.get(at.attempts)?,
        next: row.get::<_, Option<Stamp>>(at.wake)?.map(|at| at.0),
        detail: detail(state, row.get(at.lapsed)?, row.get(at.detail)?, row.get(at.reply)?),
    })
}

pub(super) fn tried_from(conn: &Connection, id: NoticeId) -> Fallible<Option<String>> {
    let mut query =
        conn.prepare_cached("SELECT s.hash FROM notice n JOIN snapshot s ON s.seq = n.first_snapshot WHERE n.id = ?1")?;
    Ok(query.query_row([Id(id)], |row| row.get("hash")).optional()?)
}

pub(super) fn attempts(conn: &Connection, id: NoticeId) -> Fallible<Vec<Attempt>> {
    let mut query = conn.prepare_cached(sql!(
        "SELECT a.n, a.began, a.ended, a.result, a.reply, (SELECT text FROM word WHERE seq = a.relay) AS relay
           FROM notice n JOIN attempt a ON a.notice = n.seq WHERE n.id = ?1
         UNION ALL SELECT tries, since, NULL, state, '', (SELECT text FROM word WHERE seq = relay)
           FROM notice WHERE id = ?1 AND state = " sending
        " ORDER BY n"
    ))?;
    let rows = query.query_map([Id(id)], |row| {
        Ok(Attempt {
            number: row.get("n")?,
            began: row.get::<_, Stamp>("began")?.0,
            ended: row.get::<_, Option<Stamp>>("ended")?.map(|at| at.0),
            result: row.get::<_, Coded>("result")?.0,
            reply: shown(&row.get::<_, String>("reply")?).into_owned(),
            relay: row.get::<_, Option<Box<str>>>("relay")?.map(Into::into),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many notices of the sender are due at ?1.
pub(super) fn due() -> String {
    format!("SELECT count(*) FROM notice WHERE wake <= ?1 AND {}", carried())
}

/// How many were accepted since ?1, those that bounced later included, by the minute; but for those that went by a relay of
/// the JSON list ?2.
pub(super) const ACCEPTED: &str = sql!("WITH others AS (SELECT seq FROM word WHERE text IN (SELECT value FROM json_each(?2)))
     SELECT max(at) AS last, count(*) AS many FROM
       (SELECT since AS at, relay FROM notice WHERE since >= ?1 AND state = " accepted "
        UNION ALL SELECT r.taken AS at, n.relay FROM report r JOIN notice n ON n.seq = r.notice WHERE r.taken >= ?1)
     WHERE relay IS NULL OR relay NOT IN others
     GROUP BY at / 60000000 ORDER BY last");

pub(super) fn count_due(conn: &Connection, now: DateTime<Utc>) -> Fallible<u64> {
    let mut query = conn.prepare_cached(&due())?;
    Ok(query.query_row([Stamp(now)], |row| row.get(0))?)
}

pub(super) fn count_overdue(conn: &Connection, then: DateTime<Utc>) -> Fallible<u64> {
    let mut query = conn.prepare_cached(&format!("{} AND since <= ?1", due()))?;
    Ok(query.query_row([Stamp(then)], |row| row.get(0))?)
}

pub(super) fn due_since(conn: &Connection, now: DateTime<Utc>) -> Fallible<Option<DateTime<Utc>>> {
    let mut query = conn.prepare_cached(&format!(
        "SELECT min(max(wake, since)) AS since FROM notice WHERE wake <= ?1 AND {}",
        carried()
    ))?;
    let since: Option<Stamp> = query.query_row([Stamp(now)], |row| row.get("since"))?;
    Ok(since.map(|since| since.0))
}

/// What became of the first ?3 of message ?2 of wave ?1 that were tried.
fn vanguard_query() -> String {
    format!(
        sql!(
            "WITH named AS (SELECT (SELECT seq FROM word WHERE text = ?1) AS wave, (SELECT seq FROM word WHERE text = ?2) AS message),
     ahead AS (SELECT n.seq, coalesce(n.first_at, n.since) AS at, (n.state IN (" failed ", " bounced ", " uncertain ") OR (n.state = " cancelled " AND n.lapsed > 1)) AS failed, coalesce(n.detail, a.reply, '') AS why
               FROM named, notice AS n LEFT JOIN attempt AS a ON a.notice = n.seq AND a.n = n.tries
               WHERE (n.first_at IS NOT NULL OR n.state = " failed " OR (n.state = " cancelled " AND n.lapsed = 2))
                 AND n.{} AND n.wave = named.wave AND n.message = named.message
               ORDER BY at, n.seq LIMIT ?3)
     SELECT count(*) AS tried, count(*) FILTER (WHERE failed) AS failed, max(at) AS last,
       (SELECT why FROM ahead WHERE failed ORDER BY at DESC, seq DESC LIMIT 1) AS reply,
       EXISTS (SELECT 1 FROM hold, named WHERE kind = 6 AND target = named.wave << 32 | named.message
               AND author = ?4 AND ended IS NOT NULL) AS let_go
     FROM ahead"
        ),
        carried()
    )
}

pub(super) fn vanguard(conn: &Connection, wave: &str, message: &str, most: u32) -> Fallible<Vanguard> {
    let mut query = conn.prepare_cached(&vanguard_query())?;
    Ok(query.query_row(params![wave, message, most, CANARY], |row| {
        Ok(Vanguard {
            tried: row.get("tried")?,
            failed: row.get("failed")?,
            last: row.get::<_, Option<Stamp>>("last")?.map(|last| last.0),
            reply: row.get::<_, Option<String>>("reply")?.map(|reply| shown(&reply).into()),
            let_go: row.get("let_go")?,
        })
    })?)
}

pub(super) fn accepted_since(
    conn: &Connection,
    since: DateTime<Utc>,
    but: &[Arc<str>],
) -> Fallible<Vec<(DateTime<Utc>, u64)>> {
    let but = serde_json::to_string(&but.iter().map(|name| &**name).collect::<Vec<_>>())
        .map_err(|error| Error::bug(format!("names could not be written as JSON: {error}")))?;
    let mut query = conn.prepare_cached(ACCEPTED)?;
    let minutes =
        query.query_map(params![Stamp(since), but], |row| Ok((row.get::<_, Stamp>("last")?.0, row.get("many")?)))?;
    Ok(minutes.collect::<rusqlite::Result<_>>()?)
}
