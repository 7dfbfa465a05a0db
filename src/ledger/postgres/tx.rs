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

/// Divides by zero when the sender of this number was taken for gone. It is asked after the [`STEP`], as a statement of its own:
/// then it sees what was written before that, and whoever takes a sender for gone waits until this transaction is over.
pub(super) const FENCE: &str = "SELECT 1 / count(*) FROM sender WHERE seq = $1";

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

    /// Begins as a sender: one that was taken for gone must not write over those that have its work.
    pub(super) fn begin_as(link: &'l Link, sender: i64, now: DateTime<Utc>) -> Fallible<Self> {
        let tx = Tx { link, open: true };
        link.together(&[("BEGIN", &[]), (STEP, values![Stamp(now)]), (FENCE, values![sender])]).map_err(taken_over)?;
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
    gone().into()
}

/// What is said to a sender that others took for gone.
pub(super) fn gone() -> Error {
    Error::unreachable("this sender was not heard of for too long, and others have its work")
        .hint("it was stopped, or its machine or network was; see `heraut status` for what became uncertain, and start it again")
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
