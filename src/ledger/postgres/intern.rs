//! Words and people, written once and meant by number: the way into the store, and the way out.

use std::collections::HashMap;
use std::sync::Arc;

use super::fault::{Fallible, Fault};
use super::link::{Link, values};
use crate::campaign::Dates;
use crate::l10n::Tag;

/// The numbers met so far in one transaction that writes. Not kept beyond it: what is rolled back takes new numbers back.
#[derive(Default)]
pub(super) struct Interner {
    words: HashMap<Box<str>, i64>,
    dates: HashMap<Dates, i64>,
    persons: HashMap<Arc<str>, i64>,
    /// Whether all that is known was read.
    read: bool,
    /// People who are new, and are written with the next [`flush`](Interner::flush); `None` while each is written at once.
    new: Option<Vec<(i64, Arc<str>)>>,
}

impl Interner {
    /// For a whole plan: everybody who is known is read at once, and those who are new are written together.
    pub(super) fn of_everybody(tx: &Link) -> Fallible<Self> {
        let mut interner = Interner { new: Some(Vec::new()), ..Interner::default() };
        for row in tx.query("SELECT seq, id FROM person", &[])? {
            interner.persons.insert(row.try_get::<_, &str>(1)?.into(), row.try_get(0)?);
        }
        Ok(interner)
    }

    /// The number of a wave, phase, message or language; a new one if it has none.
    pub(super) fn word(&mut self, tx: &Link, text: &str) -> Fallible<i64> {
        if let Some(seq) = self.words.get(text) {
            return Ok(*seq);
        }
        if !self.read {
            for row in tx.query("SELECT seq, text FROM word", &[])? {
                self.words.insert(row.try_get::<_, &str>(1)?.into(), row.try_get(0)?);
            }
            self.read = true;
            return self.word(tx, text);
        }
        let add = "INSERT INTO word (seq, text) SELECT coalesce(max(seq), 0) + 1, $1 FROM word RETURNING seq";
        let seq = tx.query_one(add, values![text])?.try_get(0)?;
        self.words.insert(text.into(), seq);
        Ok(seq)
    }

    /// The number of a wave's dates; a new one if they have none.
    pub(super) fn dates(&mut self, tx: &Link, dates: Option<Dates>) -> Fallible<Option<i64>> {
        let Some(dates) = dates else { return Ok(None) };
        if let Some(seq) = self.dates.get(&dates) {
            return Ok(Some(*seq));
        }
        let seq = self.word(tx, &dates.to_string())?;
        self.dates.insert(dates, seq);
        Ok(Some(seq))
    }

    /// The number of a person; a new one for somebody new.
    pub(super) fn person(&mut self, tx: &Link, id: &Arc<str>) -> Fallible<i64> {
        if let Some(seq) = self.persons.get(id) {
            return Ok(*seq);
        }
        let seq = match &mut self.new {
            Some(new) => {
                let seq = match new.last() {
                    Some((last, _)) => last + 1,
                    None => tx.query_one("SELECT coalesce(max(seq), 0) + 1 FROM person", &[])?.try_get(0)?,
                };
                new.push((seq, id.clone()));
                seq
            }
            None => match tx.query_opt("SELECT seq FROM person WHERE id = $1", values![&**id])? {
                Some(row) => row.try_get(0)?,
                None => {
                    let add =
                        "INSERT INTO person (seq, id) SELECT coalesce(max(seq), 0) + 1, $1 FROM person RETURNING seq";
                    tx.query_one(add, values![&**id])?.try_get(0)?
                }
            },
        };
        self.persons.insert(id.clone(), seq);
        Ok(seq)
    }

    /// Writes the people who are new.
    pub(super) fn flush(&mut self, tx: &Link) -> Fallible<()> {
        let Some(new) = self.new.as_mut().filter(|new| !new.is_empty()) else { return Ok(()) };
        let (seqs, ids): (Vec<i64>, Vec<&str>) = new.iter().map(|(seq, id)| (*seq, &**id)).unzip();
        tx.execute("INSERT INTO person (seq, id) SELECT * FROM unnest($1::bigint[], $2::text[])", values![seqs, ids])?;
        new.clear();
        Ok(())
    }
}

/// The words met so far by who reads: all are fetched together, and shared by all rows that have them.
#[derive(Default)]
pub(super) struct Words {
    texts: HashMap<i64, Arc<str>>,
    languages: HashMap<i64, Tag>,
    dates: HashMap<i64, Dates>,
}

impl Words {
    /// A wave, phase or message by its number.
    pub(super) fn text(&mut self, link: &Link, seq: i64) -> Fallible<Arc<str>> {
        if !self.texts.contains_key(&seq) {
            // Those that came since: they are never taken back.
            let last = self.texts.keys().max().copied().unwrap_or(0);
            for row in link.query("SELECT seq, text FROM word WHERE seq > $1", values![last])? {
                self.texts.insert(row.try_get(0)?, row.try_get::<_, &str>(1)?.into());
            }
        }
        self.texts.get(&seq).cloned().ok_or_else(|| Fault::damaged(format_args!("there is no word {seq}")))
    }

    /// A language by its number.
    pub(super) fn language(&mut self, link: &Link, seq: i64) -> Fallible<Tag> {
        if let Some(tag) = self.languages.get(&seq) {
            return Ok(tag.clone());
        }
        let tag: Tag = self.text(link, seq)?.parse().map_err(Fault::damaged)?;
        self.languages.insert(seq, tag.clone());
        Ok(tag)
    }

    /// The dates of a wave by their number.
    pub(super) fn dates(&mut self, link: &Link, seq: Option<i64>) -> Fallible<Option<Dates>> {
        let Some(seq) = seq else { return Ok(None) };
        if let Some(dates) = self.dates.get(&seq) {
            return Ok(Some(*dates));
        }
        let dates: Dates = self.text(link, seq)?.parse().map_err(Fault::damaged)?;
        self.dates.insert(seq, dates);
        Ok(Some(dates))
    }

    /// Forgets all of them.
    pub(super) fn clear(&mut self) {
        *self = Words::default();
    }
}
