//! What became of paper.

use chrono::{DateTime, Utc};

use super::store::Store;
use crate::error::{Error, Result};
use crate::ledger::{Fate, FirstAttempt, PaperOutcome, Printing, State};
use crate::schedule::NoticeId;

impl Store {
    /// To be thrown away when it fails.
    pub(super) fn print(&mut self, outcomes: &[PaperOutcome], now: DateTime<Utc>) -> Result<u64> {
        let snapshot = self.snapshot_in_force();
        let mut moved = 0;
        for PaperOutcome { id, fate } in outcomes {
            let note = self.known(*id)?;
            if !note.entry.channel.is_paper() {
                return Err(Error::bug(format!("notice {id} is not one to be printed")));
            }
            if note.state != State::Planned {
                continue;
            }
            moved += 1;
            match fate {
                Fate::Printed { sheet, migrated } => {
                    note.to(State::Printed, now);
                    note.detail = Some(sheet.clone());
                    note.first = Some((FirstAttempt { at: now, migrated: migrated.clone() }, snapshot.clone()));
                }
                Fate::Suppressed(reason) => {
                    note.to(State::Suppressed, now);
                    note.detail = Some(reason.as_str().to_owned());
                }
                Fate::Expired => note.to(State::Expired, now),
            }
        }
        Ok(moved)
    }

    pub(super) fn printing(&self, id: NoticeId) -> Option<Printing> {
        let note = self.note(id).filter(|note| note.state == State::Printed)?;
        let (first, snapshot) = note.first.as_ref()?;
        Some(Printing { snapshot: snapshot.clone(), migrated: first.migrated.clone() })
    }
}
