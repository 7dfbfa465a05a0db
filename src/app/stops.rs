//! What the ledger knows of holds, for the linter.

use super::workspace::Workspace;
use crate::check::{ON_HOLD, Stop, Stops};
use crate::ledger::{Hold, Scope};

impl Workspace {
    /// What the ledger knows of holds. One that cannot be read has none; what needs it says why.
    pub(super) fn stops(&self) -> Stops {
        let Ok(Some(ledger)) = self.ledger() else { return Stops::default() };
        let holds: Vec<Stop> = ledger.holds().unwrap_or_default().iter().filter_map(stop).collect();
        // Who was told to wait matters only of what is held.
        if holds.is_empty() {
            return Stops::default();
        }
        let Ok(counts) = ledger.counts() else { return Stops::default() };
        let told = counts.into_keys().filter(|(_, _, message, state)| message == ON_HOLD && state.is_told());
        Stops { holds, told: told.map(|(wave, ..)| wave).collect() }
    }
}

/// A hold on all of a wave; others stop some of what people hear.
fn stop(hold: &Hold) -> Option<Stop> {
    let wave = match &hold.scope {
        Scope::Campaign => None,
        Scope::Wave(wave) => Some(wave.to_string()),
        Scope::Phase(_)
        | Scope::Message(_)
        | Scope::MessageOfWave { .. }
        | Scope::Gate(_)
        | Scope::Person(_)
        | Scope::Notice(_) => {
            return None;
        }
    };
    Some(Stop { wave, since: hold.since, until: hold.until })
}
