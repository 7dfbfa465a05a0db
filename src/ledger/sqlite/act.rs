//! What people did that concerns no notice.

use chrono::NaiveDate;
use rusqlite::types::Type;
use rusqlite::{Connection, Row, Transaction, TransactionBehavior, params};

use super::codes::{Stamp, decision, of_decision};
use super::fault::Fallible;
use super::{generation, journal};
use crate::ledger::journal::Written;
use crate::ledger::{Act, Deed};

/// The numbers of what can be done. They are for ever.
const LEARNT: i64 = 0;
const TRIED: i64 = 1;
const DECIDED: i64 = 2;
const CONTACTS: i64 = 3;
pub(super) const MARKED: i64 = 4;
const PROPOSED: i64 = 5;

/// Keeps what somebody did.
pub(super) fn act(conn: &mut Connection, act: &Act) -> Fallible<()> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    insert(&tx, act)?;
    generation::step(&tx, act.at)?;
    tx.commit()?;
    Ok(())
}

/// Keeps a decision about a gate of which nothing was decided by then; whether it was so.
pub(super) fn decide_first(conn: &mut Connection, act: &Act) -> Fallible<bool> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    if acts(&tx)?.iter().any(|other| other.what.is_about_the_gate_of(&act.what)) {
        return Ok(false);
    }
    insert(&tx, act)?;
    generation::step(&tx, act.at)?;
    tx.commit()?;
    Ok(true)
}

fn insert(tx: &Connection, act: &Act) -> Fallible<()> {
    let (kind, wave, subject, number) = match &act.what {
        Deed::Learnt => (LEARNT, None, None, None),
        Deed::Tried { wave, check, works } => (TRIED, Some(wave), Some(check.clone()), Some(i64::from(*works))),
        Deed::Decided { wave, decision, day } => {
            (DECIDED, Some(wave), Some(day.to_string()), Some(of_decision(*decision)))
        }
        Deed::Proposed { plan } => (PROPOSED, None, Some(plan.clone()), None),
        Deed::Marked { person, standing } => (MARKED, None, Some(format!("{standing} {person}")), None),
        Deed::Contacts { wave, day, count } => (CONTACTS, Some(wave), Some(day.to_string()), Some((*count).into())),
    };
    tx.prepare_cached(
        "INSERT INTO act (kind, wave, subject, number, author, why, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![kind, wave, subject, number, act.by, act.why, Stamp(act.at)])?;
    journal::write(tx, &Written::acted(act))?;
    Ok(())
}

/// Everything that was done, in the order in which it was.
pub(super) fn acts(conn: &Connection) -> Fallible<Vec<Act>> {
    let mut query = conn.prepare_cached("SELECT kind, wave, subject, number, author, why, at FROM act ORDER BY seq")?;
    let rows = query.query_map([], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Act> {
    let what = match row.get("kind")? {
        LEARNT => Deed::Learnt,
        TRIED => Deed::Tried { wave: row.get("wave")?, check: row.get("subject")?, works: row.get("number")? },
        DECIDED => {
            let number: i64 = row.get("number")?;
            let decision = decision(number).ok_or_else(|| unknown(format!("unknown decision {number}")))?;
            Deed::Decided { wave: row.get("wave")?, decision, day: day(row)? }
        }
        CONTACTS => Deed::Contacts { wave: row.get("wave")?, day: day(row)?, count: row.get("number")? },
        PROPOSED => Deed::Proposed { plan: row.get("subject")? },
        MARKED => {
            let subject: String = row.get("subject")?;
            let (standing, person) =
                subject.split_once(' ').ok_or_else(|| unknown(format!("`{subject}` is no mark")))?;
            Deed::Marked { person: person.into(), standing: standing.to_owned() }
        }
        other => return Err(unknown(format!("unknown act {other}"))),
    };
    Ok(Act { what, by: row.get("author")?, why: row.get("why")?, at: row.get::<_, Stamp>("at")?.0 })
}

/// The day that an act is about.
fn day(row: &Row<'_>) -> rusqlite::Result<NaiveDate> {
    let day: String = row.get("subject")?;
    day.parse().map_err(|_| unknown(format!("`{day}` is no day")))
}

fn unknown(what: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Integer, what.into())
}
