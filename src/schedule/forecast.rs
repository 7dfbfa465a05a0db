//! How many contacts the helpdesk can expect on each working day, how sure that is, and what came. `docs/steering.md` has
//! the method in words.
//!
//! ```text
//! contacts on day d = Σ waves: size × rate × Σ messages: weight × shape(d - day of the message)
//!
//! rate    a share of the wave's people: Beta, begun with what the campaign expects, taught by what each wave showed
//! weight  how much of a wave's contacts one of its messages brings: assumed, not learnt
//! shape   how they come over the working days from a message on: begun with a table, taught by all waves
//! ```
//! Counting is in days on which the helpdesk works: a freeze stops mail, not questions. Pure: the same campaign, the same
//! contacts and the same day give the same forecast, the seed of the simulation being fixed.

mod course;
mod draw;
mod fit;
mod shape;
mod simulate;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

pub use course::first_told;
use course::{Course, courses};
use fit::Fit;
use shape::LAGS;

use super::membership::Membership;
use crate::campaign::{Calendar, Campaign, People, Wave};

/// What is known of a campaign under way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seen {
    /// How many contacts came about a wave (by position) on a day, for the days of which somebody said so.
    pub contacts: BTreeMap<(u16, NaiveDate), u32>,
    /// The share of each wave's people who have still to move; empty when nobody knows.
    pub left: Vec<f64>,
}

/// The helpdesk's days.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Forecast {
    /// The first day that is still to come.
    pub today: NaiveDate,
    /// Each working day on which contacts are expected or came, in order.
    pub days: Vec<HelpdeskDay>,
    /// What each wave is expected to bring, in the order of the campaign.
    pub waves: Vec<WaveLoad>,
    /// What the helpdesk can take on a working day, if the campaign says.
    pub capacity: Option<u32>,
}

/// A working day of the helpdesk.
#[derive(Debug, Clone, PartialEq)]
pub struct HelpdeskDay {
    /// The day.
    pub day: NaiveDate,
    /// Contacts expected: of a day that is over and was counted, by what was known in its morning.
    pub expected: f64,
    /// Four days in five have at least so many (of a day that is over and was not counted, nothing is said) …
    pub low: u32,
    /// … and at most so many.
    pub high: u32,
    /// How many came, as far as somebody said so.
    pub came: Option<u32>,
}

/// What a wave is expected to bring.
#[derive(Debug, Clone, PartialEq)]
pub struct WaveLoad {
    /// Its people who had to move.
    pub people: u32,
    /// How many contacts came about it on the days that were counted.
    pub came: u32,
    /// The share of its contacts that was due on those days.
    pub due: f64,
    /// The share of its people expected to make contact …
    pub rate: f64,
    /// … with four in five chances between this …
    pub low: f64,
    /// … and this.
    pub high: f64,
}

/// The forecast of a campaign whose first day to come is `today`.
pub fn forecast(
    campaign: &Campaign,
    people: &People,
    membership: &Membership,
    seen: &Seen,
    today: NaiveDate,
) -> Forecast {
    let model = Model::new(campaign, people, membership);
    let Some(last) = model.days.len().checked_sub(1) else {
        return Forecast { today, capacity: campaign.helpdesk.contacts_per_day, ..Forecast::default() };
    };
    let next = model.days.partition_point(|day| *day < today);
    let observed = model.observe(seen, next);
    let mut days = Vec::with_capacity(model.days.len());
    let fit = model.fit(&observed);
    for at in 0..next {
        // Only what came is held against what was said.
        if came(&observed, at).is_none() {
            let mean: f64 = model.means(&fit, at, 0, &[]).sum();
            let whole = mean.round() as u32;
            days.push(simulate::Range { mean, low: whole, high: whole });
            continue;
        }
        // What would have been said that morning: nothing of that day or a later one is used.
        let known: Observed = observed.iter().filter(|((_, of), _)| *of < at).map(|(key, n)| (*key, *n)).collect();
        let day = simulate::simulate(&model, &model.fit(&known), at..=at, &[]).days;
        days.extend(day);
    }
    let coming = simulate::simulate(&model, &fit, next..=last, &seen.left);
    days.extend(coming.days);
    let days = days.into_iter().zip(&model.days).enumerate().map(|(at, (range, day))| HelpdeskDay {
        day: *day,
        expected: range.mean,
        low: range.low,
        high: range.high,
        came: came(&observed, at),
    });
    let waves = model.courses.iter().zip(&fit.waves).zip(coming.rates).map(|((course, wave), (low, high))| WaveLoad {
        people: course.people,
        came: wave.came as u32,
        due: wave.due,
        rate: wave.rate.mean(),
        low,
        high,
    });
    Forecast { today, days: days.collect(), waves: waves.collect(), capacity: campaign.helpdesk.contacts_per_day }
}

