//! The planner: from a campaign, its people and an instant to every notice.
//!
//! Two hundred thousand people share few stories. Whoever hears the same messages of the same waves in the same time
//! zone has the same dates, so dates are computed once per such group, and only stamped per person.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rayon::prelude::*;

use super::audience::{Choices, Eligibility, reachable, serves, tells};
use super::catchup::{Sequence, settle};
use super::circle::CirclesOf;
use super::due::MOST_OCCURRENCES;
use super::hours::Hours;
use super::membership::{Membership, assign};
use super::notice::{Notice, NoticeId, Plan, Unplanned, UnplannedReason};
use super::spread::spread;
use super::timetable::{Slot, Stamp, Timetable};
use crate::campaign::{Audience, Campaign, Catalogue, People, Person, PersonId, Visit, When};
use crate::error::{Error, Kind, Result};
use crate::l10n::Tag;

/// Plans a campaign of which nothing was sent yet: who gets what, when, in which language, and why.
///
/// # Errors
/// Of kind [`Kind::Campaign`]: a time that a clock change makes unclear in somebody's time zone (every one of them),
/// or more notices than the relay takes in the windows there are, with the arithmetic.
pub fn plan(campaign: &Campaign, people: &People, catalogue: &Catalogue, now: DateTime<Utc>) -> Result<Plan> {
    plan_knowing(campaign, people, catalogue, now, |_| false, |_, _, _| false, |_| false)
}

/// [`plan`], for a campaign under way: `told` says which notices a ledger has begun or finished. When past, they stay
/// in the plan as they were, so that nobody else's are caught up, spread or reordered on their account. `heard` says
/// whether a person heard a message in another wave than this: who changes waves hears only what is new to them.
/// `bounces` says whose mailbox takes no mail: they are told by letter, where a message comes as one.
///
/// # Errors
/// As [`plan`].
pub fn plan_knowing(
    campaign: &Campaign,
    people: &People,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
    told: impl Fn(NoticeId) -> bool + Sync,
    heard: impl Fn(&PersonId, &str, &str) -> bool + Sync,
    bounces: impl Fn(&Person) -> bool + Sync,
) -> Result<Plan> {
    let timetable = Timetable::new(campaign)?;
    let membership = assign(campaign, people);
    let mut choices = Choices::new(
        timetable.slots.iter().map(|slot| slot.rule.message.as_str()).collect(),
        catalogue,
        &campaign.languages,
    );
    let mut groups = Groups { timetable: &timetable, now, index: HashMap::new(), groups: Vec::new() };
    let mut listeners = listeners(&timetable, people, &membership, &bounces);
    listeners.push(helpdesk(&timetable));
    let mut group_of = Vec::with_capacity(listeners.len());
    for listener in &mut listeners {
        let person = listener.person.map(|at| &people.persons[at as usize]);
        choices.learn(language_of(campaign, person));
        let zone = person.map_or(campaign.timezone, |person| person.timezone);
        let visit = person.and_then(|person| person.visit.as_ref());
        group_of.push(groups.of(zone, std::mem::take(&mut listener.hears), visit));
    }
    let groups = groups.settle()?;

    let desk =
        Desk { timetable: &timetable, people, choices: &choices, now, told: &told, heard: &heard, bounces: &bounces };
    let told_each: Vec<(Vec<Notice>, Vec<Unplanned>)> = listeners
        .into_par_iter()
        .zip(group_of)
        .fold(Default::default, |mut out: (Vec<Notice>, Vec<Unplanned>), (listener, group)| {
            desk.tell(listener, &groups[group], &mut out.0, &mut out.1);
            out
        })
        .collect();
    let (mut notices, mut unplanned) = (Vec::new(), Vec::new());
    for (some, none) in told_each {
        notices.extend(some);
        unplanned.extend(none);
    }
    let takes_nothing = |notice: &Notice| notice.channel.is_paper() || notice.due < now && told(notice.id);
    spread(campaign, people, &mut notices, takes_nothing)?;
    notices.par_sort_unstable_by_key(|notice| (notice.due, notice.id));
    Ok(Plan { now, notices, unplanned })
}

