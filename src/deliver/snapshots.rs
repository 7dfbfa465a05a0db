//! What was read from snapshots, by their hash. The one in force stays; an older one, from which a notice was first tried,
//! is read when a retry needs it and let go of when none has needed it for a while: of a large campaign each takes
//! hundreds of megabytes, and seconds to read. Who needs it waits for it, and nobody else does.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::error::Result;

/// How long an older one is kept that nobody needs.
const KEPT: TimeDelta = TimeDelta::minutes(10);

/// Reads what is needed of a snapshot, by its hash.
pub(super) type Read<T> = Box<dyn Fn(&str) -> Result<T> + Send + Sync>;

/// What was read from snapshots.
pub(super) struct Snapshots<T> {
    in_force: (Arc<str>, Arc<T>),
    read: Read<T>,
    older: Mutex<HashMap<Arc<str>, Older<T>>>,
}

/// An older one.
struct Older<T> {
    /// Empty until it was read; locked while somebody reads it.
    content: Arc<Mutex<Option<Arc<T>>>>,
    /// When somebody last needed it.
    needed: DateTime<Utc>,
}

impl<T> Snapshots<T> {
    pub(super) fn new(hash: &str, in_force: Arc<T>, read: Read<T>) -> Self {
        Snapshots { in_force: (Arc::from(hash), in_force), read, older: Mutex::default() }
    }

    /// What is in the snapshot in force.
    pub(super) fn in_force(&self) -> &T {
        &self.in_force.1
    }

    /// What is in the snapshot with this hash, which somebody needs at `now`.
    ///
    /// # Errors
    /// When it cannot be read. Who needs it next tries again.
    pub(super) fn get(&self, hash: &Arc<str>, now: DateTime<Utc>) -> Result<Arc<T>> {
        if *hash == self.in_force.0 {
            return Ok(Arc::clone(&self.in_force.1));
        }
        let content = self.older(hash, now);
        let mut content = lock(&content);
        match &*content {
            Some(content) => Ok(Arc::clone(content)),
            None => Ok(Arc::clone(content.insert(Arc::new((self.read)(hash)?)))),
        }
    }

    /// Where an older one is or will be, and lets go of the others that nobody needs.
    fn older(&self, hash: &Arc<str>, now: DateTime<Utc>) -> Arc<Mutex<Option<Arc<T>>>> {
        let mut older = lock(&self.older);
        older.retain(|known, one| known == hash || now - one.needed < KEPT);
        let fresh = || Older { content: Arc::default(), needed: now };
        let one = older.entry(Arc::clone(hash)).or_insert_with(fresh);
        one.needed = one.needed.max(now);
        Arc::clone(&one.content)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::mpsc;
    use std::thread;

    use super::*;
    use crate::error::Error;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    fn snapshots(read: impl Fn(&str) -> Result<u32> + Send + Sync + 'static) -> Snapshots<u32> {
        Snapshots::new("now", Arc::new(0), Box::new(read))
    }

    #[test]
    fn who_needs_another_one_does_not_wait() {
        let (reads, begun) = mpsc::channel();
        let (go_on, wait) = mpsc::channel::<()>();
        let wait = Mutex::new(wait);
        let snapshots = Arc::new(snapshots(move |hash| {
            if hash == "slow" {
                reads.send(()).unwrap();
                lock(&wait).recv().unwrap();
            }
            Ok(hash.len() as u32)
        }));
        let slow = thread::spawn({
            let snapshots = Arc::clone(&snapshots);
            move || *snapshots.get(&"slow".into(), at(0)).unwrap()
        });
        begun.recv().unwrap();
        let others = thread::spawn(move || {
            let got = ["now", "older"].map(|hash| *snapshots.get(&hash.into(), at(0)).unwrap());
            go_on.send(()).unwrap();
            got
        });
        // Were the others to wait for the slow one, which waits for them, neither would end.
        assert_eq!(others.join().unwrap(), [0, 5]);
        assert_eq!(slow.join().unwrap(), 4);
    }

    #[test]
    fn what_nobody_needs_any_more_is_let_go_of() {
        let reads = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&reads);
        let snapshots = snapshots(move |_| Ok(counted.fetch_add(1, Ordering::Relaxed)));
        let get = |hash: &str, minutes| snapshots.get(&hash.into(), at(minutes)).unwrap();
        let kept = Arc::downgrade(&get("a", 0));
        get("a", 9);
        get("b", 18);
        assert!(kept.upgrade().is_some(), "it was needed nine minutes ago");
        get("b", 19);
        assert!(kept.upgrade().is_none());
        assert_eq!(reads.load(Ordering::Relaxed), 2);
        get("a", 20);
        assert_eq!(reads.load(Ordering::Relaxed), 3, "it is read again when somebody needs it");
        get("now", 99);
        assert_eq!(reads.load(Ordering::Relaxed), 3, "what is in force is never read");
    }

    #[test]
    fn what_cannot_be_read_is_tried_again() {
        let fails = Mutex::new(true);
        let read =
            move |_: &str| if std::mem::take(&mut *lock(&fails)) { Err(Error::unreachable("away")) } else { Ok(7) };
        let snapshots = snapshots(read);
        assert!(snapshots.get(&"older".into(), at(0)).is_err());
        assert_eq!(snapshots.get(&"older".into(), at(0)).map(|got| *got), Ok(7));
    }
}
