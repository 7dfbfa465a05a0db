//! The interval: a thousand campaigns played with what is not known drawn by chance: the shape, each wave's rate, how much
//! a day differs, and how many call when so many are expected.

use std::ops::RangeInclusive;

use super::Model;
use super::draw::Chance;
use super::fit::{Fit, WaveFit};
use super::shape::WEIGHT;

/// How many campaigns are played.
const PLAYED: usize = 1000;

/// The share of days that the interval is to hold.
const HELD: f64 = 0.8;

/// What came once is not how it comes: a shape is never surer than by so many contacts.
const SUREST: f64 = 300.0;

/// A day of many campaigns.
pub(super) struct Range {
    pub(super) mean: f64,
    pub(super) low: u32,
    pub(super) high: u32,
}

/// What was played.
pub(super) struct Played {
    pub(super) days: Vec<Range>,
    /// By wave: between which its rate is, four times in five.
    pub(super) rates: Vec<(f64, f64)>,
}

/// Plays the days of a range, the first of which is the next to come.
pub(super) fn simulate(model: &Model, fit: &Fit, days: RangeInclusive<usize>, left: &[f64]) -> Played {
    let next = *days.start();
    let mut chance = Chance::new();
    let mut counts = vec![Vec::with_capacity(PLAYED); days.clone().count()];
    let mut rates = vec![Vec::with_capacity(PLAYED); model.courses.len()];
    // A wave that none of these days is about need not be drawn, unless all are asked for.
    let is_all = *days.end() + 1 == model.days.len();
    let is_active: Vec<bool> = model.courses.iter().map(|course| is_all || course.is_felt(&days)).collect();
    let sure = WEIGHT + fit.taught.min(SUREST);
    for _ in 0..PLAYED {
        let shape = chance.shape(&fit.shape, sure);
        let rate = |(wave, active): (&WaveFit, &bool)| if *active { chance.beta(wave.rate) } else { 0.0 };
        let drawn: Vec<f64> = fit.waves.iter().zip(&is_active).map(rate).collect();
        for (at, counts) in days.clone().zip(&mut counts) {
            let mut expected = 0.0;
            for (wave, course) in model.courses.iter().enumerate() {
                let left = left.get(wave).copied().unwrap_or(1.0);
                expected += f64::from(course.people) * drawn[wave] * course.share(&shape, at, next, left);
            }
            let that_day = expected * chance.day(fit.differ);
            counts.push(chance.count(that_day));
        }
        for (rates, rate) in rates.iter_mut().zip(drawn) {
            rates.push(rate);
        }
    }
    let range = |(at, counts): (usize, &mut Vec<u32>)| {
        counts.sort_unstable();
        let (low, high) = interval(counts);
        Range { mean: model.means(fit, at, next, left).sum(), low, high }
    };
    let days = days.zip(&mut counts).map(range).collect();
    let tenths = |rates: &mut Vec<f64>| {
        rates.sort_unstable_by(f64::total_cmp);
        (rates[PLAYED / 10], rates[PLAYED - PLAYED / 10 - 1])
    };
    Played { days, rates: rates.iter_mut().map(tenths).collect() }
}

/// The interval of sorted counts: a tenth lies below it and a tenth above. Counts are whole, so that an end can be too much
/// or too little: of the four that are possible it is the one that holds nearest to four in five.
fn interval(sorted: &[u32]) -> (u32, u32) {
    let tenth = sorted.len() / 10;
    let (low, high) = (sorted[tenth], sorted[sorted.len() - tenth - 1]);
    let held = |low: u32, high: u32| {
        let inside = sorted.partition_point(|n| *n <= high) - sorted.partition_point(|n| *n < low);
        (inside as f64 / sorted.len() as f64 - HELD).abs()
    };
    let choices = [(low, high), (low + 1, high), (low, high.saturating_sub(1)), (low + 1, high.saturating_sub(1))];
    let choices = choices.into_iter().filter(|(low, high)| low <= high);
    choices.min_by(|a, b| held(a.0, a.1).total_cmp(&held(b.0, b.1))).unwrap_or((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_get_the_interval_that_holds_nearest_to_four_in_five() {
        let of = |counts: &[(u32, usize)]| {
            let sorted: Vec<u32> = counts.iter().flat_map(|(n, times)| vec![*n; *times]).collect();
            interval(&sorted)
        };
        assert_eq!(of(&[(0, 74), (1, 22), (2, 4)]), (0, 0), "0 holds 74 of a hundred, 0 to 1 would hold 96");
        assert_eq!(of(&[(0, 60), (1, 30), (2, 10)]), (0, 1));
        assert_eq!(of(&[(1, 9), (2, 30), (3, 30), (4, 22), (5, 9)]), (2, 4));
        assert_eq!(of(&[(7, 100)]), (7, 7));
    }
}
