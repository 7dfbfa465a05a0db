//! What was tried by hand.

use super::gatekeeper::Gatekeeper;
use super::let_go::{LetGo, let_go};
use crate::error::{Error, Result, did_you_mean};
use crate::ledger::{Act, Deed};

impl Gatekeeper {
    /// The wave whose gate is meant when none is named: the first that is not open and asks for this check.
    ///
    /// # Errors
    /// [`Usage`](crate::error::Kind::Usage) when there is none.
    pub fn asks_for(&self, check: &str) -> Result<String> {
        let campaign = &self.locked.loaded.campaign;
        let gates = self.gates()?;
        let checks = |wave: &str| {
            let wave = campaign.waves.iter().find(|known| known.id == wave);
            wave.and_then(|wave| wave.gate.as_ref()).map_or(&[][..], |gate| &gate.checks[..])
        };
        let found = gates.iter().find(|gate| !gate.is_open() && checks(&gate.wave).iter().any(|known| known == check));
        let all: Vec<&str> = gates.iter().flat_map(|gate| checks(&gate.wave)).map(String::as_str).collect();
        found.map(|gate| gate.wave.clone()).ok_or_else(|| {
            Error::usage(format!("no gate that is still closed asks for `{check}`")).hint(did_you_mean(
                check,
                all.iter().copied().filter(|known| *known != check),
                2,
                || "`heraut gate` shows what each asks for; `--wave` names another one".to_owned(),
            ))
        })
    }

    /// Keeps that checks of a wave's gate were tried and work, or do not.
    ///
    /// # Errors
    /// [`Usage`](crate::error::Kind::Usage) when the gate does not ask for one of them, and then nothing is kept; or the
    /// ledger cannot be written.
    pub fn tick(
        &mut self,
        wave: &str,
        checks: &[String],
        works: bool,
        by: &str,
        why: Option<&str>,
    ) -> Result<Vec<LetGo>> {
        self.gated(wave)?;
        let campaign = &self.locked.loaded.campaign;
        let gate = campaign.waves.iter().find(|known| known.id == wave).and_then(|wave| wave.gate.as_ref());
        let known: Vec<&str> = gate.iter().flat_map(|gate| &gate.checks).map(String::as_str).collect();
        for check in checks {
            if !known.contains(&check.as_str()) {
                let all = || match &known[..] {
                    [] => "it asks for none".to_owned(),
                    known => format!("it asks for: {}", known.join(", ")),
                };
                return Err(Error::usage(format!("the gate of wave `{wave}` does not ask for `{check}`"))
                    .hint(did_you_mean(check, known.iter().copied(), 2, all)));
            }
        }
        for check in checks {
            let what = Deed::Tried { wave: wave.to_owned(), check: check.clone(), works };
            self.locked.ledger.act(&Act { what, by: by.into(), why: why.map(str::to_owned), at: self.now })?;
        }
        let_go(&mut self.locked, self.now)
    }
}
