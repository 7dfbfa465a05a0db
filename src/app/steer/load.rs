//! What comes to the helpdesk: what is expected of an approved campaign, and what came.

use chrono::{DateTime, NaiveDate, Utc};

use super::gatekeeper::gates_of;
use crate::app::locked::{Locked, progress};
use crate::app::workspace::Workspace;
use crate::campaign::{Campaign, People};
use crate::error::Result;
use crate::ledger::{Act, Deed};
use crate::schedule::{Forecast, Seen, WaveGate, assign, forecast};

impl Locked {
    /// The helpdesk's days by what is known at `now`.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn forecast(&self, now: DateTime<Utc>) -> Result<Forecast> {
        let (campaign, people) = (&self.loaded.campaign, &self.loaded.people);
        Ok(forecast_of((campaign, people), &self.ledger.acts()?, &self.gates(now)?, now))
    }
}

impl Workspace {
    /// The helpdesk's days by the working files and what is known by now.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn forecast(&self) -> Result<Forecast> {
        let files: (&Campaign, &People) = (&self.loaded.campaign, &self.loaded.people);
        let Some(ledger) = self.ledger()? else { return Ok(forecast_of(files, &[], &[], self.now)) };
        let gates = gates_of(&*ledger, &self.loaded, &progress(&*ledger)?, self.now)?;
        Ok(forecast_of(files, &ledger.acts()?, &gates, self.now))
    }
}

/// The same, of a campaign, what people did, and how far its waves are.
fn forecast_of(
    (campaign, people): (&Campaign, &People),
    acts: &[Act],
    waves: &[WaveGate],
    now: DateTime<Utc>,
) -> Forecast {
    let today = now.with_timezone(&campaign.timezone).date_naive();
    let mut seen = seen(campaign, acts, now);
    let is_known = waves.iter().any(|wave| wave.evidence.marked || wave.evidence.learnt.is_some());
    if is_known {
        let left = |wave: &WaveGate| match wave.evidence.people {
            0 => 1.0,
            people => f64::from(people - wave.evidence.moved) / f64::from(people),
        };
        seen.left = waves.iter().map(left).collect();
    }
    forecast(campaign, people, &assign(campaign, people), &seen, today)
}

/// What came by `now`: what was said of a day last counts.
pub(super) fn seen(campaign: &Campaign, acts: &[Act], now: DateTime<Utc>) -> Seen {
    let today = now.with_timezone(&campaign.timezone).date_naive();
    let mut seen = Seen::default();
    for act in acts.iter().filter(|act| act.at <= now) {
        if let Some((wave, day, count)) = contacts(campaign, &act.what)
            && day < today
        {
            seen.contacts.insert((wave, day), count);
        }
    }
    seen
}

fn contacts(campaign: &Campaign, deed: &Deed) -> Option<(u16, NaiveDate, u32)> {
    let Deed::Contacts { wave, day, count } = deed else { return None };
    let at = campaign.waves.iter().position(|known| known.id == *wave)?;
    Some((u16::try_from(at).ok()?, *day, *count))
}
