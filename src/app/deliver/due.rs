//! What would go out now.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::locked::Locked;
use crate::compose::Composer;
use crate::error::Result;
use crate::ledger::{Filter, Row, State};

/// The mail whose time has come and that is still meant for their person, oldest first.
///
/// # Errors
/// When the ledger cannot be read, or the snapshot not rendered from.
pub fn due(locked: &Locked, now: DateTime<Utc>) -> Result<Vec<Row>> {
    let composer = Composer::new(Arc::clone(&locked.loaded), &locked.inputs)?;
    still_meant(locked, &composer, now)
}

pub(super) fn still_meant(locked: &Locked, composer: &Composer, now: DateTime<Utc>) -> Result<Vec<Row>> {
    let states = vec![State::Planned, State::Deferred];
    let mut rows = locked.ledger.list(&Filter { states, ..Filter::default() })?;
    rows.retain(|row| !row.entry.channel.is_paper());
    rows.retain(|row| row.next.is_some_and(|next| next <= now) && row.entry.expires.is_none_or(|e| e > now));
    // One begun under an earlier approval may name what this snapshot no longer has: it goes out from its own.
    let is_meant = |row: &Row| {
        composer.resolve(&row.entry).map_or(true, |order| composer.still_meant(&order, &locked.progress).is_ok())
    };
    rows.retain(is_meant);
    Ok(rows)
}
