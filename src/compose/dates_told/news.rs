//! Who was told other dates than they have, and what tells them.

use chrono::{DateTime, Utc};

use super::{DatesTold, Heard, Waiting};
use crate::campaign::{Dates, Event, Loaded, Person, Standing, When};
use crate::compose::entry;
use crate::error::Result;
use crate::ledger::{Entry, History};
use crate::schedule::{Events, Notice, NoticeId, assign};

/// A person who was told other dates than they have.
struct Moved<'a> {
    /// Position of the person.
    person: usize,
    heard: &'a Heard,
    previous: Dates,
    dates: Dates,
}

impl DatesTold {
    /// How many of the people who still have to move were told other dates than they have in `loaded`.
    pub fn outdated(&self, loaded: &Loaded) -> usize {
        let has_to_move = |moved: &Moved| {
            matches!(loaded.people.persons[moved.person].standing, Standing::Pending | Standing::Failed(_))
        };
        self.moved(loaded).iter().filter(|moved| has_to_move(moved)).count()
    }

    fn moved(&self, loaded: &Loaded) -> Vec<Moved<'_>> {
        if self.persons.is_empty() {
            return Vec::new();
        }
        let (campaign, people) = (&loaded.campaign, &loaded.people);
        let waves = assign(campaign, people).waves;
        let everyone = people.persons.iter().zip(waves).enumerate();
        everyone
            .filter_map(|(person, (one, wave))| {
                let heard = self.persons.get(&one.id)?;
                let (dates, (_, previous)) = (campaign.waves[usize::from(wave?)].dates(), heard.last?);
                (previous != dates).then_some(Moved { person, heard, previous, dates })
            })
            .collect()
    }

    /// The notices of rules on `rescheduled`: for everyone who was told other dates than they have in `loaded`, due the
    /// rule's delay after `at`. One that waits already, about the same dates, stays due when it was; the same dates are
    /// not told twice, whatever became of the notice.
    ///
    /// # Errors
    /// When the campaign has more rules than can be numbered.
    pub fn reschedules(&self, loaded: &Loaded, at: DateTime<Utc>) -> Result<Vec<Entry>> {
        let told = |(notice, mut entry): (Notice, Entry)| {
            if let (Some(person), Some(dates), Some(about)) = (&entry.person, entry.dates, entry.history) {
                let History { previous, follows, .. } = about;
                entry.history = Some(History { previous, follows, ..self.history(loaded, &notice, person, dates) });
            }
            entry
        };
        Ok(self.news(loaded, at)?.into_iter().map(told).collect())
    }

    /// The same, each as a notice too, without what it does in the calendar.
    pub(super) fn news(&self, loaded: &Loaded, at: DateTime<Utc>) -> Result<Vec<(Notice, Entry)>> {
        let (campaign, people) = (&loaded.campaign, &loaded.people);
        let on_new_dates = |when: &When| when.is_on(Event::Rescheduled);
        let mut rules = campaign.phases.iter().flat_map(|phase| &phase.messages);
        if self.persons.is_empty() || !rules.any(|rule| on_new_dates(&rule.when)) {
            return Ok(Vec::new());
        }
        let events = Events::new(campaign, people, &loaded.catalogue)?;
        let mut found = Vec::new();
        for Moved { person, heard, previous, dates } in self.moved(loaded) {
            let bounces = |person: &Person| self.unreachable.contains(&person.id);
            for notice in events.of(person, Event::Rescheduled, at, &bounces) {
                let person = &people.persons[person];
                let mut entry = entry(loaded, &notice);
                let news = heard.news.get(&entry.message);
                entry.occurrence = match news.and_then(|news| news.last) {
                    Some((occurrence, about)) if about == dates => occurrence,
                    Some((occurrence, _)) => occurrence.saturating_add(1),
                    None => 0,
                };
                let id = NoticeId::of(&campaign.id, &entry.wave, &entry.message, &person.id, entry.occurrence);
                entry.id = id.by(entry.channel);
                if let Some(Waiting { about, due, expires }) = news.and_then(|news| news.waiting.as_ref())
                    && *about == dates
                {
                    (entry.due, entry.expires) = (*due, *expires);
                }
                let follows = heard.first.map(|(_, id)| id);
                entry.history = Some(History { previous: Some(previous), follows, ..History::default() });
                found.push((Notice { id: entry.id, due: entry.due, ..notice }, entry));
            }
        }
        Ok(found)
    }
}
