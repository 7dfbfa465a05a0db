//! Interner and people, written once and meant by number: the way into the file, and the way out.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::types::FromSqlError;
use rusqlite::{Connection, OptionalExtension};

use crate::campaign::Dates;
use crate::l10n::Tag;

/// The numbers met so far in one transaction that writes. Not kept beyond it: a rollback takes new numbers back.
#[derive(Default)]
pub(super) struct Interner {
    words: HashMap<Box<str>, i64>,
    dates: HashMap<Dates, i64>,
    persons: HashMap<Arc<str>, i64>,
}

impl Interner {
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
    match conn.prepare_cached(find)?.query_row([text], |row| row.get("seq")).optional()? {
        Some(seq) => Ok(seq),
        None => conn.prepare_cached(add)?.query_row([text], |row| row.get("seq")),
    }
}

/// The words met so far by who reads: each is fetched once, and shared by all rows that have it.
#[derive(Default)]
pub(super) struct Words {
    texts: HashMap<i64, Arc<str>>,
    languages: HashMap<i64, Tag>,
    dates: HashMap<i64, Dates>,
}

impl Words {
    /// A wave, phase or message by its number.
    pub(super) fn text(&mut self, conn: &Connection, seq: i64) -> rusqlite::Result<Arc<str>> {
        match self.texts.get(&seq) {
            Some(text) => Ok(Arc::clone(text)),
            None => {
                let text: Arc<str> = word(conn, seq)?.into();
                self.texts.insert(seq, Arc::clone(&text));
                Ok(text)
            }
        }
    }

    /// A language by its number.
    pub(super) fn language(&mut self, conn: &Connection, seq: i64) -> rusqlite::Result<Tag> {
        match self.languages.get(&seq) {
            Some(tag) => Ok(tag.clone()),
            None => {
                let tag: Tag = word(conn, seq)?.parse().map_err(FromSqlError::other)?;
                self.languages.insert(seq, tag.clone());
                Ok(tag)
            }
        }
    }

    /// The dates of a wave by their number.
    pub(super) fn dates(&mut self, conn: &Connection, seq: Option<i64>) -> rusqlite::Result<Option<Dates>> {
        let Some(seq) = seq else { return Ok(None) };
        if let Some(dates) = self.dates.get(&seq) {
            return Ok(Some(*dates));
        }
        let dates: Dates = word(conn, seq)?.parse().map_err(FromSqlError::other)?;
        self.dates.insert(seq, dates);
        Ok(Some(dates))
    }
}

fn word(conn: &Connection, seq: i64) -> rusqlite::Result<Box<str>> {
    conn.prepare_cached("SELECT text FROM word WHERE seq = ?1")?.query_row([seq], |row| row.get("text"))
}
