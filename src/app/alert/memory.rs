//! What was told already, and when a sender ran: in a file beside the ledger, so that it is known also when the ledger cannot
//! be written. One looks at a time. A file that cannot be understood is begun anew: then it is told once more.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::round::Ran;
use super::see::Seen;
use super::way::WayName;
use crate::app::open::Location;
use crate::disk::{self, open_own};
use crate::error::{Error, Result};

/// What the file is.
const FORMAT: &str = "heraut-alerts/1";

/// The memory, while nobody else has it.
pub(super) struct Memory {
    path: PathBuf,
    lock: File,
    pub(super) kept: Kept,
}

/// What is remembered.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    format: String,
    /// When a sender was last seen at work.
    pub(super) ran: Option<DateTime<Utc>>,
    /// Since when senders have ended before their time, if the last one did.
    pub(super) stopped: Option<DateTime<Utc>>,
    /// By way and trouble.
    told: BTreeMap<String, BTreeMap<String, Before>>,
    /// What is written by name once a working day.
    #[serde(default)]
    pub(super) daily: Daily,
}

/// What is remembered of what is written once a working day.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Daily {
    /// When it is looked at next whether there is something to write; `None` where nobody is written to.
    pub(super) next: Option<DateTime<Utc>>,
    /// The day of the last one, by what it is about.
    pub(super) written: BTreeMap<String, NaiveDate>,
}

/// What was told of a trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Before {
    /// When.
    at: DateTime<Utc>,
    /// How much there was of it, less what is gone since.
    count: u64,
    /// The latest of it by then.
    latest: DateTime<Utc>,
    /// Whether there was nothing of it any more since then.
    over: bool,
}

impl Memory {
    /// Takes it; `None` when somebody else looks at this moment.
    pub(super) fn take(location: &Location) -> Result<Option<Memory>> {
        let path = location.beside(".alerts");
        let lock_path = location.beside(".alerts.lock");
        let refused = |error: io::Error| unusable(&lock_path, &error);
        let options = &mut OpenOptions::new();
        let lock = open_own(&lock_path, options.write(true).create(true).truncate(false)).map_err(refused)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(refused(error)),
        }
        let kept = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).ok().filter(|kept: &Kept| kept.format == FORMAT),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(unusable(&path, &error)),
        };
        Ok(Some(Memory { path, lock, kept: kept.unwrap_or_default() }))
    }

    /// What is remembered of what is written once a working day; without waiting for anybody who looks.
    pub(super) fn glance(location: &Location) -> Option<Daily> {
        let bytes = fs::read(location.beside(".alerts")).ok()?;
        let kept: Kept = serde_json::from_slice(&bytes).ok()?;
        (kept.format == FORMAT).then_some(kept.daily)
    }

    /// Whether anything was ever remembered.
    pub(super) fn is_there(location: &Location) -> bool {
        location.beside(".alerts").exists()
    }

    /// Writes it down.
    pub(super) fn keep(&mut self) -> Result<()> {
        FORMAT.clone_into(&mut self.kept.format);
        let text = serde_json::to_vec_pretty(&self.kept).map_err(|e| Error::bug(e.to_string()))?;
        let mut temporary = self.path.clone().into_os_string();
        temporary.push(".new");
        disk::write(Path::new(&temporary), &self.path, &text).map_err(|e| unusable(&self.path, &e))
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // A command that was started may have the file open still.
        let _ = self.lock.unlock();
    }
}

impl Kept {
    /// What is known of a sender at `now`.
    pub(super) fn note(&mut self, ran: Ran, now: DateTime<Utc>) {
        if ran == Ran::Unknown {
            return;
        }
        self.ran = Some(now);
        match ran {
            Ran::Stopped => drop(self.stopped.get_or_insert(now)),
            Ran::On | Ran::Ended => self.stopped = None,
            Ran::Begun | Ran::Unknown => {}
        }
    }

