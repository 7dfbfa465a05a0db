//! The journal: every act of a person, in order, each chained to the one before.
//!
//! ```text
//! words (who, what, why) ──BLAKE3, keyed by the entry's own key──► digest ─┐
//! chain of the entry before, number, instant, deed ────────────────────────┴─BLAKE3─► chain
//! ```
//! The chain goes over digests of the words, not over the words: somebody who is forgotten is taken out of them together
//! with the entry's key, and the chain still holds. Whoever writes to the file can chain all of it anew; the last link (the
//! *head*) stands on the plan's cover and under each approval, so that paper is the witness.

mod deeds;

use std::fmt;

use blake3::{Hash, Hasher};
use chrono::{DateTime, Utc};

use super::Forget;

/// What a text is called that no other text of the program can be taken for.
const CONTEXT: &[u8] = b"heraut journal 1";

/// Who acts, why, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// Who, as people call them; what the program does by itself is its own name for that part of it.
    pub by: &'a str,
    /// Why, for who reads it later.
    pub why: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is written into the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written<'a> {
    /// What was done, in a word.
    deed: &'static str,
    /// Who.
    by: &'a str,
    /// To what.
    what: String,
    /// Why, where they said so.
    why: Option<&'a str>,
    /// When.
    at: DateTime<Utc>,
}

/// The words of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Who.
    pub by: String,
    /// To what.
    pub what: String,
    /// Why, where they said so.
    pub why: Option<String>,
}

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// 1 for the first.
    pub number: u64,
    /// When, in UTC, to the microsecond.
    pub at: DateTime<Utc>,
    /// What was done, in a word: `approved`, `held`, `resumed` …
    pub deed: String,
    /// Who, to what, and why.
    pub words: Words,
    /// The key of their digest; `None` when somebody in them was forgotten, so that they are not what was written.
    pub(super) key: Option<[u8; 32]>,
    /// The keyed digest of the words as they were written.
    pub(super) digest: [u8; 32],
    /// The link.
    pub(super) chain: [u8; 32],
}

/// Where a journal is not what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The number of the first entry that is not.
    pub number: u64,
    /// In what way.
    pub why: &'static str,
}

/// The last link of a journal, by which all of it is known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head([u8; 32]);

impl Said<'_> {
    /// Why, with who says it, as it is kept with what it is about.
    pub fn reason(&self) -> String {
        format!("{}: {}", self.by, self.why)
    }
}

impl Head {
    /// So many digits are shown, and asked for at least.
    pub const DIGITS: usize = 16;

    /// Whether these digits are how it begins.
    pub fn begins_with(&self, digits: &str) -> bool {
        Hash::from(self.0).to_hex().starts_with(&*digits.to_ascii_lowercase())
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Hash::from(self.0).to_hex()[..Head::DIGITS])
    }
}

impl JournalEntry {
    /// The entry that follows `last`, with a key that nobody can guess.
    pub(super) fn after(last: Option<&JournalEntry>, written: &Written<'_>, key: [u8; 32]) -> Self {
        let words =
            Words { by: written.by.to_owned(), what: written.what.clone(), why: written.why.map(str::to_owned) };
        let digest = words.digest(&key);
        // As the store keeps it.
        let at = DateTime::from_timestamp_micros(written.at.timestamp_micros()).unwrap_or(written.at);
        let mut entry = JournalEntry {
            number: last.map_or(1, |last| last.number + 1),
            at,
            deed: written.deed.to_owned(),
            words,
            key: Some(key),
            digest,
            chain: [0; 32],
        };
        entry.chain = entry.linked_to(last);
        entry
    }

    /// Its link.
    pub fn head(&self) -> Head {
        Head(self.chain)
    }

    /// Whether somebody was taken out of its words.
    pub fn is_erased(&self) -> bool {
        self.key.is_none()
    }

    fn linked_to(&self, last: Option<&JournalEntry>) -> [u8; 32] {
        let mut hasher = Hasher::new();
        hasher.update(CONTEXT);
        hasher.update(&last.map_or([0; 32], |last| last.chain));
        hasher.update(&self.number.to_le_bytes());
        hasher.update(&self.at.timestamp_micros().to_le_bytes());
        part(&mut hasher, &self.deed);
        hasher.update(&self.digest);
        *hasher.finalize().as_bytes()
    }
}

