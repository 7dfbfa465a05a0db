//! Who was in a wave by what was approved, and is not by a plan: a file that was made anew can lose people without a word.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::diff::Known;
use super::membership::assign;
use crate::campaign::{Campaign, People, PersonId};

/// Somebody who leaves a wave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaver {
    /// Who.
    pub person: PersonId,
    /// The name; the identity when the people data no longer has them.
    pub name: String,
    /// The id of the wave they were in.
    pub from: String,
    /// The id of the wave they are in now; `None` is no wave.
    pub to: Option<String>,
}

/// Everyone who had a notice of a wave as one of its people, and is in another wave or in none. Waves that the campaign no
/// longer has are left out: who wrote the file knows. By wave, as the campaign has them, and person.
pub fn leavers<'k>(old: &'k [Known], campaign: &Campaign, people: &People) -> Vec<Leaver> {
    let mut for_people: BTreeMap<&str, bool> = BTreeMap::new();
    for rule in campaign.phases.iter().flat_map(|phase| &phase.messages) {
        for_people.insert(&rule.message, rule.is_for_people());
    }
    let now = assign(campaign, people).waves;
    let now: HashMap<&str, Option<u16>> = people.persons.iter().map(|person| &*person.id).zip(now).collect();
    // Millions of notices are looked at, and few people leave. Who heard of a wave and came back to it, or moved on from one
    // that is not in force, is among them.
    let leaves = |known: &'k Known| {
        let person = known.person.as_ref()?;
        let wave = campaign.waves.iter().position(|wave| *wave.id == *known.wave)?;
        let is_elsewhere = now.get(&**person).copied().flatten().map(usize::from) != Some(wave);
        let is_theirs = || for_people.get(&*known.message).copied().unwrap_or(false);
        (is_elsewhere && is_theirs()).then_some((wave, person))
    };
    let found: BTreeSet<(usize, &PersonId)> = old.par_iter().filter_map(leaves).collect();
    let leaver = |(wave, person): (usize, &PersonId)| Leaver {
        person: person.clone(),
        name: people.get(person).map_or_else(|| person.to_string(), |person| person.name.clone()),
        from: campaign.waves[wave].id.clone(),
        to: now.get(&**person).copied().flatten().map(|wave| campaign.waves[usize::from(wave)].id.clone()),
    };
    found.into_iter().map(leaver).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::Audience;
    use crate::schedule::fixture::{Fixture, tag, utc};

    fn known(wave: &str, message: &str, person: &str) -> Known {
        Known {
            id: crate::schedule::NoticeId::of("x", wave, message, person, 0),
            wave: wave.into(),
            message: message.into(),
            person: Some(person.into()),
            due: utc("2027-02-15T08:00:00Z"),
            expires: None,
            expired: false,
            language: tag("nl"),
            told: false,
            heard: false,
        }
    }

    /// The campaign's waves: pilot (IT), early (Facilities), rest.
    #[test]
    fn who_leaves_a_wave_is_named_with_where_they_are_now() {
        let mut fixture = Fixture::new();
        fixture.message("announce", "managers", "start - 21d", Audience::Managers);
        fixture.campaign.waves.pop();
        for (id, department) in [("a@x.example", "IT"), ("b@x.example", "Facilities"), ("c@x.example", "HR")] {
            fixture.person(id).department = Some(department.into());
        }
        let old = [
            known("pilot", "announcement", "a@x.example"),
            known("pilot", "announcement", "b@x.example"),
            known("pilot", "enrol-now", "b@x.example"),
            known("pilot", "announcement", "c@x.example"),
            known("early", "announcement", "gone@x.example"),
            known("pilot", "managers", "c@x.example"),
            known("early", "managers", "a@x.example"),
            known("a wave that was", "announcement", "a@x.example"),
        ];
        let found = leavers(&old, &fixture.campaign, &fixture.people);
        let told: Vec<_> = found.iter().map(|l| (l.name.as_str(), l.from.as_str(), l.to.as_deref())).collect();
        assert_eq!(told, [("b", "pilot", Some("early")), ("c", "pilot", None), ("gone@x.example", "early", None)]);
        assert_eq!(leavers(&old[..1], &fixture.campaign, &fixture.people), []);
    }
}
