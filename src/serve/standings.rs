//! Figures of where the campaign stands. Of a large one they take seconds to count, and while a sender works they are others each
//! moment: then they are counted beside the pages, by a look at the ledger of their own.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use super::maker::Maker;
use super::pace::{Pace, pace};
use super::site::Site;
use super::standing::{Seen, Standing};
use crate::app::Locked;
use crate::error::Result;

/// The last figures, and who makes the next.
#[derive(Default)]
pub(super) struct Standings {
    last: Mutex<Option<Last>>,
    maker: Mutex<Option<Maker>>,
    is_renewing: AtomicBool,
    /// Somebody acted: what is waited for begins.
    hurry: Notify,
}

/// Figures, of what they are, and what they cost.
#[derive(Clone)]
struct Last {
    of: Seen,
    standing: Arc<Standing>,
    took: Duration,
    made: Instant,
}

impl Site {
    /// Where the campaign stands at `now`: with everything that is known by then where it is small; of a large one what was counted
    /// last, and who has a page open is told when there is something newer.
    ///
    /// # Errors
    /// When nothing was approved yet, or the ledger cannot be read.
    pub(super) fn standing(self: &Arc<Self>, now: DateTime<Utc>) -> Result<Arc<Standing>> {
        let (seen, people) = self.keep.with(|kept| Ok((kept.seen(now), kept.locked.loaded.people.persons.len())))?;
        let Some(last) = self.standings.last() else { return self.standings.make(self, now, people) };
        match pace(&seen, &last.of, people, (last.took, last.made.elapsed())) {
            Pace::Shown => Ok(last.standing),
            Pace::Made => self.standings.make(self, now, people),
            Pace::Renewed(after) => {
                self.renew(after);
                Ok(last.standing)
            }
        }
    }

    /// Does something that takes long with the approved campaign, by the look at the ledger that figures are counted by.
    ///
    /// # Errors
    /// When it cannot be read; or that of `look`.
    pub(super) fn aside<T>(&self, now: DateTime<Utc>, look: impl FnOnce(&Locked) -> Result<T>) -> Result<T> {
        self.standings.with(self, now, |maker, _| look(&maker.locked))
    }

    /// Makes new figures after a while; once at a time, however many ask for them.
    fn renew(self: &Arc<Self>, after: Duration) {
        if self.standings.is_renewing.swap(true, Ordering::SeqCst) {
            if after.is_zero() {
                self.standings.hurry.notify_one();
            }
            return;
        }
        let (site, over) = (Arc::clone(self), Renewing(Arc::clone(self)));
        tokio::spawn(async move {
            tokio::select! {
                () = tokio::time::sleep(after) => {}
                () = site.standings.hurry.notified() => {}
            }
            let made = tokio::task::spawn_blocking(move || {
                // Of nobody who waits for it: it is made, unless the same was.
                let made = site.standings.make(&site, site.now(), 0);
                // Why it cannot be is said to who comes next, who waits for it.
                made.is_err().then(|| site.standings.forget());
            });
            // One that broke off is as good as none: the next who comes asks for another.
            let _ = made.await;
            drop(over);
        });
    }
}

/// Whatever becomes of it, the next may begin when it is over, and open pages look again.
struct Renewing(Arc<Site>);

impl Drop for Renewing {
    fn drop(&mut self) {
        self.0.standings.is_renewing.store(false, Ordering::SeqCst);
        self.0.news.send_modify(|news| news.work += 1);
    }
}

impl Standings {
    fn last(&self) -> Option<Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn forget(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Figures of `now` of so many people, unless somebody else has made meanwhile what would be shown.
    fn make(&self, site: &Site, now: DateTime<Utc>, people: usize) -> Result<Arc<Standing>> {
        self.with(site, now, |maker, seen| {
            let is_good = |last: &Last| pace(seen, &last.of, people, (last.took, last.made.elapsed())) != Pace::Made;
            if let Some(last) = self.last().filter(is_good) {
                return Ok(last.standing);
            }
            let began = Instant::now();
            let standing = Arc::new(maker.make(now, &seen.journal)?);
            let (of, made) = (seen.clone(), Instant::now());
            let last = Last { of, standing: Arc::clone(&standing), took: made - began, made };
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(last);
            Ok(standing)
        })
    }

    /// One after another, with what is known by now; what could not be read is opened anew the next time.
    fn with<T>(&self, site: &Site, now: DateTime<Utc>, work: impl FnOnce(&mut Maker, &Seen) -> Result<T>) -> Result<T> {
        let mut kept = self.maker.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.take();
        let (seen, mut maker) = site.keep.with(|kept| {
            let same = known.filter(|maker| maker.is_of(kept));
            Ok((kept.seen(now), same.map_or_else(|| Maker::of(kept), Ok)?))
        })?;
        maker.learn()?;
        work(kept.insert(maker), &seen)
    }
}
