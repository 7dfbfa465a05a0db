//! What goes on when a gate has opened.

use chrono::{DateTime, Utc};

use crate::app::locked::Locked;
use crate::deliver::keep_open;
use crate::error::Result;
use crate::ledger::{Resumed, Scope};
use crate::schedule::{Barrier, barrier};

/// What went on because a gate opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetGo {
    /// The gate, by its wave.
    pub wave: String,
    /// What became of what waited for it.
    pub resumed: Resumed,
}

/// Lets go on what was held for gates that are open by now.
///
/// # Errors
/// When the ledger cannot be read or written.
pub fn let_go(locked: &mut Locked, now: DateTime<Utc>) -> Result<Vec<LetGo>> {
    let gates = locked.gates(now)?;
    let mut gone = Vec::new();
    for hold in locked.ledger.holds()? {
        let Scope::Gate(wave) = &hold.scope else { continue };
        if let Barrier::Open(by_themselves) = barrier(&gates, wave) {
            keep_open(&mut *locked.ledger, by_themselves, now)?;
            let resumed = locked.ledger.resume(&hold.scope, "the gate is open", now)?;
            gone.push(LetGo { wave: wave.to_string(), resumed });
        }
    }
    Ok(gone)
}
