//! What is nobody's and can be looked up all the same: shared devices, and sites.

use std::collections::HashMap;

use super::locked::Locked;
use crate::campaign::{Device, People, Progress, Standing, fold};

/// So many of each are found.
const FOUND: usize = 20;

/// A site, and how far its people are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// What it is called in the data.
    pub name: String,
    /// How many people are there.
    pub people: u64,
    /// How many of them have moved.
    pub moved: u64,
    /// Of how many it failed.
    pub failed: u64,
}

/// The sites of a campaign's people, to be looked up: who is where is found once.
#[derive(Debug, Clone, Default)]
pub struct Sites(Vec<Named>);

#[derive(Debug, Clone)]
struct Named {
    name: String,
    folded: String,
    /// The positions of its people.
    people: Vec<u32>,
}

impl Locked {
    /// The devices of nobody that are called so or have this serial number, in the order of the data. Accents and capitals do not
    /// matter.
    pub fn shared_devices(&self, wanted: &str) -> Vec<&Device> {
        let Some(is_meant) = meant(wanted) else { return Vec::new() };
        let named = |device: &&Device| [&device.name, &device.serial].into_iter().flatten().any(|text| is_meant(text));
        self.loaded.people.ownerless.iter().filter(named).take(FOUND).collect()
    }
}

impl Sites {
    /// Of these people.
    pub fn of(people: &People) -> Self {
        let mut known: HashMap<&str, Vec<u32>> = HashMap::new();
        for (at, person) in (0_u32..).zip(&people.persons) {
            if let Some(name) = person.site.as_deref() {
                known.entry(name).or_default().push(at);
            }
        }
        let named = |(name, people): (&str, Vec<u32>)| Named { name: name.to_owned(), folded: folded(name), people };
        let mut sites: Vec<Named> = known.into_iter().map(named).collect();
        sites.sort_by(|one, other| one.name.cmp(&other.name));
        Sites(sites)
    }

    /// Those that are called so, in the order of their names, with how far their people are. Accents and capitals do not matter.
    pub fn find(&self, wanted: &str, people: &People, progress: &Progress) -> Vec<Site> {
        let wanted = folded(wanted);
        let is_meant = |site: &&Named| !wanted.is_empty() && site.folded.contains(&wanted);
        let counted = |site: &Named| {
            let mut found = Site { name: site.name.clone(), people: 0, moved: 0, failed: 0 };
            for person in site.people.iter().filter_map(|at| people.persons.get(*at as usize)) {
                found.people += 1;
                match progress.standing(person) {
                    Standing::Migrated(_) => found.moved += 1,
                    Standing::Failed(_) => found.failed += 1,
                    Standing::Pending | Standing::Left => {}
                }
            }
            found
        };
        self.0.iter().filter(is_meant).take(FOUND).map(counted).collect()
    }
}

/// Whether a text has in it what is wanted; nothing where nothing is.
fn meant(wanted: &str) -> Option<impl Fn(&str) -> bool> {
    let wanted = folded(wanted);
    (!wanted.is_empty()).then_some(move |text: &str| folded(text).contains(&wanted))
}

/// A name as it is compared.
fn folded(name: &str) -> String {
    fold::plain(&fold::name_key(name)).into_owned()
}
