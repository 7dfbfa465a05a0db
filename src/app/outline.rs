//! The plan of the working files as people think of it, with what is known by now.

use super::draft::Draft;
use super::locked::progress;
use super::steer::gates_of;
use super::workspace::Workspace;
use crate::error::Result;
use crate::ledger::JournalEntry;
use crate::report::{Approval, ByNow, Outline};

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
