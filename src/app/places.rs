//! What is nobody's and can be looked up all the same: shared devices, and sites.

use std::collections::HashMap;

use super::locked::Locked;
use crate::campaign::{Device, Standing, fold};

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

impl Locked {
    /// The devices of nobody that are called so or have this serial number, in the order of the data. Accents and capitals do not
    /// matter.
    pub fn shared_devices(&self, wanted: &str) -> Vec<&Device> {
        let Some(is_meant) = meant(wanted) else { return Vec::new() };
        let named = |device: &&Device| [&device.name, &device.serial].into_iter().flatten().any(|text| is_meant(text));
        self.loaded.people.ownerless.iter().filter(named).take(FOUND).collect()
    }

    /// The sites that are called so, with how far their people are.
    pub fn sites(&self, wanted: &str) -> Vec<Site> {
        let Some(is_meant) = meant(wanted) else { return Vec::new() };
        let mut sites: Vec<Site> = Vec::new();
        // Each name is judged once, however many people are there.
        let mut known: HashMap<&str, Option<usize>> = HashMap::new();
        for person in &self.loaded.people.persons {
            let Some(name) = person.site.as_deref() else { continue };
            let at = *known.entry(name).or_insert_with(|| {
                let is_shown = sites.len() < FOUND && is_meant(name);
                is_shown.then(|| {
                    sites.push(Site { name: name.to_owned(), people: 0, moved: 0, failed: 0 });
                    sites.len() - 1
                })
            });
            let Some(at) = at else { continue };
            let site = &mut sites[at];
            site.people += 1;
            match self.progress.standing(person) {
                Standing::Migrated(_) => site.moved += 1,
                Standing::Failed(_) => site.failed += 1,
                Standing::Pending | Standing::Left => {}
            }
        }
        sites.sort_by(|one, other| one.name.cmp(&other.name));
        sites
    }
}

/// Whether a text has in it what is wanted; nothing where nothing is.
fn meant(wanted: &str) -> Option<impl Fn(&str) -> bool> {
    let wanted = fold::plain(&fold::name_key(wanted)).into_owned();
    (!wanted.is_empty()).then_some(move |text: &str| fold::plain(&fold::name_key(text)).contains(&*wanted))
}
