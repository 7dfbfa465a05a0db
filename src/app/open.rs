//! The one place that opens a ledger.

use std::path::{Path, PathBuf};

use crate::campaign::{Campaign, Inputs, LedgerUrl, load_campaign};
use crate::error::Result;
use crate::ledger::{Ledger, SqliteLedger};

/// Where a campaign's ledger is.
#[derive(Debug, Clone)]
pub(super) struct Location(PathBuf);

impl Location {
    /// Where a campaign says that it is; `dir` is the campaign directory.
    pub(super) fn of(campaign: &Campaign, dir: &Path) -> Self {
        let LedgerUrl::Sqlite(file) = &campaign.ledger;
        Location(dir.join(file))
    }

    /// Where `campaign.yaml` says that it is, or the usual place when that cannot be read: a broken working file must not
    /// stop what was approved.
    ///
    /// # Errors
    /// What is wrong with `campaign.yaml`, when there is nothing in the usual place.
    pub(super) fn in_dir(dir: &Path) -> Result<Self> {
        load_campaign(&mut Inputs::from_dir(dir)).map(|campaign| Location::of(&campaign, dir)).or_else(|error| {
            let usual = dir.join("heraut.db");
            if usual.exists() { Ok(Location(usual)) } else { Err(error) }
        })
    }

    /// The ledger, if anything was ever approved.
    ///
    /// # Errors
    /// When it is there and cannot be used.
    pub(super) fn existing(&self) -> Result<Option<Box<dyn Ledger>>> {
        Ok(SqliteLedger::find(&self.0)?.map(boxed))
    }

    /// The ledger, made if there is none.
    ///
    /// # Errors
    /// When it cannot be used.
    pub(super) fn made(&self) -> Result<Box<dyn Ledger>> {
        SqliteLedger::create_or_open(&self.0).map(boxed)
    }

    /// The ledger, to look at what was approved before while somebody sends from it.
    ///
    /// # Errors
    /// When there is none, or it cannot be used.
    pub(super) fn to_read(&self) -> Result<Box<dyn Ledger>> {
        SqliteLedger::open_read_only(&self.0).map(boxed)
    }
}

fn boxed(ledger: SqliteLedger) -> Box<dyn Ledger> {
    Box::new(ledger)
}
