//! How far an approved campaign is, for whoever steers it.

use chrono::{DateTime, Utc};

use super::approve::proposal;
use super::locked::Locked;
use crate::campaign::Field;
use crate::error::Result;
use crate::report::{Known, ProgressReport, breakdown};

impl Locked {
    /// How far the campaign is at `now`; with how far people are by a field of theirs, where one is named.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn report(&self, now: DateTime<Utc>, by: Option<&Field>) -> Result<ProgressReport> {
        let ledger = &*self.ledger;
        let (campaign, people) = (&self.loaded.campaign, &self.loaded.people);
        let report = ProgressReport::of(&Known {
            campaign,
            people,
            progress: &self.progress,
            facts: &ledger.facts(0)?,
            gates: &self.gates(now)?,
            approval: &self.approval,
            head: ledger.journal()?.last().map(crate::ledger::JournalEntry::head),
            counts: &ledger.counts()?,
            holds: &ledger.holds()?,
            proposed: proposal(ledger)?.as_ref().map(|proposal| proposal.plan.as_str()),
            now,
        });
        Ok(match by {
            Some(field) => report.by(breakdown(campaign, people, &self.progress, field)),
            None => report,
        })
    }
}
