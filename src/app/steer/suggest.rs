//! Sizes and dates that the helpdesk can take.

use chrono::NaiveDate;

use super::gatekeeper::Gatekeeper;
use super::load::seen;
use crate::app::workspace::Workspace;
use crate::campaign::People;
use crate::error::{Error, Result};
use crate::ledger::Act;
use crate::schedule::{Basis, NoSuggestion, Suggestion, assign, learn, suggest};

/// When a wave could start whose own start has come while it waits for a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDates {
    /// The wave, by its id.
    pub wave: String,
    /// Its start as it was approved.
    pub was: NaiveDate,
    /// The first day on which it could start.
    pub start: NaiveDate,
    /// The deadline that follows from it.
    pub deadline: NaiveDate,
}

impl Workspace {
    /// Sizes and dates of waves that end earliest without a day that is too much for the helpdesk. Nothing is changed.
    ///
    /// # Errors
    /// [`Usage`](crate::error::Kind::Usage) when nothing can be proposed; or the ledger cannot be read.
    pub fn suggest(&self) -> Result<Suggestion> {
        let (campaign, people) = (&self.loaded.campaign, &self.loaded.people);
        let Some(capacity) = campaign.helpdesk.contacts_per_day else {
            return Err(Error::usage("the campaign does not say what the helpdesk can take")
                .hint("write `helpdesk: {contacts_per_day: …}`, and ask its lead for the number"));
        };
        let acts: Vec<Act> = match self.ledger()? {
            Some(ledger) => ledger.acts()?,
            None => Vec::new(),
        };
        let today = self.now.with_timezone(&campaign.timezone).date_naive();
        let membership = assign(campaign, people);
        let learnt = learn(campaign, people, &membership, &seen(campaign, &acts, self.now), today);
        // Who has moved by now calls no more.
        let by_now = self.people_by_now()?;
        let (capacity, membership) = (f64::from(capacity), &membership);
        let basis = Basis { campaign, people: &by_now, membership, learnt, today, capacity, behind: Vec::new() };
        suggest(&basis).map_err(|why| refused(&why))
    }
}

impl Gatekeeper {
    /// When the waves behind the gate of a wave could start, by the same method, if it opened now: of those whose start has
    /// come. Empty when nothing can be proposed.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn new_dates(&self, gate: &str) -> Result<Vec<NewDates>> {
        let loaded = &self.locked.loaded;
        let campaign = &loaded.campaign;
        let today = self.now.with_timezone(&campaign.timezone).date_naive();
        let Some(at) = campaign.waves.iter().position(|wave| wave.id == gate) else { return Ok(Vec::new()) };
        let later = (0u16..).zip(&campaign.waves).skip(at + 1);
        let late: Vec<u16> = later.clone().filter(|(_, wave)| wave.start < today).map(|(at, _)| at).collect();
        if late.is_empty() {
            return Ok(Vec::new());
        }
        let membership = assign(campaign, &loaded.people);
        let acts = self.locked.ledger.acts()?;
        let learnt = learn(campaign, &loaded.people, &membership, &seen(campaign, &acts, self.now), today);
        let mut by_now = People { persons: loaded.people.persons.clone(), ..People::default() };
        for person in &mut by_now.persons {
            person.standing = self.locked.progress.standing(person);
        }
        let capacity = campaign.helpdesk.contacts_per_day.map_or(f64::INFINITY, f64::from);
        let (people, membership) = (&by_now, &membership);
        let basis = Basis { campaign, people, membership, learnt, today, capacity, behind: late.clone() };
        let Ok(found) = suggest(&basis) else { return Ok(Vec::new()) };
        let of = |at: &u16| {
            let parts = || found.waves.iter().filter(|one| one.wave == *at);
            let (start, deadline) = (parts().map(|one| one.start).min()?, parts().map(|one| one.deadline).max()?);
            let wave = &campaign.waves[usize::from(*at)];
            Some(NewDates { wave: wave.id.clone(), was: wave.start, start, deadline })
        };
        Ok(late.iter().filter_map(of).collect())
    }
}

fn refused(why: &NoSuggestion) -> Error {
    match why {
        NoSuggestion::NoRoom => Error::usage("the helpdesk takes no contacts at all: `contacts_per_day` is 0")
            .hint("ask its lead how many it can take"),
        NoSuggestion::AllBegun => Error::usage("every wave is under way or over, so there is nothing to propose")
            .hint("`heraut helpdesk` shows what is expected of them"),
        NoSuggestion::NoDay { wave } => Error::usage(format!(
            "there is no day on which wave `{wave}` could start without more than the helpdesk takes"
        ))
        .hint("look at freezes and holidays, or raise `contacts_per_day`"),
    }
}
