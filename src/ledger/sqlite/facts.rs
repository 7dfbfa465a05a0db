//! What happened to people and their devices.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::approve::{Inserter, Origin};
use super::codes::{Stamp, of_standing, standing};
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
    let mut interner = Interner::default();
    let mut new = 0;
    for fact in facts {
        let person = interner.person(&tx, &fact.person)?;
        if !is_known(&tx, person, fact)? {
            add(&tx, person, fact)?;
            new += 1;
        }
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

/// Whether the fact is there already, or says what the last one before it said.
fn is_known(conn: &Connection, person: i64, fact: &Fact) -> rusqlite::Result<bool> {
    let (code, moment, why) = of_standing(&fact.standing);
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM fact WHERE person = ?1 AND device IS ?2 AND at = ?3
                          AND standing = ?4 AND moment IS ?5 AND why IS ?6)
             OR EXISTS (SELECT 1 FROM (SELECT standing, moment, why FROM fact
                          WHERE person = ?1 AND device IS ?2 AND at <= ?3 ORDER BY at DESC, seq DESC LIMIT 1)
                        WHERE standing = ?4 AND moment IS ?5 AND why IS ?6)",
    )?
    .query_row(params![person, fact.device, Stamp(fact.at), code, moment, why], |row| row.get(0))
}

fn add(conn: &Connection, person: i64, fact: &Fact) -> rusqlite::Result<()> {
    let (code, moment, why) = of_standing(&fact.standing);
    conn.prepare_cached(
        "INSERT INTO fact (person, device, at, standing, moment, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![person, fact.device, Stamp(fact.at), code, moment, why])?;
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
            standing: standing(row.get("standing")?, row.get("moment")?, row.get("why")?)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
