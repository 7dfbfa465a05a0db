//! A notice of a plan as the ledger keeps it: by names. Needs no template.

use std::sync::Arc;

use crate::campaign::{Loaded, OnUncertain};
use crate::ledger::Entry;
use crate::schedule::{Notice, gate_before};

/// Makes entries of the notices of one campaign. A name that millions of them share is there once.
pub struct Entries<'l> {
    loaded: &'l Loaded,
    waves: Vec<Arc<str>>,
    phases: Vec<Phase>,
}

/// The names of a phase and its messages.
struct Phase {
    name: Arc<str>,
    messages: Vec<Arc<str>>,
}

impl<'l> Entries<'l> {
    /// For what is planned from `loaded`.
    pub fn of(loaded: &'l Loaded) -> Self {
        let phases = loaded.campaign.phases.iter().map(|phase| Phase {
            name: phase.id.as_str().into(),
            messages: phase.messages.iter().map(|rule| rule.message.as_str().into()).collect(),
        });
        let waves = loaded.campaign.waves.iter().map(|wave| wave.id.as_str().into());
        Entries { loaded, waves: waves.collect(), phases: phases.collect() }
    }

    /// What they are planned from.
    pub(super) fn loaded(&self) -> &'l Loaded {
        self.loaded
    }

    /// What the ledger keeps of a notice, when nothing was told before; [`DatesTold::entry`] otherwise.
    ///
    /// [`DatesTold::entry`]: super::DatesTold::entry
    pub fn entry(&self, notice: &Notice) -> Entry {
        let campaign = &self.loaded.campaign;
        let rule = notice.rule(campaign);
        let phase = &self.phases[usize::from(notice.phase)];
        let gate = gate_before(campaign, notice.wave, rule, notice.due);
        Entry {
            id: notice.id,
            wave: Arc::clone(&self.waves[usize::from(notice.wave)]),
            phase: Arc::clone(&phase.name),
            message: Arc::clone(&phase.messages[usize::from(notice.rule)]),
            person: notice.person.map(|at| Arc::clone(&self.loaded.people.persons[at as usize].id)),
            occurrence: notice.occurrence,
            due: notice.due,
            expires: notice.expires,
            language: notice.language.clone(),
            channel: notice.channel,
            resend_uncertain: rule.on_uncertain == OnUncertain::Resend,
            dates: Some(campaign.waves[usize::from(notice.wave)].dates()),
            history: None,
            gate: gate.map(|wave| Arc::clone(&self.waves[usize::from(wave)])),
            rendered: None,
        }
    }
}
