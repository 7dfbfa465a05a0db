//! Where the journal ends, and whether what was done since leaves the campaign as it was.

use crate::ledger::{Head, JournalEntry};

/// Deeds after which the campaign and its people are what they were. After any other it is read again: another plan may be in
/// force, or somebody be forgotten in this one.
const LEAVES_IT: [&str; 14] = [
    "held",
    "resumed",
    "cancelled",
    "retried",
    "settled",
    "logged",
    "learnt",
    "tried",
    "passed",
    "failed",
    "overridden",
    "proposed",
    "marked",
    "expected",
];

/// Where the journal ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Journal {
    entries: usize,
    head: Option<Head>,
}

impl Journal {
    /// Of these entries.
    pub(super) fn of(entries: &[JournalEntry]) -> Self {
        Journal { entries: entries.len(), head: entries.last().map(JournalEntry::head) }
    }

    /// One with an entry.
    #[cfg(test)]
    pub(super) fn after_an_act() -> Self {
        Journal { entries: 1, head: None }
    }

    /// Whether these entries go on where this one ends, and nothing in them makes another campaign of it.
    pub(super) fn leads_to(&self, entries: &[JournalEntry]) -> bool {
        let follows = match self.entries {
            0 => true,
            before => entries.get(before - 1).map(JournalEntry::head) == self.head,
        };
        let fresh = entries.get(self.entries..).unwrap_or_default();
        follows && fresh.iter().all(|entry| LEAVES_IT.contains(&&*entry.deed))
    }
}
