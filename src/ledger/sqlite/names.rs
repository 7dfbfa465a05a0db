//! Names and people, written once and meant by number.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};

use crate::campaign::Dates;

/// The numbers met so far in one transaction. Not kept beyond it: a rollback takes new numbers back.
#[derive(Default)]
pub(super) struct Names {
    words: HashMap<Box<str>, i64>,
    dates: HashMap<Dates, i64>,
    persons: HashMap<Arc<str>, i64>,
}

impl Names {
    /// The number of a wave, phase, message or language; a new one if it has none.
    pub(super) fn word(&mut self, conn: &Connection, text: &str) -> rusqlite::Result<i64> {
        if let Some(seq) = self.words.get(text) {
            return Ok(*seq);
        }
        let seq = number(
            conn,
            "SELECT seq FROM word WHERE text = ?1",
            "INSERT INTO word (text) VALUES (?1) RETURNING seq",
            text,
        )?;
        self.words.insert(text.into(), seq);
        Ok(seq)
    }

    /// The number of a wave's dates; a new one if they have none.
    pub(super) fn dates(&mut self, conn: &Connection, dates: Option<Dates>) -> rusqlite::Result<Option<i64>> {
        let Some(dates) = dates else { return Ok(None) };
        if let Some(seq) = self.dates.get(&dates) {
            return Ok(Some(*seq));
        }
        let seq = self.word(conn, &dates.to_string())?;
        self.dates.insert(dates, seq);
        Ok(Some(seq))
    }

    /// The number of a person; a new one for somebody new.
    pub(super) fn person(&mut self, conn: &Connection, id: &Arc<str>) -> rusqlite::Result<i64> {
        if let Some(seq) = self.persons.get(id) {
            return Ok(*seq);
        }
        let seq = number(
            conn,
            "SELECT seq FROM person WHERE id = ?1",
            "INSERT INTO person (id) VALUES (?1) RETURNING seq",
            id,
        )?;
        self.persons.insert(id.clone(), seq);
        Ok(seq)
    }
}

fn number(conn: &Connection, find: &str, add: &str, text: &str) -> rusqlite::Result<i64> {
    match conn.prepare_cached(find)?.query_row([text], |row| row.get(0)).optional()? {
        Some(seq) => Ok(seq),
        None => conn.prepare_cached(add)?.query_row([text], |row| row.get(0)),
    }
}
