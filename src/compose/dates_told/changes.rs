//! What other dates of a wave mean for its people: who knows which, who hears the new ones, whose calendar follows.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::DatesTold;
use crate::campaign::Loaded;
use crate::error::Result;
use crate::ledger::InCalendar;
use crate::schedule::{DatesChanged, assign};

impl DatesTold {
    /// The waves of whose people some were told other dates than they have in `loaded`, in the order of the campaign; `at` is
    /// when it is approved.
    ///
    /// # Errors
    /// As [`DatesTold::reschedules`].
    pub fn changes(&self, loaded: &Loaded, at: DateTime<Utc>) -> Result<Vec<DatesChanged>> {
        if !self.persons.values().any(|heard| heard.last.is_some()) {
            return Ok(Vec::new());
        }
        let (campaign, people) = (&loaded.campaign, &loaded.people);
        let (mut hear, mut moved) = (BTreeSet::new(), BTreeSet::new());
        for (notice, _) in self.news(loaded, at)? {
            hear.extend(notice.person);
            if let Some((InCalendar::Invite | InCalendar::Meeting, _)) = self.in_calendar(loaded, &notice) {
                moved.extend(notice.person);
            }
        }
        let changed = |wave: &crate::campaign::Wave| DatesChanged {
            wave: wave.id.clone(),
            now: wave.dates(),
            known: BTreeMap::new(),
            untold: 0,
        };
        let mut changes: Vec<DatesChanged> = campaign.waves.iter().map(changed).collect();
        for ((person, wave), place) in people.persons.iter().zip(assign(campaign, people).waves).zip(0u32..) {
            let Some(wave) = wave.filter(|_| person.standing.must_move()) else { continue };
            let change = &mut changes[usize::from(wave)];
            let heard = self.persons.get(&person.id);
            let Some((_, told)) = heard.and_then(|heard| heard.last) else {
                change.untold += 1;
                continue;
            };
            if told == change.now {
                continue;
            }
            let knowing = change.known.entry(told).or_default();
            knowing.people += 1;
            knowing.hear += u64::from(hear.contains(&place));
            if heard.is_some_and(|heard| heard.appointments.entry().is_some()) {
                knowing.entries += 1;
                knowing.moved += u64::from(moved.contains(&place));
            }
        }
        changes.retain(|change| !change.known.is_empty());
        Ok(changes)
    }
}
