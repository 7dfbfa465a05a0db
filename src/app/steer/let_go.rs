//! What goes on when a gate has opened.

use chrono::{DateTime, Utc};

use super::gatekeeper::gates_of;
use crate::app::locked::Locked;
use crate::campaign::{Loaded, Progress};
use crate::deliver::keep_open;
use crate::error::Result;
use crate::ledger::{GATE, Ledger, Resumed, Said, Scope};
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
    let Locked { ledger, loaded, progress, .. } = locked;
    let_go_of(&mut **ledger, loaded, progress, now)
}

/// The same, of an approved campaign and what is known of its people.
pub(in crate::app) fn let_go_of(
    ledger: &mut dyn Ledger,
    loaded: &Loaded,
    progress: &Progress,
    now: DateTime<Utc>,
) -> Result<Vec<LetGo>> {
    let holds = ledger.holds()?;
    if !holds.iter().any(|hold| matches!(hold.scope, Scope::Gate(_))) {
        return Ok(Vec::new());
    }
    let gates = gates_of(ledger, loaded, progress, now)?;
    let mut gone = Vec::new();
    for hold in holds {
        let Scope::Gate(wave) = &hold.scope else { continue };
        if let Barrier::Open(by_themselves) = barrier(&gates, wave)
            && keep_open(ledger, by_themselves, now)?
        {
            let resumed = ledger.resume(&hold.scope, &Said { by: GATE, why: "the gate is open", at: now })?;
            gone.push(LetGo { wave: wave.to_string(), resumed });
        }
    }
    Ok(gone)
}
