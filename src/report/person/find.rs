//! Whom somebody means.

use super::super::screen::clean;
use crate::campaign::{People, Person};
use crate::error::{Error, Result};

/// Finds a person by identity, address or full name, ignoring case.
///
/// # Errors
/// A usage error when nobody or more than one answers to it, with the nearest.
pub fn find_person(people: &People, wanted: &str) -> Result<usize> {
    let typed = clean(wanted.trim());
    let wanted = wanted.trim().to_lowercase();
    if let Some(at) = people.index_of(&wanted) {
        return Ok(at);
    }
    let answers = |person: &Person| {
        person.email.as_ref().is_some_and(|email| email.to_lowercase() == wanted)
            || person.name.to_lowercase() == wanted
    };
    let found: Vec<usize> = (0..people.persons.len()).filter(|at| answers(&people.persons[*at])).collect();
    match found[..] {
        [at] => Ok(at),
        [] => {
            let error = Error::usage(format!("nobody in the people data is called `{typed}`"));
            let near = |person: &&Person| {
                let email = person.email.as_deref().unwrap_or("");
                let distance = |text: &str| strsim::damerau_levenshtein(&text.to_lowercase(), &wanted);
                distance(&person.id).min(distance(&person.name)).min(distance(email))
            };
            Err(match people.persons.iter().min_by_key(near).filter(|person| near(person) <= 3) {
                Some(person) => error.hint(format!("did you mean `{}` ({})?", clean(&person.id), clean(&person.name))),
                None => error.hint("give the identity, the address or the full name"),
            })
        }
        [..] => {
            let whose = |at: &usize| {
                let person = &people.persons[*at];
                let place = [person.department.as_deref(), person.site.as_deref()];
                let place: Vec<&str> = place.into_iter().flatten().filter(|text| !text.is_empty()).collect();
                let place = if place.is_empty() { String::new() } else { format!(" ({})", place.join(", ")) };
                clean(&format!("{}{place}", person.id))
            };
            let ids: Vec<String> = found.iter().take(5).map(whose).collect();
            Err(Error::usage(format!("{} people are called `{typed}`", found.len()))
                .hint(format!("give the identity: {}", ids.join(", or "))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;
    use crate::report::fixture;

    #[test]
    fn a_misspelt_name_gets_the_nearest() {
        let people = fixture::people();
        let error = find_person(&people, "Chloe O'Brien-t Hart").unwrap_err();
        assert_eq!(error.kind, Kind::Usage);
        assert_eq!(
            error.to_string(),
            "nobody in the people data is called `Chloe O'Brien-t Hart` (did you mean `chloe` (Chloë O'Brien-'t Hart)?)"
        );
        let mut two = people.clone();
        two.persons[1].name = two.persons[0].name.clone();
        let error = find_person(&two, "ayşe ağca").unwrap_err();
        assert_eq!(
            error.to_string(),
            "2 people are called `ayşe ağca` (give the identity: ayse (IT, Stadhuis), or bob (Facilities, Werf))"
        );
    }
}
