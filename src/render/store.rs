//! What was made before, by the text it was made from, within a number of octets.
//!
//! Threads share it without one lock for all: a text belongs to one of many shelves, and finding something on one takes
//! the lock that readers share. A text is only kept when it comes a second time, so that what one person alone is told
//! does not drive out what everybody is told. What was used least goes first.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};

/// Locks, as a power of two.
const SHELVES: usize = 16;
/// Texts that a shelf remembers to have met once, as a power of two.
const MET: usize = 1024;
/// What keeping something takes besides its own octets, about.
const OVERHEAD: usize = 160;

/// Things made from texts. One depends on its text and on the kind of the text alone, so it does not matter who made
/// it first.
pub(crate) struct Store<T> {
    shelves: Box<[Shelf<T>]>,
    /// Octets that a shelf may hold.
    room: usize,
}

struct Shelf<T> {
    kept: RwLock<Kept<T>>,
    /// Texts that were asked for and not kept: a part of their hashes, at a place that another part names.
    met: Box<[AtomicU32]>,
}

struct Kept<T> {
    /// By the hash of the text. Of two texts with one hash only the first is kept.
    things: HashMap<u64, Thing<T>>,
    octets: usize,
}

struct Thing<T> {
    kind: u32,
    text: Box<str>,
    octets: usize,
    /// How often it was found, less and less the longer that is ago.
    found: AtomicU8,
    made: Arc<T>,
}

/// What a store has of a text.
pub(crate) enum Known<T> {
    /// What was made from it.
    Kept(Arc<T>),
    /// Nothing, but the text was met before: whoever makes it now should put it there.
    Met,
    /// Nothing.
    New,
}

impl<T> Store<T> {
    /// A store of at most this many octets.
    pub(crate) fn new(octets: usize) -> Self {
        let shelf = |_| Shelf {
            kept: RwLock::new(Kept { things: HashMap::new(), octets: 0 }),
            met: (0..MET).map(|_| AtomicU32::new(0)).collect(),
        };
        Store { shelves: (0..SHELVES).map(shelf).collect(), room: octets / SHELVES }
    }

    /// What there is of a text of this kind.
    pub(crate) fn get(&self, kind: u32, text: &str) -> Known<T> {
        let hash = hash(kind, text);
        let shelf = self.shelf(hash);
        if let Some(thing) = shelf.kept.read().unwrap_or_else(PoisonError::into_inner).things.get(&hash)
            && thing.kind == kind
            && *thing.text == *text
        {
            let found = thing.found.load(Relaxed);
            if found < u8::MAX {
                // Another thread may do the same: it is as good as found once.
                thing.found.store(found + 1, Relaxed);
            }
            return Known::Kept(Arc::clone(&thing.made));
        }
        let mark = (hash >> 32) as u32 | 1;
        let place = &shelf.met[(hash >> 8) as usize % MET];
        if place.swap(mark, Relaxed) == mark { Known::Met } else { Known::New }
    }

    /// Keeps what was made from a text, of so many octets.
    pub(crate) fn put(&self, kind: u32, text: &str, made: T, octets: usize) -> Arc<T> {
        let made = Arc::new(made);
        let octets = octets + text.len() + OVERHEAD;
        if octets > self.room {
            return made;
        }
        let hash = hash(kind, text);
        let mut kept = self.shelf(hash).kept.write().unwrap_or_else(PoisonError::into_inner);
        if !kept.things.contains_key(&hash) {
            if kept.octets + octets > self.room {
                kept.make_room(self.room, octets);
            }
            let thing = Thing { kind, text: text.into(), octets, found: AtomicU8::new(1), made: Arc::clone(&made) };
            kept.things.insert(hash, thing);
            kept.octets += octets;
        }
        made
    }

    /// Whether it may hold anything.
    pub(crate) fn has_room(&self) -> bool {
        self.room > 0
    }

