//! What happened to people, their devices and their addresses.

use chrono::{DateTime, Utc};
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::approve::{Inserter, Origin};
use super::codes::{Stamp, happened, of_happened};
use super::fault::Fallible;
use super::generation;
use super::hold::lay_again;
use super::intern::Interner;
use super::query;
use crate::error::Error;
use crate::ledger::{Entry, Fact};

/// Records facts and the notices that come of them; returns how many facts were new.
pub(super) fn record(
    conn: &mut Connection,
    facts: &[Fact],
    entries: &mut dyn Iterator<Item = Entry>,
    now: DateTime<Utc>,
) -> Fallible<u64> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    let mut new = 0;
    for fact in facts {
        new += u64::from(learn(&tx, fact)?);
    }
    let mut entries = entries.peekable();
    if entries.peek().is_some() && query::approved(&tx)?.is_none() {
        return Err(Error::bug("notices come into being only within what was approved").into());
    }
    let mut notices = Inserter::new(&tx)?;
    for entry in entries {
        notices.insert(&entry, Origin::Event, now)?;
    }
    drop(notices);
    lay_again(&tx, now)?;
    generation::step(&tx, now)?;
    tx.commit()?;
    Ok(new)
}

/// Adds a fact; whether it is new.
pub(super) fn learn(conn: &Connection, fact: &Fact) -> rusqlite::Result<bool> {
    let person = Interner::default().person(conn, &fact.person)?;
    let is_new = !is_known(conn, person, fact)?;
    if is_new {
        add(conn, person, fact)?;
    }
    Ok(is_new)
}

/// Whether the fact is there already, or says what the last one before it said.
fn is_known(conn: &Connection, person: i64, fact: &Fact) -> rusqlite::Result<bool> {
    let (code, moment, text) = of_happened(&fact.what);
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM fact WHERE person = ?1 AND device IS ?2 AND at = ?3
                          AND standing = ?4 AND moment IS ?5 AND why IS ?6)
             OR EXISTS (SELECT 1 FROM (SELECT standing, moment, why FROM fact
                          WHERE person = ?1 AND device IS ?2 AND at <= ?3 AND (standing > 3) = (?4 > 3)
                            AND (standing <= 3 OR why = ?6) ORDER BY at DESC, seq DESC LIMIT 1)
                        WHERE standing = ?4 AND moment IS ?5 AND why IS ?6)",
    )?
    .query_row(params![person, fact.device, Stamp(fact.at), code, moment, text], |row| row.get(0))
}

/// The id of a person, and every address that something is known of.
pub(super) fn addresses(conn: &Connection, person: i64) -> Fallible<(Box<str>, Vec<String>)> {
    let id = conn.prepare_cached("SELECT id FROM person WHERE seq = ?1")?.query_row([person], |row| row.get(0))?;
    let mut query =
        conn.prepare_cached("SELECT DISTINCT why FROM fact WHERE person = ?1 AND standing > 3 ORDER BY why")?;
    let rows = query.query_map([person], |row| row.get(0))?;
    Ok((id, rows.collect::<rusqlite::Result<_>>()?))
}

fn add(conn: &Connection, person: i64, fact: &Fact) -> rusqlite::Result<()> {
    let (code, moment, text) = of_happened(&fact.what);
    conn.prepare_cached(
        "INSERT INTO fact (person, device, at, standing, moment, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![person, fact.device, Stamp(fact.at), code, moment, text])?;
    Ok(())
}

/// Every fact but the first `skip`, in the order in which they were recorded. Facts are never deleted, so their
/// numbers have no gaps.
pub(super) fn after(conn: &Connection, skip: u64) -> Fallible<Vec<Fact>> {
    let mut query = conn.prepare_cached(
        "SELECT p.id AS person, f.device, f.at, f.standing, f.moment, f.why FROM fact f JOIN person p ON p.seq = f.person
         WHERE f.seq > ?1 ORDER BY f.seq",
    )?;
    let rows = query.query_map([i64::try_from(skip).unwrap_or(i64::MAX)], |row| {
        Ok(Fact {
            person: row.get::<_, Box<str>>("person")?.into(),
            device: row.get("device")?,
            at: row.get::<_, Stamp>("at")?.0,
            what: happened(row.get("standing")?, row.get("moment")?, row.get("why")?)
                .map_err(|why| FromSqlError::Other(why.into()))?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
