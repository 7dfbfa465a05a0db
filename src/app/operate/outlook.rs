//! What would become of what is held, if a scope were resumed now.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::operator::Operator;
use crate::campaign::{Inputs, load};
use crate::error::Result;
use crate::ledger::{Filter, Scope, State};

/// How many notices there are of each message.
pub type PerMessage = BTreeMap<String, u64>;

/// What would become of what is held, if a scope were resumed now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlook {
    /// Too late by now: they would not be sent.
    pub over: PerMessage,
    /// What would fall due, by the day on the campaign's clock: what missed its day today.
    pub days: BTreeMap<NaiveDate, PerMessage>,
}

impl Operator {
    /// What would become of what is held by the holds on exactly this scope, and by no other.
    ///
    /// # Errors
    /// When the ledger or the approved campaign cannot be read.
    pub fn outlook(&self, scope: &Scope) -> Result<Outlook> {
        let (ledger, approval) = (&*self.in_force.ledger, &self.in_force.approval);
        let zone = load(&mut Inputs::from_files(ledger.snapshot(&approval.snapshot)?))?.campaign.timezone;
        let others: Vec<Scope> =
            ledger.holds()?.into_iter().map(|hold| hold.scope).filter(|other| other != scope).collect();
        let mut outlook = Outlook::default();
        let held = Filter { states: vec![State::Held], ..Filter::default() };
        ledger.visit(&held, &mut |row| {
            let entry = &row.entry;
            if !scope.covers(entry) || others.iter().any(|other| other.covers(entry)) {
                return Ok(());
            }
            let messages = match entry.expires.is_some_and(|over| over <= self.now) {
                true => &mut outlook.over,
                false => {
                    let day = entry.due.max(self.now).with_timezone(&zone).date_naive();
                    outlook.days.entry(day).or_default()
                }
            };
            *messages.entry(entry.message.to_string()).or_default() += 1;
            Ok(())
        })?;
        Ok(outlook)
    }
}
