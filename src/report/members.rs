//! Who belongs to which wave, for counting people.

use crate::campaign::{Campaign, Members, People};

/// For each of [`People::persons`] the position of its wave; `None` for who is excluded or in no wave.
pub(super) fn waves_of(campaign: &Campaign, people: &People) -> Vec<Option<u16>> {
    let rest = campaign.waves.iter().position(|wave| wave.people == Members::Rest);
    let wave_of = |person| {
        if campaign.exclude.iter().any(|exclusion| exclusion.people.matches(person)) {
            return None;
        }
        let picked = campaign.waves.iter().position(|wave| match &wave.people {
            Members::Select(selector) => selector.matches(person),
            Members::Rest => false,
        });
        picked.or(rest).and_then(|at| u16::try_from(at).ok())
    };
    people.persons.iter().map(wave_of).collect()
}
