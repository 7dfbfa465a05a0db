//! Where an approved campaign stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::approve::{Proposal, proposal};
use super::locked::Locked;
use super::steer::waiting;
use crate::compose::Composer;
use crate::error::Result;
use crate::ledger::{Filter, Hold, Pause, Row, Scope, SenderSeen, State};
use crate::report::{Counts, Upcoming};

/// More notices that need a person than this are not listed.
const LISTED: u32 = 20;

/// Where an approved campaign stands.
pub struct Overview {
    /// How many notices there are per wave, phase, message and state.
    pub counts: Counts,
    /// The first of those that need a person.
    pub attention: Vec<Row>,
    /// The holds in force, the oldest first.
    pub holds: Vec<Hold>,
    /// When something is due next.
    pub next_due: Option<DateTime<Utc>>,
    /// What that is.
    pub next: Vec<Upcoming>,
    /// How many of those that a gate holds would be too late if it opened now, by its wave.
    pub too_late: BTreeMap<String, u64>,
    /// Whether the plan was approved by a program that kept no gates.
    pub lacks_gates: bool,
    /// A plan that waits for a second person.
    pub proposed: Option<Proposal>,
    /// The relays that want to be left alone.
    pub pauses: Vec<Pause>,
    /// Who sends, or does what nobody sends beside.
    pub senders: Vec<SenderSeen>,
    /// How many notices a relay took within the last hour, and when the last of them.
    pub lately: (u64, Option<DateTime<Utc>>),
}

impl Locked {
    /// Where the campaign stands at `now`.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn overview(&self, now: DateTime<Utc>) -> Result<Overview> {
        self.overview_by(now, || self.composer(None))
    }

    /// The same, by what makes messages of the snapshot in force. Who looks again and again keeps it.
    ///
    /// # Errors
    /// As [`overview`](Self::overview), and that of `composer`.
    pub fn overview_by(
        &self,
        now: DateTime<Utc>,
        composer: impl FnOnce() -> Result<Arc<Composer>>,
    ) -> Result<Overview> {
        let states = State::ALL.into_iter().filter(|state| state.needs_a_person()).collect();
        let (holds, next_due) = (self.ledger.holds()?, self.ledger.next_due()?);
        let next = match next_due {
            Some(due) => self.upcoming(due.max(now), &*composer()?)?,
            None => Vec::new(),
        };
        let mut too_late = BTreeMap::new();
        if holds.iter().any(|hold| matches!(hold.scope, Scope::Gate(_))) {
            let waiting = waiting(&*self.ledger, &self.loaded.campaign, now)?;
            too_late = waiting.into_iter().map(|(wave, waits)| (wave, waits.too_late)).collect();
        }
        let lately = self.ledger.accepted_since(now - TimeDelta::hours(1), &[])?;
        Ok(Overview {
            counts: self.ledger.counts()?,
            attention: self.ledger.list(&Filter { states, limit: Some(LISTED), ..Filter::default() })?,
            holds,
            next_due,
            next,
            too_late,
            lacks_gates: self.lacks_gates()?,
            proposed: proposal(&*self.ledger)?,
            pauses: self.ledger.pauses(now)?,
            senders: self.ledger.senders()?,
            lately: (lately.iter().map(|(_, count)| count).sum(), lately.last().map(|(at, _)| *at)),
        })
    }

    /// What a sender can claim at `at`, by message and wave, and to how many it would go as things are now.
    fn upcoming(&self, at: DateTime<Utc>, composer: &Composer) -> Result<Vec<Upcoming>> {
        let mut upcoming: Vec<Upcoming> = Vec::new();
        self.ledger.visit(&Filter { due: Some(at), ..Filter::default() }, &mut |row| {
            let entry = row.entry;
            let known = upcoming.iter().position(|one| one.message == *entry.message && one.wave == *entry.wave);
            let at = known.unwrap_or_else(|| {
                let (message, wave) = (entry.message.to_string(), entry.wave.to_string());
                let (people, gate) = (entry.person.as_ref().map(|_| 0), entry.gate.as_ref().map(ToString::to_string));
                upcoming.push(Upcoming { message, wave, people, gate });
                upcoming.len() - 1
            });
            let is_meant =
                composer.resolve(&entry).is_ok_and(|notice| composer.still_meant(&notice, &self.progress).is_ok());
            if let Some(people) = &mut upcoming[at].people {
                *people += u64::from(is_meant);
            }
            Ok(())
        })?;
        Ok(upcoming)
    }

    /// Shows where every notice stands to `each`, by due time. Nothing is collected.
    ///
    /// # Errors
    /// When the ledger cannot be read; or that of `each`.
    pub fn visit_notices(&self, each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        self.ledger.visit_by_due(&Filter::default(), each)
    }
}
