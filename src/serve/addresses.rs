//! Who is called what in an address, for all people of a campaign: to find somebody takes no longer the more there are.

use super::opaque::{Digest, Opaque};
use crate::campaign::People;

/// The positions of people by what they are called, in its order.
pub(super) struct Addresses(Vec<(Digest, u32)>);

impl Addresses {
    /// Of these people, in this run.
    pub(super) fn of(people: &People, opaque: &Opaque) -> Self {
        let called = (0_u32..).zip(&people.persons).map(|(at, person)| (opaque.digest(&person.id), at));
        let mut called: Vec<(Digest, u32)> = called.collect();
        called.sort_unstable();
        Addresses(called)
    }

    /// The position of whoever is called so.
    pub(super) fn find(&self, called: &str) -> Option<usize> {
        let digest = Opaque::read(called)?;
        let at = self.0.binary_search_by_key(&digest, |(known, _)| *known).ok()?;
        Some(self.0[at].1 as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Workspace;

    #[test]
    fn everybody_is_found_by_what_they_are_called_and_nobody_else() {
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/campaigns/base");
        let loaded = Workspace::open(&dir, "2027-02-01T08:00:00Z".parse().unwrap()).unwrap().loaded;
        let (people, opaque) = (&loaded.people, Opaque::new().unwrap());
        let addresses = Addresses::of(people, &opaque);
        for (at, person) in people.persons.iter().enumerate() {
            let called = opaque.of(&person.id);
            assert_eq!(addresses.find(&called), Some(at));
            for other in [&called[1..], &called.to_uppercase()[..], &format!("{called}0"), ""] {
                assert_eq!(addresses.find(other).filter(|_| other != called), None, "{other}");
            }
        }
        assert_eq!(addresses.find(&Opaque::new().unwrap().of(&people.persons[0].id)), None, "another run");
        assert_eq!(addresses.find("é1234567890123456789012345678901"), None);
    }
}
