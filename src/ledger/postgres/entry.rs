//! Reading notices from the store.

use tokio_postgres::Row;

use super::codes::{By, Digest, Does, Id, Small, Stamp};
use super::fault::Fallible;
use super::link::Link;
use crate::ledger::{Entry, History};

/// The columns of a notice `n` and its `person`, as [`entry`] reads them: first in a row, in this order.
pub(super) const ENTRY: &str = "n.id, n.wave, n.phase, n.message, n.language, person.id AS person, n.occurrence,
     n.due, n.expires, n.resend, n.dates, n.revision, n.previous, n.follows, n.channel, n.calendar, n.rendered,
     n.gate, n.starts";

/// The notice of a row that begins with [`ENTRY`].
pub(super) fn entry(link: &Link, row: &Row) -> Fallible<Entry> {
    let mut words = link.words.borrow_mut();
    let history = match row.try_get::<_, Option<Small<u16>>>(11)? {
        None => None,
        Some(Small(revision)) => Some(History {
            revision,
            previous: words.dates(link, row.try_get(12)?)?,
            follows: row.try_get::<_, Option<Id>>(13)?.map(|id| id.0),
            calendar: row.try_get::<_, Option<Does>>(15)?.map(|does| does.0),
            starts: row.try_get::<_, Option<Stamp>>(18)?.map(|at| at.0),
        }),
    };
    Ok(Entry {
        id: row.try_get::<_, Id>(0)?.0,
        wave: words.text(link, row.try_get(1)?)?,
        phase: words.text(link, row.try_get(2)?)?,
        message: words.text(link, row.try_get(3)?)?,
        language: words.language(link, row.try_get(4)?)?,
        person: row.try_get::<_, Option<&str>>(5)?.map(Into::into),
        occurrence: row.try_get::<_, Small<u16>>(6)?.0,
        due: row.try_get::<_, Stamp>(7)?.0,
        expires: row.try_get::<_, Option<Stamp>>(8)?.map(|at| at.0),
        resend_uncertain: row.try_get(9)?,
        dates: words.dates(link, row.try_get(10)?)?,
        history,
        channel: row.try_get::<_, By>(14)?.0,
        rendered: row.try_get::<_, Option<Digest>>(16)?.map(|digest| digest.0),
        gate: row.try_get::<_, Option<i64>>(17)?.map(|gate| words.text(link, gate)).transpose()?,
    })
}
