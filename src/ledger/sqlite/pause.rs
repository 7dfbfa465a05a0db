//! Until when relays want to be left alone.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::codes::Stamp;
use super::fault::Fallible;
use super::generation;
use crate::ledger::Pause;

pub(super) fn pause(conn: &mut Connection, pause: &Pause, now: DateTime<Utc>) -> Fallible<()> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    tx.execute(
        "INSERT OR REPLACE INTO pause (relay, until, why) VALUES (?1, ?2, ?3)",
        params![pause.relay, Stamp(pause.until), pause.why],
    )?;
    generation::step(&tx, now)?;
    tx.commit()?;
    Ok(())
}

pub(super) fn pauses(conn: &Connection, now: DateTime<Utc>) -> Fallible<Vec<Pause>> {
    let mut query = conn.prepare_cached("SELECT relay, until, why FROM pause WHERE until > ?1 ORDER BY relay")?;
    let pauses = query.query_map([Stamp(now)], |row| {
        let relay = row.get::<_, Box<str>>("relay")?.into();
        Ok(Pause { relay, until: row.get::<_, Stamp>("until")?.0, why: row.get("why")? })
    })?;
    Ok(pauses.collect::<rusqlite::Result<_>>()?)
}