    /// What of `seen` a way was not told yet, and may be told by now.
    pub(super) fn news(&self, way: WayName, seen: &[Seen], again_after: TimeDelta, now: DateTime<Utc>) -> Vec<Seen> {
        let told = self.told.get(way.as_str());
        let is_news = |seen: &&Seen| match told.and_then(|told| told.get(seen.on.as_str())) {
            None => true,
            // The distance: a clock that was ahead once must not silence it for as long.
            Some(before) => {
                let is_more = seen.grows() && (seen.count > before.count || seen.latest > before.latest);
                (before.over || is_more) && (now - before.at).abs() >= again_after
            }
        };
        seen.iter().filter(is_news).cloned().collect()
    }

    /// A way was told of it.
    pub(super) fn told(&mut self, way: WayName, news: &[Seen], now: DateTime<Utc>) {
        let told = self.told.entry(way.as_str().to_owned()).or_default();
        for Seen { on, count, latest, .. } in news {
            let before = Before { at: now, count: *count, latest: *latest, over: false };
            told.insert(on.as_str().to_owned(), before);
        }
    }

    /// What is gone, or less of it, is so for every way.
    pub(super) fn see(&mut self, seen: &[Seen]) {
        for (trouble, before) in self.told.values_mut().flatten() {
            match seen.iter().find(|seen| seen.on.as_str() == trouble) {
                Some(seen) => before.count = before.count.min(seen.count),
                None => before.over = true,
            }
        }
    }
}

fn unusable(path: &Path, error: &io::Error) -> Error {
    Error::unreachable(format!("{}, which says what was told already, cannot be used: {error}", path.display()))
        .hint("check who may write to the ledger's directory; run everything that writes as one user")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::AlertOn;

    const HOUR: TimeDelta = TimeDelta::hours(1);

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_803_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    fn seen(on: AlertOn, count: u64, latest: i64) -> Seen {
        Seen { on, count, latest: at(latest), until: None, scopes: Vec::new() }
    }

    fn looks(kept: &mut Kept, seen: &[Seen], minute: i64) -> usize {
        kept.see(seen);
        let news = kept.news(WayName::Webhook, seen, HOUR, at(minute));
        kept.told(WayName::Webhook, &news, at(minute));
        news.len()
    }

    #[test]
    fn a_trouble_is_told_once_and_when_there_is_more_of_it_not_twice_within_the_hour() {
        let mut kept = Kept::default();
        let failed = |count, latest| [seen(AlertOn::Failed, count, latest)];
        assert_eq!(looks(&mut kept, &failed(1, 0), 1), 1);
        assert_eq!(looks(&mut kept, &failed(1, 0), 200), 0, "it is the same");
        assert_eq!(looks(&mut kept, &failed(2, 210), 211), 1);
        assert_eq!(looks(&mut kept, &failed(900, 250), 251), 0, "more of it, within the hour");
        assert_eq!(looks(&mut kept, &failed(900, 250), 271), 1, "and then");
        assert_eq!(looks(&mut kept, &failed(1, 210), 280), 0, "most of it is mended");
        assert_eq!(looks(&mut kept, &failed(2, 210), 340), 1, "and there is more again");
        assert_eq!(kept.news(WayName::Mail, &failed(2, 210), HOUR, at(341)).len(), 1, "another way knows nothing");
    }

    #[test]
    fn what_comes_back_is_told_again_and_what_only_lasts_is_not() {
        let mut kept = Kept::default();
        let paused = |latest| [seen(AlertOn::Paused, 1, latest)];
        assert_eq!(looks(&mut kept, &paused(0), 0), 1);
        assert_eq!(looks(&mut kept, &paused(100), 100), 0, "a pause that is prolonged is the same");
        assert_eq!(looks(&mut kept, &[], 101), 0);
        assert_eq!(looks(&mut kept, &paused(102), 102), 1);
        assert_eq!(looks(&mut kept, &[], 103), 0);
        assert_eq!(looks(&mut kept, &paused(104), 104), 0, "it comes and goes");
        assert_eq!(looks(&mut kept, &paused(104), 162), 1);
        // A clock that was a year ahead.
        let year = 365 * 24 * 60;
        assert_eq!(looks(&mut kept, &[], year), 0);
        assert_eq!(looks(&mut kept, &paused(0), year), 1);
        assert_eq!(looks(&mut kept, &[], 200), 0);
        assert_eq!(looks(&mut kept, &paused(201), 201), 1);
    }
}
