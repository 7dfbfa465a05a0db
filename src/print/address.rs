//! Where a person is, as it stands on an envelope or a label.

use crate::campaign::Person;
use crate::render::one_line;

/// Columns of the people data that hold a street with its number, as exports call them.
const STREET: [&str; 4] = ["street_address", "street", "address", "adres"];
const POSTCODE: [&str; 4] = ["postal_code", "postcode", "zip", "zip_code"];
const CITY: [&str; 4] = ["city", "town", "plaats", "woonplaats"];
const COUNTRY: [&str; 3] = ["country", "country_or_region", "land"];

/// Lines of an address, the name first, at most six (DIN 5008). The postal address where the data has one; else the
/// department and the building, for the internal mail.
pub(super) fn lines(person: &Person) -> Vec<String> {
    let column = |names: &[&str]| {
        let found = names.iter().find_map(|name| person.attributes.get(*name));
        found.map(|text| one_line(text).into_owned()).filter(|text| !text.is_empty())
    };
    let mut lines = vec![one_line(&person.name).into_owned()];
    match (column(&STREET), column(&CITY)) {
        (Some(street), Some(city)) => {
            lines.push(street);
            // Two spaces after the postcode (NEN 5825).
            lines.push(column(&POSTCODE).map_or_else(|| city.clone(), |code| format!("{code}  {city}")));
            lines.extend(column(&COUNTRY));
        }
        _ => {
            let place = [&person.department, &person.site];
            lines.extend(place.into_iter().flatten().map(|text| one_line(text).into_owned()));
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}
