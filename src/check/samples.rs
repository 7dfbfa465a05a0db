//! Whom to look at: people chosen from the data so that together they have everything that makes a message differ
//! from one reader to the next. Rendering for them stands for rendering for all; the choice changes only with the data.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::{DateTime, Utc};

use crate::campaign::{Audience, Campaign, Channel, Loaded, MessageRule, Ownership, Path, Person, Platform, Wave};
use crate::compose::{Composer, ResolvedNotice};
use crate::l10n::Tag;
use crate::schedule::due::occasions;
use crate::schedule::local::instant;
use crate::schedule::{NoticeId, circles, may_pick};

/// What of a person's data can be absent, several or unusual, and so makes a message differ or a template fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    let of_all = readers(composer, |_, _| true);
    let desk = vec![(None, 0, vec![ReaderKind::Helpdesk])];

    let mut found = Vec::new();
    for (phase, rules) in (0u16..).zip(campaign.phases.iter().map(|phase| &phase.messages)) {
        for (at, rule) in (0u16..).zip(rules) {
            // Nobody else would get it: with others' waves, it would have other dates.
            let chosen = match &rule.to {
                Audience::Select(selector) => {
                    readers(composer, |person, wave| rule.is_for_wave(wave) && may_pick(selector, person) == Some(true))
                }
                Audience::Pending => {
                    readers(composer, |person, wave| rule.is_for_wave(wave) && !person.standing.has_moved())
                }
                Audience::Managers | Audience::SiteOwner | Audience::SharedOwners => busiest(composer, rule),
                _ if rule.waves.is_empty() => Vec::new(),
                _ => readers(composer, |_, wave| rule.is_for_wave(wave)),
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

/// The people chosen among those who may get a message.
fn readers(composer: &Composer, may: impl Fn(&Person, &Wave) -> bool) -> Vec<Reader> {
    let chosen = representatives(composer, may).into_iter();
    chosen.map(|(at, kinds)| (Some(at), wave_of(composer, at), kinds)).collect()
}

/// Who hears of most people, or of most shared devices, in one wave, and so gets the longest message: such readers differ by
/// what they hear of, not by their own devices.
fn busiest(composer: &Composer, rule: &MessageRule) -> Vec<Reader> {
    let Loaded { campaign, people, .. } = &**composer.loaded();
    let told = circles(campaign, people, composer.membership(), rule);
    let most = told.into_iter().max_by_key(|((wave, at), of)| (of.len(), std::cmp::Reverse((*at, *wave))));
    most.map(|((wave, at), _)| (Some(at), wave, vec![ReaderKind::Manager])).into_iter().collect()
}

/// One person of every kind, by position, with what each was chosen for: the first in the data of those whom mail of
/// a wave can reach; of those with several devices the one with the most.
fn representatives(composer: &Composer, may: impl Fn(&Person, &Wave) -> bool) -> BTreeMap<u32, Vec<ReaderKind>> {
    let Loaded { campaign, people, .. } = &**composer.loaded();
    let mut first: BTreeMap<ReaderKind, u32> = BTreeMap::new();
    let mut longest: Option<(usize, u32)> = None;
    for ((at, person), wave) in (0u32..).zip(&people.persons).zip(&composer.membership().waves) {
        let Some(wave) = wave.map(|at| &campaign.waves[usize::from(at)]) else { continue };
        if person.email.is_none() || person.standing.has_left() || !may(person, wave) {
            continue;
        }
        for kind in kinds(campaign, wave, person) {
            first.entry(kind).or_insert(at);
        }
        let devices = |at: u32| people.persons[at as usize].moving().count();
        if let Some(most) = first.get_mut(&ReaderKind::SeveralDevices).filter(|most| devices(at) > devices(**most)) {
            *most = at;
        }
        let length = person.name.chars().count();
        if longest.is_none_or(|(most, _)| length > most) {
            longest = Some((length, at));
        }
    }
    first.extend(longest.map(|(_, at)| (ReaderKind::LongestName, at)));
    let mut chosen: BTreeMap<u32, Vec<ReaderKind>> = BTreeMap::new();
    for (kind, at) in first {
        chosen.entry(at).or_default().push(kind);
    }
    chosen
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

fn wave_of(composer: &Composer, person: u32) -> u16 {
    composer.membership().waves[person as usize].unwrap_or_default()
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
