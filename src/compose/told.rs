//! What people have been told of their own dates, by the ledger, and who is to hear that they have others now.
//!
//! A message counts as told when the relay took it, or may have (uncertain, or under way when the sender stopped), and
//! when it was printed. The dates it told are kept with its notice. So all of this follows from what is in the ledger, before a crash and after.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use super::entry;
use crate::campaign::{Dates, Event, Loaded, PersonId, Standing, When};
use crate::error::Result;
use crate::ledger::{Entry, History, Row, State};
use crate::schedule::due::is_for_people;
use crate::schedule::{Events, Notice, NoticeId, assign};

/// What people have been told of their own dates.
#[derive(Debug, Default)]
pub struct Told {
    persons: HashMap<PersonId, Heard>,
}

/// What one person has been told.
#[derive(Debug, Default)]
struct Heard {
    /// The first mail.
    first: Option<(DateTime<Utc>, NoticeId)>,
    /// The dates told last.
    last: Option<(DateTime<Utc>, Dates)>,
    /// The highest revision told.
    revision: u16,
    /// Notices about new dates, by message.
    news: BTreeMap<String, News>,
}

/// A person who was told other dates than they have.
struct Moved<'a> {
    /// Position of the person.
    person: usize,
    heard: &'a Heard,
    previous: Dates,
    dates: Dates,
}

/// The notices of one message about new dates.
#[derive(Debug, Default)]
struct News {
    /// The last that was begun or is over, and the dates it was about.
    last: Option<(u16, Option<Dates>)>,
    /// The one that waits: its dates, when it is due, and when it expires.
    waiting: Option<(Option<Dates>, DateTime<Utc>, Option<DateTime<Utc>>)>,
}

impl Told {
    /// From the rows of a ledger, in any order.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Self {
        let mut told = Told::default();
        for row in rows {
            told.learn(row);
        }
        told
    }

    fn learn(&mut self, Row { entry, state, since, .. }: &Row) {
        let (Some(person), Some(dates), Some(history)) = (&entry.person, entry.dates, entry.history) else { return };
        let is_told = matches!(state, State::Accepted | State::Uncertain | State::Sending | State::Printed);
        let waits = matches!(state, State::Planned | State::Due | State::Held);
        let is_news = history.previous.is_some() && *state != State::Cancelled;
        if !is_told && !is_news {
            return;
        }
        let heard = self.persons.entry(person.clone()).or_default();
        if is_news {
            let news = heard.news.entry(entry.message.clone()).or_default();
            if waits {
                news.waiting = Some((entry.dates, entry.due, entry.expires));
            } else if news.last.is_none_or(|(occurrence, _)| occurrence <= entry.occurrence) {
                news.last = Some((entry.occurrence, entry.dates));
            }
        }
        if is_told {
            if !entry.channel.is_paper() && heard.first.is_none_or(|first| (*since, entry.id) < first) {
                heard.first = Some((*since, entry.id));
            }
            if heard.last.is_none_or(|(at, _)| at <= *since) {
                heard.last = Some((*since, dates));
            }
            heard.revision = heard.revision.max(history.revision);
        }
    }

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

    /// The revision of these dates of a person: that of the last ones told if they are the same, else the next.
    fn revision(&self, person: &PersonId, dates: Dates) -> u16 {
        let Some(Heard { last: Some((_, told)), revision, .. }) = self.persons.get(person) else { return 0 };
        if *told == dates { *revision } else { revision.saturating_add(1) }
    }

    /// What the ledger keeps of a planned notice.
    pub fn entry(&self, loaded: &Loaded, notice: &Notice) -> Entry {
        let mut entry = entry(loaded, notice);
        let rule = notice.rule(&loaded.campaign);
        if let (Some(person), Some(dates), true) = (&entry.person, entry.dates, is_for_people(rule)) {
            entry.history = Some(History { revision: self.revision(person, dates), ..History::default() });
        }
        entry
    }

    /// The notices of rules on `rescheduled`: for everyone who was told other dates than they have in `loaded`, due the
    /// rule's delay after `at`. One that waits already, about the same dates, stays due when it was; the same dates are
    /// not told twice, whatever became of the notice.
    ///
    /// # Errors
    /// When the campaign has more rules than can be numbered.
    pub fn reschedules(&self, loaded: &Loaded, at: DateTime<Utc>) -> Result<Vec<Entry>> {
        let (campaign, people) = (&loaded.campaign, &loaded.people);
        let on_new_dates = |when: &When| matches!(when, When::Event { event: Event::Rescheduled, .. });
        let mut rules = campaign.phases.iter().flat_map(|phase| &phase.messages);
        if self.persons.is_empty() || !rules.any(|rule| on_new_dates(&rule.when)) {
            return Ok(Vec::new());
        }
        let events = Events::new(campaign, people, &loaded.catalogue)?;
        let mut entries = Vec::new();
        for Moved { person, heard, previous, dates } in self.moved(loaded) {
            for notice in events.of(person, Event::Rescheduled, at) {
                let person = &people.persons[person];
                let mut entry = entry(loaded, &notice);
                let news = heard.news.get(&entry.message);
                entry.occurrence = match news.and_then(|news| news.last) {
                    Some((occurrence, about)) if about == Some(dates) => occurrence,
                    Some((occurrence, _)) => occurrence.saturating_add(1),
                    None => 0,
                };
                let id = NoticeId::of(&campaign.id, &entry.wave, &entry.message, &person.id, entry.occurrence);
                entry.id = id.by(entry.channel);
                if let Some((Some(about), due, expires)) = news.and_then(|news| news.waiting)
                    && about == dates
                {
                    (entry.due, entry.expires) = (due, expires);
                }
                entry.history = Some(History {
                    revision: heard.revision.saturating_add(1),
                    previous: Some(previous),
                    follows: heard.first.map(|(_, id)| id),
                });
                entries.push(entry);
            }
        }
        Ok(entries)
    }
}
