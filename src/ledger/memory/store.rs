//! What all handles of one ledger share.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::hear::Kept;
use super::note::Note;
use crate::error::{Error, Result};
use crate::ledger::forget::DIGEST;
use crate::ledger::journal::Written;
use crate::ledger::{Act, Approval, Fact, Hold, JournalEntry, Pause};
use crate::schedule::NoticeId;

/// Copied before each change that may fail halfway.
#[derive(Debug, Clone, Default)]
pub(super) struct Store {
    pub(super) approvals: Vec<Approval>,
    pub(super) snapshots: BTreeMap<String, BTreeMap<String, Arc<[u8]>>>,
    /// In the order in which they came.
    pub(super) notes: Vec<Note>,
    pub(super) facts: Vec<Fact>,
    /// What mail systems reported.
    pub(super) reports: Vec<Kept>,
    /// Those in force, the oldest first.
    pub(super) holds: Vec<Hold>,
    /// Those that are over.
    pub(super) ended: Vec<Hold>,
    /// What people did that concerns no notice.
    pub(super) acts: Vec<Act>,
    /// Who was forgotten, by the digests of their identities.
    pub(super) forgotten: BTreeSet<[u8; DIGEST]>,
    /// What people did.
    pub(super) journal: Vec<JournalEntry>,
    /// What relays asked for.
    pub(super) pauses: BTreeMap<Arc<str>, Pause>,
    /// How often it was written.
    pub(super) written: u64,
    /// When it was last written.
    pub(super) acted: Option<DateTime<Utc>>,
    /// Who sends or approves.
    pub(super) holder: Option<String>,
}

/// The notices a handle has claimed, and of which of them the attempt has begun.
#[derive(Debug, Clone, Default)]
pub(super) struct Claims {
    pub(super) claimed: HashSet<NoticeId>,
    pub(super) begun: HashSet<NoticeId>,
    /// Of which the attempt was answered by a no, and it is not known yet whom that is for.
    pub(super) answered: HashSet<NoticeId>,
}

impl Store {
    /// Writes an entry of the journal. Its key is a number: nothing of it outlives the process.
    pub(super) fn write(&mut self, written: &Written<'_>) {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&(self.journal.len() as u64).to_le_bytes());
        self.journal.push(JournalEntry::after(self.journal.last(), written, key));
    }

    pub(super) fn note(&self, id: NoticeId) -> Option<&Note> {
        self.notes.iter().find(|note| note.entry.id == id)
    }

    /// A notice that must be there.
    pub(super) fn known(&mut self, id: NoticeId) -> Result<&mut Note> {
        let found = self.notes.iter_mut().find(|note| note.entry.id == id);
        found.ok_or_else(|| Error::bug(format!("notice {id} is not known")))
    }

    /// The snapshot in force; empty before anything was approved.
    pub(super) fn snapshot_in_force(&self) -> String {
        self.approvals.last().map(|approval| approval.snapshot.clone()).unwrap_or_default()
    }

    /// Takes the place of who sends or approves.
    pub(super) fn take(&mut self, holder: &str, work: &str, since: DateTime<Utc>) -> Result<()> {
        match &self.holder {
            Some(who) => Err(Error::unreachable(format!("the ledger is in use by {who}"))
                .hint("one may send or approve at a time: wait until it is done, or stop it")),
            None => {
                self.holder = Some(format!("{holder}, {work} since {since}"));
                Ok(())
            }
        }
    }
}
