//! A notice of a plan as the ledger keeps it: by names. Needs no template.

use crate::campaign::{Loaded, OnUncertain};
use crate::ledger::Entry;
use crate::schedule::{Notice, gate_before};

/// What the ledger keeps of a notice that was planned from `loaded`, when nothing was told before; [`DatesTold::entry`]
/// otherwise.
///
/// [`DatesTold::entry`]: super::DatesTold::entry
pub fn entry(loaded: &Loaded, notice: &Notice) -> Entry {
    let campaign = &loaded.campaign;
    let phase = &campaign.phases[notice.phase as usize];
    let rule = &phase.messages[notice.rule as usize];
    let gate = gate_before(campaign, notice.wave, rule, notice.due);
    let gate = gate.map(|wave| campaign.waves[usize::from(wave)].id.as_str().into());
    Entry {
        id: notice.id,
        wave: campaign.waves[notice.wave as usize].id.as_str().into(),
        phase: phase.id.as_str().into(),
        message: rule.message.as_str().into(),
        person: notice.person.map(|at| loaded.people.persons[at as usize].id.clone()),
        occurrence: notice.occurrence,
        due: notice.due,
        expires: notice.expires,
        language: notice.language.clone(),
        channel: notice.channel,
        resend_uncertain: rule.on_uncertain == OnUncertain::Resend,
        dates: Some(campaign.waves[notice.wave as usize].dates()),
        history: None,
        gate,
        rendered: None,
    }
}
