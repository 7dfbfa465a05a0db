//! The approved campaign, read once and kept for all pages as long as nobody changes it. Whoever looks at it holds it only for as
//! long as it takes to find something: what has to count goes on beside it ([`standings`](super::standings)).

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::kept::Kept;
use crate::error::Result;

/// What is kept between two requests.
pub(super) struct Keep {
    dir: PathBuf,
    kept: Mutex<Option<Kept>>,
}

impl Keep {
    /// Nothing yet, of a campaign directory.
    pub(super) fn of(dir: PathBuf) -> Self {
        Keep { dir, kept: Mutex::new(None) }
    }

    /// Looks at it as it is by now.
    ///
    /// # Errors
    /// When nothing was approved yet, or the ledger cannot be read; or that of `look`.
    pub(super) fn with<T>(&self, look: impl FnOnce(&Kept) -> Result<T>) -> Result<T> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // What cannot be read is opened anew the next time: the ledger may be another file by then.
        let now = match kept.take() {
            Some(mut known) => {
                known.look_again()?;
                known
            }
            None => Kept::open(&self.dir)?,
        };
        look(kept.insert(now))
    }
}