/// Somebody who may hear something.
struct Listener {
    /// Position of the person; `None` is the helpdesk.
    person: Option<u32>,
    /// Wave and rule of everything meant for them.
    hears: Vec<(u16, u16)>,
    /// Wave, rule and why not, of what would have been.
    misses: Vec<(u16, u16, UnplannedReason)>,
}

fn listeners(
    timetable: &Timetable<'_>,
    people: &People,
    membership: &Membership,
    bounces: &(impl Fn(&Person) -> bool + Sync),
) -> Vec<Listener> {
    let around = around(timetable, people, membership);
    let rules = || (0u16..).zip(&timetable.slots).map(|(at, slot)| (at, slot.rule));
    people
        .persons
        .par_iter()
        .enumerate()
        .map(|(at, person)| {
            let (at, bounces) = (at as u32, bounces(person));
            let mut listener = Listener { person: Some(at), hears: Vec::new(), misses: Vec::new() };
            let mut take = |wave, rule, told| match told {
                Eligibility::Yes => listener.hears.push((wave, rule)),
                Eligibility::No => {}
                Eligibility::Cannot(why) => listener.misses.push((wave, rule, why)),
            };
            if let Some(wave) = membership.waves[at as usize] {
                for (at, rule) in rules() {
                    take(wave, at, tells(rule, person, bounces));
                }
            }
            for (wave, at) in around.get(&at).into_iter().flatten() {
                take(*wave, *at, reachable(timetable.slots[usize::from(*at)].rule, person, bounces));
            }
            // What comes with an event is not missed before the event.
            let misses = &mut listener.misses;
            misses.retain(|(wave, rule, _)| {
                !matches!(&timetable.waves[usize::from(*wave)][usize::from(*rule)], Ok(none) if none.is_empty())
            });
            listener
        })
        .collect()
}

/// Wave and rule of what each person hears of others, in order.
fn around(timetable: &Timetable<'_>, people: &People, membership: &Membership) -> HashMap<u32, Vec<(u16, u16)>> {
    let circles = CirclesOf::new(timetable.campaign, people, membership);
    let mut found: HashMap<u32, Vec<(u16, u16)>> = HashMap::new();
    for (at, slot) in (0u16..).zip(&timetable.slots) {
        for (wave, hearer) in circles.message(slot.rule).keys() {
            found.entry(*hearer).or_default().push((*wave, at));
        }
    }
    found.values_mut().for_each(|heard| heard.sort_unstable());
    found
}

/// The helpdesk hears of every wave that has a message for it.
fn helpdesk(timetable: &Timetable<'_>) -> Listener {
    let rules = (0u16..).zip(&timetable.slots).filter(|(_, slot)| slot.rule.to == Audience::Helpdesk);
    let waves = 0u16..timetable.waves.len() as u16;
    let hears = rules.flat_map(|(rule, _)| waves.clone().map(move |wave| (wave, rule))).collect();
    Listener { person: None, hears, misses: Vec::new() }
}

fn language_of<'a>(campaign: &'a Campaign, person: Option<&'a Person>) -> &'a Tag {
    person.map_or(&campaign.languages.default, |person| &person.language.tag)
}

/// Time zone, wave and rule of everything heard, and the appointment where something is heard by it.
type Story = (Tz, Vec<(u16, u16)>, Option<Visit>);

/// People who hear the same at the same instants.
struct Group {
    zone: Tz,
    /// As the rules say, unsettled.
    stamps: Vec<Stamp>,
    /// Settled, for those who have been told nothing yet.
    sequence: Sequence,
}

struct Groups<'a> {
    timetable: &'a Timetable<'a>,
    now: DateTime<Utc>,
    index: HashMap<Story, usize>,
    groups: Vec<Story>,
}

