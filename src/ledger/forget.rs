//! Somebody is forgotten (GDPR article 17): what names them is taken out of the ledger, what was counted stays.
//!
//! | what | becomes |
//! |---|---|
//! | who it is | a name that says nothing, such as `forgotten-3f9ac2d1` |
//! | what is not sent to them yet | cancelled |
//! | replies of relays, reports of mail systems, addresses, devices | empty |
//! | words of people that name them (holds, acts, the journal) | `…` in the place of the name |
//! | their rows in every snapshot | gone; the snapshot keeps its name |
//!
//! A keyed digest of each of their identities stays, so that the next export does not bring them back.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::{Head, Names};
use crate::campaign::PersonId;

/// So many octets of a digest are kept: enough that nobody else is taken for one who was forgotten.
pub const DIGEST: usize = 16;

/// What takes the place of a notice's detail.
pub const FORGOTTEN: &str = "forgotten";

/// Columns of a store that hold what people wrote, by table, with the number of their row.
pub(super) const WORDS: [(&str, &str); 6] = [
    ("approval", "approver"),
    ("hold", "author"),
    ("hold", "why"),
    ("hold", "ended_why"),
    ("act", "author"),
    ("act", "why"),
];

/// Columns whose texts are those of many notices: why they were held, say, or which devices of a team had moved.
pub(super) const WORDS_OF_MANY: [(&str, &str); 3] =
    [("notice", "detail"), ("notice", "first_migrated"), ("attempt", "reply")];

/// Somebody who is to be forgotten, or several at once.
#[derive(Debug, Clone)]
pub struct Forget {
    /// Who, each with what they are called from now on.
    pub people: Vec<(PersonId, PersonId)>,
    /// Where it is done to all because their time is over: after how long, in words.
    pub retention: Option<String>,
    /// Everything that names them, as people write it: names, addresses, user names, serial numbers.
    pub words: Names,
    /// Their identities as the data is compared; only their digests are kept.
    pub identities: BTreeSet<String>,
    /// The files of snapshots without their rows, by the snapshot's hash and the file's path.
    pub files: BTreeMap<(String, String), Arc<[u8]>>,
}

/// Who was forgotten.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// What the digests are keyed by.
    pub(super) key: [u8; 32],
    /// Of each identity.
    pub(super) digests: HashSet<[u8; DIGEST]>,
}

impl Forgotten {
    /// Whether nobody was.
    pub fn is_empty(&self) -> bool {
        self.digests.is_empty()
    }

    /// Whether this identity, as the data is compared, was somebody's who was forgotten.
    pub fn has(&self, identity: &str) -> bool {
        !self.digests.is_empty() && self.digests.contains(&digest(&self.key, identity))
    }
}

/// The digest of an identity.
pub(super) fn digest(key: &[u8; 32], identity: &str) -> [u8; DIGEST] {
    let mut hasher = blake3::Hasher::new_keyed(key);
    hasher.update(identity.as_bytes());
    let mut digest = [0; DIGEST];
    hasher.finalize_xof().fill(&mut digest);
    digest
}

impl Forget {
    /// The text without the words that name them.
    pub fn without(&self, text: &str) -> String {
        self.scrubbed(text).unwrap_or_else(|| text.to_owned())
    }

    /// The same; `None` when it has none of them.
    pub(super) fn scrubbed(&self, text: &str) -> Option<String> {
        self.words.scrubbed(text)
    }

    /// What the record of it can be held against: how many people, and a digest, keyed as those that stay, over theirs.
    pub(super) fn proof(&self, key: &[u8; 32]) -> String {
        let mut hasher = blake3::Hasher::new_keyed(key);
        for identity in &self.identities {
            hasher.update(&digest(key, identity));
        }
        hasher.finalize().to_hex()[..Head::DIGITS].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_known_by_its_digest_alone() {
        let key = [7; 32];
        let forgotten = Forgotten { key, digests: HashSet::from([digest(&key, "j.jansen@example.org")]) };
        assert!(forgotten.has("j.jansen@example.org") && !forgotten.has("j.jansen@example.com"));
        assert!(!Forgotten::default().has(""));
    }
}
