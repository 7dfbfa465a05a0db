//! Who is who: joins rows of several files by user principal name, object id and address.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::address;
use super::keys::{IdKind, id_kind};
use crate::campaign::fold::key;
use crate::campaign::{Source, Standing, Visit};
use crate::l10n::Tag;

/// The most different attribute values that are kept once for all persons who share them.
const SHARED_VALUES: usize = 50_000;

/// A person while files are still being read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) upn: Option<String>,
    pub(super) object_id: Option<String>,
    /// Identities that other files gave: a personnel number beside an object id.
    pub(super) other_ids: Vec<String>,
    pub(super) email: Option<String>,
    pub(super) account: Option<String>,
    pub(super) distinguished_name: Option<String>,
    pub(super) name: Option<String>,
    pub(super) given_name: Option<String>,
    pub(super) surname: Option<String>,
    pub(super) infix: Option<String>,
    pub(super) department: Option<String>,
    pub(super) site: Option<String>,
    pub(super) office: Option<String>,
    pub(super) city: Option<String>,
    pub(super) manager: Option<String>,
    pub(super) enabled: Option<bool>,
    pub(super) leave_until: Option<NaiveDate>,
    pub(super) visit: Option<Visit>,
    pub(super) timezone: Option<Tz>,
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
        for id in later.object_id.into_iter().chain(later.other_ids) {
            match &self.object_id {
                None => self.object_id = Some(id),
                Some(known) if key(known) != key(&id) && !self.other_ids.contains(&id) => self.other_ids.push(id),
                Some(_) => {}
            }
        }
        fill(&mut self.upn, later.upn);
        fill(&mut self.email, later.email);
        fill(&mut self.account, later.account);
        fill(&mut self.distinguished_name, later.distinguished_name);
        fill(&mut self.infix, later.infix);
        fill(&mut self.timezone, later.timezone);
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
        // A day of one file and a time of another are no appointment.
        fill(&mut self.visit, later.visit);
        fill(&mut self.standing, later.standing);
        fill(&mut self.language, later.language);
        fill(&mut self.preferred, later.preferred);
        for (name, value) in later.attributes {
            self.attributes.entry(name).or_insert(value);
        }
    }

    /// The identity: user principal name, else object id, else address, else sign-in name; lower case.
    pub(super) fn id(&self) -> Option<String> {
        let strong = self.upn.as_deref().or(self.object_id.as_deref());
        let key = strong.or(self.email.as_deref()).or(self.account.as_deref());
        key.map(str::to_lowercase)
    }

    fn ids(&self) -> impl Iterator<Item = &str> {
        self.object_id.iter().chain(&self.other_ids).map(String::as_str)
    }

    /// Whether two rows cannot be about one person: they differ in a key of one kind. Identities of different kinds (an
    /// object id, a personnel number) do not disagree.
    fn contradicts(&self, other: &Draft) -> bool {
        let kinds = |a: &str| (id_kind(a), key(a).into_owned());
        let of_one_kind = |a: &str, b: &str| {
            let ((kind, a), (other, b)) = (kinds(a), kinds(b));
            kind == other && a != b
        };
        differ(&self.upn, &other.upn)
            || differ(&self.account, &other.account)
            || self.ids().any(|a| other.ids().any(|b| of_one_kind(a, b)))
    }

    /// The directory's own identity, which stays when the user name changes.
    pub(super) fn lasting_id(&self) -> Option<&str> {
        self.ids().find(|id| id_kind(id) == IdKind::Guid)
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
    /// The file, by its position, of the first row.
    pub(super) first_file: usize,
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
    by_account: HashMap<String, usize>,
    by_distinguished_name: HashMap<String, usize>,
    values: HashSet<Arc<str>>,
}

impl Directory {
    /// The person whom a row with these keys is about.
    ///
    /// A user principal name or object id decides; an address only where it contradicts neither, because two people
    /// may share a mailbox.
    pub(super) fn find(&self, keys: &Draft) -> Option<usize> {
        let upn = keys.upn.as_deref().map(address::key);
        let object = keys.object_id.as_deref().map(key);
        let email = keys.email.as_deref().map(address::key);
        let account = keys.account.as_deref().map(key);
        fn get(map: &HashMap<String, usize>, key: Option<&str>) -> Option<usize> {
            map.get(key?).copied()
        }
        let (upn, object) = (upn.as_deref(), object.as_deref());
        get(&self.by_upn, upn).or_else(|| get(&self.by_object, object)).or_else(|| {
            let (email, account) = (email.as_deref(), account.as_deref());
            let weaker = [
                get(&self.by_account, account),
                get(&self.by_address, email),
                get(&self.by_upn, email),
                get(&self.by_address, upn),
                get(&self.by_upn, object),
                get(&self.by_address, object),
                get(&self.by_account, object),
            ];
            weaker.into_iter().flatten().find(|&at| !self.entries[at].draft.contradicts(keys))
        })
    }

    /// The person of this name, whichever kind of key it is: `DOMAIN\user`, `Anna Bakker <a.bakker@…>`,
    /// `Anna Bakker (abakker)` and a distinguished name too.
    pub(super) fn named(&self, name: &str) -> Option<usize> {
        self.by_key(name).or_else(|| spellings(name).find_map(|inner| self.by_key(inner)))
    }

    fn by_key(&self, name: &str) -> Option<usize> {
        let key = address::key(name);
        let maps = [&self.by_upn, &self.by_object, &self.by_address, &self.by_account, &self.by_distinguished_name];
        maps.into_iter().find_map(|map| map.get(&*key).copied())
    }

    /// Adds a person.
    pub(super) fn add(&mut self, draft: Draft, source: Source, seen: Seen) {
        let at = self.entries.len();
        let first_file = seen.file;
        self.entries.push(Entry { draft, source, seen, first_file, absorbed: false });
        self.learn(at);
    }

    /// Fills what is empty of a person; `Some` names an entry that thereby turns out to be the same person: one known
    /// by nothing but this row's address.
    ///
    /// Of progress (`is_news`) the fields that are nothing of ours replace those that were known: they say what is so by
    /// now.
    pub(super) fn fill(&mut self, at: usize, mut later: Draft, seen: Seen, is_news: bool) -> Option<usize> {
        let entry = &mut self.entries[at];
        if is_news {
            entry.draft.attributes.append(&mut later.attributes);
        }
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
        for id in draft.ids() {
            self.by_object.entry(key(id).into_owned()).or_insert(at);
        }
        if let Some(account) = &draft.account {
            self.by_account.entry(key(account).into_owned()).or_insert(at);
        }
        if let Some(name) = &draft.distinguished_name {
            self.by_distinguished_name.entry(key(name).into_owned()).or_insert(at);
        }
        let holder = self.by_address.entry(address::key(draft.email.as_ref()?)).or_insert(at);
        let other = *holder;
        let known = &self.entries[other].draft;
        if other == at || known.upn.is_some() || known.object_id.is_some() || known.account.is_some() {
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
    matches!((a, b), (Some(a), Some(b)) if key(a) != key(b))
}

/// The names inside a cell that says more than a name.
fn spellings(cell: &str) -> impl Iterator<Item = &str> {
    let within = |open: char, close: char| {
        let inner = cell.trim().strip_suffix(close)?;
        inner.rsplit_once(open).map(|(_, inner)| inner)
    };
    let scheme = || {
        let (scheme, rest) = cell.split_once(':')?;
        ["mailto", "smtp"].iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(rest)
    };
    let domain = || cell.rsplit_once('\\').map(|(_, user)| user);
    [domain(), within('<', '>'), within('(', ')'), scheme()].into_iter().flatten()
}
