//! Stops: what an operator holds, lets go on, or stops for good.

use chrono::{DateTime, Utc};

use super::note::{Note, Wanted};
use super::store::Store;
use crate::error::Result;
use crate::ledger::{Hold, Moved, Resumed, Scope, State};

impl Store {
    pub(super) fn hold(&mut self, hold: &Hold) -> Result<Moved> {
        self.end_over(hold.since);
        self.named(&hold.scope)?;
        self.holds.push(hold.clone());
        Ok(self.lay(hold, hold.since))
    }

    /// Holds what is in the scope and waits, and wants it of what is under way.
    fn lay(&mut self, hold: &Hold, now: DateTime<Utc>) -> Moved {
        let mut moved = Moved::default();
        for note in self.notes.iter_mut().filter(|note| hold.scope.covers(&note.entry)) {
            match note.state {
                State::Planned | State::Deferred => {
                    note.to(State::Held, now);
                    note.detail = Some(hold.why.clone());
                    note.lapsed = false;
                    moved.moved += 1;
                }
                State::Sending if note.wanted != Some(Wanted::Cancelled) => {
                    (note.wanted, note.detail) = (Some(Wanted::Held), Some(hold.why.clone()));
                    moved.under_way += 1;
                }
                _ => {}
            }
        }
        moved
    }

    /// Lays every hold in force on what has come into being, or waits again, since it was laid.
    pub(super) fn lay_again(&mut self, now: DateTime<Utc>) {
        for hold in self.holds.clone() {
            self.lay(&hold, now);
        }
    }

    /// Ends the holds whose time is over; whether there were any.
    pub(super) fn end_over(&mut self, now: DateTime<Utc>) -> bool {
        let mut any = false;
        loop {
            let over = self.holds.iter().enumerate().filter_map(|(at, hold)| Some((hold.until?, at)));
            let Some((_, at)) = over.filter(|(until, _)| *until <= now).min() else { return any };
            let hold = self.holds.remove(at);
            self.free(&hold.scope, now);
            self.ended.push(hold);
            any = true;
        }
    }

    pub(super) fn resume(&mut self, scope: &Scope, now: DateTime<Utc>) -> Result<Resumed> {
        self.end_over(now);
        self.named(scope)?;
        let (ended, in_force): (Vec<Hold>, Vec<Hold>) =
            std::mem::take(&mut self.holds).into_iter().partition(|hold| hold.scope == *scope);
        let holds = ended.len() as u64;
        self.holds = in_force;
        self.ended.extend(ended);
        match holds {
            0 => Ok(Resumed::default()),
            holds => Ok(Resumed { holds, ..self.free(scope, now) }),
        }
    }

    /// Lets go on what is in the scope and no hold covers any more.
    pub(super) fn free(&mut self, scope: &Scope, now: DateTime<Utc>) -> Resumed {
        let mut resumed = Resumed::default();
        for note in self.notes.iter_mut().filter(|note| scope.covers(&note.entry)) {
            if self.holds.iter().any(|hold| hold.scope.covers(&note.entry)) {
                resumed.still_held += u64::from(note.state == State::Held);
                continue;
            }
            match note.state {
                State::Sending if note.wanted == Some(Wanted::Held) => {
                    (note.wanted, note.detail) = (None, None);
                    resumed.under_way += 1;
                }
                State::Held if note.entry.expires.is_some_and(|expires| expires <= now) => {
                    note.to(State::Expired, now);
                    resumed.expired += 1;
                }
                State::Held => {
                    let state = if note.was_put_off() { State::Deferred } else { State::Planned };
                    note.to(state, now);
                    resumed.moved += 1;
                }
                _ => {}
            }
        }
        resumed
    }

    pub(super) fn cancel(&mut self, scope: &Scope, why: &str, now: DateTime<Utc>) -> Result<Moved> {
        self.named(scope)?;
        let mut moved = Moved::default();
        for note in self.notes.iter_mut().filter(|note| scope.covers(&note.entry)) {
            match note.state {
                State::Sending => {
                    (note.wanted, note.detail) = (Some(Wanted::Cancelled), Some(why.to_owned()));
                    moved.under_way += 1;
                }
                State::Planned | State::Deferred | State::Held => moved.moved += note.stop(why, now),
                State::Cancelled if note.lapsed => moved.moved += note.stop(why, now),
                _ => {}
            }
        }
        Ok(moved)
    }

    /// A notice that is named must be there.
    fn named(&mut self, scope: &Scope) -> Result<()> {
        if let Scope::Notice(id) = scope {
            self.known(*id)?;
        }
        Ok(())
    }
}

impl Note {
    fn stop(&mut self, why: &str, now: DateTime<Utc>) -> u64 {
        if self.may_be_told() {
            self.to(State::Uncertain, now);
        } else {
            self.to(State::Cancelled, now);
            self.detail = Some(why.to_owned());
        }
        self.lapsed = false;
        1
    }
}
