//! People without their names, for a document that goes from hand to hand.

use crate::campaign::{People, Person};

const GIVEN: [&str; 10] = ["Anna", "Bram", "Chloë", "Daan", "Emma", "Finn", "Hanna", "Joris", "Lotte", "Noor"];
const FAMILY: [&str; 7] = ["Bakker", "Visser", "Smit", "de Boer", "Mulder", "Kuiper", "van Dijk"];

/// The same with invented names, addresses and numbers: who has what, and who manages whom, stays.
pub(super) fn anonymous(people: &People) -> People {
    let mut people = people.clone();
    people.persons.iter_mut().enumerate().for_each(|(n, person)| rename(n, person));
    for (n, device) in people.ownerless.iter_mut().enumerate() {
        device.serial = device.serial.as_ref().map(|_| format!("SHARED{n:04}"));
        device.name = device.name.as_ref().map(|_| format!("Device {n}"));
    }
    people
}

fn rename(n: usize, person: &mut Person) {
    let (given, family) = (GIVEN[n % GIVEN.len()], FAMILY[n / GIVEN.len() % FAMILY.len()]);
    person.name = format!("{given} {family}");
    person.given_name = person.given_name.as_ref().map(|_| given.to_owned());
    person.surname = person.surname.as_ref().map(|_| family.to_owned());
    // Nobody's address (RFC 2606).
    person.email = person.email.as_ref().map(|_| format!("person-{n}@example.org"));
    for (m, device) in person.devices.iter_mut().enumerate() {
        device.serial = device.serial.as_ref().map(|_| format!("SERIAL{n:04}{m}"));
        device.name = device.name.as_ref().map(|_| device.model.clone().unwrap_or_else(|| format!("Device {m}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::fixture::Fixture;

    #[test]
    fn nothing_of_anybody_is_left_but_what_they_have() {
        let mut fixture = Fixture::empty();
        fixture.wave("one", "2027-04-05", "2027-04-16", "rest");
        for id in ["marieke@x.example", "sander@x.example"] {
            let person = fixture.person(id);
            person.department = Some("Burgerzaken".into());
        }
        let people = anonymous(&fixture.people);
        for (before, after) in fixture.people.persons.iter().zip(&people.persons) {
            assert_eq!(
                (&before.id, &before.department, &before.language),
                (&after.id, &after.department, &after.language)
            );
            assert_ne!(before.name, after.name);
            assert!(after.email.as_deref().is_some_and(|email| email.ends_with("@example.org")), "{after:?}");
        }
        assert_eq!(people.persons[0].name, "Anna Bakker");
        assert_ne!(people.persons[0].name, people.persons[1].name);
    }
}
