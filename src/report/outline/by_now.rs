//! What is known besides the plan itself: who approved it, how far people are, what each gate comes to, and what was sent.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::Outline;
use crate::campaign::Campaign;
use crate::ledger::{Act, Deed};
use crate::report::Counts;
use crate::schedule::{Evidence, Judgement, WaveGate};

/// Whether a plan is the one in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Approval {
    /// Nothing was approved yet.
    #[default]
    Never,
    /// What was approved is another plan.
    Changed {
        /// Who approved that.
        by: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// This plan was approved.
    Approved {
        /// By whom.
        by: String,
        /// When.
        at: DateTime<Utc>,
    },
}

/// How far the people of a wave are; without those who left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// Those who have moved.
    pub moved: u64,
    /// Those of whom it failed.
    pub failed: u64,
    /// All of them.
    pub of: u64,
}

impl Moved {
    /// What is known of a wave, counted.
    pub fn of(evidence: &Evidence) -> Self {
        Moved { moved: evidence.moved.into(), failed: evidence.failed.into(), of: evidence.people.into() }
    }

    /// Both together.
    #[must_use]
    pub fn with(self, other: Moved) -> Self {
        Moved { moved: self.moved + other.moved, failed: self.failed + other.failed, of: self.of + other.of }
    }

    /// Who still has to move, and of whom nothing went wrong.
    pub fn left(self) -> u64 {
        self.of.saturating_sub(self.moved + self.failed)
    }
}

/// A gate in a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct WaveGateOutline {
    /// Who decides.
    pub owner: Option<String>,
    /// What it asks for, and what it comes to.
    pub judgement: Judgement,
    /// What was decided last about it.
    pub decided: Option<Decided>,
}

/// A decision about a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Who took it.
    pub by: String,
    /// When.
    pub at: DateTime<Tz>,
    /// Why.
    pub why: String,
}

/// What a ledger knows at the instant of the plan.
#[derive(Debug, Clone, Copy)]
pub struct ByNow<'a> {
    /// How every wave stands, and what its gate comes to.
    pub gates: &'a [WaveGate],
    /// What people did.
    pub acts: &'a [Act],
    /// How many notices there are per wave, phase, message and state.
    pub counts: &'a Counts,
}

impl Outline {
    /// With how far people are, what was decided and what was sent.
    #[must_use]
    pub fn with(mut self, campaign: &Campaign, known: &ByNow) -> Self {
        self.stand(campaign, known.gates, known.acts);
        let told = known.counts.iter().filter(|((.., state), _)| state.is_told());
        for ((wave, phase, message, _), count) in told {
            let wave = self.waves.iter_mut().find(|one| one.id == *wave);
            let phase = wave.and_then(|wave| wave.phases.iter_mut().find(|one| one.id == *phase));
            let line = phase.and_then(|phase| phase.lines.iter_mut().find(|one| one.message == *message));
            if let Some(line) = line {
                line.sent += count;
            }
        }
        self
    }

    /// How far people are, and what each gate comes to.
    pub(super) fn stand(&mut self, campaign: &Campaign, gates: &[WaveGate], acts: &[Act]) {
        let zone = self.timezone;
        for wave in &mut self.waves {
            let Some(known) = gates.iter().find(|gate| gate.wave == wave.id) else { continue };
            wave.moved = Moved::of(&known.evidence);
            let owner = campaign.waves.iter().find(|one| one.id == wave.id);
            let owner = owner.and_then(|one| one.gate.as_ref()).and_then(|gate| gate.owner.clone());
            wave.gate = known.judgement.clone().map(|judgement| WaveGateOutline {
                owner,
                decided: decided(acts, &wave.id, &judgement, zone),
                judgement,
            });
        }
    }
}

fn decided(acts: &[Act], wave: &str, judgement: &Judgement, zone: Tz) -> Option<Decided> {
    let about = |act: &&Act| match &act.what {
        Deed::Decided { wave: of, day, .. } => of == wave && *day == judgement.day,
        _ => false,
    };
    let act = acts.iter().rfind(about)?;
    let (by, why) = (act.by.clone(), act.why.clone().unwrap_or_default());
    Some(Decided { by, at: act.at.with_timezone(&zone), why })
}
