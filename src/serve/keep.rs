//! The approved campaign, read once and kept for all pages as long as nobody changes it; and what it comes to, worked out once for
//! all who look at it.

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};

use super::composers::Composers;
use super::journal::Journal;
use super::standing::{Seen, Standing};
use crate::app::{Locked, Register};
use crate::error::Result;
use crate::ledger::Row;
use crate::render::Mail;
use crate::schedule::Forecast;

/// Of which day something is, and where the journal ended by then.
type OfDay = (Journal, NaiveDate);

/// The approved campaign as it is by now.
pub(super) struct Kept {
    pub(super) locked: Locked,
    /// Its people, to be looked up.
    pub(super) register: Register,
    written: u64,
    journal: Journal,
    standing: RefCell<Option<(Seen, Arc<Standing>)>>,
    forecast: RefCell<Option<(OfDay, Arc<Forecast>)>>,
    composers: Composers,
}

/// What is kept between two requests.
pub(super) struct Keep {
    dir: PathBuf,
    kept: Mutex<Option<Kept>>,
}

impl Keep {
    /// Nothing yet, of a campaign directory.
    pub(super) fn of(dir: PathBuf) -> Self {
        Keep { dir, kept: Mutex::new(None) }
    }

    /// Looks at it as it is by now.
    ///
    /// # Errors
    /// When nothing was approved yet, or the ledger cannot be read; or that of `look`.
    pub(super) fn with<T>(&self, look: impl FnOnce(&Kept) -> Result<T>) -> Result<T> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // What cannot be read is opened anew the next time: the ledger may be another file by then.
        let now = match kept.take() {
            Some(mut known) => {
                known.look_again()?;
                known
            }
            None => Kept::open(&self.dir)?,
        };
        look(kept.insert(now))
    }
}

impl Kept {
    fn open(dir: &std::path::Path) -> Result<Self> {
        let locked = Locked::open(dir)?;
        let (written, entries) = (locked.ledger.written()?, locked.ledger.journal()?);
        let (register, journal) = (Register::of(&locked.loaded.people), Journal::of(&entries));
        Ok(Kept {
            register,
            locked,
            written,
            journal,
            standing: RefCell::default(),
            forecast: RefCell::default(),
            composers: Composers::default(),
        })
    }

    fn look_again(&mut self) -> Result<()> {
        let written = self.locked.ledger.written()?;
        if written == self.written {
            return Ok(());
        }
        let entries = self.locked.ledger.journal()?;
        let is_other = !self.journal.leads_to(&entries);
        self.locked.look_again(is_other)?;
        if is_other {
            self.register = Register::of(&self.locked.loaded.people);
            self.composers = Composers::default();
        }
        (self.written, self.journal) = (written, Journal::of(&entries));
        Ok(())
    }

    /// Where the campaign stands at `now`. `seen` is how often the ledger was written when open pages were last told of it: who
    /// comes for that, a second after another, looks at the same while a sender works on.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) fn standing(&self, now: DateTime<Utc>, seen: Option<u64>) -> Result<Arc<Standing>> {
        let (journal, minute) = (self.journal.clone(), now.timestamp().div_euclid(60));
        let seen = Seen { journal, ledger: seen.unwrap_or(self.written), minute };
        if let Some((_, standing)) = self.standing.borrow().as_ref().filter(|(of, _)| *of == seen) {
            return Ok(Arc::clone(standing));
        }
        let (report, overview) = (self.locked.report(now, None)?, self.locked.overview(now)?);
        let standing = Arc::new(Standing { report, overview, forecast: self.forecast(now)? });
        self.standing.replace(Some((seen, Arc::clone(&standing))));
        Ok(standing)
    }

    /// Where its journal ends.
    pub(super) fn journal(&self) -> Journal {
        self.journal.clone()
    }

    /// A message as it went, or would go.
    ///
    /// # Errors
    /// As [`Locked::message`].
    pub(super) fn message(&self, row: &Row, now: DateTime<Utc>) -> Result<Mail> {
        let kept = |snapshot: Option<&str>| self.composers.get(snapshot, || self.locked.composer(snapshot));
        self.locked.message_by(row, now, kept)
    }

    /// What comes to the helpdesk: that is another on another day, and when somebody did something. What is delivered changes
    /// nothing of it.
    fn forecast(&self, now: DateTime<Utc>) -> Result<Arc<Forecast>> {
        let day = now.with_timezone(&self.locked.loaded.campaign.timezone).date_naive();
        let key = (self.journal.clone(), day);
        if let Some((_, forecast)) = self.forecast.borrow().as_ref().filter(|(of, _)| *of == key) {
            return Ok(Arc::clone(forecast));
        }
        let forecast = Arc::new(self.locked.forecast(now)?);
        self.forecast.replace(Some((key, Arc::clone(&forecast))));
        Ok(forecast)
    }
}
