//! How every wave stands, and whether what waits for its gate may go.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Evidence, GateOutcome, Judgement, judge, tally};
use crate::campaign::{Campaign, People, Progress};
use crate::schedule::assign;

/// How a wave stands, and what its gate comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct WaveGate {
    /// The wave, by its id.
    pub wave: String,
    /// What is known of it.
    pub evidence: Evidence,
    /// What its gate comes to; `None` when it has none.
    pub judgement: Option<Judgement>,
}

/// Whether a gate lets through what waits for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Barrier {
    /// It does, and so do those before it. The gates of these waves, with their days, opened by their figures alone, and
    /// nobody has said so yet.
    Open(Vec<(String, NaiveDate)>),
    /// It does not, or one before it does not: the first that is closed.
    Closed {
        /// Whose gate that is.
        wave: String,
        /// What it comes to.
        outcome: GateOutcome,
    },
}

impl WaveGate {
    /// Whether what comes after it may go on.
    pub fn is_open(&self) -> bool {
        self.judgement.as_ref().is_none_or(|judgement| judgement.outcome.is_open())
    }

    /// Whether its gate is open because of its figures alone, and nobody has said so yet.
    fn opened_by_itself(&self) -> bool {
        let by_itself = |judgement: &Judgement| {
            judgement.outcome == GateOutcome::Passed && self.evidence.decision_of(judgement.day).is_none()
        };
        self.judgement.as_ref().is_some_and(by_itself)
    }
}

/// How every wave stands at `now`, and what its gate comes to, in the order of the campaign. `teach` adds what people did
/// about a wave.
pub fn wave_gates(
    (campaign, people): (&Campaign, &People),
    progress: &Progress,
    teach: impl Fn(&str, &mut Evidence),
    now: DateTime<Utc>,
) -> Vec<WaveGate> {
    let membership = assign(campaign, people);
    let of = |(at, wave): (u16, &crate::campaign::Wave)| {
        let mut evidence = tally(people, membership.members(at), progress);
        teach(&wave.id, &mut evidence);
        let judgement = judge(campaign, wave, &evidence, now);
        WaveGate { wave: wave.id.clone(), evidence, judgement }
    };
    (0u16..).zip(&campaign.waves).map(of).collect()
}

/// Whether the gate of `wave`, and those of all waves before it, let through what waits for it. One that the campaign no
/// longer has stops nobody.
pub fn barrier(gates: &[WaveGate], wave: &str) -> Barrier {
    let upto = gates.iter().position(|gate| gate.wave == wave).map_or(&gates[..0], |at| &gates[..=at]);
    let closed = upto.iter().find_map(|gate| {
        let outcome = gate.judgement.as_ref()?.outcome;
        (!outcome.is_open()).then(|| Barrier::Closed { wave: gate.wave.clone(), outcome })
    });
    let named = |gate: &WaveGate| gate.judgement.as_ref().map(|judgement| (gate.wave.clone(), judgement.day));
    let by_themselves = || upto.iter().filter(|gate| gate.opened_by_itself()).filter_map(named).collect();
    closed.unwrap_or_else(|| Barrier::Open(by_themselves()))
}
