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
