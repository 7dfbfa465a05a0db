//! Who looks at the gates of an approved campaign, or decides on them.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::waiting::waiting;
use crate::app::locked::Locked;
use crate::campaign::{Loaded, Progress};
use crate::error::{Error, Result, did_you_mean};
use crate::ledger::{Act, Deed, Ledger, teach};
use crate::report::Waiting;
use crate::schedule::{Evidence, WaveGate, wave_gates};

/// Most slips of the keyboard in a name for another one to be proposed.
const SLIPS: usize = 3;

/// The gates of an approved campaign, at an instant.
pub struct Gatekeeper {
    pub(super) locked: Locked,
    pub(super) now: DateTime<Utc>,
}

/// A gate with what a person wants to know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct GateStory {
    /// How its wave stands, and what it comes to.
    pub gate: WaveGate,
    /// Who decides on it.
    pub owner: Option<String>,
    /// What was decided last.
    pub decided: Option<Act>,
    /// What waits for it.
    pub waiting: Waiting,
}

impl Gatekeeper {
    /// Opens the ledger of a campaign directory to look at.
    ///
    /// # Errors
    /// When nothing was approved yet, or the ledger cannot be used.
    pub fn look(dir: &Path, now: DateTime<Utc>) -> Result<Self> {
        Ok(Gatekeeper { locked: Locked::open(dir)?, now })
    }

    /// The same, to decide.
    ///
    /// # Errors
    /// As [`look`](Self::look).
    pub fn open(dir: &Path, now: DateTime<Utc>) -> Result<Self> {
        Ok(Gatekeeper { locked: Locked::open_to_write(dir)?, now })
    }

    /// What was approved.
    pub fn locked(&self) -> &Locked {
        &self.locked
    }

    /// How every wave stands, and what its gate comes to, in the order of the campaign.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn gates(&self) -> Result<Vec<WaveGate>> {
        self.locked.gates(self.now)
    }

    /// The gates with their stories, or that of one wave, in the order of the campaign; with those waves that have none.
    ///
    /// # Errors
    /// [`Usage`](crate::error::Kind::Usage) when there is no such gate; or the ledger cannot be read.
    pub fn stories(&self, wave: Option<&str>) -> Result<Vec<GateStory>> {
        let gates = match wave {
            Some(wave) => vec![self.gated(wave)?],
            None => self.gates()?,
        };
        let Locked { ledger, loaded, .. } = &self.locked;
        let (acts, mut waiting) = (ledger.acts()?, waiting(&**ledger, &loaded.campaign, self.now)?);
        let story = |gate: WaveGate| {
            let campaign = &self.locked.loaded.campaign;
            let wave = campaign.waves.iter().find(|known| known.id == gate.wave);
            let owner = wave.and_then(|wave| wave.gate.as_ref()).and_then(|gate| gate.owner.clone());
            let of = gate.judgement.as_ref().map(|judgement| judgement.day);
            let about = |act: &&Act| match &act.what {
                Deed::Decided { wave, day, .. } => *wave == gate.wave && Some(*day) == of,
                _ => false,
            };
            let decided = acts.iter().rfind(about).cloned();
            GateStory { owner, decided, waiting: waiting.remove(&gate.wave).unwrap_or_default(), gate }
        };
        Ok(gates.into_iter().map(story).collect())
    }

    /// The wave of this id, which has a gate.
    ///
    /// # Errors
    /// [`Usage`](crate::error::Kind::Usage) with the nearest name when there is none, or it has no gate.
    pub(super) fn gated(&self, wave: &str) -> Result<WaveGate> {
        let gates = self.gates()?;
        let names: Vec<&str> = gates.iter().filter(|gate| gate.judgement.is_some()).map(|gate| &*gate.wave).collect();
        if let Some(gate) = gates.iter().find(|gate| gate.wave == wave && gate.judgement.is_some()) {
            return Ok(gate.clone());
        }
        let all = || match &names[..] {
            [] => {
                "no wave of the approved campaign has a gate: docs/campaign-file.md says how one is written".to_owned()
            }
            names => format!("waves with a gate: {}", names.join(", ")),
        };
        let what = match gates.iter().any(|gate| gate.wave == wave) {
            true => format!("wave `{wave}` has no gate"),
            false => format!("no wave of the approved plan is called `{wave}`"),
        };
        Err(Error::usage(what).hint(did_you_mean(wave, names.iter().copied(), SLIPS, all)))
    }
}

impl Locked {
    /// How every wave stands at `now`, and what its gate comes to, in the order of the campaign.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn gates(&self, now: DateTime<Utc>) -> Result<Vec<WaveGate>> {
        gates_of(&*self.ledger, &self.loaded, &self.progress, now)
    }
}

/// The same, of an approved campaign and what is known of its people.
pub(in crate::app) fn gates_of(
    ledger: &dyn Ledger,
    loaded: &Loaded,
    progress: &Progress,
    now: DateTime<Utc>,
) -> Result<Vec<WaveGate>> {
    let acts = ledger.acts()?;
    let about = |wave: &str, evidence: &mut Evidence| teach(&acts, wave, now, evidence);
    Ok(wave_gates((&loaded.campaign, &loaded.people), progress, about, now))
}
