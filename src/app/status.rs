//! Where an approved campaign stands.

use chrono::{DateTime, Utc};

use super::locked::Locked;
use crate::campaign::PersonId;
use crate::error::Result;
use crate::ledger::{Filter, Hold, Row, State};
use crate::report::Counts;

/// More notices that need a person than this are not listed.
const LISTED: u32 = 20;

/// Where an approved campaign stands.
pub struct Overview {
    /// How many notices there are per wave, phase, message and state.
    pub counts: Counts,
    /// The first of those that need a person.
    pub attention: Vec<Row>,
    /// The holds in force, the oldest first.
    pub holds: Vec<Hold>,
    /// When something is due next.
    pub next_due: Option<DateTime<Utc>>,
}

impl Locked {
    /// Where the campaign stands.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn overview(&self) -> Result<Overview> {
        let states = State::ALL.into_iter().filter(|state| state.needs_a_person()).collect();
        Ok(Overview {
            counts: self.ledger.counts()?,
            attention: self.ledger.list(&Filter { states, limit: Some(LISTED), ..Filter::default() })?,
            holds: self.ledger.holds()?,
            next_due: self.ledger.next_due()?,
        })
    }

    /// Where the notices of one person stand, by due time.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn notices_of(&self, person: PersonId) -> Result<Vec<Row>> {
        self.ledger.list(&Filter { person: Some(person), ..Filter::default() })
    }

    /// Shows where every notice stands to `each`, by due time. Nothing is collected.
    ///
    /// # Errors
    /// When the ledger cannot be read; or that of `each`.
    pub fn visit_notices(&self, each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        self.ledger.visit_by_due(&Filter::default(), each)
    }
}
