//! How new figures have to be. Pure.
//!
//! ```text
//! the same was seen                       as they are
//! somebody acted    a small campaign      made before the page is
//!                   a large one           as they are, and made at once
//! it was delivered  a small campaign      made before the page is
//!                   a large one           as they are, and made when twenty times as long has passed as it takes
//! ```
//! So a sender beside the pages never loses more than a twentieth of a processor to what they count.

use std::time::Duration;

use super::standing::Seen;

/// Of more people than this nobody waits for figures: they are counted beside the pages.
pub(super) const LARGE: usize = 5_000;
/// Between two counts this many times as long passes as one took.
const REST: u32 = 20;

/// What is done about figures that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// They are shown.
    Shown,
    /// They are shown, and new ones made after so long.
    Renewed(Duration),
    /// New ones are made first.
    Made,
}

/// What is done when this was `seen`, of figures `of` what was seen before; they took so long, and are so old.
pub(super) fn pace(seen: &Seen, of: &Seen, people: usize, (took, age): (Duration, Duration)) -> Pace {
    if seen == of {
        return Pace::Shown;
    }
    if people <= LARGE {
        return Pace::Made;
    }
    match seen.journal == of.journal {
        true => Pace::Renewed(took.saturating_mul(REST).saturating_sub(age)),
        false => Pace::Renewed(Duration::ZERO),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::journal::Journal;

    #[test]
    fn nobody_waits_for_the_figures_of_a_large_campaign() {
        let seconds = Duration::from_secs;
        let seen = |ledger, minute| Seen { journal: Journal::of(&[]), ledger, minute };
        let (before, times) = (seen(7, 1), (seconds(2), seconds(10)));
        for people in [6, LARGE, LARGE + 1] {
            assert_eq!(pace(&seen(7, 1), &before, people, times), Pace::Shown);
        }
        for later in [seen(8, 1), seen(7, 2)] {
            assert_eq!(pace(&later, &before, LARGE, times), Pace::Made);
            assert_eq!(pace(&later, &before, LARGE + 1, times), Pace::Renewed(seconds(30)));
            assert_eq!(pace(&later, &before, LARGE + 1, (seconds(2), seconds(60))), Pace::Renewed(seconds(0)));
        }
        let acted = Seen { journal: Journal::after_an_act(), ..seen(8, 1) };
        assert_eq!(pace(&acted, &before, LARGE, times), Pace::Made);
        assert_eq!(pace(&acted, &before, LARGE + 1, times), Pace::Renewed(seconds(0)));
    }
}
