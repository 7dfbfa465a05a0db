//! What people are called where two may have one name.

use std::borrow::Cow;
use std::collections::HashMap;

use super::words::Words;
use crate::campaign::{Localized, People, Person};
use crate::l10n::Tag;

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

/// A wave on a screen: by its id, which other verbs are told, and what people call it where that says more.
pub(super) fn wave(id: &str, name: Option<&Localized>, words: &Words, default: &Tag) -> String {
    let name = name.map(|name| name.get(&words.tag(default), default));
    match name.filter(|name| !name.is_empty() && name.to_lowercase() != id.to_lowercase()) {
        Some(name) => format!("{id} ({name})"),
        None => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::report::words::{DUTCH, ENGLISH};

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

    #[test]
    fn a_wave_is_called_by_its_id_and_by_its_name_where_that_is_another_word() {
        let (nl, en) = (fixture::tag("nl"), fixture::tag("en"));
        let name = Localized([(nl.clone(), "Voorlopers".to_owned()), (en, "Early".to_owned())].into());
        assert_eq!(wave("early", Some(&name), &ENGLISH, &nl), "early");
        assert_eq!(wave("early", Some(&name), &DUTCH, &nl), "early (Voorlopers)");
        assert_eq!(wave("early", None, &DUTCH, &nl), "early");
    }
}
