//! Whom to look at: people chosen from the data so that together they have everything that makes a message differ
//! from one reader to the next. Rendering for them stands for rendering for all; the choice changes only with the data.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use crate::campaign::{Audience, Campaign, Channel, Loaded, MessageRule, Ownership, Path, Person, Platform, Wave};
use crate::compose::{Composer, ResolvedNotice};
use crate::l10n::Tag;
use crate::schedule::due::occasions;
use crate::schedule::local::instant;
use crate::schedule::{Circles, CirclesOf, NoticeId, may_pick};

/// What of a person's data can be absent, several or unusual, and so makes a message differ or a template fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReaderKind {
    /// A device of this platform and ownership.
    Device(Platform, Ownership),
    /// A device of this path that has not moved.
    Path(Path),
    /// More than one device.
    SeveralDevices,
    /// No device at all.
    NoDevice,
    /// A device with or without what another has.
    Details {
        /// Its model is known.
        model: bool,
        /// Its name is known.
        name: bool,
        /// Its serial number is known.
        serial: bool,
    },
    /// The data has no given name.
    NoGivenName,
    /// The longest display name of all.
    LongestName,
    /// A name with signs that mean something in Markdown, HTML or a template.
    NameWithSigns,
    /// A time zone that is not the campaign's.
    AnotherZone,
    /// Expected at a desk: with a time, and with a place.
    Appointment {
        /// The time is known.
        time: bool,
        /// The place is known.
        place: bool,
    },
    /// Somebody who hears of others in the wave: their manager, who answers for their site or has shared devices in their care.
    Manager,
    /// The helpdesk's own address.
    Helpdesk,
}

/// One message for one reader in one language.
#[derive(Debug, Clone)]
pub struct Sample {
    /// What to render. The identity is no notice's.
    pub notice: ResolvedNotice,
    /// What its reader stands for.
    pub kinds: Vec<ReaderKind>,
}

/// Every message of the campaign, by phase, in every offered language in which it exists, for one person of every kind
/// there is in the data. A message that repeats comes twice, as a first and a later time. What has no date of its own
/// is dated `now`.
pub fn samples(composer: &Composer, now: DateTime<Utc>) -> Vec<Sample> {
    let campaign: &Campaign = &composer.loaded().campaign;
    let reachable = Reachable::of(composer);
    let of_all = reachable.readers(|_, _| true);
    let circles = CirclesOf::new(campaign, &composer.loaded().people, composer.membership());
    let desk = vec![(None, 0, vec![ReaderKind::Helpdesk])];

    let mut found = Vec::new();
    for (phase, rules) in (0u16..).zip(campaign.phases.iter().map(|phase| &phase.messages)) {
        for (at, rule) in (0u16..).zip(rules) {
            // Nobody else would get it: with others' waves, it would have other dates.
            let chosen = match &rule.to {
                Audience::Select(selector) => {
                    reachable.readers(|person, wave| rule.is_for_wave(wave) && may_pick(selector, person) == Some(true))
                }
                Audience::Pending => {
                    reachable.readers(|person, wave| rule.is_for_wave(wave) && !person.standing.has_moved())
                }
                Audience::Managers | Audience::SiteOwner | Audience::SharedOwners => busiest(&circles.message(rule)),
                _ if rule.waves.is_empty() => Vec::new(),
                _ => reachable.readers(|_, wave| rule.is_for_wave(wave)),
            };
            let readers = match rule.to {
                Audience::Helpdesk => &desk,
                Audience::Managers | Audience::SiteOwner | Audience::SharedOwners => &chosen,
                _ if chosen.is_empty() => &of_all,
                _ => &chosen,
            };
            for language in languages(composer, rule) {
                for (person, wave, kinds) in readers {
                    for occurrence in occurrences(rule) {
                        let due = due(campaign, *wave, rule, occurrence).unwrap_or(now);
                        let (id, language, kinds) = (NoticeId([0; 16]), language.clone(), kinds.clone());
                        let (wave, person, channel) = (*wave, *person, Channel::Mail);
                        let history = composer.example(wave, rule);
                        let notice = ResolvedNotice {
                            id,
                            wave,
                            phase,
                            rule: at,
                            person,
                            occurrence,
                            channel,
                            language,
                            due,
                            history,
                        };
                        found.push(Sample { notice, kinds });
                    }
                }
            }
        }
    }
    found
}

/// Whom a message is for, with wave and what they stand for.
type Reader = (Option<u32>, u16, Vec<ReaderKind>);

/// Who hears of most people, or of most shared devices, in one wave, and so gets the longest message: such readers differ by
/// what they hear of, not by their own devices.
fn busiest(circles: &Circles) -> Vec<Reader> {
    let most = circles.iter().max_by_key(|((wave, at), of)| (of.len(), std::cmp::Reverse((*at, *wave))));
    most.map(|((wave, at), _)| (Some(*at), *wave, vec![ReaderKind::Manager])).into_iter().collect()
}

/// Everybody whom mail of their wave can reach, with what they stand for: looked at once for all messages.
struct Reachable<'c> {
    loaded: &'c Loaded,
    everybody: Vec<Candidate>,
    /// What people stand for, each combination once: there are few.
    combinations: Vec<BTreeSet<ReaderKind>>,
}

/// Somebody, as far as it matters here.
struct Candidate {
    /// Position of the person.
    at: u32,
    /// Position of their wave.
    wave: u16,
    /// Which of the combinations.
    combination: usize,
    devices: usize,
    /// Letters of the name.
    length: usize,
}

