//! Reading notices from the file.

use std::sync::Arc;

use rusqlite::{Connection, Row, Statement};

use super::codes::{By, Digest, Does, Id, Stamp};
use super::intern::Words;
use crate::campaign::PersonId;
use crate::ledger::{Entry, History};

macro_rules! entry_with {
    ($person:literal) => {
        concat!(
            "n.id, n.wave, n.phase, n.message, n.language, ",
            $person,
            " AS person, n.occurrence, n.due, n.expires, n.resend, n.dates, n.revision, n.previous, n.follows, n.channel,
             n.calendar, n.rendered, n.gate, n.starts"
        )
    };
}

/// The columns of a notice `n` and its `person`, as [`EntryReader`] reads them.
pub(super) const ENTRY: &str = entry_with!("person.id");

/// The same with the number of the person, who is then looked up once for all of theirs: for who reads everybody's.
pub(super) const ENTRY_BY_NUMBER: &str = entry_with!("n.person");

/// Where columns stand in the rows of a statement: by their names, looked up once.
macro_rules! columns {
    ($name:ident { $($column:ident),+ }) => {
        struct $name {
            $($column: usize),+
        }

        impl $name {
            fn of(statement: &rusqlite::Statement<'_>) -> rusqlite::Result<Self> {
                Ok($name { $($column: statement.column_index(stringify!($column))?),+ })
            }
        }
    };
}

pub(super) use columns;

columns!(Columns {
    id,
    wave,
    phase,
    message,
    language,
    person,
    occurrence,
    due,
    expires,
    resend,
    dates,
    revision,
    previous,
    follows,
    channel,
    calendar,
    rendered,
    gate,
    starts
});

/// Reads the notices of one statement.
pub(super) struct EntryReader<'c> {
    conn: &'c Connection,
    words: Words,
    at: Columns,
    /// People by their numbers, where a row has the number.
    persons: Option<Vec<Option<PersonId>>>,
}

impl<'c> EntryReader<'c> {
    /// For a statement that selects [`ENTRY`].
    pub(super) fn new(conn: &'c Connection, statement: &Statement<'_>) -> rusqlite::Result<Self> {
        Ok(EntryReader { conn, words: Words::default(), at: Columns::of(statement)?, persons: None })
    }

    /// For a statement that selects [`ENTRY_BY_NUMBER`].
    pub(super) fn by_number(conn: &'c Connection, statement: &Statement<'_>) -> rusqlite::Result<Self> {
        Ok(EntryReader { persons: Some(Vec::new()), ..EntryReader::new(conn, statement)? })
    }

    /// A word by its number, such as a relay's name.
    pub(super) fn word(&mut self, seq: Option<i64>) -> rusqlite::Result<Option<Arc<str>>> {
        seq.map(|seq| self.words.text(self.conn, seq)).transpose()
    }

    fn person(&mut self, row: &Row<'_>) -> rusqlite::Result<Option<PersonId>> {
        let Some(known) = &mut self.persons else {
            return Ok(row.get::<_, Option<Box<str>>>(self.at.person)?.map(Into::into));
        };
        let Some(seq) = row.get::<_, Option<usize>>(self.at.person)? else { return Ok(None) };
        if let Some(Some(person)) = known.get(seq) {
            return Ok(Some(Arc::clone(person)));
        }
        let mut query = self.conn.prepare_cached("SELECT id FROM person WHERE seq = ?1")?;
        let person: PersonId = query.query_row([seq as i64], |row| row.get::<_, Box<str>>("id"))?.into();
        if seq >= known.len() {
            known.resize(seq + 1, None);
        }
        known[seq] = Some(Arc::clone(&person));
        Ok(Some(person))
    }

    /// The notice of a row.
    pub(super) fn read(&mut self, row: &Row<'_>) -> rusqlite::Result<Entry> {
        let person = self.person(row)?;
        let EntryReader { conn, words, at, .. } = self;
        let history = match row.get(at.revision)? {
            None => None,
            Some(revision) => Some(History {
                revision,
                previous: words.dates(conn, row.get(at.previous)?)?,
                follows: row.get::<_, Option<Id>>(at.follows)?.map(|id| id.0),
                calendar: row.get::<_, Option<Does>>(at.calendar)?.map(|does| does.0),
                starts: row.get::<_, Option<Stamp>>(at.starts)?.map(|at| at.0),
            }),
        };
        Ok(Entry {
            id: row.get::<_, Id>(at.id)?.0,
            wave: words.text(conn, row.get(at.wave)?)?,
            phase: words.text(conn, row.get(at.phase)?)?,
            message: words.text(conn, row.get(at.message)?)?,
            person,
            occurrence: row.get(at.occurrence)?,
            due: row.get::<_, Stamp>(at.due)?.0,
            expires: row.get::<_, Option<Stamp>>(at.expires)?.map(|at| at.0),
            language: words.language(conn, row.get(at.language)?)?,
            channel: row.get::<_, By>(at.channel)?.0,
            resend_uncertain: row.get(at.resend)?,
            dates: words.dates(conn, row.get(at.dates)?)?,
            history,
            gate: row.get::<_, Option<i64>>(at.gate)?.map(|gate| words.text(conn, gate)).transpose()?,
            rendered: row.get::<_, Option<Digest>>(at.rendered)?.map(|digest| digest.0),
        })
    }
}
