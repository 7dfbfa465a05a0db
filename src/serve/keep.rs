//! The approved campaign, read once and kept for all pages as long as nobody changes it.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::app::{Locked, Register};
use crate::error::Result;
use crate::ledger::{Head, JournalEntry};

/// The approved campaign as it is by now.
pub(super) struct Kept {
    pub(super) locked: Locked,
    /// Its people, to be looked up.
    pub(super) register: Register,
    written: u64,
    head: Option<Head>,
}

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

impl Kept {
    fn open(dir: &std::path::Path) -> Result<Self> {
        let locked = Locked::open(dir)?;
        let (written, head) = (locked.ledger.written()?, head(&locked)?);
        Ok(Kept { register: Register::of(&locked.loaded.people), locked, written, head })
    }

    fn look_again(&mut self) -> Result<()> {
        let written = self.locked.ledger.written()?;
        if written == self.written {
            return Ok(());
        }
        let head = head(&self.locked)?;
        let has_somebody_acted = head != self.head;
        self.locked.look_again(has_somebody_acted)?;
        if has_somebody_acted {
            self.register = Register::of(&self.locked.loaded.people);
        }
        (self.written, self.head) = (written, head);
        Ok(())
    }
}

fn head(locked: &Locked) -> Result<Option<Head>> {
    Ok(locked.ledger.journal()?.last().map(JournalEntry::head))
}
