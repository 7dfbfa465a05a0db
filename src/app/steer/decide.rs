//! What a person decides about a gate.

use std::sync::Arc;

use super::gatekeeper::Gatekeeper;
use super::let_go::{LetGo, let_go};
use crate::deliver::close;
use crate::error::{Error, Result};
use crate::ledger::{Act, Deed, Resumed};
use crate::report::missing;
use crate::schedule::{Decision, GateOutcome, WaveGate};

/// What a decision came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What went on.
    pub let_go: Vec<LetGo>,
    /// Other gates before it that are closed, so that nothing goes on yet.
    pub closed_before: Vec<String>,
    /// How many notices are held from now on.
    pub held: u64,
}

impl Decided {
    /// The sum of what went on.
    pub fn resumed(&self) -> Resumed {
        self.let_go.iter().fold(Resumed::default(), |mut sum, one| {
            sum.moved += one.resumed.moved;
            sum.expired += one.resumed.expired;
            sum.still_held += one.resumed.still_held;
            sum
        })
    }
}

impl Gatekeeper {
    /// Decides about the gate of a wave.
    ///
    /// # Errors
    /// [`Usage`](crate::error::Kind::Usage) when there is no such gate, or it is to pass and something is missing, which is
    /// named; or the ledger cannot be written.
    pub fn decide(&mut self, wave: &str, decision: Decision, by: &str, why: &str) -> Result<Decided> {
        let gate = self.gated(wave)?;
        if decision == Decision::Pass {
            insist_on_passing(&gate, wave)?;
        }
        let Some(day) = gate.judgement.as_ref().map(|judgement| judgement.day) else {
            return Err(Error::bug("a gate has no judgement"));
        };
        let what = Deed::Decided { wave: wave.to_owned(), decision, day };
        self.locked.ledger.act(&Act { what, by: by.into(), why: Some(why.into()), at: self.now })?;
        let mut held = 0;
        if decision == Decision::Fail {
            let why = format!("the gate of wave {wave} has failed: {by}: {why}");
            // What comes after a later gate waits for this one, too.
            for later in self.gates()?.iter().skip_while(|gate| gate.wave != wave) {
                let laid = close(&mut *self.locked.ledger, &Arc::from(&*later.wave), why.clone(), self.now)?;
                held += laid.map_or(0, |(_, notices)| notices);
            }
        }
        let let_go = let_go(&mut self.locked, self.now)?;
        let gates = self.gates()?;
        let before = gates.iter().take_while(|gate| gate.wave != wave);
        let closed_before = before.filter(|gate| !gate.is_open()).map(|gate| gate.wave.clone()).collect();
        Ok(Decided { let_go, closed_before, held })
    }
}

/// A gate passes when everything holds; otherwise somebody overrides it, and says why.
fn insist_on_passing(gate: &WaveGate, wave: &str) -> Result<()> {
    let Some(judgement) = &gate.judgement else { return Ok(()) };
    let refused = match judgement.outcome {
        GateOutcome::Ready | GateOutcome::Passed | GateOutcome::Overridden => return Ok(()),
        GateOutcome::Waiting => {
            format!("the gate of wave `{wave}` is decided on {}, which has not come", judgement.day)
        }
        // Somebody decided so; by the figures alone it may hold.
        GateOutcome::Failed if missing(judgement).is_empty() => return Ok(()),
        GateOutcome::Failed | GateOutcome::Inconclusive => {
            format!("the gate of wave `{wave}` does not pass: {}", missing(judgement).join("; "))
        }
    };
    Err(Error::usage(refused).hint(format!(
        "`heraut gate {wave}` shows it; who goes on all the same says so: `heraut gate override {wave} --why \"…\"`"
    )))
}
