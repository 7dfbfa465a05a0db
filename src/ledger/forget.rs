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

use crate::campaign::PersonId;

/// So many octets of a digest are kept: enough that nobody else is taken for one who was forgotten.
pub const DIGEST: usize = 16;

/// What stands in the place of a name.
const GAP: &str = "…";

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

/// A shorter word is somebody else's as well.
const SHORTEST: usize = 3;

/// Somebody who is to be forgotten.
#[derive(Debug, Clone)]
pub struct Forget {
    /// Who.
    pub person: PersonId,
    /// What they are called from now on.
    pub alias: PersonId,
    /// Everything that names them, as people write it: names, addresses, user names, serial numbers.
    pub words: BTreeSet<String>,
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
        let mut out = text.to_owned();
        // The longest first: an address is gone before the name that begins it.
        let mut words: Vec<&String> = self.words.iter().filter(|word| word.chars().count() >= SHORTEST).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        for word in words {
            out = replace_word(&out, word);
        }
        (out != text).then_some(out)
    }
}

/// Every place where a word stands by itself becomes a gap.
fn replace_word(text: &str, word: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((at, length)) = find(rest, word) {
        // Beside one of the signs it may be a part of somebody else's address.
        let stands_alone = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && !"@._-".contains(c));
        let before = rest[..at].chars().next_back().or(out.chars().next_back());
        // A full stop may end the sentence.
        let after = rest[at + length..].trim_start_matches('.').chars().next();
        let is_word = stands_alone(before) && stands_alone(after);
        out += &rest[..at];
        out += if is_word { GAP } else { &rest[at..at + length] };
        rest = &rest[at + length..];
    }
    out + rest
}

/// Where a word is in a text, whatever its case, and how long it is there.
fn find(text: &str, word: &str) -> Option<(usize, usize)> {
    let wanted: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    text.char_indices().find_map(|(at, _)| {
        let mut left = wanted.iter().copied().peekable();
        for (from, c) in text[at..].char_indices() {
            for lower in c.to_lowercase() {
                if left.next() != Some(lower) {
                    return None;
                }
            }
            if left.peek().is_none() {
                return Some((at, from + c.len_utf8()));
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forget(words: &[&str]) -> Forget {
        Forget {
            person: "j.jansen@example.org".into(),
            alias: "forgotten-1".into(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            identities: BTreeSet::new(),
            files: BTreeMap::new(),
        }
    }

    #[test]
    fn what_names_them_is_gone_and_nothing_else() {
        let forget = forget(&["j.jansen@example.org", "Jan Jansen", "Jansen", "F2LXK3", "Li"]);
        for (text, scrubbed) in [
            ("person J.Jansen@example.org as left", Some("person … as left")),
            ("550 <j.jansen@example.org>: no such user", Some("550 <…>: no such user")),
            ("mevrouw JANSEN belde over F2LXK3", Some("mevrouw … belde over …")),
            ("Jansens Li", None),
            ("aj.jansen@example.org, Jansen-Smit", None),
            ("dat zei Jansen.", Some("dat zei ….")),
            ("ß İstanbul", None),
            ("", None),
        ] {
            assert_eq!(forget.scrubbed(text).as_deref(), scrubbed, "{text}");
        }
    }

    #[test]
    fn an_identity_is_known_by_its_digest_alone() {
        let key = [7; 32];
        let forgotten = Forgotten { key, digests: HashSet::from([digest(&key, "j.jansen@example.org")]) };
        assert!(forgotten.has("j.jansen@example.org") && !forgotten.has("j.jansen@example.com"));
        assert!(!Forgotten::default().has(""));
    }
}
