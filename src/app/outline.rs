//! The plan of the working files as people think of it, with what is known by now.

use chrono::{DateTime, Utc};

use super::draft::Draft;
use super::locked::{Locked, progress};
use super::steer::gates_of;
use super::workspace::Workspace;
use crate::error::Result;
use crate::ledger::{Filter, JournalEntry};
use crate::report::{Approval, ByNow, Outline, Spans};

impl Workspace {
    /// A draft counted, or the part of one wave that was [kept](Draft::keep): with who approved it, how far people are, what
    /// was decided about gates and what was sent. `hash` is the whole draft's.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn outline(&self, draft: &Draft, hash: &str, wave: Option<&str>) -> Result<Outline> {
        let (campaign, people) = (&self.loaded.campaign, &self.loaded.people);
        let mut outline = Outline::of(campaign, people, &draft.plan);
        if let Some(wave) = wave {
            outline = outline.only(wave);
        }
        outline.hash = hash.to_owned();
        let Some(ledger) = self.ledger()? else { return Ok(outline) };
        if let Some(approved) = ledger.approved()? {
            let (by, at) = (approved.by, approved.at);
            outline.approval = match draft.compare(self)?.is_some_and(|comparison| comparison.is_approved()) {
                true => Approval::Approved { by, at },
                false => Approval::Changed { by, at },
            };
        }
        outline.head = ledger.journal()?.last().map(JournalEntry::head);
        let gates = gates_of(&*ledger, &self.loaded, &progress(&*ledger)?, self.now)?;
        Ok(outline.with(campaign, &ByNow { gates: &gates, acts: &ledger.acts()?, counts: &ledger.counts()? }))
    }
}

impl Locked {
    /// When the notices in the ledger are due, message by message: for who draws what was approved, and keeps it until another plan
    /// is in force.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn spans(&self) -> Result<Spans> {
        let mut spans = Spans::default();
        self.ledger.visit(&Filter::default(), &mut |row| {
            spans.add(&row);
            Ok(())
        })?;
        Ok(spans)
    }

    /// What was approved, as it is at `now`: what is over, what comes, what was sent, and how far people are.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn outline(&self, spans: &Spans, now: DateTime<Utc>) -> Result<Outline> {
        let (campaign, ledger) = (&self.loaded.campaign, &self.ledger);
        let outline = Outline::of_spans(campaign, &self.loaded.people, spans, now);
        let (gates, acts, counts) = (self.gates(now)?, ledger.acts()?, ledger.counts()?);
        Ok(outline.with(campaign, &ByNow { gates: &gates, acts: &acts, counts: &counts }))
    }
}
