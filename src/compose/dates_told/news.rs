//! Who was told other dates than they have, or another appointment, and what tells them.
//!
//! Of an appointment we know what was put into the person's calendar, and else what a message could say of it: when it is is kept
//! in the ledger.

use chrono::{DateTime, Utc};

use super::{About, DatesTold, Heard, Waiting, is_on_new_dates};
use crate::campaign::{Campaign, Dates, Event, Loaded, Person, Standing, Wave};
use crate::compose::appointed::{ends, expected, is_other, reserved};
use crate::compose::entry::Entries;
use crate::error::Result;
use crate::ledger::{Entry, History};
use crate::schedule::{Events, Notice, NoticeId, assign};

/// A person who was told other dates, or another appointment, than they have.
struct Moved<'a> {
    /// Position of the person.
    person: usize,
    heard: &'a Heard,
    previous: Dates,
    dates: Dates,
    /// What has become of the appointment, where that is not what the person was told.
    visit: Option<Rebooked>,
}

/// What has become of an appointment that somebody was told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rebooked {
    /// It is at another time, or another place.
    To(DateTime<Utc>),
    /// This one is no longer, and there is no other.
    Off(DateTime<Utc>),
}

impl Moved<'_> {
    /// What a notice tells them.
    fn about(&self) -> About {
        let (starts, off) = match self.visit {
            Some(Rebooked::To(at)) => (Some(at), false),
            Some(Rebooked::Off(at)) => (Some(at), true),
            None => (None, false),
        };
        About { dates: self.dates, starts, off }
    }

    /// Whether a notice that was about this tells it. Where nothing has become of an appointment only the dates count; one without
    /// an entry for the calendar says that it is off, and keeps no time.
    fn is_told_by(&self, told: &About) -> bool {
        let about = self.about();
        let is_same = match self.visit {
            None => true,
            Some(Rebooked::Off(_)) if told.starts.is_none() => true,
            Some(_) => {
                told.off == about.off && told.starts.zip(about.starts).is_some_and(|(told, now)| !is_other(told, now))
            }
        };
        told.dates == about.dates && is_same
    }
}

/// What has become of the appointment of a person since the entry in their calendar was told. What is past is not changed.
///
/// An entry may also be the time to reserve for the move itself. So it is off where there is no time any more; and of who cannot
/// move without help, where the dates are as they were told and there is another time than that.
pub(super) fn rebooked(
    heard: &Heard,
    campaign: &Campaign,
    wave: &Wave,
    person: &Person,
    at: DateTime<Utc>,
) -> Option<Rebooked> {
    let is_at_a_time = person.visit.as_ref().is_some_and(|visit| visit.time.is_some());
    let is_same_wave = heard.last.is_some_and(|(_, dates)| dates == wave.dates());
    let Some(told) = heard.appointments.entry() else {
        // They were told that it is off, and have another one.
        let is_off =
            heard.words.is_off() || heard.news.values().any(|news| news.last.is_some_and(|(_, about)| about.off));
        let is_to_come = |now: DateTime<Utc>| person.visit.as_ref().is_some_and(|visit| ends(now, visit) > at);
        return match (heard.words.told(), expected(person).filter(|now| is_to_come(*now))) {
            (None, now) => now.filter(|_| is_off).map(Rebooked::To),
            (Some(told), Some(now)) => is_other(told, now).then_some(Rebooked::To(now)),
            (Some(told), None) => (person.visit.is_none() && told > at).then_some(Rebooked::Off(told)),
        };
    };
    let told = told.starts?;
    match reserved(campaign, wave, person) {
        Some(now) if is_at_a_time => (is_other(told, now) && now > at).then_some(Rebooked::To(now)),
        Some(now) => {
            let is_off = person.visit.is_none() && person.is_blocked() && is_same_wave && is_other(told, now);
            (is_off && told > at).then_some(Rebooked::Off(told))
        }
        None => (told > at).then_some(Rebooked::Off(told)),
    }
}

