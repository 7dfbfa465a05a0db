//! One message of the approved plan, as it went or would go.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::locked::Locked;
use crate::campaign::{Inputs, Progress, load};
use crate::compose::{Composer, ResolvedNotice};
use crate::error::Result;
use crate::ledger::Row;
use crate::render::Mail;

impl Locked {
    /// The message of a notice: what went out made again, from what it was first tried from and what was known then, but
    /// not signed; what did not, as it would go by what is known at `now`.
    ///
    /// # Errors
    /// When the ledger cannot be read, or the template fails.
    pub fn message(&self, row: &Row, now: DateTime<Utc>) -> Result<Mail> {
        self.message_by(row, now, |snapshot| self.composer(snapshot))
    }

    /// The same, by what makes messages of a snapshot: of the one in force where none is named. Who shows many keeps it.
    ///
    /// # Errors
    /// As [`message`](Self::message), and that of `composer`.
    pub fn message_by(
        &self,
        row: &Row,
        now: DateTime<Utc>,
        composer: impl FnOnce(Option<&str>) -> Result<Arc<Composer>>,
    ) -> Result<Mail> {
        let id = row.entry.id;
        let first = self.ledger.attempts(id)?.first().map(|attempt| attempt.began);
        let Some(first) = first else {
            let composer = composer(None)?;
            let notice = composer.resolve(&row.entry)?;
            let migrated = composer.migrated(&notice, &self.progress);
            return composer.mail(&notice, row.entry.due.max(now), &migrated, None);
        };
        let tried_from = self.ledger.tried_from(id)?.filter(|hash| *hash != self.approval.snapshot);
        let composer = composer(tried_from.as_deref())?;
        let mut then = Progress::default();
        self.ledger.facts(0)?.iter().filter(|fact| fact.at <= first).for_each(|fact| fact.teach(&mut then));
        let notice = composer.resolve(&row.entry)?;
        let retries = self.ledger.sent(id)?.map_or(0, |sent| sent.retries);
        let notice = ResolvedNotice { id: id.after_retries(retries), ..notice };
        let migrated = composer.migrated(&notice, &then);
        composer.mail(&notice, first, &migrated, None)
    }

    /// What makes messages of the snapshot with this hash; of the one in force where none is named.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn composer(&self, snapshot: Option<&str>) -> Result<Arc<Composer>> {
        let composer = match snapshot {
            None => Composer::new(Arc::clone(&self.loaded), &self.inputs)?,
            Some(hash) => {
                let mut inputs = Inputs::from_files(self.ledger.snapshot(hash)?);
                Composer::new(Arc::new(load(&mut inputs)?), &inputs)?
            }
        };
        Ok(Arc::new(composer))
    }
}
