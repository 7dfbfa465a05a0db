//! Where a person is, as it stands on an envelope or a label.

use std::collections::BTreeMap;

use crate::campaign::Person;
use crate::render::one_line;

/// Columns of the people data that hold a street with its number, as exports call them.
const STREET: [&str; 4] = ["street_address", "street", "address", "adres"];
const POSTCODE: [&str; 4] = ["postal_code", "postcode", "zip", "zip_code"];
const CITY: [&str; 4] = ["city", "town", "plaats", "woonplaats"];
const COUNTRY: [&str; 3] = ["country", "country_or_region", "land"];

/// Lines of an address, the name first, at most six (DIN 5008). The postal address where the data has one; else the
/// department and the building, for the internal mail. The country only where it is not `home`: no post writes its own.
pub(super) fn lines(person: &Person, home: Option<&str>) -> Vec<String> {
    let mut lines = vec![one_line(&person.name).into_owned()];
    match (column(person, &STREET), column(person, &CITY)) {
        (Some(street), Some(city)) => {
            lines.push(street);
            // Two spaces after the postcode (NEN 5825).
            lines.push(column(person, &POSTCODE).map_or_else(|| city.clone(), |code| format!("{code}  {city}")));
            let country = column(person, &COUNTRY).filter(|country| home != Some(&*country.to_lowercase()));
            // In capitals, as the last line (Universal Postal Union, S42).
            lines.extend(country.map(|country| country.to_uppercase()));
        }
        _ => {
            let place = [&person.department, &person.site];
            lines.extend(place.into_iter().flatten().map(|text| one_line(text).into_owned()));
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// The country that most people live in, in small letters: the letters are posted there.
pub(super) fn home(people: &[Person]) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for country in people.iter().filter_map(|person| column(person, &COUNTRY)) {
        *counts.entry(country.to_lowercase()).or_default() += 1;
    }
    // The first of the alphabet where two have as many.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(country, _)| country)
}

fn column(person: &Person, names: &[&str]) -> Option<String> {
    let found = names.iter().find_map(|name| person.attributes.get(*name));
    found.map(|text| one_line(text).into_owned()).filter(|text| !text.is_empty())
}
