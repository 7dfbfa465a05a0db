//! An operator at the ledger of an approved campaign.

use std::collections::HashSet;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::named::Named;
use crate::app::locked::InForce;
use crate::error::{Error, Result};
use crate::ledger::{Access, Filter, Hold, Moved, Resumed, Retried, Said, Scope, Settlement, State};
use crate::schedule::NoticeId;

/// An operator at the ledger of an approved campaign.
pub struct Operator {
    pub(super) in_force: InForce,
    pub(super) now: DateTime<Utc>,
}

/// How many notices an act would be about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Affected {
    /// Planned, or to be tried again.
    pub waiting: u64,
    /// Held.
    pub held: u64,
    /// Under way.
    pub under_way: u64,
}

impl Operator {
    /// Opens the ledger of a campaign directory.
    ///
    /// # Errors
    /// When nothing was approved yet, or the ledger cannot be used.
    pub fn open(dir: &Path, now: DateTime<Utc>) -> Result<Self> {
        Ok(Operator { in_force: InForce::open(dir, Access::Write)?, now })
    }

    /// The scope that somebody names.
    ///
    /// # Errors
    /// [`Usage`](crate::error::Kind::Usage) when there is none of that name.
    pub fn scope(&self, named: &Named) -> Result<Scope> {
        named.scope(&*self.in_force.ledger, &self.in_force.approval)
    }

    /// How many notices of a scope wait, are held, or are under way.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn affected(&self, scope: &Scope) -> Result<Affected> {
        let mut affected = Affected::default();
        let mut count = |state: State, many: u64| match state {
            state if state.is_queued() => affected.waiting += many,
            State::Held => affected.held += many,
            State::Sending => affected.under_way += many,
            _ => {}
        };
        if let Scope::Person(person) = scope {
            let filter = Filter { person: Some(person.clone()), ..Filter::default() };
            self.in_force.ledger.visit(&filter, &mut |row| {
                count(row.state, 1);
                Ok(())
            })?;
            return Ok(affected);
        }
        for ((wave, phase, message, state), many) in &self.in_force.ledger.counts()? {
            let inside = match scope {
                Scope::Campaign => true,
                Scope::Wave(name) => **name == *wave,
                Scope::Phase(name) => **name == *phase,
                Scope::Message(name) => **name == *message,
                Scope::MessageOfWave { message: name, wave: of } => **name == *message && **of == *wave,
                Scope::Gate(_) | Scope::Person(_) | Scope::Notice(_) => false,
            };
            if inside {
                count(*state, *many);
            }
        }
        Ok(affected)
    }

    /// Lays a hold.
    ///
    /// # Errors
    /// [`Usage`](crate::error::Kind::Usage) when it would be over already; or the ledger cannot be written.
    pub fn hold(&mut self, scope: Scope, by: &str, why: &str, until: Option<DateTime<Utc>>) -> Result<Moved> {
        if let Some(until) = until.filter(|until| *until <= self.now) {
            return Err(Error::usage(format!("a hold until {until} is over already"))
                .hint("name an instant that is still to come, or leave `--until` out"));
        }
        self.in_force.ledger.hold(&Hold { scope, by: by.into(), why: why.into(), since: self.now, until })
    }

    /// Ends the holds on exactly a scope; `why` is kept with them.
    ///
    /// # Errors
    /// [`Usage`](crate::error::Kind::Usage) when there is none; or the ledger cannot be written.
    pub fn resume(&mut self, scope: &Scope, (by, why): (&str, &str)) -> Result<Resumed> {
        let before = self.in_force.ledger.holds()?;
        let resumed = self.in_force.ledger.resume(scope, &Said { by, why, at: self.now })?;
        if resumed.holds == 0 && !before.iter().any(|hold| hold.scope == *scope) {
            let others: Vec<String> = before.iter().map(|hold| hold.scope.to_string()).collect();
            let hint = match &others[..] {
                [] => "nothing is held; `heraut status` shows where the campaign stands".to_owned(),
                _ if before.iter().all(|hold| matches!(hold.scope, Scope::Gate(_))) => {
                    "what a gate holds goes on when the gate opens: `heraut gate` shows what is missing".to_owned()
                }
                others => format!("a hold is lifted as it was laid; there are holds on: {}", others.join(", ")),
            };
            return Err(Error::usage(format!("there is no hold on {scope}")).hint(hint));
        }
        Ok(resumed)
    }

    /// Stops for good what waits in a scope.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn cancel(&mut self, scope: &Scope, (by, why): (&str, &str)) -> Result<Moved> {
        self.in_force.ledger.cancel(scope, &Said { by, why, at: self.now })
    }

    /// Sends again.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn retry(&mut self, ids: &[NoticeId], by: &str) -> Result<Retried> {
        self.in_force.ledger.retry(ids, &Said { by, why: "", at: self.now })
    }

    /// How many of these are held.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn held(&self, ids: &[NoticeId]) -> Result<u64> {
        let ids: HashSet<NoticeId> = ids.iter().copied().collect();
        let mut held = 0;
        let filter = Filter { states: vec![State::Held], ..Filter::default() };
        self.in_force.ledger.visit(&filter, &mut |row| {
            held += u64::from(ids.contains(&row.entry.id));
            Ok(())
        })?;
        Ok(held)
    }

    /// Settles what waits for a person; returns how many moved.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn settle(&mut self, ids: &[NoticeId], settlement: Settlement, (by, why): (&str, &str)) -> Result<u64> {
        self.in_force.ledger.settle(ids, settlement, &Said { by, why, at: self.now })
    }

    /// How many notices are due now.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn due_now(&self) -> Result<u64> {
        self.in_force.ledger.count_due(self.now)
    }
}
