//! Whether anything changed: the ledger, or a file that somebody saved. One task looks, however many pages are open, and
//! nobody looks while none is.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::site::Site;
use crate::app::InForce;
use crate::ledger::Access;

/// A saved file shows within half a second: its time is looked at twice as often.
const TICK: Duration = Duration::from_millis(250);
/// The ledger is asked every so many ticks.
const LEDGER: u32 = 4;
/// No campaign has folders in folders of this depth.
const DEEPEST: usize = 8;

/// What was seen last; another number is another state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct News {
    /// How often the ledger was written.
    pub(super) ledger: u64,
    /// A digest of names, sizes and times of the working files.
    pub(super) files: u64,
    /// How often something that takes long was done.
    pub(super) work: u64,
}

impl Site {
    /// Looks again and again, for as long as it is let.
    pub(super) async fn look(self: Arc<Self>) {
        let mut ticks = 0_u32;
        let mut ledger: Option<InForce> = None;
        loop {
            tokio::time::sleep(TICK).await;
            if self.news.receiver_count() == 0 {
                ledger = None;
                continue;
            }
            let asks = ticks.is_multiple_of(LEDGER);
            ticks = ticks.wrapping_add(1);
            let site = Arc::clone(&self);
            let seen = tokio::task::spawn_blocking(move || {
                let open = |open: Option<InForce>| {
                    open.or_else(|| InForce::open(&site.settings.dir, Access::Read).ok()).filter(|_| asks)
                };
                let files = digest(&site.settings.dir);
                let kept = if asks { open(ledger) } else { ledger };
                let written = kept.as_ref().filter(|_| asks).and_then(|kept| kept.ledger.written().ok());
                (kept, written, files)
            });
            let Ok((kept, written, files)) = seen.await else { return };
            ledger = kept;
            self.news.send_if_modified(|news| {
                let before = *news;
                news.ledger = written.unwrap_or(news.ledger);
                news.files = files;
                *news != before
            });
        }
    }
}

/// A digest of what the working files are called, how long they are and when they were written.
pub(super) fn digest(dir: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    for folder in ["", "templates", "locales", "kits"] {
        let deep = if folder.is_empty() { 0 } else { DEEPEST };
        add(&dir.join(folder), deep, &mut hasher);
    }
    hasher.finish()
}

/// Adds the files of a folder, and of those in it down to a depth.
fn add(folder: &Path, deep: usize, hasher: &mut DefaultHasher) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut files: Vec<_> =
        entries.flatten().filter_map(|entry| Some((entry.path(), entry.metadata().ok()?))).collect();
    files.sort_by(|one, other| one.0.cmp(&other.0));
    for (path, about) in files {
        if about.is_dir() {
            if deep > 0 {
                add(&path, deep - 1, hasher);
            }
            continue;
        }
        // The ledger is in the same folder, and says itself when it was written.
        let is_input = path.extension().is_some_and(|kind| deep > 0 || kind == "yaml" || kind == "csv");
        if is_input {
            (path, about.len(), about.modified().ok()).hash(hasher);
        }
    }
}
