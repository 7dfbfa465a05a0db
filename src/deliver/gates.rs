//! What waits for a gate: judged as notices are claimed, from what the ledger and the approved campaign know.
//!
//! A notice that is due after the day of an earlier wave's gate goes when that gate, and those of all waves before, are
//! open. Where one is not, whatever waits for it is held by the [`GATE`], for `gate pass`, `gate override` or an import to
//! let go. What was tried before is not looked at again: it has begun.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::preparer::Preparer;
use crate::error::Result;
use crate::ledger::{Act, Claim, Deed, GATE, Hold, Ledger, Scope, Step};
use crate::schedule::{Barrier, Decision};

/// Keeps that gates opened by their figures, so that what is learnt later does not close them again.
///
/// # Errors
/// When the ledger cannot be written.
pub fn keep_open(ledger: &mut dyn Ledger, waves: Vec<String>, now: DateTime<Utc>) -> Result<()> {
    for wave in waves {
        let what = Deed::Decided { wave, decision: Decision::Pass };
        ledger.act(&Act { what, by: GATE.to_owned(), why: Some("every criterion holds".to_owned()), at: now })?;
    }
    Ok(())
}

/// Lays the hold of a gate that is closed, unless it lies already.
///
/// # Errors
/// When the ledger cannot be written.
pub fn close(ledger: &mut dyn Ledger, wave: &Arc<str>, why: String, now: DateTime<Utc>) -> Result<Option<Hold>> {
    let hold = Hold { scope: Scope::Gate(Arc::clone(wave)), by: GATE.to_owned(), why, since: now, until: None };
    if ledger.holds()?.iter().any(|other| other.scope == hold.scope) {
        return Ok(None);
    }
    ledger.hold(&hold)?;
    Ok(Some(hold))
}

/// The gates of a run.
#[derive(Debug, Default)]
pub(crate) struct Gates {
    open: HashSet<Arc<str>>,
}

impl Gates {
    /// Keeps of what was claimed what no gate stops. The others are held, and no longer claimed. Returns the holds laid.
    ///
    /// # Errors
    /// When the ledger cannot be read or written, or the approved campaign not be read.
    pub(crate) fn sift(
        &mut self,
        ledger: &mut dyn Ledger,
        preparer: &dyn Preparer,
        claims: &mut Vec<Claim>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Hold>> {
        let (mut laid, mut closed) = (Vec::new(), HashSet::new());
        for claim in claims.iter() {
            let Some(gate) = gate(claim).filter(|gate| !self.open.contains(*gate) && !closed.contains(*gate)) else {
                continue;
            };
            match preparer.barrier(gate, &ledger.acts()?, now)? {
                Barrier::Open(by_themselves) => {
                    keep_open(ledger, by_themselves, now)?;
                    self.open.insert(Arc::clone(gate));
                }
                Barrier::Closed { wave, outcome } => {
                    let why = format!("the gate of wave {wave} is {}", outcome.as_str());
                    laid.extend(close(ledger, gate, why, now)?);
                    closed.insert(Arc::clone(gate));
                }
            }
        }
        let is_stopped = |claim: &Claim| gate(claim).is_some_and(|gate| closed.contains(gate));
        let stopped: Vec<Step> = claims
            .iter()
            .filter(|claim| is_stopped(claim))
            .map(|claim| Step::Released { id: claim.entry.id })
            .collect();
        if !stopped.is_empty() {
            // What the hold moved is refused, as it should be: it is not claimed any more either.
            let _ = ledger.commit(&stopped, now)?;
            claims.retain(|claim| !is_stopped(claim));
        }
        Ok(laid)
    }
}

/// The gate that a claimed notice waits for.
fn gate(claim: &Claim) -> Option<&Arc<str>> {
    claim.entry.gate.as_ref().filter(|_| claim.first.is_none())
}
