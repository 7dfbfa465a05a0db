//! What came to the helpdesk.

use chrono::NaiveDate;

use super::gatekeeper::Gatekeeper;
use super::let_go::{LetGo, let_go};
use crate::error::{Error, Result, did_you_mean};
use crate::ledger::{Act, Deed};

impl Gatekeeper {
    /// The wave that contacts of a day are about when none is named: the one that is under way, from its start to two weeks
    /// after its deadline.
    ///
    /// # Errors
    /// [`Usage`](crate::error::Kind::Usage) when that is none or several.
    pub fn under_way_on(&self, day: NaiveDate) -> Result<String> {
        let waves = &self.locked.loaded.campaign.waves;
        let under_way = |wave: &&crate::campaign::Wave| wave.start <= day && day <= wave.deadline + AFTER;
        let found: Vec<&str> = waves.iter().filter(under_way).map(|wave| &*wave.id).collect();
        match found[..] {
            [one] => Ok(one.to_owned()),
            [] => Err(Error::usage(format!("no wave is under way on {day}")).hint("name the wave: `--wave`")),
            [..] => Err(Error::usage(format!("on {day} more than one wave is under way: {}", found.join(", ")))
                .hint("name the one that the contacts are about: `--wave`")),
        }
    }

    /// Keeps how many contacts came to the helpdesk on a day about a wave, in place of what was said of that day before.
    ///
    /// # Errors
    /// [`Usage`](crate::error::Kind::Usage) when there is no such wave, or the day is still to come; or the ledger cannot
    /// be written.
    pub fn log_contacts(&mut self, wave: &str, day: NaiveDate, count: u32, by: &str) -> Result<Vec<LetGo>> {
        self.keep_contacts(wave, day, count, (by, None))
    }

    /// Keeps one more contact of today about a wave; `about` is what it was about, for who reads the journal.
    ///
    /// # Errors
    /// As [`log_contacts`](Self::log_contacts).
    pub fn one_more_contact(&mut self, wave: &str, about: &str, by: &str) -> Result<Vec<LetGo>> {
        let today = self.now.with_timezone(&self.locked.loaded.campaign.timezone).date_naive();
        let acts = self.locked.ledger.acts()?;
        let so_far = acts.iter().rev().find_map(|act| match &act.what {
            Deed::Contacts { wave: of, day, count } if of == wave && *day == today => Some(*count),
            _ => None,
        });
        self.keep_contacts(wave, today, so_far.unwrap_or(0).saturating_add(1), (by, Some(about)))
    }

    fn keep_contacts(
        &mut self,
        wave: &str,
        day: NaiveDate,
        count: u32,
        (by, why): (&str, Option<&str>),
    ) -> Result<Vec<LetGo>> {
        let campaign = &self.locked.loaded.campaign;
        if !campaign.waves.iter().any(|known| known.id == wave) {
            let names: Vec<&str> = campaign.waves.iter().map(|wave| &*wave.id).collect();
            let all = || format!("waves: {}", names.join(", "));
            return Err(Error::usage(format!("no wave of the approved plan is called `{wave}`")).hint(did_you_mean(
                wave,
                names.iter().copied(),
                3,
                all,
            )));
        }
        let today = self.now.with_timezone(&campaign.timezone).date_naive();
        if day > today {
            return Err(Error::usage(format!("{day} is still to come")).hint("log what came, when the day is over"));
        }
        let what = Deed::Contacts { wave: wave.to_owned(), day, count };
        self.locked.ledger.act(&Act { what, by: by.into(), why: why.map(str::to_owned), at: self.now })?;
        let_go(&mut self.locked, self.now)
    }
}

/// How long after its deadline people still call about a wave, when nobody says which one they mean.
pub(super) const AFTER: chrono::Days = chrono::Days::new(14);
