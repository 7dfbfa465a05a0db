//! The one place that opens a ledger.

use std::path::{Path, PathBuf};

use super::kit::lay;
use crate::campaign::{Campaign, Inputs, LedgerUrl, load_campaign};
use crate::error::Result;
use crate::ledger::{self, Access, Ledger};

/// Where a campaign's ledger is.
#[derive(Debug, Clone)]
pub(super) struct Location {
    pub(super) url: LedgerUrl,
    pub(super) dir: PathBuf,
}

impl Location {
    /// Where a campaign says that it is; `dir` is the campaign directory.
    pub(super) fn of(campaign: &Campaign, dir: &Path) -> Self {
        Location { url: campaign.ledger.clone(), dir: dir.to_owned() }
    }

    /// Where `campaign.yaml` says that it is, or the usual place when that cannot be read: a broken working file must not
    /// stop what was approved.
    ///
    /// # Errors
    /// What is wrong with `campaign.yaml`, when there is nothing in the usual place.
    pub(super) fn in_dir(dir: &Path) -> Result<Self> {
        let mut inputs = Inputs::from_dir(dir);
        let read = lay(&mut inputs).and_then(|()| load_campaign(&mut inputs));
        read.map(|campaign| Location::of(&campaign, dir)).or_else(|error| {
            let url = LedgerUrl::default();
            let LedgerUrl::Sqlite(usual) = &url;
            if dir.join(usual).exists() { Ok(Location { url, dir: dir.to_owned() }) } else { Err(error) }
        })
    }

    /// A file beside the ledger: its name, and this after it.
    pub(super) fn beside(&self, suffix: &str) -> PathBuf {
        let LedgerUrl::Sqlite(file) = &self.url;
        self.dir.join(format!("{file}{suffix}"))
    }

    /// The ledger, if anything was ever approved.
    ///
    /// # Errors
    /// When it is there and cannot be used so.
    pub(super) fn existing(&self, access: Access) -> Result<Option<Box<dyn Ledger>>> {
        ledger::open(&self.url, &self.dir, access)
    }

    /// The ledger, made if there is none.
    ///
    /// # Errors
    /// When it cannot be used.
    pub(super) fn made(&self) -> Result<Box<dyn Ledger>> {
        ledger::open_or_create(&self.url, &self.dir)
    }
}
