//! What people did that concerns no notice.

use super::codes::Stamp;
use super::fault::Fallible;
use super::journal;
use super::link::{Link, values};
use super::tx::Tx;
use crate::ledger::Act;
use crate::ledger::acted::Acted;
use crate::ledger::journal::Written;

/// Keeps what somebody did.
pub(super) fn act(link: &Link, act: &Act) -> Fallible<()> {
    let tx = Tx::begin(link, act.at)?;
    insert(&tx, act)?;
    tx.commit()
}

/// Keeps a decision about a gate of which nothing was decided by then; whether it was so.
pub(super) fn decide_first(link: &Link, act: &Act) -> Fallible<bool> {
    let tx = Tx::begin(link, act.at)?;
    if acts(&tx)?.iter().any(|other| other.what.is_about_the_gate_of(&act.what)) {
        return Ok(false);
    }
    insert(&tx, act)?;
    tx.commit()?;
    Ok(true)
}

fn insert(tx: &Link, act: &Act) -> Fallible<()> {
    let Acted { kind, wave, subject, number, author, why, at } = Acted::of(act);
    tx.execute(
        "INSERT INTO act (seq, kind, wave, subject, number, author, why, at)
         SELECT coalesce(max(seq), 0) + 1, $1, $2, $3, $4, $5, $6, $7 FROM act",
        values![kind, wave, subject, number, author, why, at],
    )?;
    journal::write(tx, &Written::acted(act))
}

/// Everything that was done, in the order in which it was.
pub(super) fn acts(link: &Link) -> Fallible<Vec<Act>> {
    let rows = link.query("SELECT kind, wave, subject, number, author, why, at FROM act ORDER BY seq", &[])?;
    let read = |row: &tokio_postgres::Row| -> Fallible<Act> {
        let acted = Acted {
            kind: row.try_get(0)?,
            wave: row.try_get(1)?,
            subject: row.try_get(2)?,
            number: row.try_get(3)?,
            author: row.try_get(4)?,
            why: row.try_get(5)?,
            at: row.try_get::<_, Stamp>(6)?,
        };
        Ok(acted.read()?)
    };
    rows.iter().map(read).collect()
}
