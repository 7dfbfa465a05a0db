//! The tables of a store that is kept, the same in every one: what is copied from one to another, row by row.

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A whole number.
    Number,
    /// Yes or no.
    Flag,
    /// Words.
    Text,
    /// Octets.
    Octets,
}

/// What stands in one place of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Nothing,
    Number(i64),
    Text(String),
    Octets(Vec<u8>),
}

impl Value {
    /// About how many octets it takes.
    pub(super) fn octets(&self) -> usize {
        match self {
            Value::Nothing | Value::Number(_) => 8,
            Value::Text(text) => text.len(),
            Value::Octets(octets) => octets.len(),
        }
    }
}

/// A table that is copied.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// Its columns; the first ones are what its rows are sorted by, and have no two alike.
    pub(super) columns: &'static [(&'static str, Kind)],
    /// How many of them that is.
    pub(super) key: usize,
}

use Kind::{Flag, Number, Octets, Text};

/// Every table but those that say which ledger it is and who sends, in the order in which rows can be written.
pub(super) const TABLES: &[Table] = &[
    Table { name: "word", key: 1, columns: &[("seq", Number), ("text", Text)] },
    Table { name: "person", key: 1, columns: &[("seq", Number), ("id", Text)] },
    Table {
        name: "file",
        key: 1,
        columns: &[("seq", Number), ("hash", Octets), ("size", Number), ("body", Octets), ("redacted", Octets)],
    },
    Table { name: "snapshot", key: 1, columns: &[("seq", Number), ("hash", Text)] },
    Table { name: "snapshot_file", key: 2, columns: &[("snapshot", Number), ("path", Text), ("file", Number)] },
    Table {
        name: "approval",
        key: 1,
        columns: &[
            ("seq", Number),
            ("plan", Text),
            ("snapshot", Number),
            ("campaign", Text),
            ("approver", Text),
            ("at", Number),
        ],
    },
    Table {
        name: "notice",
        key: 1,
        columns: &[
            ("seq", Number),
            ("id", Octets),
            ("wave", Number),
            ("phase", Number),
            ("message", Number),
            ("language", Number),
            ("person", Number),
            ("occurrence", Number),
            ("due", Number),
            ("expires", Number),
            ("resend", Flag),
            ("event", Flag),
            ("state", Number),
            ("wake", Number),
            ("since", Number),
            ("tries", Number),
            ("excused", Number),
            ("lapsed", Number),
            ("detail", Text),
            ("first_at", Number),
            ("first_migrated", Text),
            ("first_snapshot", Number),
            ("dates", Number),
            ("revision", Number),
            ("previous", Number),
            ("follows", Octets),
            ("channel", Number),
            ("calendar", Number),
            ("wanted", Number),
            ("kept_wake", Number),
            ("rendered", Number),
            ("retries", Number),
            ("relay", Number),
            ("gate", Number),
            ("starts", Number),
        ],
    },
    Table {
        name: "attempt",
        key: 2,
        columns: &[
            ("notice", Number),
            ("n", Number),
            ("began", Number),
            ("ended", Number),
            ("result", Number),
            ("reply", Text),
            ("relay", Number),
        ],
    },
    Table {
        name: "fact",
        key: 1,
        columns: &[
            ("seq", Number),
            ("person", Number),
            ("device", Text),
            ("at", Number),
            ("standing", Number),
            ("moment", Number),
            ("why", Text),
        ],
    },
    Table { name: "pause", key: 1, columns: &[("relay", Text), ("until", Number), ("why", Text)] },
    Table {
        name: "hold",
        key: 1,
        columns: &[
            ("seq", Number),
            ("kind", Number),
            // Of a notice its id, which stands in the embedded ledger's `target` as well.
            ("target", Number),
            ("notice", Octets),
            ("author", Text),
            ("why", Text),
            ("since", Number),
            ("until", Number),
            ("ended", Number),
            ("ended_why", Text),
        ],
    },
    Table {
        name: "report",
        key: 1,
        columns: &[
            ("seq", Number),
            ("notice", Number),
            ("retries", Number),
            ("action", Number),
            ("address", Text),
            ("words", Text),
            ("digest", Octets),
            ("heard", Number),
            ("taken", Number),
        ],
    },
    Table {
        name: "act",
        key: 1,
        columns: &[
            ("seq", Number),
            ("kind", Number),
            ("wave", Text),
            ("subject", Text),
            ("number", Number),
            ("author", Text),
            ("why", Text),
            ("at", Number),
        ],
    },
    Table {
        name: "journal",
        key: 1,
        columns: &[
            ("seq", Number),
            ("at", Number),
            ("deed", Text),
            ("author", Text),
            ("what", Text),
            ("why", Text),
            ("key", Octets),
            ("digest", Octets),
            ("chain", Octets),
        ],
    },
    Table { name: "forgetting", key: 1, columns: &[("one", Number), ("key", Octets)] },
    Table { name: "forgotten", key: 1, columns: &[("digest", Octets)] },
];

/// What a table came to: how many rows it has, and a digest of all of them in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) rows: u64,
    pub(super) digest: [u8; 32],
}

/// A tally that is being made.
#[derive(Default)]
pub(super) struct Tallying {
    rows: u64,
    hasher: blake3::Hasher,
}

impl Tallying {
    /// Counts a row in.
    pub(super) fn add(&mut self, row: &[Value]) {
        self.rows += 1;
        for value in row {
            let (kind, octets): (u8, &[u8]) = match value {
                Value::Nothing => (0, &[]),
                Value::Number(number) => (1, &number.to_le_bytes()),
                Value::Text(text) => (2, text.as_bytes()),
                Value::Octets(octets) => (3, octets),
            };
            self.hasher.update(&[kind]).update(&(octets.len() as u64).to_le_bytes()).update(octets);
        }
    }

    /// What it came to.
    pub(super) fn end(self) -> Tally {
        Tally { rows: self.rows, digest: *self.hasher.finalize().as_bytes() }
    }
}

/// How far a ledger has come, which is not in its tables: how often it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Course {
    pub(super) steps: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_rows_are_one() {
        let tally = |rows: &[&[Value]]| {
            let mut tallying = Tallying::default();
            rows.iter().for_each(|row| tallying.add(row));
            tallying.end()
        };
        let text = |text: &str| Value::Text(text.to_owned());
        let different: [&[&[Value]]; 6] = [
            &[&[text("a"), text("bc")]],
            &[&[text("ab"), text("c")]],
            &[&[text("a")], &[text("bc")]],
            &[&[text(""), Value::Nothing]],
            &[&[Value::Nothing, text("")]],
            &[&[Value::Octets(b"a".to_vec()), text("bc")]],
        ];
        for (n, one) in different.iter().enumerate() {
            for other in &different[n + 1..] {
                assert_ne!(tally(one), tally(other));
            }
        }
    }

    #[test]
    fn whose_rows_belong_to_others_come_after_those() {
        let at = |name: &str| TABLES.iter().position(|table| table.name == name).unwrap();
        for (first, then) in
            [("file", "snapshot_file"), ("snapshot", "approval"), ("notice", "attempt"), ("person", "fact")]
        {
            assert!(at(first) < at(then), "{first} before {then}");
        }
    }
}