    fn shelf(&self, hash: u64) -> &Shelf<T> {
        &self.shelves[hash as usize % SHELVES]
    }

    /// Octets that are kept.
    #[cfg(test)]
    pub(crate) fn octets(&self) -> usize {
        self.shelves.iter().map(|shelf| shelf.kept.read().unwrap().octets).sum()
    }
}

impl<T> Kept<T> {
    /// Takes out what was found least, until there is room for so many octets and for an eighth of all besides: it
    /// takes a look at everything, which is not for each newcomer.
    fn make_room(&mut self, room: usize, octets: usize) {
        let most = (room - room / 8).saturating_sub(octets);
        while self.octets > most && !self.things.is_empty() {
            let left = &mut self.octets;
            self.things.retain(|_, thing| {
                let found = thing.found.get_mut();
                if *found == 0 && *left > most {
                    *left -= thing.octets;
                    return false;
                }
                *found /= 2;
                true
            });
        }
    }
}

/// A hash of eight octets at a time. It says where to look; whether it is the same text is looked at.
fn hash(kind: u32, text: &str) -> u64 {
    const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(PRIME).rotate_left(29);
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut hash = mix(text.len() as u64, u64::from(kind));
    for word in words {
        hash = mix(hash, u64::from_le_bytes(*word));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    hash = mix(hash, u64::from_le_bytes(last));
    let hash = (hash ^ (hash >> 32)).wrapping_mul(PRIME);
    hash ^ (hash >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(store: &Store<usize>, kind: u32, text: &str) -> Option<usize> {
        match store.get(kind, text) {
            Known::Kept(made) => Some(*made),
            Known::Met | Known::New => None,
        }
    }

    #[test]
    fn a_text_is_worth_keeping_when_it_comes_again() {
        let store = Store::new(1 << 20);
        assert!(matches!(store.get(1, "a"), Known::New));
        assert!(matches!(store.get(1, "a"), Known::Met));
        assert_eq!(*store.put(1, "a", 7, 1), 7);
        assert_eq!((kept(&store, 1, "a"), kept(&store, 2, "a"), kept(&store, 1, "b")), (Some(7), None, None));
        store.put(1, "a", 8, 1);
        assert_eq!(kept(&store, 1, "a"), Some(7), "the first stays");
    }

    #[test]
    fn there_is_an_end_to_what_is_kept_and_what_is_used_least_goes_first() {
        let room = 64 * 1024;
        let store = Store::new(room);
        store.put(0, "everybody", 0, 100);
        for n in 1..5000 {
            store.put(0, &format!("somebody {n}"), n, 100);
            assert!(store.octets() <= room);
            assert_eq!(kept(&store, 0, "everybody"), Some(0), "after {n}");
        }
        assert!(store.octets() > room / 2, "{} octets", store.octets());
        store.put(0, "too large", 1, room);
        assert_eq!(kept(&store, 0, "too large"), None);
    }

    #[test]
    fn threads_get_what_was_made_from_their_own_text() {
        let store = Store::new(16 * 1024);
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let store = &store;
                scope.spawn(move || {
                    for n in 0..4000 {
                        let wanted = (n * (thread + 3)) % 97;
                        let text = format!("text {wanted}");
                        let found = kept(store, 0, &text);
                        assert!(found.is_none_or(|found| found == wanted));
                        store.put(0, &text, wanted, 50);
                    }
                });
            }
        });
    }

    #[test]
    fn hashes_differ_in_every_part() {
        let texts: Vec<String> = (0..20_000).map(|n| format!("{}{n}", "x".repeat(n % 17))).collect();
        let hashes: std::collections::HashSet<u64> = texts.iter().map(|text| hash(0, text)).collect();
        assert_eq!(hashes.len(), texts.len());
        let places: std::collections::HashSet<u64> = hashes.iter().map(|hash| hash % SHELVES as u64).collect();
        assert_eq!(places.len(), SHELVES);
    }
}
