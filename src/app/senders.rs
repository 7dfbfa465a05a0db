//! Who sends from a campaign's ledger.

use std::path::Path;

use super::open::Location;
use crate::error::{Error, Result};
use crate::ledger::{Access, SenderSeen};

/// Who sends, or does what nobody sends beside.
///
/// # Errors
/// When there is no ledger yet, or it cannot be read.
pub fn senders(dir: &Path) -> Result<Vec<SenderSeen>> {
    let ledger = Location::in_dir(dir)?.existing(Access::Read)?;
    ledger.ok_or_else(|| Error::usage("there is no ledger yet").hint("`heraut approve` makes it"))?.senders()
}
