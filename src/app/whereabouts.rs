//! Where people are between the two systems.

use chrono::{DateTime, Utc};

use super::locked::Locked;
use crate::campaign::{Whereabouts, whereabouts};
use crate::error::Result;
use crate::ledger::Deed;

impl Locked {
    /// What an export of the system that people leave says of their devices: `bytes` is its CSV, `name` what it is called.
    ///
    /// # Errors
    /// When it cannot be read, or is the wrong one.
    pub fn whereabouts(&self, name: &str, bytes: &[u8]) -> Result<Whereabouts> {
        whereabouts(&self.loaded, &self.inputs, bytes, name)
    }

    /// When an export was last read that says how far people are.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn last_learnt(&self) -> Result<Option<DateTime<Utc>>> {
        let acts = self.ledger.acts()?;
        Ok(acts.iter().filter(|act| act.what == Deed::Learnt).map(|act| act.at).max())
    }
}
