//! The people of a campaign, to be looked up by whoever has one of them on the telephone.

use memchr::memmem::Finder;

use crate::campaign::{People, Person, fold};

/// Before each text of a person, and before each of their devices: no name has one of these.
const OWN: char = '\u{1f}';
const DEVICE: char = '\u{1e}';

/// The people of a campaign with everything they can be looked up by, as it is compared.
#[derive(Debug, Clone, Default)]
pub struct Register {
    /// One after another: a line of a person ends before the next begins.
    text: String,
    /// Where the line of each person begins.
    starts: Vec<usize>,
}

impl Register {
    /// Of these people.
    pub fn of(people: &People) -> Self {
        let mut register = Register::default();
        for person in &people.persons {
            register.starts.push(register.text.len());
            register.add(person);
        }
        register
    }

    /// Name, user name, address, and what their devices are called and numbered.
    fn add(&mut self, person: &Person) {
        let own = [Some(&*person.name), Some(&*person.id), person.email.as_deref()];
        let devices = person.devices.iter().flat_map(|device| [device.serial.as_deref(), device.name.as_deref()]);
        let own = own.into_iter().flatten().map(|text| (OWN, text));
        for (mark, text) in own.chain(devices.flatten().map(|text| (DEVICE, text))) {
            self.text.push(mark);
            self.text += &fold::plain(&fold::name_key(text));
        }
        self.text.push('\n');
    }

    /// The positions of those whom somebody means, at most so many: who is called just so; then of whose name, user name or
    /// address a word begins so; then who, or whose device, has it anywhere. Those alike are in the order of the data.
    /// Accents and capitals do not matter.
    pub fn find(&self, wanted: &str, most: usize) -> Vec<usize> {
        let folded = fold::name_key(wanted);
        let wanted = fold::plain(&folded);
        // What separates texts is in none of them.
        if wanted.is_empty() || wanted.contains(['\n', OWN, DEVICE]) {
            return Vec::new();
        }
        let mut found: Vec<(u8, usize)> = Vec::new();
        let mut person = 0;
        for at in Finder::new(wanted.as_bytes()).find_iter(self.text.as_bytes()) {
            // What is found comes in the order of the people.
            person += self.starts[person + 1..].partition_point(|start| *start <= at);
            let (before, after) = (self.text[..at].chars().next_back(), self.text[at + wanted.len()..].chars().next());
            let whole = matches!(before, Some(OWN | DEVICE)) && matches!(after, Some(OWN | DEVICE | '\n'));
            let is_own = || self.text[..at].rfind([OWN, DEVICE]).is_some_and(|mark| self.text[mark..].starts_with(OWN));
            let rank = match before {
                _ if whole => 0,
                Some(OWN) => 1,
                Some(' ') if is_own() => 1,
                _ => 2,
            };
            match found.last_mut().filter(|(_, last)| *last == person) {
                Some((known, _)) => *known = rank.min(*known),
                None => found.push((rank, person)),
            }
        }
        found.sort_unstable();
        found.into_iter().take(most).map(|(_, person)| person).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::app::Workspace;

    /// Who is found in the sound campaign.
    fn found(wanted: &str) -> Vec<String> {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/campaigns/base");
        let now = "2027-02-01T08:00:00Z".parse().unwrap();
        let people = &Workspace::open(&dir, now).unwrap().loaded.people;
        let found = Register::of(people).find(wanted, 3);
        found.into_iter().map(|at| people.persons[at].called().to_owned()).collect()
    }

    #[test]
    fn people_are_found_by_what_they_say_on_the_telephone() {
        assert_eq!(found("  anna  bakker"), ["Anna"]);
        assert_eq!(found("AGCA"), ["Deniz"], "no accents on this keyboard");
        assert_eq!(found("c.obrien@voorbeeldstad.example"), ["Chloë"]);
        assert_eq!(found("f2lzk4xq0006"), ["Femke"], "a serial number");
        assert_eq!(found("Galaxy of Eva"), ["Eva"]);
    }

    #[test]
    fn who_is_called_so_comes_first_and_no_more_than_fit() {
        assert_eq!(found("smit"), ["Femke"]);
        assert_eq!(found("galaxy"), ["Chloë", "Eva"], "what a device is called");
        assert_eq!(found("b"), ["Anna", "Bram", "Chloë"], "Bakker and Bram begin so, O'Brien has it");
        assert_eq!(found("voorbeeldstad").len(), 3);
        for nobody in ["", " ", "zz", "\u{1f}", "bakker\n"] {
            assert!(nobody.trim() == "bakker" || found(nobody).is_empty(), "{nobody:?}");
        }
    }
}
