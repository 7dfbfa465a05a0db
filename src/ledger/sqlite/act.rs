//! What people did that concerns no notice.

use rusqlite::types::Type;
use rusqlite::{Connection, Row, Transaction, TransactionBehavior, params};

use super::fault::Fallible;
use super::{generation, journal};
use crate::ledger::Act;
use crate::ledger::acted::Acted;
use crate::ledger::journal::Written;

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
    let Acted { kind, wave, subject, number, author, why, at } = Acted::of(act);
    tx.prepare_cached(
        "INSERT INTO act (kind, wave, subject, number, author, why, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![kind, wave, subject, number, author, why, at])?;
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
    let acted = Acted {
        kind: row.get("kind")?,
        wave: row.get("wave")?,
        subject: row.get("subject")?,
        number: row.get("number")?,
        author: row.get("author")?,
        why: row.get("why")?,
        at: row.get("at")?,
    };
    acted.read().map_err(|why| rusqlite::Error::FromSqlConversionFailure(0, Type::Integer, why.into()))
}
