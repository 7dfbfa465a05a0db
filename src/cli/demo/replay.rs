//! A campaign's first weeks in a moment: every instant at which something is due, one after another.

use chrono::{DateTime, Utc};

use crate::cli::args::Global;
use crate::cli::clock::FixedClock;
use crate::cli::output::Output;
use crate::cli::send::deliver_due;
use crate::cli::workspace::Locked;
use crate::deliver::Summary;
use crate::error::Result;
use crate::ledger::Ledger;

/// Delivers everything due up to `until`, as a sender that ran all the time would have.
///
/// # Errors
/// As [`deliver_due`].
pub(super) fn replay(global: &Global, until: DateTime<Utc>, output: &mut Output) -> Result<Summary> {
    let mut sum = Summary::default();
    loop {
        let locked = Locked::open(global)?;
        let Some(next) = locked.ledger.next_due()?.filter(|next| *next <= until) else { return Ok(sum) };
        let done = deliver_due(locked, global, &FixedClock::new(next), false, output)?;
        sum.accepted += done.accepted;
        sum.deferred += done.deferred;
        sum.failed += done.failed;
        sum.uncertain += done.uncertain;
        sum.suppressed += done.suppressed;
        sum.expired += done.expired;
    }
}
