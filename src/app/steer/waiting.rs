//! What waits for gates, and what should.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::app::locked::Locked;
use crate::campaign::Campaign;
use crate::error::{Error, Result};
use crate::ledger::{Entry, Filter, Hold, Ledger, Scope, State};
use crate::report::Waiting;
use crate::schedule::gate_before;

/// What waits for each gate at `now`, by its wave.
///
/// # Errors
/// When the ledger cannot be read.
pub(in crate::app) fn waiting(
    ledger: &dyn Ledger,
    campaign: &Campaign,
    now: DateTime<Utc>,
) -> Result<BTreeMap<String, Waiting>> {
    let mut waiting: BTreeMap<String, Waiting> = BTreeMap::new();
    let by_a_person = |hold: &Hold| !matches!(hold.scope, Scope::Gate(_));
    let others: Vec<Scope> = ledger.holds()?.into_iter().filter(by_a_person).map(|hold| hold.scope).collect();
    ledger.visit(&waits(), &mut |row| {
        let entry = &row.entry;
        let Some(gate) = &entry.gate else {
            if let Some(gate) = lacks(campaign, entry) {
                waiting.entry(gate.to_owned()).or_default().unguarded += 1;
            }
            return Ok(());
        };
        let waits = waiting.entry(gate.to_string()).or_default();
        waits.notices += 1;
        waits.held += u64::from(row.state == State::Held);
        waits.first = Some(waits.first.map_or(entry.due, |first| first.min(entry.due)));
        let is_over = entry.expires.is_some_and(|over| over <= now);
        waits.too_late += u64::from(is_over && !others.iter().any(|other| other.covers(entry)));
        Ok(())
    })?;
    Ok(waiting)
}

impl Locked {
    /// Whether the plan was approved by a program that kept no gates: nothing waits for those that it has.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn lacks_gates(&self) -> Result<bool> {
        let campaign = &self.loaded.campaign;
        if campaign.waves.iter().all(|wave| wave.gate.is_none()) {
            return Ok(false);
        }
        // An approval gives all that wait their gates, or none: the first that should have one says which.
        let mut found = None;
        let seen = self.ledger.visit(&waits(), &mut |row| {
            found = match &row.entry.gate {
                Some(_) => Some(false),
                None => lacks(campaign, &row.entry).map(|_| true),
            };
            if found.is_some() { Err(Error::bug("enough was seen")) } else { Ok(()) }
        });
        match found {
            Some(found) => Ok(found),
            None => seen.map(|()| false),
        }
    }
}

fn waits() -> Filter {
    Filter { states: vec![State::Planned, State::Deferred, State::Held], ..Filter::default() }
}

/// The wave whose gate a notice should wait for that waits for none.
fn lacks<'c>(campaign: &'c Campaign, entry: &Entry) -> Option<&'c str> {
    let wave = campaign.waves.iter().position(|wave| *wave.id == *entry.wave)?;
    let mut rules = campaign.phases.iter().filter(|phase| *phase.id == *entry.phase).flat_map(|phase| &phase.messages);
    let rule = rules.find(|rule| *rule.message == *entry.message)?;
    let gate = gate_before(campaign, u16::try_from(wave).ok()?, rule, entry.due)?;
    campaign.waves.get(usize::from(gate)).map(|wave| wave.id.as_str())
}
