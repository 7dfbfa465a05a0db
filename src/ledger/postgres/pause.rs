//! Until when relays want to be left alone.

use chrono::{DateTime, Utc};

use super::codes::Stamp;
use super::fault::Fallible;
use super::link::{Link, values};
use super::tx::Tx;
use crate::ledger::Pause;

pub(super) fn pause(link: &Link, pause: &Pause, now: DateTime<Utc>) -> Fallible<()> {
    let tx = Tx::begin(link, now)?;
    tx.execute(
        "INSERT INTO pause (relay, until, why) VALUES ($1, $2, $3)
         ON CONFLICT (relay) DO UPDATE SET until = excluded.until, why = excluded.why",
        values![&*pause.relay, Stamp(pause.until), pause.why],
    )?;
    tx.commit()
}

pub(super) fn pauses(link: &Link, now: DateTime<Utc>) -> Fallible<Vec<Pause>> {
    let rows = link.query(
        "SELECT relay, until, why FROM pause WHERE until > $1 ORDER BY relay COLLATE \"C\"",
        values![Stamp(now)],
    )?;
    let read = |row: &tokio_postgres::Row| -> Fallible<Pause> {
        let relay = row.try_get::<_, &str>(0)?.into();
        Ok(Pause { relay, until: row.try_get::<_, Stamp>(1)?.0, why: row.try_get(2)? })
    };
    rows.iter().map(read).collect()
}
