//! What can be asked of the ledger; nothing here writes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};

use super::codes::{By, Coded, Does, Id, Interval, Language, SENDING, Stamp, carried, of_state, shared};
use super::fault::Fallible;
use crate::ledger::{Approved, Attempt, Entry, Filter, History, Row, State, shown};
use crate::schedule::NoticeId;

/// The columns [`entry`] reads, first in a SELECT over [`NOTICES`].
pub(super) const ENTRY: &str = "n.id, wave.text, phase.text, message.text, language.text, person.id, n.occurrence,
     n.due, n.expires, n.resend, dates.text, n.revision, previous.text, n.follows, n.channel, n.calendar";

/// A notice with its names. LEFT JOINs, so that SQLite always walks the notices first.
pub(super) const NAMED: &str = "LEFT JOIN word wave ON wave.seq = n.wave LEFT JOIN word phase ON phase.seq = n.phase
     LEFT JOIN word message ON message.seq = n.message LEFT JOIN word language ON language.seq = n.language
     LEFT JOIN person ON person.seq = n.person LEFT JOIN word dates ON dates.seq = n.dates
     LEFT JOIN word previous ON previous.seq = n.previous";

/// How many columns [`ENTRY`] has.
pub(super) const ENTRY_COLUMNS: usize = 16;

/// Reads the columns of [`ENTRY`].
pub(super) fn entry(row: &SqlRow<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        id: row.get::<_, Id>(0)?.0,
        wave: row.get(1)?,
        phase: row.get(2)?,
        message: row.get(3)?,
        language: row.get::<_, Language>(4)?.0,
        person: shared(row.get(5)?),
        occurrence: row.get(6)?,
        due: row.get::<_, Stamp>(7)?.0,
        expires: row.get::<_, Option<Stamp>>(8)?.map(|at| at.0),
        resend_uncertain: row.get(9)?,
        channel: row.get::<_, By>(14)?.0,
        dates: row.get::<_, Option<Interval>>(10)?.map(|dates| dates.0),
        history: match row.get(11)? {
            Some(revision) => Some(History {
                revision,
                previous: row.get::<_, Option<Interval>>(12)?.map(|dates| dates.0),
                follows: row.get::<_, Option<Id>>(13)?.map(|id| id.0),
                calendar: row.get::<_, Option<Does>>(15)?.map(|does| does.0),
            }),
            None => None,
        },
    })
}

pub(super) fn approved(conn: &Connection) -> Fallible<Option<Approved>> {
    let mut query = conn.prepare_cached(
        "SELECT a.plan, s.hash, a.campaign, a.approver, a.at FROM approval a JOIN snapshot s ON s.seq = a.snapshot
         ORDER BY a.seq DESC LIMIT 1",
    )?;
    let approved = query.query_row([], |row| {
        Ok(Approved {
            plan: row.get(0)?,
            snapshot: row.get(1)?,
            campaign: row.get(2)?,
            by: row.get(3)?,
            at: row.get::<_, Stamp>(4)?.0,
        })
    });
    Ok(approved.optional()?)
}

pub(super) fn counts(conn: &Connection) -> Fallible<BTreeMap<(String, String, String, State), u64>> {
    let mut query = conn.prepare_cached(
        "SELECT wave.text, phase.text, message.text, c.state, c.many FROM
           (SELECT wave, phase, message, state, count(*) AS many FROM notice GROUP BY wave, phase, message, state) c
         JOIN word wave ON wave.seq = c.wave JOIN word phase ON phase.seq = c.phase
         JOIN word message ON message.seq = c.message",
    )?;
    let rows = query
        .query_map([], |row| Ok(((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, Coded>(3)?.0), row.get(4)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn list(conn: &Connection, filter: &Filter) -> Fallible<Vec<Row>> {
    // The states are our own small numbers, so they can stand in the text.
    let states: Vec<String> = filter.states.iter().map(|state| of_state(*state).to_string()).collect();
    let in_states = if states.is_empty() { String::new() } else { format!("AND n.state IN ({})", states.join(",")) };
    let of_person = match filter.person {
        Some(_) => "AND n.person = (SELECT seq FROM person WHERE id = ?1)",
        None => "AND ?1 IS NULL",
    };
    let on_paper = if filter.paper { "AND n.channel <> 0" } else { "" };
    let mut query = conn.prepare_cached(&format!(
        "SELECT {ENTRY}, n.state, n.since, n.tries - n.excused, n.wake, n.lapsed, n.detail, a.reply
         FROM notice n {NAMED} LEFT JOIN attempt a ON a.notice = n.seq AND a.n = n.tries
         WHERE true {of_person} {in_states} {on_paper} ORDER BY n.due, n.seq LIMIT ?2"
    ))?;
    let limit = filter.limit.map_or(-1, i64::from);
    let rows = query.query_map(params![filter.person, limit], read_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read_row(row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    let state = row.get::<_, Coded>(ENTRY_COLUMNS)?.0;
    let lapsed: bool = row.get(ENTRY_COLUMNS + 4)?;
    let (detail, reply): (Option<String>, Option<String>) = (row.get(ENTRY_COLUMNS + 5)?, row.get(ENTRY_COLUMNS + 6)?);
    Ok(Row {
        entry: entry(row)?,
        state,
        since: row.get::<_, Stamp>(ENTRY_COLUMNS + 1)?.0,
        attempts: row.get(ENTRY_COLUMNS + 2)?,
        next: row.get::<_, Option<Stamp>>(ENTRY_COLUMNS + 3)?.map(|at| at.0),
        detail: match state {
            State::Cancelled if lapsed => "no longer in the approved plan".to_owned(),
            State::Expired => match reply.as_deref().map(shown) {
                Some(words) if !words.is_empty() => format!("its time was over; the last the relay said: {words}"),
                _ => "its time was over".to_owned(),
            },
            _ => detail.or(reply).map_or_else(String::new, |words| shown(&words).into_owned()),
        },
    })
}

pub(super) fn attempts(conn: &Connection, id: NoticeId) -> Fallible<Vec<Attempt>> {
    let mut query = conn.prepare_cached(
        "SELECT a.n, a.began, a.ended, a.result, a.reply
           FROM notice n JOIN attempt a ON a.notice = n.seq WHERE n.id = ?1
         UNION ALL SELECT tries, since, NULL, state, '' FROM notice WHERE id = ?1 AND state = ?2
         ORDER BY 1",
    )?;
    let rows = query.query_map(params![Id(id), SENDING], |row| {
        Ok(Attempt {
            number: row.get(0)?,
            began: row.get::<_, Stamp>(1)?.0,
            ended: row.get::<_, Option<Stamp>>(2)?.map(|at| at.0),
            result: row.get::<_, Coded>(3)?.0,
            reply: shown(&row.get::<_, String>(4)?).into_owned(),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many notices of the sender are due at ?1.
pub(super) fn due() -> String {
    format!("SELECT count(*) FROM notice WHERE wake <= ?1 AND {}", carried())
}

/// How many the relay has accepted since ?1.
pub(super) const ACCEPTED: &str = "SELECT count(*) FROM notice WHERE state = 3 AND since >= ?1";

pub(super) fn count_due(conn: &Connection, now: DateTime<Utc>) -> Fallible<u64> {
    let mut query = conn.prepare_cached(&due())?;
    Ok(query.query_row([Stamp(now)], |row| row.get(0))?)
}

pub(super) fn accepted_since(conn: &Connection, since: DateTime<Utc>) -> Fallible<u64> {
    let mut query = conn.prepare_cached(ACCEPTED)?;
    Ok(query.query_row([Stamp(since)], |row| row.get(0))?)
}
