//! The messages of the working files, read anew when one of them was saved, and what `check` finds in them, which takes
//! longer and comes when it is there.

use std::sync::{Arc, Mutex, PoisonError};

use super::news::digest;
use super::site::Site;
use crate::app::Workspace;
use crate::app::preview::Shelf;
use crate::check::Finding;
use crate::error::Result;

/// What was read last, and of which state of the files.
#[derive(Default)]
pub(super) struct Shelves {
    read: Mutex<Option<(u64, Result<Arc<Shelf>>)>>,
    found: Mutex<Found>,
}

/// What was found last, and of which state of the files; what is looked for now.
#[derive(Default)]
struct Found {
    last: Option<(u64, Arc<Vec<Finding>>)>,
    now: Option<u64>,
}

impl Site {
    /// The messages as they are by now, and a digest of the files they were read from.
    ///
    /// # Errors
    /// What is wrong with the files, each at its place.
    pub(super) fn shelf(&self) -> Result<(Arc<Shelf>, u64)> {
        let files = digest(&self.settings.dir);
        let mut read = self.shelves.read.lock().unwrap_or_else(PoisonError::into_inner);
        let known = read.take().filter(|(of, _)| *of == files);
        let (_, shelf) = read.insert(known.unwrap_or_else(|| {
            let shelf = Workspace::open(&self.settings.dir, self.now()).and_then(Shelf::of);
            (files, shelf.map(Arc::new))
        }));
        shelf.clone().map(|shelf| (shelf, files))
    }

    /// What `check` finds; nothing yet, when it has not looked at this state of the files. Then it does, and open pages are told
    /// when it has.
    pub(super) fn findings(self: &Arc<Self>, shelf: &Arc<Shelf>, files: u64) -> Option<Arc<Vec<Finding>>> {
        let mut found = self.shelves.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, last)) = found.last.as_ref().filter(|(of, _)| *of == files) {
            return Some(Arc::clone(last));
        }
        if found.now != Some(files) {
            found.now = Some(files);
            let (site, shelf) = (Arc::clone(self), Arc::clone(shelf));
            tokio::task::spawn_blocking(move || {
                // What stops the check altogether is what the page itself shows.
                let all = shelf.findings().unwrap_or_default();
                let mut found = site.shelves.found.lock().unwrap_or_else(PoisonError::into_inner);
                found.last = Some((files, Arc::new(all)));
                drop(found);
                site.news.send_modify(|news| news.work += 1);
            });
        }
        None
    }
}
