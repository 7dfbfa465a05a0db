//! The notices that are known, each found by its id.
//!
//! A plan that is approved again has most of them in the order in which they stand in the file, and a file is read much faster
//! from its beginning to its end than here and there. So those that come next are read ahead, more and more of them while the
//! plan follows; what is not among them is looked up.

use std::collections::VecDeque;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Row};

use super::codes::{Digest, Id};
use super::entry::columns;
use crate::ledger::replan::{Known, Terms};
use crate::schedule::NoticeId;

/// The columns of a known notice.
const KNOWN: &str =
    "id, seq, state, lapsed, first_at IS NOT NULL AS tried, phase, language, due, expires, resend, dates,
       revision, previous, follows, calendar, rendered, gate, starts";

/// So many are read ahead at first, and at most.
const FEW: usize = 32;
const MANY: usize = 4096;

/// So many of those ahead are passed over for one that is asked for: those that a plan lacks.
const REACH: usize = 16;

columns!(Columns {
    id,
    seq,
    state,
    lapsed,
    tried,
    phase,
    language,
    due,
    expires,
    resend,
    dates,
    revision,
    previous,
    follows,
    calendar,
    rendered,
    gate,
    starts
});

/// Finds known notices. One that was not asked for yet may have been read already, and must not be changed.
pub(super) struct KnownNotices<'c> {
    by_id: CachedStatement<'c>,
    by_place: CachedStatement<'c>,
    columns: Columns,
    /// Those that come next in the file.
    ahead: VecDeque<(NoticeId, Known)>,
    /// So many are read ahead when it is to be done again.
    many: usize,
    /// The place of the one that was found last.
    last: i64,
}

impl<'c> KnownNotices<'c> {
    pub(super) fn new(tx: &'c Connection) -> rusqlite::Result<Self> {
        let by_id = tx.prepare_cached(&format!("SELECT {KNOWN} FROM notice WHERE id = ?1"))?;
        let by_place =
            tx.prepare_cached(&format!("SELECT {KNOWN} FROM notice WHERE seq > ?1 ORDER BY seq LIMIT ?2"))?;
        let columns = Columns::of(&by_id)?;
        Ok(KnownNotices { by_id, by_place, columns, ahead: VecDeque::new(), many: FEW, last: 0 })
    }

    /// The notice of an id.
    pub(super) fn find(&mut self, id: NoticeId) -> rusqlite::Result<Option<Known>> {
        if let Some(passed) = self.ahead.iter().take(REACH).position(|(next, _)| *next == id) {
            let found = self.ahead.drain(..=passed).next_back().map(|(_, known)| known);
            self.last = found.as_ref().map_or(self.last, |known| known.seq);
            return Ok(found);
        }
        let columns = &self.columns;
        let Some(known) = self.by_id.query_row([Id(id)], |row| read(row, columns)).optional()? else {
            return Ok(None);
        };
        // Two in a row that stand so in the file: what follows will too.
        if known.seq == self.last + 1 {
            self.read_ahead(known.seq)?;
        }
        self.last = known.seq;
        Ok(Some(known))
    }

    fn read_ahead(&mut self, from: i64) -> rusqlite::Result<()> {
        self.many = if self.ahead.is_empty() { (self.many * 2).min(MANY) } else { FEW };
        self.ahead.clear();
        let mut rows = self.by_place.query([from, self.many as i64])?;
        while let Some(row) = rows.next()? {
            self.ahead.push_back((row.get::<_, Id>(self.columns.id)?.0, read(row, &self.columns)?));
        }
        Ok(())
    }
}

fn read(row: &Row<'_>, at: &Columns) -> rusqlite::Result<Known> {
    Ok(Known {
        seq: row.get(at.seq)?,
        state: row.get(at.state)?,
        lapsed: row.get(at.lapsed)?,
        tried: row.get(at.tried)?,
        terms: Terms {
            phase: row.get(at.phase)?,
            language: row.get(at.language)?,
            due: row.get(at.due)?,
            expires: row.get(at.expires)?,
            resend: row.get(at.resend)?,
            dates: row.get(at.dates)?,
            revision: row.get(at.revision)?,
            previous: row.get(at.previous)?,
            follows: row.get::<_, Option<Id>>(at.follows)?.map(|id| id.0),
            calendar: row.get(at.calendar)?,
            gate: row.get(at.gate)?,
            starts: row.get(at.starts)?,
        },
        rendered: row.get::<_, Option<Digest>>(at.rendered)?.map(|digest| digest.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with so many notices, each with its number for an id.
    fn file(many: u32) -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        let columns =
            "state, lapsed, first_at, phase, language, due, expires, resend, dates, revision, previous, follows,
             calendar, rendered, gate, starts";
        conn.execute_batch(&format!("CREATE TABLE notice (seq INTEGER PRIMARY KEY, id BLOB UNIQUE, {columns})"))
            .unwrap();
        for n in 1..=many {
            let text =
                "INSERT INTO notice (id, state, lapsed, phase, language, due, resend) VALUES (?1, 0, 0, 1, 1, ?2, 0)";
            conn.execute(text, (Id(id(n)), n)).unwrap();
        }
        conn
    }

    fn id(n: u32) -> NoticeId {
        NoticeId::of("c", "w", "m", &n.to_string(), 0)
    }

    fn found(known: &mut KnownNotices<'_>, asked: impl Iterator<Item = u32>) -> Vec<Option<i64>> {
        asked.map(|n| known.find(id(n)).unwrap().map(|known| known.terms.due)).collect()
    }

    #[test]
    fn each_is_found_whatever_the_order_and_whoever_is_lacking() {
        let conn = file(10_000);
        let all: Vec<u32> = (1..=10_050).collect();
        let orders: [Vec<u32>; 6] = [
            all.clone(),
            all.iter().rev().copied().collect(),
            all.iter().map(|n| n * 7919 % 10_007).collect(),
            // Some came, some went, here and there and many at once.
            all.iter().copied().filter(|n| n % 3 != 0 && !(2_000..4_000).contains(n)).collect(),
            all.iter().flat_map(|n| [*n, *n + 20_000]).collect(),
            (5_000..6_000).chain(1..5_000).chain(6_000..=10_000).collect(),
        ];
        for (n, order) in orders.iter().enumerate() {
            let mut known = KnownNotices::new(&conn).unwrap();
            let expected: Vec<Option<i64>> =
                order.iter().map(|n| (1..=10_000).contains(n).then_some(i64::from(*n))).collect();
            assert_eq!(found(&mut known, order.iter().copied()), expected, "order {n}");
        }
    }

    #[test]
    fn what_follows_is_read_once_and_what_does_not_is_not_read_ahead() {
        let conn = file(10_000);
        let mut known = KnownNotices::new(&conn).unwrap();
        found(&mut known, 1..=9_000);
        assert_eq!(known.many, MANY);
        let mut known = KnownNotices::new(&conn).unwrap();
        found(&mut known, (1..=5_000).map(|n| 2 * n));
        assert!(known.ahead.is_empty());
        // A gap that is too wide is got over.
        let mut known = KnownNotices::new(&conn).unwrap();
        found(&mut known, (1..100).chain(200..1_000));
        assert_eq!(known.ahead.front().map(|(next, _)| *next), Some(id(1_000)));
    }
}