impl DatesTold {
    /// How many of the people who still have to move were told other dates, or another appointment to come after `at`, than
    /// they have in `loaded`.
    pub fn outdated(&self, loaded: &Loaded, at: DateTime<Utc>) -> usize {
        let has_to_move = |moved: &Moved| {
            matches!(loaded.people.persons[moved.person].standing, Standing::Pending | Standing::Failed(_))
        };
        self.moved(loaded, at).iter().filter(|moved| has_to_move(moved)).count()
    }

    fn moved(&self, loaded: &Loaded, at: DateTime<Utc>) -> Vec<Moved<'_>> {
        // Before anybody was told dates, nobody was told others.
        if !self.persons.values().any(|heard| heard.last.is_some()) {
            return Vec::new();
        }
        let (campaign, people) = (&loaded.campaign, &loaded.people);
        let waves = assign(campaign, people).waves;
        let everyone = people.persons.iter().zip(waves).enumerate();
        everyone
            .filter_map(|(person, (one, wave))| {
                let heard = self.persons.get(&one.id)?;
                let wave = &campaign.waves[usize::from(wave?)];
                let (dates, (_, previous)) = (wave.dates(), heard.last?);
                let visit = rebooked(heard, campaign, wave, one, at);
                (previous != dates || visit.is_some()).then_some(Moved { person, heard, previous, dates, visit })
            })
            .collect()
    }

    /// The notices of rules on `rescheduled`: for everyone who was told other dates or another appointment than they have in
    /// `loaded`, due the rule's delay after `at`. One that waits already, about the same dates, stays due when it was; the same dates are
    /// not told twice, whatever became of the notice.
    ///
    /// # Errors
    /// When the campaign has more rules than can be numbered.
    pub fn reschedules(&self, loaded: &Loaded, at: DateTime<Utc>) -> Result<Vec<Entry>> {
        let told = |(notice, mut entry): (Notice, Entry)| {
            if let (Some(person), Some(dates), Some(about)) = (&entry.person, entry.dates, entry.history) {
                let History { previous, follows, starts, .. } = about;
                let history = self.history(loaded, &notice, person, dates);
                entry.history = Some(History { previous, follows, starts: history.starts.or(starts), ..history });
            }
            entry
        };
        Ok(self.news(loaded, at)?.into_iter().map(told).collect())
    }

    /// The same, each as a notice too, without what it does in the calendar.
    pub(super) fn news(&self, loaded: &Loaded, at: DateTime<Utc>) -> Result<Vec<(Notice, Entry)>> {
        let (campaign, people) = (&loaded.campaign, &loaded.people);
        let mut rules = campaign.phases.iter().flat_map(|phase| &phase.messages);
        if self.persons.is_empty() || !rules.any(is_on_new_dates) {
            return Ok(Vec::new());
        }
        let events = Events::new(campaign, people, &loaded.catalogue)?;
        let (entries, mut found) = (Entries::of(loaded), Vec::new());
        for moved in self.moved(loaded, at) {
            let Moved { person, heard, previous, .. } = moved;
            let bounces = |person: &Person| self.unreachable.contains(&person.id);
            for notice in events.of(person, Event::Rescheduled, at, &bounces) {
                let person = &people.persons[person];
                let mut entry = entries.entry(&notice);
                let news = heard.news.get(&entry.message);
                entry.occurrence = match news.and_then(|news| news.last) {
                    Some((occurrence, told)) if moved.is_told_by(&told) => occurrence,
                    Some((occurrence, _)) => occurrence.saturating_add(1),
                    None => 0,
                };
                let id = NoticeId::of(&campaign.id, &entry.wave, &entry.message, &person.id, entry.occurrence);
                entry.id = id.by(entry.channel);
                if let Some(Waiting { about, due, expires }) = news.and_then(|news| news.waiting.as_ref())
                    && moved.is_told_by(about)
                {
                    (entry.due, entry.expires) = (*due, *expires);
                }
                let follows = heard.first.map(|(_, id)| id);
                let starts = moved.about().starts.filter(|_| !moved.about().off);
                entry.history = Some(History { previous: Some(previous), follows, starts, ..History::default() });
                found.push((Notice { id: entry.id, due: entry.due, ..notice }, entry));
            }
        }
        Ok(found)
    }
}
