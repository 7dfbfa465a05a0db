//! What can be asked of the ledger; nothing here writes.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio_postgres::Row as SqlRow;

use super::codes::{Coded, Id, SENDING, Small, Stamp, carried, of_state, sql, state};
use super::entry::{ENTRY, entry};
use super::fault::Fallible;
use super::link::{Link, values};
use crate::error::Result;
use crate::ledger::row::detail;
use crate::ledger::{Approval, Attempt, CANARY, Filter, Row, State, Vanguard, shown};
use crate::schedule::NoticeId;

/// So many rows are fetched at a time.
const PAGE: usize = 2000;

pub(super) fn approved(link: &Link) -> Fallible<Option<Approval>> {
    let found = link.query_opt(
        "SELECT a.plan, s.hash, a.campaign, a.approver, a.at FROM approval a JOIN snapshot s ON s.seq = a.snapshot
         ORDER BY a.seq DESC LIMIT 1",
        &[],
    )?;
    let Some(row) = found else { return Ok(None) };
    Ok(Some(Approval {
        plan: row.try_get(0)?,
        snapshot: row.try_get(1)?,
        campaign: row.try_get(2)?,
        by: row.try_get(3)?,
        at: row.try_get::<_, Stamp>(4)?.0,
    }))
}

pub(super) fn counts(link: &Link) -> Fallible<BTreeMap<(String, String, String, State), u64>> {
    let rows = link.query(
        "SELECT wave.text, phase.text, message.text, c.state, c.many FROM
           (SELECT wave, phase, message, state, count(*) AS many FROM notice GROUP BY wave, phase, message, state) c
         JOIN word wave ON wave.seq = c.wave JOIN word phase ON phase.seq = c.phase
         JOIN word message ON message.seq = c.message",
        &[],
    )?;
    let read = |row: &SqlRow| {
        let key = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get::<_, Coded>(3)?.0);
        Ok((key, row.try_get::<_, Small<u64>>(4)?.0))
    };
    rows.iter().map(read).collect()
}

/// Whether a person closed notice `n`.
const CLOSED: &str = sql!("(n.state = " cancelled " AND n.lapsed > 1)");

/// Names the parameters that a filter does not.
const GIVEN: &str = "($1::text IS NULL OR true) AND ($2::text IS NULL OR true) AND ($3::bigint IS NULL OR true)";

/// In which order rows come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// As they stand in the store.
    Stored,
    /// By due time.
    Due,
}