/// The contacts expected of each wave (in the order of the campaign) on each working day, before anything came: the
/// forecast's middle, without its simulation.
pub fn expected(campaign: &Campaign, people: &People, membership: &Membership) -> BTreeMap<NaiveDate, Vec<f64>> {
    let model = Model::new(campaign, people, membership);
    let fit = model.fit(&Observed::new());
    let each = |(at, day): (usize, &NaiveDate)| (*day, model.means(&fit, at, 0, &[]).collect());
    model.days.iter().enumerate().map(each).collect()
}

/// What is known of how people call, for waves with other dates than the campaign's.
#[derive(Debug, Clone)]
pub struct Learnt {
    /// By wave: the share of its people expected to make contact.
    rates: Vec<f64>,
    shape: [f64; LAGS],
    /// By wave and message: the share of its people that the message is for.
    picked: Vec<Vec<f64>>,
}

/// What contacts before `today` have taught.
pub fn learn(campaign: &Campaign, people: &People, membership: &Membership, seen: &Seen, today: NaiveDate) -> Learnt {
    let model = Model::new(campaign, people, membership);
    let next = model.days.partition_point(|day| *day < today);
    let fit = model.fit(&model.observe(seen, next));
    let rates = fit.waves.iter().map(|wave| wave.rate.mean()).collect();
    Learnt { rates, shape: fit.shape, picked: course::picked(campaign, people, membership) }
}

impl Learnt {
    /// How many contacts each person of a wave (by position, with these dates) brings on which working day.
    pub(in crate::schedule) fn per_person(
        &self,
        campaign: &Campaign,
        (at, wave): (u16, &Wave),
    ) -> Vec<(NaiveDate, f64)> {
        let rate = self.rates.get(usize::from(at)).copied().unwrap_or(campaign.helpdesk.contact_rate);
        let picked = self.picked.get(usize::from(at)).map_or(&[][..], |picked| picked);
        let shares = course::shares(campaign, wave, picked, &self.shape);
        shares.into_iter().map(|(day, share)| (day, rate * share)).collect()
    }
}

/// Whether the helpdesk works on a day. Freezes stop mail, not questions.
pub fn is_worked(calendar: &Calendar, day: NaiveDate) -> bool {
    calendar.workdays.contains(&day.weekday()) && !calendar.holidays.contains_key(&day)
}

/// Contacts by wave and working day (both by position) that were counted.
type Observed = BTreeMap<(usize, usize), f64>;

/// The waves over the working days.
struct Model {
    /// Working days from the first message on until the last has faded.
    days: Vec<NaiveDate>,
    /// By wave, in the order of the campaign.
    courses: Vec<Course>,
    /// The share of a wave that the campaign expects to make contact.
    rate: f64,
}

impl Model {
    fn new(campaign: &Campaign, people: &People, membership: &Membership) -> Self {
        let (days, courses) = courses(campaign, people, membership);
        Model { days, courses, rate: campaign.helpdesk.contact_rate }
    }

    /// What was counted on days before `next`. What came on a closed day belongs to the next working day.
    fn observe(&self, seen: &Seen, next: usize) -> Observed {
        let mut observed = Observed::new();
        for ((wave, day), count) in &seen.contacts {
            let at = self.days.partition_point(|known| known < day);
            let is_known =
                usize::from(*wave) < self.courses.len() && self.days.first().is_some_and(|first| first <= day);
            if is_known && at < next {
                *observed.entry((usize::from(*wave), at)).or_default() += f64::from(*count);
            }
        }
        observed
    }

    /// The middle of what is expected of each wave on a day, when `next` is the first to come and so many are left of each.
    fn means(&self, fit: &Fit, at: usize, next: usize, left: &[f64]) -> impl Iterator<Item = f64> {
        self.courses.iter().zip(&fit.waves).enumerate().map(move |(wave, (course, known))| {
            let left = left.get(wave).copied().unwrap_or(1.0);
            f64::from(course.people) * known.rate.mean() * course.share(&fit.shape, at, next, left)
        })
    }
}

fn came(observed: &Observed, at: usize) -> Option<u32> {
    let mut found = observed.iter().filter(|((_, of), _)| *of == at).map(|(_, n)| *n).peekable();
    found.peek()?;
    Some(found.sum::<f64>() as u32)
}

#[cfg(test)]
mod tests;
