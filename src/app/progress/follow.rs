//! The messages that follow from what was learnt.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::app::locked::Locked;
use crate::campaign::{Event, Loaded, Standing};
use crate::compose::Entries;
use crate::ledger::{Entry, Fact};
use crate::schedule::on_event;

/// The notices that come into being by what was learnt: those of rules on an event.
pub(super) fn notices(locked: &Locked, facts: &[Fact], now: DateTime<Utc>) -> Vec<Entry> {
    let Loaded { campaign, people, catalogue, .. } = &*locked.loaded;
    let mut progress = locked.progress.clone();
    for fact in facts {
        fact.teach(&mut progress);
    }
    let (named, mut entries) = (Entries::of(&locked.loaded), Vec::new());
    let mut seen = BTreeSet::new();
    for fact in facts.iter().filter(|fact| seen.insert(fact.person.clone())) {
        let Some(at) = people.index_of(&fact.person) else { continue };
        let person = &people.persons[at];
        let event = match (locked.progress.standing(person), progress.standing(person)) {
            (Standing::Migrated(_), _) => continue,
            (_, Standing::Migrated(_)) => Event::Migrated,
            (Standing::Failed(_), _) => continue,
            (_, Standing::Failed(_)) => Event::Failed,
            _ => continue,
        };
        let made = on_event(campaign, people, catalogue, at, (event, now), &|who| progress.bounces(who));
        entries.extend(made.iter().map(|notice| named.entry(notice)));
    }
    entries
}
