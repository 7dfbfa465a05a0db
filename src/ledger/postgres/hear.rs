//! What mail systems report of messages that went out.

use chrono::{DateTime, Utc};
use tokio_postgres::Row as SqlRow;

use super::codes::{Coded, Id, Small, Stamp, action_word, of_action, sql, state, storable};
use super::entry::{ENTRY, entry};
use super::facts;
use super::fault::Fallible;
use super::link::{Link, values};
use super::replan::may_be_told;
use super::tx::Tx;
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
    tries: i64,
    retries: u32,
    put_off: bool,
    person: Option<Box<str>>,
}

/// Takes in reports, or none of them.
pub(super) fn hear(link: &Link, reports: &[Report], now: DateTime<Utc>) -> Fallible<Vec<Hearing>> {
    let tx = Tx::begin(link, now)?;
    let heard = hear_each(&tx, reports, now)?;
    tx.commit()?;
    Ok(heard)
}

/// The same, and takes it back.
pub(super) fn would_hear(link: &Link, reports: &[Report], now: DateTime<Utc>) -> Fallible<Vec<Hearing>> {
    let tx = Tx::begin(link, now)?;
    hear_each(&tx, reports, now)
}

fn hear_each(tx: &Link, reports: &[Report], now: DateTime<Utc>) -> Fallible<Vec<Hearing>> {
    reports.iter().map(|report| hear_one(tx, report, now)).collect()
}

fn hear_one(tx: &Link, report: &Report, now: DateTime<Utc>) -> Fallible<Hearing> {
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
    tx.execute(
        "INSERT INTO report (seq, notice, retries, action, address, words, digest, heard, taken)
         SELECT coalesce(max(seq), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8 FROM report",
        values![
            found.seq,
            i64::from(report.retries),
            of_action(report.action),
            storable(&report.address),
            storable(&report.words),
            report.known_by().as_slice(),
            Stamp(now),
            taken
        ],
    )?;
    if let (Hearing::Bounced, Action::Failed { dead: true }, Some(person)) = (hearing, report.action, found.person) {
        let what = Happened::Unreachable(report.address.clone());
        facts::learn(tx, &Fact { person: person.into(), device: None, what, at: now })?;
    }
    Ok(hearing)
}

fn find(tx: &Link, id: NoticeId) -> Fallible<Found> {
    let found = tx.query_opt(
        sql!(
            "SELECT n.seq, n.state, n.since, n.tries, n.retries, person.id,
               n.state = " deferred " OR (n.state = " held " AND n.first_at IS NOT NULL)
             FROM notice n LEFT JOIN person ON person.seq = n.person WHERE n.id = $1"
        ),
        values![Id(id)],
    )?;
    let row = found.ok_or_else(|| Error::bug(format!("notice {id} is not known")))?;
    Ok(Found {
        seq: row.try_get(0)?,
        state: row.try_get::<_, Coded>(1)?.0,
        since: row.try_get(2)?,
        tries: row.try_get(3)?,
        retries: row.try_get::<_, Small<u32>>(4)?.0,
        person: row.try_get::<_, Option<&str>>(5)?.map(Into::into),
        put_off: row.try_get(6)?,
    })
}

/// Whether the report is there already, or another one that says the same of the same message.
fn is_known(tx: &Link, notice: i64, report: &Report) -> Fallible<bool> {
    let known = tx.query_one(
        "SELECT EXISTS (SELECT 1 FROM report WHERE digest = $1)
             OR EXISTS (SELECT 1 FROM report WHERE notice = $2 AND retries = $3 AND action = $4 AND address = $5)",
        values![
            report.known_by().as_slice(),
            notice,
            i64::from(report.retries),
            of_action(report.action),
            storable(&report.address)
        ],
    )?;
    Ok(known.try_get(0)?)
}

fn move_to(tx: &Link, seq: i64, state: i64, why: &str, now: DateTime<Utc>) -> Fallible<()> {
    tx.execute(
        "UPDATE notice SET state = $2, since = $3, detail = $4, wake = NULL, kept_wake = NULL WHERE seq = $1",
        values![seq, state, Stamp(now), storable(why)],
    )?;
    Ok(())
}

/// Has every address of a person tried again.
pub(super) fn try_again(tx: &Link, person: i64, now: DateTime<Utc>) -> Fallible<()> {
    let (id, addresses) = facts::addresses(tx, person)?;
    let person: PersonId = id.into();
    for address in addresses {
        let what = Happened::Reachable(address);
        facts::learn(tx, &Fact { person: person.clone(), device: None, what, at: now })?;
    }
    Ok(())
}

/// The message of a notice that went out last.
pub(super) fn sent(link: &Link, id: NoticeId) -> Fallible<Option<Sent>> {
    let found = link.query_opt(
        &format!(
            "SELECT {ENTRY}, n.state, n.retries,
                (SELECT hash FROM snapshot WHERE seq = coalesce(n.first_snapshot,
                    (SELECT snapshot FROM approval ORDER BY seq DESC LIMIT 1)))
             FROM notice n LEFT JOIN person ON person.seq = n.person WHERE n.id = $1"
        ),
        values![Id(id)],
    )?;
    let Some(row) = found else { return Ok(None) };
    Ok(Some(Sent {
        entry: entry(link, &row)?,
        state: row.try_get::<_, Coded>(19)?.0,
        retries: row.try_get::<_, Small<u32>>(20)?.0,
        snapshot: row.try_get::<_, &str>(21)?.into(),
    }))
}

/// What was reported of a notice.
pub(super) fn reports(link: &Link, id: NoticeId) -> Fallible<Vec<Reported>> {
    let rows = link.query(
        "SELECT r.heard, r.action, r.address, r.words FROM report r JOIN notice n ON n.seq = r.notice
          WHERE n.id = $1 ORDER BY r.seq",
        values![Id(id)],
    )?;
    let read = |row: &SqlRow| -> Fallible<Reported> {
        Ok(Reported {
            at: row.try_get::<_, Stamp>(0)?.0,
            action: action_word(row.try_get(1)?),
            address: row.try_get(2)?,
            words: shown(row.try_get(3)?).into_owned(),
        })
    };
    rows.iter().map(read).collect()
}

/// The notices that were sent anew, and how often each.
pub(super) fn sent_anew(link: &Link) -> Fallible<Vec<(NoticeId, u32)>> {
    let rows = link.query("SELECT id, retries FROM notice WHERE retries > 0 ORDER BY seq", &[])?;
    rows.iter().map(|row| Ok((row.try_get::<_, Id>(0)?.0, row.try_get::<_, Small<u32>>(1)?.0))).collect()
}