impl<'c> Reachable<'c> {
    fn of(composer: &'c Composer) -> Self {
        let loaded: &Loaded = composer.loaded();
        let waves = composer.membership().waves.par_iter();
        let found: Vec<(Candidate, BTreeSet<ReaderKind>)> = (loaded.people.persons.par_iter().zip(waves).enumerate())
            .filter_map(|(at, (person, wave))| {
                let wave = (*wave)?;
                if person.email.is_none() || person.standing.has_left() {
                    return None;
                }
                let kinds = kinds(&loaded.campaign, &loaded.campaign.waves[usize::from(wave)], person);
                let (devices, length) = (person.moving().count(), person.name.chars().count());
                Some((Candidate { at: at as u32, wave, combination: 0, devices, length }, kinds))
            })
            .collect();
        let (mut known, mut combinations) = (HashMap::new(), Vec::new());
        let everybody = found.into_iter().map(|(candidate, kinds)| {
            let combination = *known.entry(kinds).or_insert_with_key(|kinds: &BTreeSet<ReaderKind>| {
                combinations.push(kinds.clone());
                combinations.len() - 1
            });
            Candidate { combination, ..candidate }
        });
        Reachable { loaded, everybody: everybody.collect(), combinations }
    }

    /// One person of every kind among those who may get a message, with what each was chosen for: the first in the data; of
    /// those with several devices the one with the most.
    fn readers(&self, may: impl Fn(&Person, &Wave) -> bool) -> Vec<Reader> {
        let (persons, waves) = (&self.loaded.people.persons, &self.loaded.campaign.waves);
        let may = |one: &&Candidate| may(&persons[one.at as usize], &waves[usize::from(one.wave)]);
        let mut first: BTreeMap<ReaderKind, &Candidate> = BTreeMap::new();
        let mut met = vec![false; self.combinations.len()];
        let mut longest: Option<&Candidate> = None;
        for one in self.everybody.iter().filter(may) {
            if !std::mem::replace(&mut met[one.combination], true) {
                for kind in &self.combinations[one.combination] {
                    first.entry(*kind).or_insert(one);
                }
            }
            if let Some(most) = first.get_mut(&ReaderKind::SeveralDevices).filter(|most| one.devices > most.devices) {
                *most = one;
            }
            if longest.is_none_or(|longest| one.length > longest.length) {
                longest = Some(one);
            }
        }
        first.extend(longest.map(|one| (ReaderKind::LongestName, one)));
        let mut chosen: BTreeMap<u32, (u16, Vec<ReaderKind>)> = BTreeMap::new();
        for (kind, one) in first {
            chosen.entry(one.at).or_insert((one.wave, Vec::new())).1.push(kind);
        }
        chosen.into_iter().map(|(at, (wave, kinds))| (Some(at), wave, kinds)).collect()
    }
}

fn kinds(campaign: &Campaign, wave: &Wave, person: &Person) -> BTreeSet<ReaderKind> {
    let mut found = BTreeSet::new();
    for device in person.moving() {
        found.insert(ReaderKind::Device(device.platform, device.ownership));
        found.insert(ReaderKind::Path(campaign.path(wave, Some(person), device)));
        let (model, name, serial) = (device.model.is_some(), device.name.is_some(), device.serial.is_some());
        found.insert(ReaderKind::Details { model, name, serial });
    }
    found.extend(person.visit.as_ref().map(|visit| {
        let (time, place) = (visit.time.is_some(), visit.place.is_some());
        ReaderKind::Appointment { time, place }
    }));
    let number = match person.moving().count() {
        0 => Some(ReaderKind::NoDevice),
        1 => None,
        _ => Some(ReaderKind::SeveralDevices),
    };
    found.extend(number);
    for (has, kind) in [
        (person.given_name.is_none(), ReaderKind::NoGivenName),
        (person.name.contains(is_sign), ReaderKind::NameWithSigns),
        (person.timezone != campaign.timezone, ReaderKind::AnotherZone),
    ] {
        if has {
            found.insert(kind);
        }
    }
    found
}

/// Signs that names seldom have and templates could trip over. Apostrophes, hyphens and dots are in many a name.
fn is_sign(c: char) -> bool {
    c.is_control() || "<>&\"\\`*_[]{}|#~$%;=\u{202a}\u{202b}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}".contains(c)
}

/// The languages people can get a message in.
fn languages<'a>(composer: &'a Composer, rule: &MessageRule) -> impl Iterator<Item = &'a Tag> {
    let languages = &composer.loaded().campaign.languages;
    let exist = composer.loaded().catalogue.messages.get(&rule.message).into_iter().flat_map(|exist| exist.keys());
    exist.filter(|tag| languages.offered.contains(tag) || **tag == languages.default)
}

/// A template may speak of the first time and of later ones.
fn occurrences(rule: &MessageRule) -> Range<u16> {
    if rule.when.recurs() { 0..2 } else { 0..1 }
}

/// When it is due in the campaign's zone; `None` for what comes with an event or never.
fn due(campaign: &Campaign, wave: u16, rule: &MessageRule, occurrence: u16) -> Option<DateTime<Utc>> {
    let all = occasions(campaign, &campaign.waves[usize::from(wave)], rule).ok()?;
    let at = all.iter().find(|occasion| occasion.occurrence == occurrence).or(all.first())?.at;
    instant(at, campaign.timezone).ok()
}