/// Shows the rows that `filter` wants to `each`, one by one, as they are at one moment. The outer error is the ledger's, the
/// inner one that of `each`, which ends it.
pub(super) fn visit(
    link: &Link,
    filter: &Filter,
    order: Order,
    each: &mut dyn FnMut(Row) -> Result<()>,
) -> Fallible<Result<()>> {
    let mut wanted = vec![GIVEN.to_owned()];
    if filter.person.is_some() {
        wanted.push("n.person = (SELECT seq FROM person WHERE id = $1)".to_owned());
    }
    if filter.message.is_some() {
        wanted.push("n.message = (SELECT seq FROM word WHERE text = $2)".to_owned());
    }
    if filter.due.is_some() {
        wanted.push(format!("n.wake <= $3 AND n.{}", carried()));
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
    let limit = filter.limit.map_or_else(String::new, |limit| format!(" LIMIT {limit}"));
    let text = format!(
        "SELECT {ENTRY}, n.state, n.since, n.tries - n.excused AS attempts, n.wake, n.lapsed, n.detail, a.reply,
           CASE n.state WHEN {SENDING} THEN n.relay ELSE a.relay END AS relay
         FROM notice n LEFT JOIN person ON person.seq = n.person
           LEFT JOIN attempt a ON a.notice = n.seq AND a.n = n.tries
         WHERE {} ORDER BY {}{limit}",
        wanted.join(" AND "),
        if order == Order::Due { "n.due, n.seq" } else { "n.seq" }
    );
    let (person, message) = (filter.person.as_deref(), filter.message.as_deref());
    let values = values![person, message, filter.due.map(Stamp)];
    if filter.person.is_none() && filter.limit.is_none_or(|limit| limit as usize > PAGE) {
        return link.pages(&text, values, PAGE, &mut |row| Ok(each(read(link, row)?)));
    }
    // Few: one way there and back.
    for row in link.query(&text, values)? {
        if let Err(error) = each(read(link, &row)?) {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

fn read(link: &Link, row: &SqlRow) -> Fallible<Row> {
    let state = row.try_get::<_, Coded>(19)?.0;
    let relay: Option<i64> = row.try_get(26)?;
    Ok(Row {
        entry: entry(link, row)?,
        relay: relay.map(|seq| link.words.borrow_mut().text(link, seq)).transpose()?,
        state,
        since: row.try_get::<_, Stamp>(20)?.0,
        attempts: row.try_get::<_, Small<u32>>(21)?.0,
        next: row.try_get::<_, Option<Stamp>>(22)?.map(|at| at.0),
        detail: detail(state, row.try_get(23)?, row.try_get(24)?, row.try_get(25)?),
    })
}

pub(super) fn tried_from(link: &Link, id: NoticeId) -> Fallible<Option<String>> {
    let found = link.query_opt(
        "SELECT s.hash FROM notice n JOIN snapshot s ON s.seq = n.first_snapshot WHERE n.id = $1",
        values![Id(id)],
    )?;
    Ok(found.map(|row| row.try_get(0)).transpose()?)
}

pub(super) fn attempts(link: &Link, id: NoticeId) -> Fallible<Vec<Attempt>> {
    let rows = link.query(
        sql!(
            "SELECT a.n, a.began, a.ended, a.result, a.reply, (SELECT text FROM word WHERE seq = a.relay)
               FROM notice n JOIN attempt a ON a.notice = n.seq WHERE n.id = $1
             UNION ALL SELECT tries, since, NULL, state, '', (SELECT text FROM word WHERE seq = relay)
               FROM notice WHERE id = $1 AND state = " sending
            " ORDER BY 1"
        ),
        values![Id(id)],
    )?;
    let read = |row: &SqlRow| -> Fallible<Attempt> {
        Ok(Attempt {
            number: row.try_get::<_, Small<u32>>(0)?.0,
            began: row.try_get::<_, Stamp>(1)?.0,
            ended: row.try_get::<_, Option<Stamp>>(2)?.map(|at| at.0),
            result: row.try_get::<_, Coded>(3)?.0,
            reply: shown(row.try_get(4)?).into_owned(),
            relay: row.try_get::<_, Option<&str>>(5)?.map(Into::into),
        })
    };
    rows.iter().map(read).collect()
}

pub(super) fn count_due(link: &Link, now: DateTime<Utc>) -> Fallible<u64> {
    let due = format!("SELECT count(*) FROM notice WHERE wake <= $1 AND {}", carried());
    Ok(link.query_one(&due, values![Stamp(now)])?.try_get::<_, Small<u64>>(0)?.0)
}

pub(super) fn count_overdue(link: &Link, then: DateTime<Utc>) -> Fallible<u64> {
    let due = format!("SELECT count(*) FROM notice WHERE wake <= $1 AND {} AND since <= $1", carried());
    Ok(link.query_one(&due, values![Stamp(then)])?.try_get::<_, Small<u64>>(0)?.0)
}

pub(super) fn due_since(link: &Link, now: DateTime<Utc>) -> Fallible<Option<DateTime<Utc>>> {
    let since = format!("SELECT min(greatest(wake, since)) FROM notice WHERE wake <= $1 AND {}", carried());
    let since: Option<Stamp> = link.query_one(&since, values![Stamp(now)])?.try_get(0)?;
    Ok(since.map(|since| since.0))
}

/// What became of the first of a wave's message that were tried.
pub(super) fn vanguard(link: &Link, wave: &str, message: &str, most: u32) -> Fallible<Vanguard> {
    let text = format!(
        sql!(
            "WITH named AS (SELECT (SELECT seq FROM word WHERE text = $1) AS wave, (SELECT seq FROM word WHERE text = $2) AS message),
     ahead AS (SELECT n.seq, coalesce(n.first_at, n.since) AS at, (n.state IN (" failed ", " bounced ", " uncertain ") OR (n.state = " cancelled " AND n.lapsed > 1)) AS failed, coalesce(n.detail, a.reply, '') AS why
               FROM named CROSS JOIN notice AS n LEFT JOIN attempt AS a ON a.notice = n.seq AND a.n = n.tries
               WHERE (n.first_at IS NOT NULL OR n.state = " failed " OR (n.state = " cancelled " AND n.lapsed = 2))
                 AND n.{} AND n.wave = named.wave AND n.message = named.message
               ORDER BY at, n.seq LIMIT $3)
     SELECT count(*), count(*) FILTER (WHERE failed), max(at),
       (SELECT why FROM ahead WHERE failed ORDER BY at DESC, seq DESC LIMIT 1),
       EXISTS (SELECT 1 FROM hold, named WHERE kind = 6 AND target = named.wave << 32 | named.message
               AND author = $4 AND ended IS NOT NULL)
     FROM ahead"
        ),
        carried()
    );
    let row = link.query_one(&text, values![wave, message, i64::from(most), CANARY])?;
    Ok(Vanguard {
        tried: row.try_get::<_, Small<u32>>(0)?.0,
        failed: row.try_get::<_, Small<u32>>(1)?.0,
        last: row.try_get::<_, Option<Stamp>>(2)?.map(|last| last.0),
        reply: row.try_get::<_, Option<&str>>(3)?.map(|reply| shown(reply).into()),
        let_go: row.try_get(4)?,
    })
}

/// When each message was taken since the instant of a parameter, and by which relay; those that bounced later included.
pub(super) fn taken_since(parameter: &str) -> String {
    format!(
        sql!(
            "SELECT since AS at, relay FROM notice WHERE since >= {0} AND state = " accepted "
             UNION ALL SELECT r.taken AS at, n.relay FROM report r JOIN notice n ON n.seq = r.notice WHERE r.taken >= {0}"
        ),
        parameter
    )
}

/// How many were accepted since, those that bounced later included, by the minute.
pub(super) fn accepted_since(
    link: &Link,
    since: DateTime<Utc>,
    but: &[Arc<str>],
) -> Fallible<Vec<(DateTime<Utc>, u64)>> {
    let but: Vec<&str> = but.iter().map(|name| &**name).collect();
    let text = format!(
        "WITH others AS (SELECT seq FROM word WHERE text = ANY ($2))
         SELECT max(at) AS last, count(*) FROM ({}) AS taken
         WHERE relay IS NULL OR relay NOT IN (SELECT seq FROM others)
         GROUP BY at / 60000000 ORDER BY last",
        taken_since("$1")
    );
    let rows = link.query(&text, values![Stamp(since), but])?;
    rows.iter().map(|row| Ok((row.try_get::<_, Stamp>(0)?.0, row.try_get::<_, Small<u64>>(1)?.0))).collect()
}