impl Words {
    /// Without somebody who is forgotten; `None` when they are not in it.
    pub(super) fn without(&self, forget: &Forget) -> Option<Words> {
        let part = |text: &str| forget.scrubbed(text);
        let (by, what, why) = (part(&self.by), part(&self.what), self.why.as_deref().and_then(part));
        if by.is_none() && what.is_none() && why.is_none() {
            return None;
        }
        Some(Words {
            by: by.unwrap_or_else(|| self.by.clone()),
            what: what.unwrap_or_else(|| self.what.clone()),
            why: why.or_else(|| self.why.clone()),
        })
    }

    fn digest(&self, key: &[u8; 32]) -> [u8; 32] {
        let mut hasher = Hasher::new_keyed(key);
        part(&mut hasher, &self.by);
        part(&mut hasher, &self.what);
        hasher.update(&[u8::from(self.why.is_some())]);
        part(&mut hasher, self.why.as_deref().unwrap_or_default());
        *hasher.finalize().as_bytes()
    }
}

/// With its length before it, so that no two lists of texts are one.
fn part(hasher: &mut Hasher, text: &str) {
    hasher.update(&(text.len() as u64).to_le_bytes());
    hasher.update(text.as_bytes());
}

/// Where a journal is not what was written: an entry was changed, put in or taken out. What was cut off at its end shows only
/// by a head that was kept elsewhere.
pub fn broken(journal: &[JournalEntry]) -> Option<Broken> {
    let mut last: Option<&JournalEntry> = None;
    for entry in journal {
        let number = last.map_or(1, |last| last.number + 1);
        let wrong = |why| Some(Broken { number, why });
        if entry.number != number {
            return wrong("it is not there");
        }
        if entry.key.is_some_and(|key| entry.words.digest(&key) != entry.digest) {
            return wrong("its words are not those that were written");
        }
        if entry.chain != entry.linked_to(last) {
            return wrong("it does not follow from the one before it");
        }
        last = Some(entry);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> Vec<JournalEntry> {
        let at: DateTime<Utc> = "2027-03-01T09:00:00Z".parse().unwrap();
        let written = |deed, what: &str, why| Written { deed, by: "Jan de Vries", what: what.to_owned(), why, at };
        let mut journal: Vec<JournalEntry> = Vec::new();
        for (n, written) in [
            written("approved", "plan 3f9ac2d1", None),
            written("held", "person j.jansen@example.org", Some("sick leave")),
            written("resumed", "person j.jansen@example.org", Some("")),
        ]
        .iter()
        .enumerate()
        {
            journal.push(JournalEntry::after(journal.last(), written, [n as u8; 32]));
        }
        journal
    }

    #[test]
    fn what_was_written_holds() {
        assert_eq!((broken(&[]), broken(&journal())), (None, None));
        let mut journal = journal();
        let head = journal[2].head();
        assert!(head.to_string().len() == Head::DIGITS && head.begins_with(&head.to_string().to_uppercase()));
        assert!(!head.begins_with(&journal[1].head().to_string()));
        // Somebody is forgotten.
        (journal[1].words.what, journal[1].key) = ("person forgotten".into(), None);
        assert!(broken(&journal).is_none() && journal[1].is_erased() && journal[2].head() == head);
    }

    #[test]
    fn whatever_is_changed_shows() {
        type Change = fn(&mut Vec<JournalEntry>);
        let changes: [(u64, Change); 9] = [
            (1, |journal| drop(journal.remove(0))),
            (2, |journal| drop(journal.remove(1))),
            (2, |journal| journal.swap(1, 2)),
            (1, |journal| journal[0].words.by = "somebody else".into()),
            (3, |journal| journal[2].words.why = None),
            (2, |journal| journal[1].words.what.push('.')),
            (2, |journal| journal[1].at += chrono::TimeDelta::days(1)),
            (3, |journal| journal[2].deed = "held".into()),
            (2, |journal| {
                let other =
                    Written { deed: "held", by: "Jan de Vries", what: "nobody".into(), why: None, at: journal[1].at };
                journal[1] = JournalEntry::after(None, &other, [7; 32]);
                journal[1].number = 2;
            }),
        ];
        for (n, (number, change)) in changes.iter().enumerate() {
            let mut journal = journal();
            change(&mut journal);
            assert_eq!(broken(&journal).map(|broken| broken.number), Some(*number), "change {n}");
        }
    }

    #[test]
    fn no_two_lists_of_words_are_one() {
        let digest = |by: &str, what: &str, why: Option<&str>| {
            let words = Words { by: by.into(), what: what.into(), why: why.map(Into::into) };
            words.digest(&[1; 32])
        };
        assert_ne!(digest("ab", "c", None), digest("a", "bc", None));
        assert_ne!(digest("a", "b", None), digest("a", "b", Some("")));
    }
}
