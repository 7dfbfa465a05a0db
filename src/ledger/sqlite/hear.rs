//! What mail systems report of messages that went out.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::codes::{Coded, Id, Stamp, action_word, of_action, sql, state};
use super::entry::{ENTRY, EntryReader};
use super::fault::Fallible;
use super::replan::may_be_told;
use super::{facts, generation};
use crate::campaign::PersonId;
use crate::error::Error;
use crate::ledger::report::heard_of;
use crate::ledger::{Action, Fact, Happened, Hearing, Report, Reported, Sent, State, shown};
use crate::schedule::NoticeId;

/// A notice as a report finds it.
struct Found {
    seq: i64,
    state: State,
    since: Stamp,
    tries: u32,
    retries: u32,
    put_off: bool,
    person: Option<Box<str>>,
}

/// Takes in reports, or none of them.
pub(super) fn hear(conn: &mut Connection, reports: &[Report], now: DateTime<Utc>) -> Fallible<Vec<Hearing>> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    let heard = hear_each(&tx, reports, now)?;
    generation::step(&tx, now)?;
    tx.commit()?;
    Ok(heard)
}

/// The same, and takes it back.
pub(super) fn would_hear(conn: &mut Connection, reports: &[Report], now: DateTime<Utc>) -> Fallible<Vec<Hearing>> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    let heard = hear_each(&tx, reports, now)?;
    tx.rollback()?;
    Ok(heard)
}

fn hear_each(tx: &Connection, reports: &[Report], now: DateTime<Utc>) -> Fallible<Vec<Hearing>> {
    reports.iter().map(|report| hear_one(tx, report, now)).collect()
}

fn hear_one(tx: &Connection, report: &Report, now: DateTime<Utc>) -> Fallible<Hearing> {
    let found = find(tx, report.id)?;
    if is_known(tx, found.seq, report)? {
        return Ok(Hearing::Doubled);
    }
    match found.state {
        State::Sending => return Ok(Hearing::UnderWay),
        State::Uncertain => {}
        _ if found.tries == 0 => return Ok(Hearing::Unsent),
        _ => {}
    }
    let is_out = match found.state {
        State::Accepted | State::Uncertain => true,
        _ => found.put_off && may_be_told(tx, found.seq)?,
    };
    let hearing = match report.action {
        _ if !is_out || found.retries != report.retries => Hearing::Late,
        Action::Failed { .. } => {
            move_to(tx, found.seq, state!(bounced), &report.words, now)?;
            Hearing::Bounced
        }
        _ if found.state == State::Accepted => Hearing::Noted,
        _ => {
            move_to(tx, found.seq, state!(accepted), &heard_of(report), now)?;
            Hearing::Arrived
        }
    };
    let taken = (hearing == Hearing::Bounced).then_some(found.since);
    tx.prepare_cached(
        "INSERT INTO report (notice, retries, action, address, words, digest, heard, taken)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        found.seq,
        report.retries,
        of_action(report.action),
        report.address,
        report.words,
        report.known_by(),
        Stamp(now),
        taken
    ])?;
    if let (Hearing::Bounced, Action::Failed { dead: true }, Some(person)) = (hearing, report.action, found.person) {
        let what = Happened::Unreachable(report.address.clone());
        facts::learn(tx, &Fact { person: person.into(), device: None, what, at: now })?;
    }
    Ok(hearing)
}

fn find(tx: &Connection, id: NoticeId) -> Fallible<Found> {
    let found = tx
        .prepare_cached(sql!(
            "SELECT n.seq, n.state, n.since, n.tries, n.retries, person.id AS person,
               n.state = " deferred " OR (n.state = " held " AND n.first_at IS NOT NULL) AS put_off
             FROM notice n LEFT JOIN person ON person.seq = n.person WHERE n.id = ?1"
        ))?
        .query_row([Id(id)], |row| {
            Ok(Found {
                seq: row.get("seq")?,
                state: row.get::<_, Coded>("state")?.0,
                since: row.get("since")?,
                tries: row.get("tries")?,
                retries: row.get("retries")?,
                put_off: row.get("put_off")?,
                person: row.get("person")?,
            })
        });
    Ok(found.optional()?.ok_or_else(|| Error::bug(format!("notice {id} is not known")))?)
}

/// Whether the report is there already, or another one that says the same of the same message.
fn is_known(tx: &Connection, notice: i64, report: &Report) -> rusqlite::Result<bool> {
    tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM report WHERE digest = ?1)
             OR EXISTS (SELECT 1 FROM report WHERE notice = ?2 AND retries = ?3 AND action = ?4 AND address = ?5)",
    )?
    .query_row(params![report.known_by(), notice, report.retries, of_action(report.action), report.address], |row| {
        row.get(0)
    })
}

fn move_to(tx: &Connection, seq: i64, state: i64, why: &str, now: DateTime<Utc>) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE notice SET state = ?2, since = ?3, detail = ?4, wake = NULL, kept_wake = NULL WHERE seq = ?1",
    )?
    .execute(params![seq, state, Stamp(now), why])?;
    Ok(())
}

/// Has every address of a person tried again.
pub(super) fn try_again(tx: &Connection, person: i64, now: DateTime<Utc>) -> Fallible<()> {
    let (id, addresses) = facts::addresses(tx, person)?;
    let person: PersonId = id.into();
    for address in addresses {
        let what = Happened::Reachable(address);
        facts::learn(tx, &Fact { person: person.clone(), device: None, what, at: now })?;
    }
    Ok(())
}

/// The message of a notice that went out last.
pub(super) fn sent(conn: &Connection, id: NoticeId) -> Fallible<Option<Sent>> {
    let mut query = conn.prepare_cached(&format!(
        "SELECT {ENTRY}, n.state, n.retries,
                (SELECT hash FROM snapshot WHERE seq = coalesce(n.first_snapshot,
                    (SELECT snapshot FROM approval ORDER BY seq DESC LIMIT 1))) AS snapshot
         FROM notice n LEFT JOIN person ON person.seq = n.person WHERE n.id = ?1"
    ))?;
    let mut entries = EntryReader::new(conn, &query)?;
    let sent = query.query_row([Id(id)], |row| {
        Ok(Sent {
            entry: entries.read(row)?,
            state: row.get::<_, Coded>("state")?.0,
            retries: row.get("retries")?,
            snapshot: row.get::<_, Box<str>>("snapshot")?.into(),
        })
    });
    Ok(sent.optional()?)
}

/// What was reported of a notice.
pub(super) fn reports(conn: &Connection, id: NoticeId) -> Fallible<Vec<Reported>> {
    let mut query = conn.prepare_cached(
        "SELECT r.heard, r.action, r.address, r.words FROM report r JOIN notice n ON n.seq = r.notice
          WHERE n.id = ?1 ORDER BY r.seq",
    )?;
    let rows = query.query_map([Id(id)], |row| {
        Ok(Reported {
            at: row.get::<_, Stamp>("heard")?.0,
            action: action_word(row.get("action")?),
            address: row.get("address")?,
            words: shown(&row.get::<_, String>("words")?).into_owned(),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The notices that were sent anew, and how often each.
pub(super) fn sent_anew(conn: &Connection) -> Fallible<Vec<(NoticeId, u32)>> {
    let mut query = conn.prepare_cached("SELECT id, retries FROM notice WHERE retries > 0 ORDER BY seq")?;
    let rows = query.query_map([], |row| Ok((row.get::<_, Id>("id")?.0, row.get("retries")?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
