//! A campaign directory as somebody works on it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::kit::lay;
use super::locked::progress;
use super::open::Location;
use super::person::leave_out;
use crate::campaign::people::Stripped;
use crate::campaign::{Inputs, Loaded, People, known_before, load};
use crate::error::Result;
use crate::ledger::{Access, Ledger};

/// A campaign directory, read.
pub struct Workspace {
    /// The directory.
    pub dir: PathBuf,
    /// The files it was read from.
    pub inputs: Inputs,
    /// What they say.
    pub loaded: Arc<Loaded>,
    /// The instant to act for.
    pub now: DateTime<Utc>,
    /// Of which files rows are left out, because whose they are was forgotten.
    pub left_out: Vec<Stripped>,
}

impl Workspace {
    /// Reads the campaign directory, to act for `now`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn open(dir: &Path, now: DateTime<Utc>) -> Result<Self> {
        let mut inputs = Inputs::from_dir(dir);
        lay(&mut inputs)?;
        let loaded = Arc::new(load(&mut inputs)?);
        let mut workspace = Workspace { dir: dir.to_owned(), inputs, loaded, now, left_out: Vec::new() };
        workspace.recognise()?;
        Ok(workspace)
    }

    /// Knows people again who were approved under another user name. A ledger that cannot be read has nobody to tell of;
    /// what needs it says why.
    fn recognise(&mut self) -> Result<()> {
        let Ok(Some(ledger)) = self.ledger() else { return Ok(()) };
        let Ok(Some(approved)) = ledger.approved() else { return Ok(()) };
        let Ok(then) = ledger.snapshot(&approved.snapshot) else { return Ok(()) };
        self.loaded = known_before(&mut self.inputs, self.loaded.clone(), &then)?;
        // Who was forgotten is not brought back by a file that still has them.
        let Ok(forgotten) = ledger.forgotten() else { return Ok(()) };
        self.left_out = leave_out(&mut self.inputs, &forgotten)?;
        if !self.left_out.is_empty() {
            self.loaded = Arc::new(load(&mut self.inputs)?);
        }
        Ok(())
    }

    /// The people as they are by now: their data, and what progress imports have taught since.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn people_by_now(&self) -> Result<People> {
        let mut people = self.loaded.people.clone();
        let Some(ledger) = self.ledger()? else { return Ok(people) };
        let progress = progress(&*ledger)?;
        for person in &mut people.persons {
            let moved = progress.migrated_devices(person);
            person.standing = progress.standing(person);
            for device in &mut person.devices {
                device.migrated |= device.key().is_some_and(|key| moved.iter().any(|known| known == key));
            }
        }
        Ok(people)
    }

    /// The files that are not, to the byte, as they were approved; also those that are new or gone.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn changed_files(&self) -> Result<Vec<String>> {
        let Some(ledger) = self.ledger()? else { return Ok(Vec::new()) };
        let Some(approved) = ledger.approved()? else { return Ok(Vec::new()) };
        let then = ledger.snapshot(&approved.snapshot)?;
        let now = self.inputs.files();
        let names: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
        Ok(names.into_iter().filter(|name| then.get(*name) != now.get(*name)).cloned().collect())
    }

    /// Where its ledger is.
    pub(super) fn location(&self) -> Location {
        Location::of(&self.loaded.campaign, &self.dir)
    }

    /// Its ledger, to look at, if anything was ever approved.
    pub(super) fn ledger(&self) -> Result<Option<Box<dyn Ledger>>> {
        self.location().existing(Access::Read)
    }
}