impl Groups<'_> {
    fn of(&mut self, zone: Tz, hears: Vec<(u16, u16)>, visit: Option<&Visit>) -> usize {
        let is_by_it = |(_, rule): &(u16, u16)| self.timetable.slots[usize::from(*rule)].rule.when.is_by_appointment();
        let visit = visit.filter(|_| hears.iter().any(is_by_it));
        // Where it is changes no date.
        let story = (zone, hears, visit.map(|visit| Visit { place: None, ..visit.clone() }));
        if let Some(at) = self.index.get(&story) {
            return *at;
        }
        self.groups.push(story.clone());
        self.index.insert(story, self.groups.len() - 1);
        self.groups.len() - 1
    }

    /// # Errors
    /// With every time that is unclear in a zone, once per wave, rule and zone.
    fn settle(self) -> Result<Vec<Group>> {
        let timetable = self.timetable;
        let mut problems = Vec::new();
        let mut stamped: HashMap<(u16, u16, Tz, Option<Visit>), Vec<Stamp>> = HashMap::new();
        let mut groups = Vec::with_capacity(self.groups.len());
        for (zone, hears, visit) in self.groups {
            let (mut stamps, mut closed) = (Vec::new(), Vec::new());
            for (wave, rule) in hears {
                if timetable.waves[usize::from(wave)][usize::from(rule)].is_err() {
                    closed.push((wave, rule, UnplannedReason::NoOpenDay));
                    continue;
                }
                let is_by_it = timetable.slots[usize::from(rule)].rule.when.is_by_appointment();
                let own = visit.as_ref().filter(|_| is_by_it);
                let known = stamped.entry((wave, rule, zone, own.cloned())).or_insert_with(|| {
                    timetable.stamps(wave, rule, zone, own).unwrap_or_else(|unclear| {
                        problems.push(timetable.unclear(wave, rule, &unclear));
                        Vec::new()
                    })
                });
                stamps.extend_from_slice(known);
            }
            let hours = Hours::new(&timetable.campaign.calendar, zone);
            let mut sequence = settle(stamps.clone(), &timetable.slots, hours, self.now, |_| false);
            sequence.skipped.extend(closed);
            groups.push(Group { zone, stamps, sequence });
        }
        if problems.is_empty() {
            return Ok(groups);
        }
        problems.sort_by(|a, b| (&a.place, &a.message).cmp(&(&b.place, &b.message)));
        Err(Error { kind: Kind::Campaign, problems })
    }
}

/// Writes the notices.
struct Desk<'a, F, H, B> {
    timetable: &'a Timetable<'a>,
    people: &'a People,
    choices: &'a Choices<'a>,
    now: DateTime<Utc>,
    told: &'a F,
    heard: &'a H,
    bounces: &'a B,
}

