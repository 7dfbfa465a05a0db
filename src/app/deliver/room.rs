//! Whether there is room for what a run writes: a full disk in the middle of one stops it between a mail and its record.

use crate::error::{Error, Result};

/// What every run may need: the log of the ledger, and what else is on that disk meanwhile.
const BASE: u64 = 16 << 20;

/// What a notice leaves in ledger and log, with room to spare: its attempt, its state, and what is put off and tried again.
const EACH: u64 = 4 << 10;

/// Refuses a run of so many notices when the disk has no room for it; `free` is `None` when nobody knows.
///
/// # Errors
/// [`Unreachable`](crate::error::Kind::Unreachable), with the arithmetic.
pub(super) fn insist_on_room(due: u64, free: Option<u64>) -> Result<()> {
    let needed = BASE + due.saturating_mul(EACH);
    match free {
        Some(free) if free < needed => Err(Error::unreachable(format!(
            "the disk of the ledger has {} MB left, and this run may need {} MB: {} MB, and {} KB for each of {due} notices",
            free >> 20,
            (needed + (1 << 20) - 1) >> 20,
            BASE >> 20,
            EACH >> 10
        ))
        .hint("nothing was sent: make room, then send again")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arithmetic_is_told() {
        assert_eq!(insist_on_room(1_000_000, None), Ok(()));
        assert_eq!(insist_on_room(0, Some(16 << 20)), Ok(()));
        assert_eq!(insist_on_room(1024, Some(20 << 20)), Ok(()));
        let error = insist_on_room(5000, Some(20 << 20)).unwrap_err().to_string();
        let said = "has 20 MB left, and this run may need 36 MB: 16 MB, and 4 KB for each of 5000 notices";
        assert!(error.contains(said), "{error}");
    }
}
