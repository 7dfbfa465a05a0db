//! What a person does about notices that wait for one.

use chrono::{DateTime, Utc};

use super::note::Note;
use super::store::Store;
use crate::error::Result;
use crate::ledger::{Retried, Settlement, State, Suppression};
use crate::schedule::NoticeId;

impl Store {
    /// To be thrown away when it fails.
    pub(super) fn retry(&mut self, ids: &[NoticeId], now: DateTime<Utc>) -> Result<Retried> {
        let mut retried = Retried::default();
        for id in ids {
            let note = self.known(*id)?;
            let stood = note.closed.unwrap_or(note.state);
            let has_bounced = note.has_bounced();
            if !stood.needs_a_person() && !has_bounced {
                continue;
            }
            if note.entry.expires.is_some_and(|expires| expires <= now) {
                retried.late += 1;
                continue;
            }
            let same = !has_bounced && note.first.is_some() && (stood == State::Uncertain || note.may_be_told());
            if same {
                note.to(State::Deferred, now);
                retried.same += 1;
            } else {
                let went_out = note.first.take().is_some() || stood == State::Bounced;
                note.to(State::Planned, now);
                note.retries += u32::from(went_out);
                retried.fresh += 1;
            }
            (note.wake, note.excused) = (now, note.tries);
            if let Some(person) = note.entry.person.clone().filter(|_| has_bounced) {
                self.try_again(&person, now);
            }
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
            let Some(state) = settlement.of(stood) else { continue };
            note.to(state, now);
            note.detail = Some(why.to_owned());
            note.closed = (settlement == Settlement::Closed).then_some(stood);
            settled += 1;
            let arrived = stood == State::Bounced && state == State::Accepted;
            if let Some(person) = note.entry.person.clone().filter(|_| arrived) {
                self.try_again(&person, now);
            }
        }
        Ok(settled)
    }
}

impl Note {
    /// Whether it bounced, also when a person closed it then, or was given up because an earlier message did.
    fn has_bounced(&self) -> bool {
        let is_given_up =
            self.state == State::Suppressed && self.detail.as_deref() == Some(Suppression::Bounced.as_str());
        self.closed.unwrap_or(self.state) == State::Bounced || is_given_up
    }
}
