//! Notices that come into being when something happens to a person, within the rules that were approved.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::audience::{Directory, Eligibility, reachable, serves, tells};
use super::due::end_of;
use super::hours::Hours;
use super::local::first_instant;
use super::membership::wave_of;
use super::notice::{Notice, NoticeId, Reason};
use super::timetable::Timetable;
use crate::campaign::{
    Anchor, Audience, Calendar, Campaign, Catalogue, Channel, Event, Looked, MessageRule, Moment, People, Person, Span,
    Standing, Wave, When,
};
use crate::error::Result;

/// How long a message about an event makes sense when its rule does not say: a week after it is due.
const EVENT_EXPIRY: TimeDelta = TimeDelta::days(7);

/// The notices that `event`, which happened to a person at an instant, brings about: due after the rule's delay, at
/// the next opening. None for people in no wave, without a mailbox, or who have left.
///
/// A manager hears of the first such event in a wave only: one notice per manager, wave and message.
///
/// Whose mailbox takes no mail (`bounces`) gets the letter of a message that comes as one. Where none does, the mail is
/// planned as ever: it is suppressed when it is due, and sent when the address is mended.
pub fn on_event(
    campaign: &Campaign,
    people: &People,
    catalogue: &Catalogue,
    person: usize,
    (event, at): (Event, DateTime<Utc>),
    bounces: &dyn Fn(&Person) -> bool,
) -> Vec<Notice> {
    let events = Events::new(campaign, people, catalogue);
    events.map(|events| events.of(person, event, at, bounces)).unwrap_or_default()
}

/// [`on_event`], for many people.
#[derive(Debug)]
pub struct Events<'a> {
    campaign: &'a Campaign,
    people: &'a People,
    catalogue: &'a Catalogue,
    timetable: Timetable<'a>,
}

impl<'a> Events<'a> {
    /// # Errors
    /// When the campaign has more rules than can be numbered.
    pub fn new(campaign: &'a Campaign, people: &'a People, catalogue: &'a Catalogue) -> Result<Self> {
        Ok(Events { campaign, people, catalogue, timetable: Timetable::new(campaign)? })
    }

    /// The notices of one event of one person.
    pub fn of(&self, person: usize, event: Event, at: DateTime<Utc>, bounces: &dyn Fn(&Person) -> bool) -> Vec<Notice> {
        let Events { campaign, people, catalogue, timetable } = self;
        let Some(who) = people.persons.get(person) else { return Vec::new() };
        let Some(wave) = wave_of(campaign, who).filter(|_| !who.standing.has_left()) else { return Vec::new() };
        let of = &campaign.waves[usize::from(wave)];
        let slots = timetable.slots.iter().filter_map(|slot| match slot.rule.when {
            When::Event { event: on, delay } if on == event && slot.rule.is_for_wave(of) => Some((slot, delay)),
            _ => None,
        });
        let make = |(slot, delay): (&super::timetable::Slot<'_>, TimeDelta)| -> Option<Vec<Notice>> {
            let rule = slot.rule;
            let listener = match &rule.to {
                Audience::Managers => Some(Directory::new(people).manager_of(who)?),
                Audience::SiteOwner => Some(Directory::new(people).site_owner_of(who)?),
                Audience::Helpdesk => None,
                _ if is_for(rule, who, event) => Some(u32::try_from(person).ok()?),
                _ => return None,
            };
            let told = listener.map(|at| &people.persons[at as usize]);
            let is_dead = rule.channels.contains(&Channel::Letter) && told.is_some_and(bounces);
            if told.is_some_and(|person| reachable(rule, person, is_dead) != Eligibility::Yes) {
                return None;
            }
            let zone = told.map_or(campaign.timezone, |person| person.timezone);
            let wanted = told.map_or(&campaign.languages.default, |person| &person.language.tag);
            let language = catalogue.language_for(&rule.message, wanted, &campaign.languages)?.clone();
            let hours = Hours::new(&campaign.calendar, zone);
            let nominal = at + delay;
            let due = hours.at_or_after(nominal)?;
            let reason = match due {
                _ if due == nominal => Reason::AsPlanned,
                _ if campaign.calendar.is_open(hours.day(nominal)) => Reason::MovedIntoWindow,
                _ => Reason::MovedLater,
            };
            let expires = match &rule.expires {
                Some(moment) => first_instant(end_of(&campaign.calendar, of, moment).ok()?.local(), zone),
                // New dates are told no later than the deadline among them.
                None if event == Event::Rescheduled => (due + EVENT_EXPIRY).min(deadline(of, zone)?),
                None => due + EVENT_EXPIRY,
            };
            let name = told.map_or("", |person| &*person.id);
            let id = NoticeId::of(&campaign.id, &of.id, &rule.message, name, slot.first_occurrence);
            let channels =
                rule.channels.iter().filter(|channel| due < expires && serves(**channel, told, is_dead, due));
            let notice = |channel: &Channel| Notice {
                id: id.by(*channel),
                wave,
                phase: slot.phase,
                rule: slot.position,
                occurrence: slot.first_occurrence,
                person: listener,
                due,
                expires: Some(expires),
                channel: *channel,
                language: language.clone(),
                reason,
            };
            Some(channels.map(notice).collect())
        };
        let mut notices: Vec<Notice> = slots.filter_map(make).flatten().collect();
        notices.sort_by_key(|notice| (notice.due, notice.id));
        notices
    }
}

/// Whether a message on an event is for the person it happened to; the event itself says how far that person is.
fn is_for(rule: &MessageRule, person: &Person, event: Event) -> bool {
    if event == Event::Rescheduled {
        // Who has moved has no use for a new date.
        return tells(rule, person, false) == Eligibility::Yes && !person.standing.has_moved();
    }
    match &rule.to {
        Audience::Everyone => true,
        Audience::Pending => event != Event::Migrated,
        Audience::Migrated => event == Event::Migrated,
        Audience::Failed => event == Event::Failed,
        Audience::Select(selector) => {
            let standing = match event {
                Event::Migrated => Standing::Migrated(None),
                Event::Failed => Standing::Failed(None),
                Event::Rescheduled => person.standing.clone(),
            };
            selector.judge(&Looked { standing: Some(&standing), ..Looked::at(person) }).is_so()
        }
        Audience::Managers | Audience::SiteOwner | Audience::SharedOwners | Audience::Helpdesk => false,
    }
}

/// The instant after which a wave's deadline has passed, for people in a time zone.
fn deadline(wave: &Wave, zone: Tz) -> Option<DateTime<Utc>> {
    let moment = Moment { anchor: Anchor::Deadline, offset: Span::Days(0), time: None };
    // No day is counted, so it does not matter which are open.
    Some(first_instant(end_of(&Calendar::default(), wave, &moment).ok()?.local(), zone))
}
