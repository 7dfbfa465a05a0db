//! What an operator does to notices.

use chrono::{DateTime, Utc};

use super::store::Store;
use crate::error::Result;
use crate::ledger::{Aside, Moved, State};
use crate::schedule::NoticeId;

impl Store {
    pub(super) fn set_aside(&mut self, ids: &[NoticeId], to: Aside, why: &str, now: DateTime<Utc>) -> Result<Moved> {
        let mut moved = Moved::default();
        for id in ids {
            let note = self.known(*id)?;
            match (note.state, to) {
                (State::Sending, _) => {
                    (note.wanted, note.detail) = (Some(to), Some(why.to_owned()));
                    moved.under_way += 1;
                    continue;
                }
                (State::Planned | State::Deferred, _) | (State::Held, Aside::Cancelled) => {}
                (State::Cancelled, Aside::Cancelled) if note.lapsed => {}
                _ => continue,
            }
            if to == Aside::Cancelled && note.may_be_told() {
                note.to(State::Uncertain, now);
            } else {
                note.to(to.state(), now);
                note.detail = Some(why.to_owned());
            }
            note.lapsed = false;
            moved.moved += 1;
        }
        Ok(moved)
    }

    pub(super) fn resume(&mut self, ids: &[NoticeId], now: DateTime<Utc>) -> Result<Moved> {
        let mut moved = Moved::default();
        for id in ids {
            let note = self.known(*id)?;
            match note.state {
                State::Sending if note.wanted == Some(Aside::Held) => {
                    (note.wanted, note.detail) = (None, None);
                    moved.under_way += 1;
                }
                State::Held => {
                    let state = if note.was_put_off() { State::Deferred } else { State::Planned };
                    note.to(state, now);
                    moved.moved += 1;
                }
                _ => {}
            }
        }
        Ok(moved)
    }
}
