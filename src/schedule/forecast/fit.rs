//! What came, and what it says of rate, shape, and how much days differ.
//!
//! A wave's rate is a Beta distribution. It begins with the campaign's `contact_rate`, which weighs as much as [`PRIOR`]
//! people. What another wave showed counts as at most [`ALIKE`] people, however large it was: waves differ. What the wave
//! itself showed counts in full.

use super::shape::{self, LAGS};
use super::{Model, Observed};

/// The campaign's expectation weighs as much as so many people who were seen.
pub(super) const PRIOR: f64 = 40.0;

/// One wave says as much of another as so many people do: two waves of one campaign differ by about a third of their rate.
pub(super) const ALIKE: f64 = 50.0;

/// How much days differ beyond chance before anything came, as a share of what is expected; and how many days that weighs.
const DAYS_DIFFER: f64 = 0.2;
const DAYS_WEIGH: f64 = 10.0;
/// Days on which fewer are expected say nothing of that.
const ENOUGH: f64 = 2.0;

/// Rounds until rate and shape agree.
const ROUNDS: usize = 25;

/// A Beta distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Beta {
    pub(super) yes: f64,
    pub(super) no: f64,
}

impl Beta {
    pub(super) fn mean(self) -> f64 {
        self.yes / (self.yes + self.no)
    }
}

/// What is known.
pub(super) struct Fit {
    pub(super) shape: [f64; LAGS],
    /// How many contacts taught the shape.
    pub(super) taught: f64,
    /// How much days differ beyond chance, as a share of what is expected.
    pub(super) differ: f64,
    pub(super) waves: Vec<WaveFit>,
}

/// What is known of a wave.
pub(super) struct WaveFit {
    /// Contacts that came on the days that were counted.
    pub(super) came: f64,
    /// The share of its contacts that was due on those days.
    pub(super) due: f64,
    pub(super) rate: Beta,
}

impl Model {
    /// What was observed, understood.
    pub(super) fn fit(&self, observed: &Observed) -> Fit {
        let (mut shape, mut taught) = (shape::PRIOR, 0.0);
        let mut waves = self.rates(observed, &shape);
        if !observed.is_empty() {
            for _ in 0..ROUNDS {
                let volumes: Vec<f64> =
                    self.courses.iter().zip(&waves).map(|(c, w)| f64::from(c.people) * w.rate.mean()).collect();
                (shape, taught) = shape::learn(self, observed, &shape, &volumes);
                waves = self.rates(observed, &shape);
            }
        }
        let mut fit = Fit { shape, taught, differ: DAYS_DIFFER, waves };
        fit.differ = self.differ(observed, &fit);
        fit
    }

    fn rates(&self, observed: &Observed, shape: &[f64; LAGS]) -> Vec<WaveFit> {
        let shown = |wave: usize| {
            let mine = observed.range((wave, 0)..(wave + 1, 0));
            mine.fold((0.0, 0.0), |(came, due), ((_, at), count)| {
                let share = self.courses[wave].share(shape, *at, usize::MAX, 1.0);
                // What comes on a day on which nothing is expected is not this wave's doing.
                if share > 0.0 { (came + count, due + share) } else { (came, due) }
            })
        };
        let shown: Vec<(f64, f64)> = (0..self.courses.len()).map(shown).collect();
        // What it showed, in people who were asked: all of them once all of its contacts are due.
        let asked: Vec<f64> = shown.iter().zip(&self.courses).map(|((_, due), c)| due * f64::from(c.people)).collect();
        let says = |wave: usize| asked[wave] * ALIKE / (asked[wave] + ALIKE);
        let rate = |wave: usize| if asked[wave] > 0.0 { (shown[wave].0 / asked[wave]).min(1.0) } else { 0.0 };
        let fit = |wave: usize| {
            let others = (0..self.courses.len()).filter(|other| *other != wave);
            let (weight, yes) = others.fold((PRIOR, PRIOR * self.rate), |(weight, yes), other| {
                (weight + says(other), yes + says(other) * rate(other))
            });
            let before = weight * ALIKE / (weight + ALIKE);
            let (came, due) = shown[wave];
            let calls = came.min(asked[wave]);
            let mean = yes / weight;
            // A rate of 0 or 1 is nothing that can be learnt from.
            let (sure, few) = (before * mean, 0.01);
            let rate = Beta { yes: (sure + calls).max(few), no: (before - sure + asked[wave] - calls).max(few) };
            WaveFit { came, due, rate }
        };
        (0..self.courses.len()).map(fit).collect()
    }

    /// How much the days that came differ from the forecast beyond chance (Pearson), never less than not at all.
    fn differ(&self, observed: &Observed, fit: &Fit) -> f64 {
        let (mut beyond, mut squares, mut days) = (0.0, 0.0, 0.0);
        for ((wave, at), count) in observed {
            let course = &self.courses[*wave];
            let share = course.share(&fit.shape, *at, usize::MAX, 1.0);
            let expected = f64::from(course.people) * fit.waves[*wave].rate.mean() * share;
            if expected >= ENOUGH {
                beyond += (count - expected).powi(2) - expected;
                squares += expected.powi(2);
                days += 1.0;
            }
        }
        let seen = if squares > 0.0 { (beyond / squares).clamp(0.0, 1.0) } else { 0.0 };
        let variance = (DAYS_WEIGH * DAYS_DIFFER.powi(2) + days * seen) / (DAYS_WEIGH + days);
        variance.sqrt()
    }
}
