//! Which messages of a wave bring contacts, when, and how much of them each.
//!
//! Assumed, and said in `docs/steering.md`: the first message that asks people to act brings most. One that tells of what is
//! to come brings a fifth of that. Any later one brings half as much for each person who is left to ask, and from the
//! start to the deadline these go down evenly from all to a fifth.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::is_worked;
use super::shape::LAGS;
use crate::campaign::{Audience, Campaign, MessageRule, People, Wave};
use crate::schedule::due::occasions;
use crate::schedule::membership::Membership;

/// What a message before the start weighs, and the share of people expected to be left at the deadline.
const FIFTH: f64 = 0.2;
/// What a message weighs that asks again.
const AGAIN: f64 = 0.5;

/// A wave over the working days.
pub(super) struct Course {
    /// Its people who had to move.
    pub(super) people: u32,
    /// Its messages, by day; their weights add up to 1.
    pub(super) told: Vec<Told>,
}

/// The messages of one day.
pub(super) struct Told {
    /// The working day, by position.
    pub(super) at: usize,
    /// What share of the wave's contacts they bring.
    pub(super) weight: f64,
    /// The share of the wave's people that is assumed to be left.
    left: f64,
}

impl Course {
    /// The share of the wave's contacts expected on a day. Of the messages from `next` on fewer come when fewer people are
    /// `left` than was assumed.
    pub(super) fn share(&self, shape: &[f64; LAGS], at: usize, next: usize, left: f64) -> f64 {
        let each = self.told.iter().filter(|told| told.at <= at && at - told.at < LAGS).map(|told| {
            let fewer = if told.at >= next { (left / told.left).min(1.0) } else { 1.0 };
            told.weight * fewer * shape[at - told.at]
        });
        each.sum()
    }

    /// Whether any of these days feels one of its messages.
    pub(super) fn is_felt(&self, days: &RangeInclusive<usize>) -> bool {
        self.told.iter().any(|told| told.at <= *days.end() && told.at + LAGS > *days.start())
    }
}

/// The first day on which the people of a wave are told something; its start when they are told nothing before it.
pub fn first_told(campaign: &Campaign, wave: &Wave) -> NaiveDate {
    messages(campaign, wave).map(|(_, day)| day).min().map_or(wave.start, |day| day.min(wave.start))
}

/// Of each wave, the share of its people that each message is for: in the order of the campaign.
pub(super) fn picked(campaign: &Campaign, people: &People, membership: &Membership) -> Vec<Vec<f64>> {
    let of = |wave: u16| rules(campaign).map(|rule| share_of(rule, people, membership, wave)).collect();
    (0u16..).take(campaign.waves.len()).map(of).collect()
}

/// The working days of a campaign on which contacts can be expected, and each wave's course over them.
pub(super) fn courses(campaign: &Campaign, people: &People, membership: &Membership) -> (Vec<NaiveDate>, Vec<Course>) {
    let picked = picked(campaign, people, membership);
    let told: Vec<Vec<Message>> =
        campaign.waves.iter().zip(&picked).map(|(wave, picked)| weighed(campaign, wave, picked)).collect();
    let all = || told.iter().flatten().map(|message| message.day);
    let (Some(first), Some(last)) = (all().min(), all().max()) else { return (Vec::new(), Vec::new()) };
    let days = working_days(campaign, first, last);
    let mut sizes = vec![0u32; campaign.waves.len()];
    for (person, wave) in people.persons.iter().zip(&membership.waves) {
        if let (Some(wave), true) = (wave, person.standing.must_move()) {
            sizes[usize::from(*wave)] += 1;
        }
    }
    let courses = told.into_iter().zip(sizes).map(|(told, people)| Course::over(&days, &told, people)).collect();
    (days, courses)
}

impl Course {
    fn over(days: &[NaiveDate], messages: &[Message], people: u32) -> Self {
        let mut told: Vec<Told> = Vec::new();
        for Message { day, weight, left } in messages {
            let at = days.partition_point(|known| known < day);
            match told.iter_mut().find(|told| told.at == at) {
                // Two on one day are read together.
                Some(told) => told.weight = told.weight.max(*weight),
                None if at < days.len() => told.push(Told { at, weight: *weight, left: *left }),
                None => {}
            }
        }
        let sum: f64 = told.iter().map(|told| told.weight).sum();
        told.iter_mut().for_each(|told| told.weight /= sum);
        Course { people, told }
    }
}

