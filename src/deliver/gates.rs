//! What waits for a gate: judged as notices are claimed, from what the ledger and the approved campaign know.
//!
//! A notice that is due after the day of an earlier wave's gate goes when that gate, and those of all waves before, are
//! open. Where one is not, whatever waits for it is held by the [`GATE`], for `gate pass`, `gate override` or an import to
//! let go. What was tried before is not looked at again: it has begun.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::preparer::Preparer;
use crate::error::Result;
use crate::ledger::{Act, Claim, Deed, GATE, Hold, Ledger, Said, Scope, Step};
use crate::schedule::{Barrier, Decision};

/// Keeps that gates opened by their figures, so that what is learnt later does not close them again. Whether all of them
/// stay open: somebody may have failed one meanwhile.
///
/// # Errors
/// When the ledger cannot be written.
pub fn keep_open(ledger: &mut dyn Ledger, gates: Vec<(String, NaiveDate)>, now: DateTime<Utc>) -> Result<bool> {
    let mut all = true;
    for (wave, day) in gates {
        let what = Deed::Decided { wave, decision: Decision::Pass, day };
        let why = Some("every criterion holds".to_owned());
        let act = Act { what, by: GATE.to_owned(), why, at: now };
        if !ledger.decide_first(&act)? {
            let acts = ledger.acts()?;
            let last = acts.iter().rfind(|other| other.what.is_about_the_gate_of(&act.what));
            all &= last.is_some_and(|last| matches!(&last.what, Deed::Decided { decision, .. } if decision.opens()));
        }
    }
    Ok(all)
}

/// Lays the hold of a gate that is closed, unless it lies already. With how many notices it holds.
///
/// # Errors
/// When the ledger cannot be written.
pub fn close(ledger: &mut dyn Ledger, wave: &Arc<str>, why: String, now: DateTime<Utc>) -> Result<Option<(Hold, u64)>> {
    let hold = Hold { scope: Scope::Gate(Arc::clone(wave)), by: GATE.to_owned(), why, since: now, until: None };
    if ledger.holds()?.iter().any(|other| other.scope == hold.scope) {
        return Ok(None);
    }
    let moved = ledger.hold(&hold)?;
    Ok(Some((hold, moved.moved + moved.under_way)))
}

/// The gates of a run.
#[derive(Debug, Default)]
pub(crate) struct Gates {
    /// Found open, as long as nobody does anything.
    open: HashSet<Arc<str>>,
    /// How many acts there were by then.
    acts: usize,
    /// When those that hold something were last looked at: how many acts and facts there were, and which hour it was.
    looked: Option<(usize, u64, i64)>,
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
        if claims.iter().all(|claim| gate(claim).is_none()) {
            return Ok(Vec::new());
        }
        let acts = self.acts(ledger)?;
        let (mut laid, mut closed) = (Vec::new(), HashSet::new());
        for claim in claims.iter() {
            let Some(gate) = gate(claim).filter(|gate| !self.open.contains(*gate) && !closed.contains(*gate)) else {
                continue;
            };
            let why = match preparer.barrier(gate, &acts, now)? {
                Barrier::Open(by_themselves) if keep_open(ledger, by_themselves.clone(), now)? => {
                    self.open.insert(Arc::clone(gate));
                    continue;
                }
                Barrier::Open(_) => format!("the gate of wave {gate} was decided a moment ago"),
                Barrier::Closed { wave, outcome } => format!("the gate of wave {wave} {}", outcome.says()),
            };
            laid.extend(close(ledger, gate, why, now)?.map(|(hold, _)| hold));
            closed.insert(Arc::clone(gate));
        }
        let is_stopped = |claim: &Claim| gate(claim).is_some_and(|gate| closed.contains(gate));
        let stopped: Vec<Step> = claims
            .iter()
            .filter(|claim| is_stopped(claim))
            .map(|claim| Step::Released { id: claim.entry.id })
            .collect();
        if !stopped.is_empty() {
            // What the hold moved is not claimed any more either: nothing is refused.
            let _ = ledger.commit(&stopped, now)?;
            claims.retain(|claim| !is_stopped(claim));
        }
        Ok(laid)
    }

    /// Lets go on what gates hold that are open by now: their day has come, an approval changed what they ask for, or
    /// somebody did something while a hold was laid. Looked at again when there is news, and every hour. `facts`: how many
    /// the preparer knows.
    ///
    /// # Errors
    /// When the ledger cannot be read or written, or the approved campaign not be read.
    pub(crate) fn let_go(
        &mut self,
        ledger: &mut dyn Ledger,
        preparer: &dyn Preparer,
        facts: u64,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let holds = ledger.holds()?;
        let of_gates = || {
            holds.iter().filter_map(|hold| match &hold.scope {
                Scope::Gate(wave) => Some((wave, &hold.scope)),
                _ => None,
            })
        };
        if of_gates().next().is_none() {
            return Ok(());
        }
        let acts = self.acts(ledger)?;
        let news = (acts.len(), facts, now.timestamp() / 3600);
        if self.looked.replace(news) == Some(news) {
            return Ok(());
        }
        for (wave, scope) in of_gates() {
            if let Barrier::Open(by_themselves) = preparer.barrier(wave, &acts, now)?
                && keep_open(ledger, by_themselves, now)?
            {
                ledger.resume(scope, &Said { by: GATE, why: "the gate is open", at: now })?;
            }
        }
        Ok(())
    }

    /// Everything that people did. What was found open before they did it is looked at again.
    fn acts(&mut self, ledger: &dyn Ledger) -> Result<Vec<Act>> {
        let acts = ledger.acts()?;
        if acts.len() != self.acts {
            self.open.clear();
            self.acts = acts.len();
        }
        Ok(acts)
    }
}

/// The gate that a claimed notice waits for.
fn gate(claim: &Claim) -> Option<&Arc<str>> {
    claim.entry.gate.as_ref().filter(|_| claim.first.is_none())
}
