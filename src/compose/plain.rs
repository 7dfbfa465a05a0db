//! Whether somebody's own data may be what a sheet of paper has no letters or no room for, and the same person without it.

use crate::campaign::Person;

/// Longer than the longest name of an ordinary column.
const LONG: usize = 60;

/// Whether a name or another text of the person's own is long, or in letters other than Latin, Greek and Cyrillic.
pub(super) fn is_unusual(person: &Person) -> bool {
    let texts = [&person.given_name, &person.surname, &person.department, &person.site];
    let devices = person.devices.iter().flat_map(|device| [&device.name, &device.model]);
    let place = person.visit.iter().map(|visit| &visit.place);
    let own = texts.into_iter().chain(devices).chain(place).flatten().map(String::as_str);
    own.chain(person.attributes.values().map(|text| &**text)).chain([person.name.as_str()]).any(is_odd)
}

fn is_odd(text: &str) -> bool {
    text.chars().count() > LONG || !text.chars().all(is_common)
}

/// A letter that every built-in typeface has.
fn is_common(c: char) -> bool {
    matches!(c, ' '..='\u{7e}' | '\u{a0}'..='\u{24f}' | '\u{370}'..='\u{4ff}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{203a}' | '€')
}

/// The same person with a name that every sheet has room for.
pub(super) fn plain(person: &Person) -> Person {
    let mut plain = person.clone();
    plain.name = "Anna Bakker".into();
    let given = |name: &mut Option<String>, new: &str| *name = name.as_ref().map(|_| new.to_owned());
    given(&mut plain.given_name, "Anna");
    given(&mut plain.surname, "Bakker");
    // Templates may look at what a text is, so one that is ordinary stays.
    let own = [&mut plain.department, &mut plain.site].into_iter();
    let own = own.chain(plain.visit.iter_mut().map(|visit| &mut visit.place));
    let devices = plain.devices.iter_mut().flat_map(|device| [&mut device.name, &mut device.model]);
    own.chain(devices).flatten().filter(|text| is_odd(text)).for_each(|text| *text = "A".into());
    plain.attributes.values_mut().filter(|text| is_odd(text)).for_each(|text| *text = "A".into());
    plain
}