/// What share of a wave's contacts comes on which working day.
pub(super) fn shares(campaign: &Campaign, wave: &Wave, picked: &[f64], shape: &[f64; LAGS]) -> Vec<(NaiveDate, f64)> {
    let messages = weighed(campaign, wave, picked);
    let all = || messages.iter().map(|message| message.day);
    let (Some(first), Some(last)) = (all().min(), all().max()) else { return Vec::new() };
    let days = working_days(campaign, first, last);
    let course = Course::over(&days, &messages, 0);
    days.iter().enumerate().map(|(at, day)| (*day, course.share(shape, at, usize::MAX, 1.0))).collect()
}

/// The working days of the helpdesk from a first message until the last has faded.
fn working_days(campaign: &Campaign, first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
    let mut days = Vec::new();
    let mut after = 0;
    // A calendar on which nobody ever works has no such days.
    for day in first.iter_days().take_while(|day| (*day - last).num_days() < LONGEST) {
        if is_worked(&campaign.calendar, day) {
            days.push(day);
            after += usize::from(day >= last);
        }
        if after == LAGS {
            break;
        }
    }
    days
}

/// So many days after the last message nobody looks any further.
const LONGEST: i64 = 60;

/// A message of a wave.
struct Message {
    day: NaiveDate,
    weight: f64,
    /// The share of the wave's people that is assumed to be left.
    left: f64,
}

/// The messages of a wave, with what each weighs.
fn weighed(campaign: &Campaign, wave: &Wave, picked: &[f64]) -> Vec<Message> {
    let span = f64::from(worked(campaign, wave.start, wave.deadline).max(1));
    let first = messages(campaign, wave).map(|(_, day)| day).filter(|day| *day >= wave.start).min();
    let weigh = |(rule, day): (usize, NaiveDate)| {
        let gone = f64::from(worked(campaign, wave.start, day.min(wave.deadline)));
        let left = if day < wave.start { 1.0 } else { 1.0 - (1.0 - FIFTH) * (gone / span).min(1.0) };
        let weight = match day {
            day if day < wave.start => FIFTH,
            day if Some(day) == first => 1.0,
            _ => AGAIN * left,
        };
        Message { day, weight: weight * picked.get(rule).copied().unwrap_or(1.0), left }
    };
    let mut found: Vec<Message> = messages(campaign, wave).map(weigh).filter(|message| message.weight > 0.0).collect();
    if !found.iter().any(|message| message.day >= wave.start) {
        found.push(Message { day: wave.start, weight: 1.0, left: 1.0 });
    }
    found
}

fn rules(campaign: &Campaign) -> impl Iterator<Item = &MessageRule> {
    campaign.phases.iter().flat_map(|phase| &phase.messages)
}

/// The messages of a wave to its own people by position, and the days they are due. News on a date of its own is not about
/// the wave.
fn messages<'c>(campaign: &'c Campaign, wave: &'c Wave) -> impl Iterator<Item = (usize, NaiveDate)> + 'c {
    let asks = |(_, rule): &(usize, &MessageRule)| {
        let to = matches!(rule.to, Audience::Everyone | Audience::Pending | Audience::Select(_));
        to && !rule.when.is_dated()
    };
    rules(campaign).enumerate().filter(asks).flat_map(move |(at, rule)| {
        let days = occasions(campaign, wave, rule).unwrap_or_default();
        days.into_iter().map(move |occasion| (at, occasion.at.date()))
    })
}

/// The share of a wave's people that a message is for.
fn share_of(rule: &MessageRule, people: &People, membership: &Membership, wave: u16) -> f64 {
    let Audience::Select(selector) = &rule.to else { return 1.0 };
    let size = membership.sizes.get(usize::from(wave)).copied().unwrap_or_default();
    let picked = membership.members(wave).filter(|at| selector.matches(&people.persons[*at])).count();
    if size == 0 { 0.0 } else { picked as f64 / f64::from(size) }
}

/// How many working days of the helpdesk lie after `from`, up to and including `to`.
fn worked(campaign: &Campaign, from: NaiveDate, to: NaiveDate) -> u32 {
    let days = from.iter_days().skip(1).take_while(|day| *day <= to);
    u32::try_from(days.filter(|day| is_worked(&campaign.calendar, *day)).count()).unwrap_or(u32::MAX)
}
