//! What people are called where two may have one name.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::campaign::{People, Person};

/// The names of people, with the identity where a name is not that of one person alone.
pub struct Names<'p> {
    people: &'p People,
    several: HashMap<&'p str, usize>,
}

impl<'p> Names<'p> {
    /// Of these people.
    pub fn of(people: &'p People) -> Self {
        let mut several: HashMap<&str, usize> = HashMap::with_capacity(people.persons.len());
        for person in &people.persons {
            *several.entry(person.name.as_str()).or_default() += 1;
        }
        several.retain(|_, people| *people > 1);
        Names { people, several }
    }

    /// What a person is called: `Jan de Vries`, or `Jan de Vries (j.devries2)` when there are two of that name.
    pub fn of_person<'a>(&self, person: &'a Person) -> Cow<'a, str> {
        match self.several.contains_key(person.name.as_str()) {
            true => Cow::Owned(format!("{} ({})", person.name, person.id)),
            false => Cow::Borrowed(&person.name),
        }
    }

    /// The same by identity; who is not among them is called by that.
    pub fn of_id(&self, id: &str) -> String {
        self.people.get(id).map_or_else(|| id.to_owned(), |person| self.of_person(person).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn two_people_of_one_name_are_told_apart() {
        let mut people = fixture::people();
        people.persons[1].name = people.persons[0].name.clone();
        let names = Names::of(&people);
        let [one, two, three] = [0, 1, 2].map(|at| names.of_person(&people.persons[at]).into_owned());
        assert_eq!(one, format!("{} ({})", people.persons[0].name, people.persons[0].id));
        assert_ne!(one, two);
        assert_eq!(three, people.persons[2].name, "whose name is one's own needs nothing else");
        assert_eq!(names.of_id("nobody"), "nobody");
    }
}
