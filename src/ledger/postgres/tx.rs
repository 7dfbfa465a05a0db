//! One change of the ledger: all of it or nothing, and one at a time.

use std::ops::Deref;

use chrono::{DateTime, Utc};

use super::codes::Stamp;
use super::fault::{Fallible, Fault};
use super::link::{Link, values};
use crate::error::Error;

/// Counts the step, and is what makes one writer wait for the other: whoever has written this row has the ledger until the end
/// of the transaction, and what follows sees all that was written before. So numbers are given out without gaps, and no hold
/// misses what comes into being beside it.
pub(super) const STEP: &str = "UPDATE generation SET steps = steps + 1, acted = $1";

/// The same, by the sender of an epoch: divides by zero when another has taken over.
pub(super) const STEP_OF_EPOCH: &str =
    "WITH step AS (UPDATE generation SET steps = steps + 1, acted = $1 WHERE epoch = $2 RETURNING 1)
     SELECT 1 / count(*) FROM step";

/// A change that is under way. When it is dropped without a [`commit`](Tx::commit), nothing of it happened.
pub(super) struct Tx<'l> {
    link: &'l Link,
    open: bool,
}

impl<'l> Tx<'l> {
    /// Begins, when nobody else writes.
    pub(super) fn begin(link: &'l Link, now: DateTime<Utc>) -> Fallible<Self> {
        let tx = Tx { link, open: true };
        link.together(&[("BEGIN", &[]), (STEP, values![Stamp(now)])])?;
        Ok(tx)
    }

    /// Begins as the sender of an epoch: one that lost its lock without noticing must not write over the one that took over.
    pub(super) fn begin_as(link: &'l Link, epoch: i64, now: DateTime<Utc>) -> Fallible<Self> {
        let tx = Tx { link, open: true };
        link.together(&[("BEGIN", &[]), (STEP_OF_EPOCH, values![Stamp(now), epoch])]).map_err(taken_over)?;
        Ok(tx)
    }

    /// Makes it lasting.
    pub(super) fn commit(mut self) -> Fallible<()> {
        self.open = false;
        self.link.batch("COMMIT")
    }
}

/// What the fence says.
pub(super) fn taken_over(fault: Fault) -> Fault {
    if !fault.is_refusal() {
        return fault;
    }
    Error::unreachable("another sender has taken over this ledger")
        .hint("see `heraut status` for what became uncertain")
        .into()
}

impl Deref for Tx<'_> {
    type Target = Link;

    fn deref(&self) -> &Link {
        self.link
    }
}

impl Drop for Tx<'_> {
    fn drop(&mut self) {
        if self.open {
            // A connection that is lost takes it back by itself. Names that were new are not there any more.
            let _ = self.link.batch("ROLLBACK");
            self.link.words.borrow_mut().clear();
        }
    }
}
