//! Whether what a notice says is true of its reader: of their devices, and of the day.

use chrono::{DateTime, Utc};

use super::composer::{Composer, ResolvedNotice};
use crate::campaign::Path;
use crate::error::Result;
use crate::render::paths_of;

impl Composer {
    /// Whether what a notice said at its first attempt is no longer so: it counts the days that are left, and this is another
    /// day for its reader. What it says is kept to the byte, so it cannot be said anew.
    ///
    /// # Errors
    /// As [`Composer::content`].
    pub fn is_out_of_date(
        &self,
        notice: &ResolvedNotice,
        first: DateTime<Utc>,
        migrated: &[String],
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let zone = self.person(notice).map_or(self.loaded().campaign.timezone, |person| person.timezone);
        if first.with_timezone(&zone).date_naive() == now.with_timezone(&zone).date_naive() {
            return Ok(false);
        }
        let said = |date| self.request(notice, date, migrated, |request| self.renderer().content(request));
        Ok(said(first)? != said(now)?)
    }

    /// The paths of what a notice is about: of its reader's devices, or of those of the people it tells of. `migrated` is what
    /// the ledger recorded at the first attempt.
    pub fn paths(&self, notice: &ResolvedNotice, migrated: &[String]) -> Vec<Path> {
        self.request(notice, notice.due, migrated, |request| Ok(paths_of(&self.loaded().campaign, request)))
            .unwrap_or_default()
    }
}
