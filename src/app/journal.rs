//! Who did what when, and whether what the ledger says of it is what was written.

use std::path::Path;

use super::open::Location;
use crate::error::{Error, Result};
use crate::ledger::{Access, Broken, Head, JournalEntry, broken};

/// Fewer digits of a head could be another's.
const FEWEST: usize = 8;

/// The journal of a campaign directory.
#[derive(Debug, Clone)]
pub struct Journal {
    /// The entries, the first first.
    pub entries: Vec<JournalEntry>,
    /// The first that is not what was written.
    pub broken: Option<Broken>,
}

impl Journal {
    /// Reads it, and holds it against its chain.
    ///
    /// # Errors
    /// When there is no ledger yet, or it cannot be read.
    pub fn read(dir: &Path) -> Result<Self> {
        let ledger = Location::in_dir(dir)?.existing(Access::Read)?;
        let ledger = ledger.ok_or_else(|| Error::usage("there is no ledger yet").hint("`heraut approve` makes it"))?;
        let entries = ledger.journal()?;
        let broken = broken(&entries);
        Ok(Journal { entries, broken })
    }

    /// The entry whose head begins with these digits: what stands before it is what stood there when the head was written
    /// down. `None` when there is none, or it stands behind what is broken.
    ///
    /// # Errors
    /// [`Usage`](crate::error::Kind::Usage) when they are no head.
    pub fn witnessed(&self, digits: &str) -> Result<Option<&JournalEntry>> {
        if digits.len() < FEWEST || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let hint = format!("write at least {FEWEST} of its {} digits, as the plan has them", Head::DIGITS);
            return Err(Error::usage(format!("`{}` is no head of a journal", digits.escape_debug())).hint(hint));
        }
        let whole = |entry: &&JournalEntry| self.broken.as_ref().is_none_or(|broken| entry.number < broken.number);
        Ok(self.entries.iter().filter(whole).find(|entry| entry.head().begins_with(digits)))
    }
}
