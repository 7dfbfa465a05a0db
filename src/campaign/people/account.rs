//! What became of a file: which header was taken for what, and what its rows gave.

use std::sync::Arc;

use super::SourceKind;
use super::encodings::Doubt;

/// The account of one file of people or devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The file, as the campaign file names it.
    pub file: Arc<str>,
    /// What it holds.
    pub kind: SourceKind,
    /// Whose headers it has, when they are of an export or a list we know.
    pub layout: Option<&'static str>,
    /// The encoding it was read in.
    pub encoding: &'static str,
    /// The system that the campaign file says its devices are in, where its headers suggest another.
    pub system: Option<String>,
    /// Names that another encoding would read better.
    pub doubt: Option<Doubt>,
    /// The separator of its cells.
    pub separator: char,
    /// Its columns, from left to right.
    pub columns: Vec<ColumnUse>,
    /// Rows that hold something: as many as were used, joined and left out.
    pub rows: usize,
    /// Rows that gave a person or a device of their own.
    pub used: usize,
    /// Rows that told more of a person or a device that another row gave.
    pub joined: usize,
    /// Rows that gave nothing; each is a [`Reject`](crate::campaign::Reject).
    pub left_out: usize,
    /// What the rows told, beyond whom or what they are about.
    pub tally: Tally,
}

/// How many rows told what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Of people: a name.
    pub names: usize,
    /// Of people: an address that can be mailed to.
    pub addresses: usize,
    /// Of people, or of the devices they use: a language.
    pub languages: usize,
    /// Of people: a time zone.
    pub zones: usize,
    /// Of people: how far they are.
    pub standings: usize,
    /// Of devices: a serial number.
    pub serials: usize,
    /// Of devices: somebody as the owner, known or not.
    pub owners: usize,
    /// Of devices: an owner who is in the people files.
    pub known_owners: usize,
    /// Of devices: whose they are.
    pub ownerships: usize,
    /// Of devices: a system that is one of the two of the migration.
    pub in_either: usize,
    /// Of devices: a system that is neither.
    pub elsewhere: usize,
}

/// One column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnUse {
    /// The header as written.
    pub header: Box<str>,
    /// What it was taken for.
    pub became: Became,
    /// How many rows have something in it.
    pub filled: usize,
    /// Whether its values, not its header, say what it is.
    pub by_content: bool,
    /// A header of ours that this one nearly is, when the file has no other for it.
    pub nearly: Option<&'static str>,
}

/// What a column was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// A column of ours, by its name.
    Ours(&'static str),
    /// A column of ours and a field of its own as well, by both names.
    Both(&'static str, Arc<str>),
    /// A field of its own, by its name in selectors.
    Field(Arc<str>),
}

impl Became {
    /// The column of ours, if it is one.
    pub fn ours(&self) -> Option<&'static str> {
        match self {
            Became::Ours(name) | Became::Both(name, _) => Some(name),
            Became::Field(_) => None,
        }
    }

    /// The name by which it is a field of its own, if it is one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Became::Both(_, name) | Became::Field(name) => Some(name),
            Became::Ours(_) => None,
        }
    }
}

impl Account {
    /// The columns that are none of ours.
    pub fn others(&self) -> impl Iterator<Item = &ColumnUse> {
        self.columns.iter().filter(|column| column.became.ours().is_none())
    }

    /// Whether a column is a field of this name, or one of ours of that name.
    pub fn says(&self, field: &str) -> bool {
        self.columns.iter().any(|column| column.became.field() == Some(field) || column.became.ours() == Some(field))
    }

    /// Whether a column says how far people are.
    pub fn says_how_far(&self) -> bool {
        ["status", "enabled", "blocked"].iter().any(|column| self.has(column))
    }

    /// Whether a column of ours is in the file.
    pub fn has(&self, ours: &str) -> bool {
        self.columns.iter().any(|column| column.became.ours() == Some(ours))
    }
}

/// What a row came to. Each row is exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Used,
    Joined,
    LeftOut,
}

impl Account {
    /// Counts a row.
    pub(super) fn count(&mut self, outcome: Outcome) {
        self.rows += 1;
        *self.of(outcome) += 1;
    }

    /// A row that was counted came to something else after all.
    pub(super) fn recount(&mut self, from: Outcome, to: Outcome) {
        *self.of(from) -= 1;
        *self.of(to) += 1;
    }

    fn of(&mut self, outcome: Outcome) -> &mut usize {
        match outcome {
            Outcome::Used => &mut self.used,
            Outcome::Joined => &mut self.joined,
            Outcome::LeftOut => &mut self.left_out,
        }
    }
}
