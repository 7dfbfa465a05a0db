//! Those who hear of what is not their own: of the people who report to them, of those at a site they answer for, of the
//! shared devices that are in their care.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::audience::Directory;
use super::membership::Membership;
use crate::campaign::{Audience, Campaign, Device, MessageRule, Ownership, People, Person};

/// Whom a message is about, by the wave in which it is heard and the position of who hears it: positions of people, or of
/// devices among [`People::ownerless`] where it is for who has shared devices in their care. Nobody hears of nothing.
pub type Circles = BTreeMap<(u16, u32), Vec<u32>>;

/// The circles of the messages of a campaign. Those of people are the same for every message that has them, and found once.
pub struct CirclesOf<'a> {
    campaign: &'a Campaign,
    people: &'a People,
    membership: &'a Membership,
    managers: OnceCell<Arc<Circles>>,
    site_owners: OnceCell<Arc<Circles>>,
}

impl<'a> CirclesOf<'a> {
    /// Of the people of a campaign in their waves.
    pub fn new(campaign: &'a Campaign, people: &'a People, membership: &'a Membership) -> Self {
        CirclesOf { campaign, people, membership, managers: OnceCell::new(), site_owners: OnceCell::new() }
    }

    /// The circles of a message; none of one that is for the people of a wave or for the helpdesk.
    ///
    /// People are heard of in their wave while they have to move. Shared devices are in no wave: who has them in their care
    /// hears of them in the one wave that the message is for, or else in their own.
    pub fn message(&self, rule: &MessageRule) -> Arc<Circles> {
        let (people, membership) = (self.people, self.membership);
        match rule.to {
            Audience::Managers => Arc::clone(self.managers.get_or_init(|| {
                let directory = Directory::new(people);
                Arc::new(of_people(people, membership, |person| directory.manager_of(person)))
            })),
            Audience::SiteOwner => Arc::clone(self.site_owners.get_or_init(|| {
                let directory = Directory::new(people);
                Arc::new(of_people(people, membership, |person| directory.site_owner_of(person)))
            })),
            Audience::SharedOwners => Arc::new(of_devices(self.campaign, people, membership, rule)),
            Audience::Everyone
            | Audience::Pending
            | Audience::Migrated
            | Audience::Failed
            | Audience::Helpdesk
            | Audience::Select(_) => Arc::default(),
        }
    }
}

/// Whether a device is shared, and has yet to move: somebody has to see to it.
pub fn is_shared_and_pending(device: &Device) -> bool {
    device.ownership == Ownership::Shared && device.is_concerned() && !device.migrated
}

fn of_people(people: &People, membership: &Membership, hearer: impl Fn(&Person) -> Option<u32>) -> Circles {
    let mut found = Circles::new();
    for ((at, person), wave) in (0u32..).zip(&people.persons).zip(&membership.waves) {
        if let (Some(wave), true) = (wave, person.standing.must_move())
            && let Some(hearer) = hearer(person)
        {
            found.entry((*wave, hearer)).or_default().push(at);
        }
    }
    found
}

fn of_devices(campaign: &Campaign, people: &People, membership: &Membership, rule: &MessageRule) -> Circles {
    let only = match rule.waves.as_slice() {
        [one] => (0u16..).zip(&campaign.waves).find(|(_, wave)| wave.id == *one).map(|(at, _)| at),
        _ => None,
    };
    let mut found = Circles::new();
    for (keeper, devices) in kept(people) {
        let own = || membership.waves.get(keeper as usize).copied().flatten();
        let is_left = |at: &u32| is_shared_and_pending(&people.ownerless[*at as usize]);
        if let Some(wave) = only.or_else(own)
            && devices.iter().any(is_left)
        {
            found.insert((wave, keeper), devices);
        }
    }
    found
}

/// The shared devices that each person has in their care, by positions; moved or not.
pub fn kept(people: &People) -> HashMap<u32, Vec<u32>> {
    let mut found: HashMap<u32, Vec<u32>> = HashMap::new();
    for (keeper, device) in &people.keepers {
        if let Some(at) = people.index_of(keeper).and_then(|at| u32::try_from(at).ok()) {
            found.entry(at).or_default().push(*device);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::Standing;
    use crate::schedule::assign;
    use crate::schedule::fixture::Fixture;

    fn of(fixture: &Fixture, rule: &MessageRule) -> Vec<(u16, String, usize)> {
        let membership = assign(&fixture.campaign, &fixture.people);
        let found = CirclesOf::new(&fixture.campaign, &fixture.people, &membership).message(rule);
        let name = |at: u32| fixture.people.persons[at as usize].id.to_string();
        found.iter().map(|((wave, at), of)| (*wave, name(*at), of.len())).collect()
    }

    fn two_waves() -> Fixture {
        let mut fixture = Fixture::new();
        fixture.campaign.waves.clear();
        fixture.wave("first", "2027-03-01", "2027-03-12", "department = 'IT'");
        fixture.wave("second", "2027-04-05", "2027-04-16", "not department = 'HR'");
        fixture
    }

    #[test]
    fn who_answers_for_a_site_hears_of_those_who_have_to_move_there_once_a_wave() {
        let mut fixture = two_waves();
        for (id, department, owner, standing) in [
            ("a@x.example", "IT", Some("BOSS@x.example"), Standing::Pending),
            ("b@x.example", "IT", Some("boss@x.example"), Standing::Pending),
            ("c@x.example", "Other", Some("boss@x.example"), Standing::Pending),
            ("d@x.example", "Other", Some("boss@x.example"), Standing::Migrated(None)),
            ("e@x.example", "Other", Some("nobody@x.example"), Standing::Pending),
            ("f@x.example", "Other", None, Standing::Pending),
            ("boss@x.example", "HR", None, Standing::Pending),
        ] {
            let person = fixture.person(id);
            (person.department, person.standing) = (Some(department.into()), standing);
            if let Some(owner) = owner {
                person.attributes.insert("site_owner".into(), owner.into());
            }
        }
        let mut rule = fixture.rule("announcement").clone();
        rule.to = Audience::SiteOwner;
        let boss = || "boss@x.example".to_owned();
        assert_eq!(of(&fixture, &rule), [(0, boss(), 2), (1, boss(), 1)]);
    }

    #[test]
    fn who_has_shared_devices_hears_of_them_in_their_own_wave_or_in_the_one_that_is_named() {
        let mut fixture = two_waves();
        for (id, department) in [("a@x.example", "IT"), ("b@x.example", "Other"), ("c@x.example", "HR")] {
            fixture.person(id).department = Some(department.into());
        }
        for (keeper, serial, moved) in [
            ("a@x.example", "S1", false),
            ("a@x.example", "S2", true),
            ("b@x.example", "S3", true),
            ("c@x.example", "S4", false),
        ] {
            fixture.shared(serial, Some(keeper)).migrated = moved;
        }
        fixture.shared("S5", None);
        let mut rule = fixture.rule("announcement").clone();
        rule.to = Audience::SharedOwners;
        assert_eq!(
            of(&fixture, &rule),
            [(0, "a@x.example".to_owned(), 2)],
            "b has nothing left to do, c is in no wave"
        );
        rule.waves = vec!["second".into()];
        assert_eq!(of(&fixture, &rule), [(1, "a@x.example".to_owned(), 2), (1, "c@x.example".to_owned(), 1)]);
    }
}
