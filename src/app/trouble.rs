//! What somebody who does not look should be told of.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};

use super::status::Overview;
use crate::error::Result;
use crate::ledger::{Ledger, State};

/// What somebody who does not look should be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trouble {
    /// Refused for good, or it could not be made.
    Failed,
    /// Not delivered, as a mail system reported later.
    Bounced,
    /// Nobody knows whether it arrived.
    Uncertain,
    /// Stopped by an operator.
    Held,
    /// Due for so long that whatever should send it seems not to run, or is not let.
    Overdue,
    /// A relay wants to be left alone.
    Paused,
}

/// How much there is of a trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub trouble: Trouble,
    /// How many notices; relays for [`Trouble::Paused`]. Never 0.
    pub count: u64,
}

impl Trouble {
    /// Every trouble, the worst first.
    pub const ALL: [Trouble; 6] =
        [Trouble::Failed, Trouble::Bounced, Trouble::Uncertain, Trouble::Overdue, Trouble::Paused, Trouble::Held];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Trouble::Failed => "failed",
            Trouble::Bounced => "bounced",
            Trouble::Uncertain => "uncertain",
            Trouble::Overdue => "overdue",
            Trouble::Paused => "paused",
            Trouble::Held => "held",
        }
    }

    fn count(self, ledger: &dyn Ledger, overview: &Overview, now: DateTime<Utc>, late: TimeDelta) -> Result<u64> {
        let of = |wanted: State| {
            let counts = overview.counts.iter().filter(|((_, _, _, state), _)| *state == wanted);
            Ok(counts.map(|(_, count)| count).sum())
        };
        match self {
            Trouble::Failed => of(State::Failed),
            Trouble::Bounced => of(State::Bounced),
            Trouble::Uncertain => of(State::Uncertain),
            Trouble::Held => of(State::Held),
            Trouble::Overdue => ledger.count_overdue(now - late),
            Trouble::Paused => Ok(ledger.pauses(now)?.len() as u64),
        }
    }
}

impl Overview {
    /// What there is of each of `wanted`, without those of which there is nothing. What has been due for `late` is overdue.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn troubles(
        &self,
        ledger: &dyn Ledger,
        wanted: &[Trouble],
        now: DateTime<Utc>,
        late: TimeDelta,
    ) -> Result<Vec<Found>> {
        let mut found = Vec::new();
        for trouble in Trouble::ALL.into_iter().filter(|trouble| wanted.contains(trouble)) {
            match trouble.count(ledger, self, now, late)? {
                0 => {}
                count => found.push(Found { trouble, count }),
            }
        }
        Ok(found)
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.trouble {
            Trouble::Paused => f.write_str("the relay wants to be left alone"),
            trouble => write!(f, "{} {}", self.count, trouble.as_str()),
        }
    }
}
