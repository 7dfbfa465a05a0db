//! Counts where a campaign stands. What does not change with each message that is delivered is counted once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, NaiveDate, Utc};

use super::journal::Journal;
use super::kept::Kept;
use super::standing::Standing;
use crate::app::Locked;
use crate::compose::Composer;
use crate::error::Result;
use crate::report::{Names, Spans};
use crate::schedule::Forecast;

/// Of which day a forecast is, and where the journal ended by then.
type OfDay = (Journal, NaiveDate);

/// Who counts.
pub(super) struct Maker {
    pub(super) locked: Locked,
    facts: u64,
    composer: Arc<Composer>,
    /// When its messages are due.
    spans: Option<Spans>,
    forecast: Option<(OfDay, Arc<Forecast>)>,
}

impl Maker {
    /// By a look at the ledger of its own.
    ///
    /// # Errors
    /// When that cannot be used, or no message be made.
    pub(super) fn of(kept: &Kept) -> Result<Self> {
        let (locked, composer) = (kept.locked.again()?, kept.composer()?);
        Ok(Maker { locked, facts: 0, composer, spans: None, forecast: None })
    }

    /// Whether it counts the campaign that is kept, and not one that was.
    pub(super) fn is_of(&self, kept: &Kept) -> bool {
        Arc::ptr_eq(&self.locked.loaded, &kept.locked.loaded)
    }

    /// Learns what has happened to people since.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) fn learn(&mut self) -> Result<()> {
        self.facts = self.locked.learn(self.facts)?;
        Ok(())
    }

    /// Where the campaign stands at `now`, when its journal ends here.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) fn make(&mut self, now: DateTime<Utc>, journal: &Journal) -> Result<Standing> {
        let forecast = self.forecast(now, journal)?;
        let locked = &self.locked;
        let spans = match &mut self.spans {
            Some(spans) => spans,
            none => none.insert(locked.spans()?),
        };
        let (report, outline) = (locked.report(now, None)?, locked.outline(spans, now)?);
        let overview = locked.overview_by(now, || Ok(Arc::clone(&self.composer)))?;
        let whose = || overview.attention.iter().filter_map(|row| row.entry.person.clone());
        let mut names = HashMap::new();
        if whose().next().is_some() {
            let all = Names::of(&locked.loaded.people);
            names.extend(whose().map(|person| (person.clone(), all.of_id(&person))));
        }
        let loaded = Arc::clone(&locked.loaded);
        Ok(Standing { loaded, report, overview, forecast, outline, names, drawn: Mutex::default() })
    }

    /// What comes to the helpdesk: that is another on another day, and when somebody did something. What is delivered changes
    /// nothing of it.
    fn forecast(&mut self, now: DateTime<Utc>, journal: &Journal) -> Result<Arc<Forecast>> {
        let day = now.with_timezone(&self.locked.loaded.campaign.timezone).date_naive();
        let key = (journal.clone(), day);
        if let Some((_, forecast)) = self.forecast.as_ref().filter(|(of, _)| *of == key) {
            return Ok(Arc::clone(forecast));
        }
        let forecast = Arc::new(self.locked.forecast(now)?);
        self.forecast = Some((key, Arc::clone(&forecast)));
        Ok(forecast)
    }
}
