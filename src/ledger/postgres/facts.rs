//! What happened to people, their devices and their addresses.

use chrono::{DateTime, Utc};
use tokio_postgres::Row;

use super::approve::{Inserter, Origin};
use super::codes::{Stamp, happened, of_happened, storable};
use super::fault::Fallible;
use super::hold::lay_again;
use super::intern::Interner;
use super::link::{Link, values};
use super::query;
use super::tx::Tx;
use crate::error::Error;
use crate::ledger::{Entry, Fact};

/// Records facts and the notices that come of them; returns how many facts were new.
pub(super) fn record(
    link: &Link,
    facts: &[Fact],
    entries: &mut dyn Iterator<Item = Entry>,
    now: DateTime<Utc>,
) -> Fallible<u64> {
    let tx = Tx::begin(link, now)?;
    let mut new = 0;
    for fact in facts {
        new += u64::from(learn(&tx, fact)?);
    }
    let mut entries = entries.peekable();
    if entries.peek().is_some() {
        if query::approved(&tx)?.is_none() {
            return Err(Error::bug("notices come into being only within what was approved").into());
        }
        let mut notices = Inserter::new(&tx, Interner::default(), Origin::Event, now)?;
        for entry in entries {
            notices.insert(&entry)?;
        }
        notices.flush()?;
    }
    lay_again(&tx, now)?;
    tx.commit()?;
    Ok(new)
}

/// Adds a fact; whether it is new.
pub(super) fn learn(tx: &Link, fact: &Fact) -> Fallible<bool> {
    let person = Interner::default().person(tx, &fact.person)?;
    let (code, moment, text) = of_happened(&fact.what);
    // Known: it is there already, or says what the last one before it said.
    let added = tx.execute(
        "INSERT INTO fact (seq, person, device, at, standing, moment, why)
         SELECT (SELECT coalesce(max(seq), 0) + 1 FROM fact), $1, $2, $3, $4, $5, $6
         WHERE NOT EXISTS (SELECT 1 FROM fact WHERE person = $1 AND device IS NOT DISTINCT FROM $2 AND at = $3
                           AND standing = $4 AND moment IS NOT DISTINCT FROM $5 AND why IS NOT DISTINCT FROM $6)
           AND NOT EXISTS (SELECT 1 FROM (SELECT standing, moment, why FROM fact
                             WHERE person = $1 AND device IS NOT DISTINCT FROM $2 AND at <= $3
                               AND (standing > 3) = ($4 > 3) AND (standing <= 3 OR why = $6)
                             ORDER BY at DESC, seq DESC LIMIT 1) AS last
                           WHERE standing = $4 AND moment IS NOT DISTINCT FROM $5 AND why IS NOT DISTINCT FROM $6)",
        values![person, fact.device.as_deref().map(storable), Stamp(fact.at), code, moment, text.map(storable)],
    )?;
    Ok(added == 1)
}

/// The id of a person, and every address that something is known of.
pub(super) fn addresses(link: &Link, person: i64) -> Fallible<(Box<str>, Vec<String>)> {
    let id = link.query_one("SELECT id FROM person WHERE seq = $1", values![person])?.try_get::<_, &str>(0)?.into();
    let rows = link.query(
        "SELECT DISTINCT why COLLATE \"C\" AS address FROM fact WHERE person = $1 AND standing > 3 ORDER BY address",
        values![person],
    )?;
    let read = |row: &Row| Ok(row.try_get(0)?);
    Ok((id, rows.iter().map(read).collect::<Fallible<_>>()?))
}

/// Every fact but the first `skip`, in the order in which they were recorded. Facts are never deleted, so their
/// numbers have no gaps.
pub(super) fn after(link: &Link, skip: u64) -> Fallible<Vec<Fact>> {
    let rows = link.query(
        "SELECT p.id, f.device, f.at, f.standing, f.moment, f.why FROM fact f JOIN person p ON p.seq = f.person
         WHERE f.seq > $1 ORDER BY f.seq",
        values![i64::try_from(skip).unwrap_or(i64::MAX)],
    )?;
    let read = |row: &Row| -> Fallible<Fact> {
        Ok(Fact {
            person: row.try_get::<_, &str>(0)?.into(),
            device: row.try_get(1)?,
            at: row.try_get::<_, Stamp>(2)?.0,
            what: happened(row.try_get(3)?, row.try_get(4)?, row.try_get(5)?)?,
        })
    };
    rows.iter().map(read).collect()
}