impl<F, H, B> Desk<'_, F, H, B>
where
    F: Fn(NoticeId) -> bool + Sync,
    H: Fn(&PersonId, &str, &str) -> bool + Sync,
    B: Fn(&Person) -> bool + Sync,
{
    fn tell(&self, listener: Listener, group: &Group, notices: &mut Vec<Notice>, unplanned: &mut Vec<Unplanned>) {
        let campaign = self.timetable.campaign;
        let person = listener.person.map(|at| &self.people.persons[at as usize]);
        let name = person.map_or("", |person| &*person.id);
        let languages = self.choices.of(language_of(campaign, person));
        let id = |stamp: &Stamp| {
            let wave = &campaign.waves[usize::from(stamp.wave)].id;
            let message = &self.timetable.slots[usize::from(stamp.slot)].rule.message;
            NoticeId::of(&campaign.id, wave, message, name, stamp.occurrence)
        };
        let own;
        let told = |stamp: &Stamp| {
            let channels = &self.timetable.slots[usize::from(stamp.slot)].rule.channels;
            channels.iter().any(|channel| (self.told)(id(stamp).by(*channel)))
        };
        // What somebody heard in the wave they were in is not news in the one they are in now; reminders are.
        let heard = |stamp: &Stamp| {
            let rule = self.timetable.slots[usize::from(stamp.slot)].rule;
            let once = matches!(rule.when, When::Once(_)) && rule.is_for_people();
            let wave = &campaign.waves[usize::from(stamp.wave)].id;
            once && person.is_some_and(|person| (self.heard)(&person.id, &rule.message, wave)) && !told(stamp)
        };
        // A number that went out is of a reminder on the days that there were before.
        let mailed = |stamp: &Stamp| {
            let channels = &self.timetable.slots[usize::from(stamp.slot)].rule.channels;
            channels.iter().any(|channel| !channel.is_paper() && (self.told)(id(stamp).by(*channel)))
        };
        let recurs = |stamp: &Stamp| self.timetable.slots[usize::from(stamp.slot)].recurs();
        let is_taken = |stamp: &Stamp| stamp.due >= self.now && recurs(stamp) && mailed(stamp);
        let is_numbered_anew = group.stamps.iter().any(is_taken);
        let differs = group.stamps.iter().any(|stamp| stamp.due < self.now && told(stamp) || heard(stamp));
        let sequence = if differs || is_numbered_anew {
            let hours = Hours::new(&campaign.calendar, group.zone);
            let mut stamps = group.stamps.clone();
            if is_numbered_anew {
                number_anew(&mut stamps, &self.timetable.slots, self.now, mailed);
            }
            let (known, news): (Vec<Stamp>, Vec<Stamp>) = stamps.iter().partition(|stamp| heard(stamp));
            let mut sequence = settle(news, &self.timetable.slots, hours, self.now, told);
            sequence.skipped.extend(known.iter().map(|stamp| (stamp.wave, stamp.slot, UnplannedReason::Heard)));
            own = sequence;
            &own
        } else {
            &group.sequence
        };
        let bounces = person.is_some_and(|person| (self.bounces)(person));
        let mut missed = listener.misses;
        missed.extend_from_slice(&sequence.skipped);
        for stamp in &sequence.stamps {
            let slot = &self.timetable.slots[usize::from(stamp.slot)];
            let Some(Some(language)) = languages.get(usize::from(stamp.slot)) else {
                missed.push((stamp.wave, stamp.slot, UnplannedReason::NoTemplate));
                continue;
            };
            let channels = slot.rule.channels.iter().filter(|channel| serves(**channel, person, bounces, stamp.due));
            notices.extend(channels.map(|channel| Notice {
                id: id(stamp).by(*channel),
                wave: stamp.wave,
                phase: slot.phase,
                rule: slot.position,
                occurrence: stamp.occurrence,
                person: listener.person,
                due: stamp.due,
                expires: stamp.expires,
                channel: *channel,
                language: language.clone(),
                reason: stamp.reason,
            }));
        }
        // The helpdesk is nobody in the people data: what it misses shows in the figures of a wave, not here.
        let Some(person) = person else { return };
        missed.sort_unstable();
        missed.dedup_by_key(|(wave, rule, _)| (*wave, *rule));
        unplanned.extend(missed.into_iter().map(|(wave, rule, reason)| Unplanned {
            person: person.id.clone(),
            wave,
            message: self.timetable.slots[usize::from(rule)].rule.message.clone(),
            reason,
        }));
    }
}

/// More numbers than these that did not go out lie between no two that did.
const GAP: u16 = 64;

/// Numbers the occurrences to come of what recurs after those that went out. Who was reminded twice before their wave was put
/// off is reminded on the new days from the third on: by their own numbers the first two would count as told.
fn number_anew(stamps: &mut [Stamp], slots: &[Slot<'_>], now: DateTime<Utc>, mailed: impl Fn(&Stamp) -> bool) {
    let mut next: HashMap<(u16, u16), u16> = HashMap::new();
    let to_come = |stamp: &&mut Stamp| stamp.due >= now && slots[usize::from(stamp.slot)].recurs();
    for stamp in stamps.iter_mut().filter(to_come) {
        let first = slots[usize::from(stamp.slot)].first_occurrence;
        let numbers = first..first + MOST_OCCURRENCES;
        let free = *next.entry((stamp.wave, stamp.slot)).or_insert_with(|| {
            let mut free = first;
            for occurrence in numbers.clone() {
                if mailed(&Stamp { occurrence, ..*stamp }) {
                    free = occurrence + 1;
                } else if occurrence > free + GAP {
                    break;
                }
            }
            free
        });
        let number = stamp.occurrence.max(free);
        if numbers.contains(&number) {
            stamp.occurrence = number;
            next.insert((stamp.wave, stamp.slot), number + 1);
        }
    }
}

#[cfg(test)]
mod tests;
