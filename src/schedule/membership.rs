//! Which wave every person is in.

use rayon::prelude::*;

use crate::campaign::{Campaign, Members, People, Person};

/// Who is in which wave, and who is in none or in several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Membership {
    /// The wave of each person, by position in [`People::persons`]: positions in [`Campaign::waves`]. A person in
    /// several waves counts in the first; `None` is in no wave.
    pub waves: Vec<Option<u16>>,
    /// People whom several waves select, by position.
    pub conflicts: Vec<Conflict>,
    /// People left out by the campaign's `exclude`, by position. They are in no wave, whatever selects them.
    pub excluded: Vec<u32>,
    /// People of whom the move asks nothing, by position. They are in no wave, whatever selects them.
    pub unconcerned: Vec<u32>,
    /// People in no wave and not excluded, by position.
    pub nobodys: Vec<u32>,
    /// Waves with nobody in them, by position.
    pub empty: Vec<u16>,
    /// How many people each wave has.
    pub sizes: Vec<u32>,
}

/// A person whom several waves select.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Position of the person.
    pub person: u32,
    /// Positions of the waves, in the order of the campaign; at least two.
    pub waves: Vec<u16>,
}

impl Membership {
    /// Positions of the people of a wave, in order.
    pub fn members(&self, wave: u16) -> impl Iterator<Item = usize> + '_ {
        self.waves.iter().enumerate().filter(move |(_, of)| **of == Some(wave)).map(|(person, _)| person)
    }
}

/// What the campaign says of one person.
enum Place {
    Excluded,
    Unconcerned,
    Selected(Vec<u16>),
}

/// Puts every person in a wave.
///
/// `rest` takes whoever is in no other wave and not excluded; a second `rest` takes nobody.
pub fn assign(campaign: &Campaign, people: &People) -> Membership {
    let rest = rest_wave(campaign);
    let places: Vec<Place> = people.persons.par_iter().map(|person| place(campaign, rest, person)).collect();
    let mut membership = Membership { sizes: vec![0; campaign.waves.len()], ..Membership::default() };
    for (person, place) in (0u32..).zip(places) {
        let wave = match place {
            Place::Excluded => {
                membership.excluded.push(person);
                None
            }
            Place::Unconcerned => {
                membership.unconcerned.push(person);
                None
            }
            Place::Selected(waves) => {
                let first = waves.first().copied();
                match waves.len() {
                    0 => membership.nobodys.push(person),
                    1 => {}
                    _ => membership.conflicts.push(Conflict { person, waves }),
                }
                first
            }
        };
        if let Some(wave) = wave {
            membership.sizes[usize::from(wave)] += 1;
        }
        membership.waves.push(wave);
    }
    membership.empty = (0u16..).zip(&membership.sizes).filter(|(_, size)| **size == 0).map(|(wave, _)| wave).collect();
    membership
}

/// The wave of one person, as [`assign`] would say; `None` for people in none.
pub fn wave_of(campaign: &Campaign, person: &Person) -> Option<u16> {
    match place(campaign, rest_wave(campaign), person) {
        Place::Excluded | Place::Unconcerned => None,
        Place::Selected(waves) => waves.first().copied(),
    }
}

fn rest_wave(campaign: &Campaign) -> Option<u16> {
    (0u16..).zip(&campaign.waves).find(|(_, wave)| wave.people == Members::Rest).map(|(at, _)| at)
}

fn place(campaign: &Campaign, rest: Option<u16>, person: &Person) -> Place {
    if campaign.exclude.iter().any(|exclusion| exclusion.people.matches(person)) {
        return Place::Excluded;
    }
    if !person.is_concerned() {
        return Place::Unconcerned;
    }
    let picks = |members: &Members| matches!(members, Members::Select(selector) if selector.matches(person));
    let mut waves: Vec<u16> =
        (0u16..).zip(&campaign.waves).filter(|(_, wave)| picks(&wave.people)).map(|(at, _)| at).collect();
    if waves.is_empty() {
        waves.extend(rest);
    }
    Place::Selected(waves)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::fixture::Fixture;

    #[test]
    fn rest_takes_whom_nobody_selects_and_exclusion_wins() {
        let mut fixture = Fixture::new();
        fixture.campaign.waves.clear();
        fixture.wave("pilot", "2027-03-01", "2027-03-12", "department = 'IT'");
        fixture.wave("second", "2027-04-05", "2027-04-16", "site = 'Utrecht'");
        fixture.wave("third", "2027-04-19", "2027-04-30", "site = 'Delft'");
        fixture.wave("rest", "2027-05-10", "2027-05-28", "rest");
        fixture.exclude("id = 'd@x.example'");
        fixture.person("a@x.example").department = Some("IT".into());
        let b = fixture.person("b@x.example");
        (b.department, b.site) = (Some("IT".into()), Some("Utrecht".into()));
        fixture.person("c@x.example");
        fixture.person("d@x.example").department = Some("IT".into());

        let membership = assign(&fixture.campaign, &fixture.people);
        assert_eq!(membership.waves, [Some(0), Some(0), Some(3), None]);
        assert_eq!(membership.conflicts, [Conflict { person: 1, waves: vec![0, 1] }]);
        assert_eq!(membership.excluded, [3]);
        assert_eq!(membership.nobodys, [0u32; 0]);
        assert_eq!(membership.empty, [1, 2]);
        assert_eq!(membership.sizes, [2, 0, 0, 1]);
        for (person, wave) in fixture.people.persons.iter().zip(&membership.waves) {
            assert_eq!(wave_of(&fixture.campaign, person), *wave);
        }
    }

    #[test]
    fn without_rest_people_can_be_nobodys() {
        let mut fixture = Fixture::new();
        fixture.campaign.waves.clear();
        fixture.wave("pilot", "2027-03-01", "2027-03-12", "department = 'IT'");
        fixture.person("a@x.example");
        let membership = assign(&fixture.campaign, &fixture.people);
        assert_eq!((membership.nobodys, membership.empty), (vec![0], vec![0]));
    }
}
