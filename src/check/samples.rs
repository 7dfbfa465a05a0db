//! Every message in every language for people with every kind of device, whether a notice uses the combination or not:
//! the one that does may join next week.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::finding::Finding;
use super::linter::sort;
use super::registry::works::BROKEN;
use crate::campaign::{Audience, Campaign, Loaded, MessageRule, Ownership, Person, Platform, Standing, When};
use crate::compose::{Compositor, Order};
use crate::error::Place;
use crate::l10n::Tag;
use crate::schedule::due::occasions;
use crate::schedule::local::instant;
use crate::schedule::{NoticeId, managers};

/// What of a person's data can be absent or several, and so can break a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    NoDevice,
    SeveralDevices,
    Device(Platform, Ownership),
    /// A device without the details that another has: model, name, serial number.
    Vague(bool, bool, bool),
    NoGivenName,
    AnotherZone,
}

/// Renders every message of the campaign in every offered language in which it exists, for one person of every kind
/// there is in the data. A place in a template with several mistakes of one kind is one finding. Findings of
/// `H-RENDER-01`, by place.
pub fn samples(compositor: &Compositor, now: DateTime<Utc>) -> Vec<Finding> {
    let loaded = compositor.loaded();
    let campaign: &Campaign = &loaded.campaign;
    let people = representatives(compositor);
    let reports = managers(campaign, &loaded.people, compositor.membership());
    let bosses: Vec<(u32, u16)> = reports.iter().filter_map(|(at, waves)| Some((*at, *waves.first()?))).collect();
    let boss = bosses.into_iter().min();
    let mut found: BTreeMap<(Option<Place>, String), Finding> = BTreeMap::new();
    for (phase, rules) in (0u16..).zip(campaign.phases.iter().map(|phase| &phase.messages)) {
        for (at, rule) in (0u16..).zip(rules) {
            // Managers differ by whom they manage, not by their devices.
            let readers: Vec<(Option<u32>, u16)> = match rule.to {
                Audience::Helpdesk => vec![(None, 0)],
                Audience::Managers => boss.map(|(at, wave)| (Some(at), wave)).into_iter().collect(),
                _ => people.iter().map(|at| (Some(*at), wave_of(compositor, *at))).collect(),
            };
            for language in languages(compositor, rule) {
                for (person, wave) in &readers {
                    for occurrence in occurrences(rule) {
                        let due = due(campaign, *wave, rule, occurrence).unwrap_or(now);
                        let (id, language) = (NoticeId([0; 16]), language.clone());
                        let (wave, person) = (*wave, *person);
                        let order = Order { id, wave, phase, rule: at, person, occurrence, language, due };
                        render(compositor, &order, &mut found);
                    }
                }
            }
        }
    }
    let mut found: Vec<Finding> = found.into_values().collect();
    sort(&mut found);
    found
}

/// A message that fails fails for many; the first is the example.
fn render(compositor: &Compositor, order: &Order, found: &mut BTreeMap<(Option<Place>, String), Finding>) {
    // Addresses are another matter: these are not sent.
    let redirect = compositor.loaded().campaign.sender.from.address.as_str();
    let Err(error) = compositor.mail(order, order.due, &[], Some(redirect)) else { return };
    let whose = format!("{}: ", compositor.describe(order));
    for problem in error.problems {
        let mistake = problem.message.strip_prefix(&whose).unwrap_or(&problem.message).to_owned();
        found.entry((problem.place.clone(), mistake)).or_insert_with(|| {
            let finding = Finding::from_problem(BROKEN, &problem).about(&compositor.rule(order).message);
            Finding { hint: finding.hint.clone().or_else(|| Some(BROKEN.mend.to_owned())), ..finding }
        });
    }
}

/// One person of every kind, by position: the first in the data of those whom mail of a wave can reach.
fn representatives(compositor: &Compositor) -> Vec<u32> {
    let Loaded { campaign, people, .. } = &**compositor.loaded();
    let mut first: BTreeMap<Kind, u32> = BTreeMap::new();
    for ((at, person), wave) in (0u32..).zip(&people.persons).zip(&compositor.membership().waves) {
        if wave.is_none() || person.email.is_none() || person.standing == Standing::Left {
            continue;
        }
        for kind in kinds(campaign, person) {
            first.entry(kind).or_insert(at);
        }
    }
    let positions: BTreeSet<u32> = first.into_values().collect();
    positions.into_iter().collect()
}

fn kinds(campaign: &Campaign, person: &Person) -> impl Iterator<Item = Kind> {
    let devices = person.devices.iter().flat_map(|device| {
        let vague = Kind::Vague(device.model.is_none(), device.name.is_none(), device.serial.is_none());
        [Kind::Device(device.platform, device.ownership), vague]
    });
    let number = match person.devices.len() {
        0 => Some(Kind::NoDevice),
        1 => None,
        _ => Some(Kind::SeveralDevices),
    };
    let lacks =
        [(person.given_name.is_none(), Kind::NoGivenName), (person.timezone != campaign.timezone, Kind::AnotherZone)];
    devices.chain(number).chain(lacks.into_iter().filter(|(lacks, _)| *lacks).map(|(_, kind)| kind))
}

fn wave_of(compositor: &Compositor, person: u32) -> u16 {
    compositor.membership().waves[person as usize].unwrap_or_default()
}

/// The languages people can get a message in.
fn languages<'a>(compositor: &'a Compositor, rule: &MessageRule) -> impl Iterator<Item = &'a Tag> {
    let languages = &compositor.loaded().campaign.languages;
    let exist = compositor.loaded().catalogue.messages.get(&rule.message).into_iter().flat_map(|exist| exist.keys());
    exist.filter(|tag| languages.offered.contains(tag) || **tag == languages.default)
}

/// A template may speak of the first time and of later ones.
fn occurrences(rule: &MessageRule) -> std::ops::Range<u16> {
    if matches!(rule.when, When::Every { .. }) { 0..2 } else { 0..1 }
}

/// When it is due in the campaign's zone; `None` for what comes with an event or never.
fn due(campaign: &Campaign, wave: u16, rule: &MessageRule, occurrence: u16) -> Option<DateTime<Utc>> {
    let all = occasions(campaign, &campaign.waves[usize::from(wave)], rule).ok()?;
    let at = all.iter().find(|occasion| occasion.occurrence == occurrence).or(all.first())?.at;
    instant(at, campaign.timezone).ok()
}
