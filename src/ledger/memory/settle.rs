//! What a person does about notices that wait for one.

use chrono::{DateTime, Utc};

use super::store::Store;
use crate::error::Result;
use crate::ledger::{Retried, Settlement, State};
use crate::schedule::NoticeId;

impl Store {
    /// To be thrown away when it fails.
    pub(super) fn retry(&mut self, ids: &[NoticeId], now: DateTime<Utc>) -> Result<Retried> {
        let mut retried = Retried::default();
        for id in ids {
            let note = self.known(*id)?;
            let stood = note.closed.unwrap_or(note.state);
            if !stood.needs_a_person() {
                continue;
            }
            if note.entry.expires.is_some_and(|expires| expires <= now) {
                retried.late += 1;
                continue;
            }
            let same = note.first.is_some() && (stood == State::Uncertain || note.may_be_told());
            if same {
                note.to(State::Deferred, now);
                retried.same += 1;
            } else {
                note.to(State::Planned, now);
                note.retries += u32::from(note.first.take().is_some());
                retried.fresh += 1;
            }
            (note.wake, note.excused) = (now, note.tries);
        }
        self.lay_again(now);
        Ok(retried)
    }

    /// To be thrown away when it fails.
    pub(super) fn settle(
        &mut self,
        ids: &[NoticeId],
        settlement: Settlement,
        why: &str,
        now: DateTime<Utc>,
    ) -> Result<u64> {
        let mut settled = 0;
        for id in ids {
            let note = self.known(*id)?;
            let stood = note.state;
            if let Some(state) = settlement.of(stood) {
                note.to(state, now);
                note.detail = Some(why.to_owned());
                note.closed = (settlement == Settlement::Closed).then_some(stood);
                settled += 1;
            }
        }
        Ok(settled)
    }
}
