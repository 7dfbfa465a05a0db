//! What would go out now.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::locked::{InForce, Locked};
use crate::campaign::Loaded;
use crate::compose::Composer;
use crate::error::Result;
use crate::ledger::{Access, Filter, Row};
use crate::schedule::{Barrier, barrier};

/// What would go out now.
pub struct Due {
    /// The mail whose time has come, that no gate stops and that is still meant for their person, oldest first.
    pub rows: Vec<Row>,
    /// The approved campaign; not read when nothing is due.
    pub loaded: Option<Arc<Loaded>>,
    /// Why nothing is sent from this ledger before a person has said what becomes of those who may have been told.
    pub doubt: Option<String>,
}

/// What would go out at `now` from the approved campaign in `dir`; nothing is recorded.
///
/// # Errors
/// When nothing was approved, the ledger cannot be read, or the snapshot not rendered from.
pub fn due(dir: &Path, now: DateTime<Utc>) -> Result<Due> {
    let in_force = InForce::open(dir, Access::Read)?;
    let doubt = in_force.ledger.doubt()?;
    if in_force.ledger.count_due(now)? == 0 {
        return Ok(Due { rows: Vec::new(), loaded: None, doubt });
    }
    let locked = in_force.read()?;
    let composer = Composer::new(Arc::clone(&locked.loaded), &locked.inputs)?;
    Ok(Due { rows: still_meant(&locked, &composer, now)?, loaded: Some(locked.loaded), doubt })
}

pub(super) fn still_meant(locked: &Locked, composer: &Composer, now: DateTime<Utc>) -> Result<Vec<Row>> {
    let mut rows = locked.ledger.list(&Filter { due: Some(now), ..Filter::default() })?;
    rows.retain(|row| row.entry.expires.is_none_or(|expires| expires > now));
    if rows.iter().any(|row| row.entry.gate.is_some()) {
        let gates = locked.gates(now)?;
        let is_open = |gate: &Arc<str>| matches!(barrier(&gates, gate), Barrier::Open(_));
        // What was tried before is not stopped by a gate: it has begun.
        rows.retain(|row| row.attempts > 0 || row.entry.gate.as_ref().is_none_or(is_open));
    }
    // One begun under an earlier approval may name what this snapshot no longer has: it goes out from its own.
    let is_meant = |row: &Row| {
        composer.resolve(&row.entry).map_or(true, |notice| composer.still_meant(&notice, &locked.progress).is_ok())
    };
    rows.retain(is_meant);
    Ok(rows)
}
