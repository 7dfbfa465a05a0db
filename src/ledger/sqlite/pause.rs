//! Until when a relay wants to be left alone.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::codes::{Stamp, of_channel};
use super::fault::Fallible;
use super::generation;
use crate::campaign::Channel;
use crate::ledger::Pause;

pub(super) fn pause(conn: &mut Connection, channel: Channel, pause: &Pause, now: DateTime<Utc>) -> Fallible<()> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    tx.execute(
        "INSERT OR REPLACE INTO pause (channel, until, why) VALUES (?1, ?2, ?3)",
        params![of_channel(channel), Stamp(pause.until), pause.why],
    )?;
    generation::step(&tx, now)?;
    tx.commit()?;
    Ok(())
}

pub(super) fn paused(conn: &Connection, channel: Channel, now: DateTime<Utc>) -> Fallible<Option<Pause>> {
    let mut query = conn.prepare_cached("SELECT until, why FROM pause WHERE channel = ?1 AND until > ?2")?;
    let pause = query.query_row(params![of_channel(channel), Stamp(now)], |row| {
        Ok(Pause { until: row.get::<_, Stamp>("until")?.0, why: row.get("why")? })
    });
    Ok(pause.optional()?)
}
