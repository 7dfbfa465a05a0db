//! Who is who: joins rows of several files by user principal name, object id and address.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::address;
use crate::campaign::{Source, Standing};
use crate::l10n::Tag;

/// The most different attribute values that are kept once for all persons who share them.
const SHARED_VALUES: usize = 50_000;

/// A person while files are still being read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) upn: Option<String>,
    pub(super) object_id: Option<String>,
    pub(super) email: Option<String>,
    pub(super) name: Option<String>,
    pub(super) given_name: Option<String>,
    pub(super) surname: Option<String>,
    pub(super) department: Option<String>,
    pub(super) site: Option<String>,
    pub(super) office: Option<String>,
    pub(super) city: Option<String>,
    pub(super) manager: Option<String>,
    pub(super) enabled: Option<bool>,
    pub(super) leave_until: Option<NaiveDate>,
    pub(super) standing: Option<Standing>,
    pub(super) language: Option<Tag>,
    pub(super) preferred: Option<Tag>,
    pub(super) attributes: BTreeMap<Arc<str>, Arc<str>>,
}

impl Draft {
    /// Takes from `later` what is empty here.
    fn fill(&mut self, later: Draft) {
        fn fill<T>(mine: &mut Option<T>, theirs: Option<T>) {
            if mine.is_none() {
                *mine = theirs;
            }
        }
        fill(&mut self.upn, later.upn);
        fill(&mut self.object_id, later.object_id);
        fill(&mut self.email, later.email);
        fill(&mut self.name, later.name);
        fill(&mut self.given_name, later.given_name);
        fill(&mut self.surname, later.surname);
        fill(&mut self.department, later.department);
        fill(&mut self.site, later.site);
        fill(&mut self.office, later.office);
        fill(&mut self.city, later.city);
        fill(&mut self.manager, later.manager);
        fill(&mut self.enabled, later.enabled);
        fill(&mut self.leave_until, later.leave_until);
        fill(&mut self.standing, later.standing);
        fill(&mut self.language, later.language);
        fill(&mut self.preferred, later.preferred);
        for (name, value) in later.attributes {
            self.attributes.entry(name).or_insert(value);
        }
    }

    /// The identity: user principal name, else object id, else address; lower case.
    pub(super) fn id(&self) -> Option<String> {
        let key = self.upn.as_deref().or(self.object_id.as_deref()).or(self.email.as_deref());
        key.map(str::to_lowercase)
    }
}

/// The row that last told something of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// The file's position among the files.
    pub(super) file: usize,
    pub(super) line: u32,
    /// Of the row's cells.
    pub(super) fingerprint: u64,
}

/// A person with the rows it came from.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) draft: Draft,
    /// The first row.
    pub(super) source: Source,
    pub(super) seen: Seen,
    /// Whether another entry turned out to be the same person and has taken this one's data.
    pub(super) absorbed: bool,
}

/// Everyone read so far, by every key.
#[derive(Debug, Default)]
pub(super) struct Directory {
    pub(super) entries: Vec<Entry>,
    by_upn: HashMap<String, usize>,
    by_object: HashMap<String, usize>,
    by_address: HashMap<String, usize>,
    values: HashSet<Arc<str>>,
}

impl Directory {
    /// The person whom a row with these keys is about.
    ///
    /// A user principal name or object id decides; an address only where it contradicts neither, because two people
    /// may share a mailbox.
    pub(super) fn find(&self, keys: &Draft) -> Option<usize> {
        let upn = keys.upn.as_deref().map(address::key);
        let object = keys.object_id.as_deref().map(str::to_lowercase);
        let email = keys.email.as_deref().map(address::key);
        let get = |map: &HashMap<String, usize>, key: &Option<String>| map.get(key.as_ref()?).copied();
        get(&self.by_upn, &upn).or_else(|| get(&self.by_object, &object)).or_else(|| {
            let weaker = [
                get(&self.by_address, &email),
                get(&self.by_upn, &email),
                get(&self.by_address, &upn),
                get(&self.by_upn, &object),
                get(&self.by_address, &object),
            ];
            weaker.into_iter().flatten().find(|&at| {
                let known = &self.entries[at].draft;
                !differ(&known.upn, &keys.upn) && !differ(&known.object_id, &keys.object_id)
            })
        })
    }

    /// The person of this name, whichever kind of key it is.
    pub(super) fn named(&self, key: &str) -> Option<usize> {
        let key = address::key(key);
        let maps = [&self.by_upn, &self.by_object, &self.by_address];
        maps.into_iter().find_map(|map| map.get(&key).copied())
    }

    /// Adds a person.
    pub(super) fn add(&mut self, draft: Draft, source: Source, seen: Seen) {
        let at = self.entries.len();
        self.entries.push(Entry { draft, source, seen, absorbed: false });
        self.learn(at);
    }

    /// Fills what is empty of a person; `Some` names an entry that thereby turns out to be the same person: one known
    /// by nothing but this row's address.
    pub(super) fn fill(&mut self, at: usize, later: Draft, seen: Seen) -> Option<usize> {
        let entry = &mut self.entries[at];
        entry.draft.fill(later);
        entry.seen = seen;
        self.learn(at)
    }

    /// An attribute's value, kept once however many persons have it.
    pub(super) fn value(&mut self, text: Cow<'_, str>) -> Arc<str> {
        if let Some(known) = self.values.get(&*text) {
            return known.clone();
        }
        let value: Arc<str> = text.into();
        if self.values.len() < SHARED_VALUES {
            self.values.insert(value.clone());
        }
        value
    }

    fn learn(&mut self, at: usize) -> Option<usize> {
        let draft = &self.entries[at].draft;
        if let Some(upn) = &draft.upn {
            self.by_upn.entry(address::key(upn)).or_insert(at);
        }
        if let Some(id) = &draft.object_id {
            self.by_object.entry(id.to_lowercase()).or_insert(at);
        }
        let holder = self.by_address.entry(address::key(draft.email.as_ref()?)).or_insert(at);
        let other = *holder;
        let known = &self.entries[other].draft;
        if other == at || known.upn.is_some() || known.object_id.is_some() {
            return None;
        }
        *holder = at;
        let absorbed = std::mem::take(&mut self.entries[other].draft);
        self.entries[other].absorbed = true;
        self.entries[at].draft.fill(absorbed);
        Some(other)
    }
}

fn differ(a: &Option<String>, b: &Option<String>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a.to_lowercase() != b.to_lowercase())
}
