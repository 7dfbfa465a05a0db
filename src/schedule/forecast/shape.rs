//! How the contacts that a message brings come over the working days from it on.

use super::{Model, Observed};

/// How many working days a message is felt, its own included.
pub(super) const LAGS: usize = 10;

/// What is assumed before anything came: a third on the day itself, half of all by the next evening.
pub(super) const PRIOR: [f64; LAGS] = [0.34, 0.20, 0.13, 0.09, 0.07, 0.05, 0.04, 0.03, 0.03, 0.02];

/// The assumption weighs as much as so many contacts that came.
pub(super) const WEIGHT: f64 = 40.0;

/// The shape that what came points to, given what each wave is expected to bring in all; and how many contacts taught it.
///
/// Each contact is shared out among the messages that may have brought it, in proportion to what each is expected to
/// bring that day (Richardson 1972, Lucy 1974). Of each distance in days, what came is divided by what could have come:
/// a wave that is three days old says nothing of the fourth.
pub(super) fn learn(model: &Model, observed: &Observed, shape: &[f64; LAGS], volumes: &[f64]) -> ([f64; LAGS], f64) {
    let (mut came, mut could) = ([0.0; LAGS], [0.0; LAGS]);
    for ((wave, at), count) in observed {
        let told = || model.courses[*wave].told.iter().filter(|told| told.at <= *at && at - told.at < LAGS);
        let all: f64 = told().map(|told| told.weight * shape[at - told.at]).sum();
        for told in told() {
            let lag = at - told.at;
            could[lag] += volumes[*wave] * told.weight;
            if all > 0.0 {
                came[lag] += count * told.weight * shape[lag] / all;
            }
        }
    }
    let taught: f64 = came.iter().sum();
    let (came, could) = (smoothed(&came), smoothed(&could));
    let mut found = [0.0; LAGS];
    for lag in 0..LAGS {
        found[lag] = (WEIGHT * PRIOR[lag] + came[lag]) / (WEIGHT + could[lag]);
    }
    let sum: f64 = found.iter().sum();
    (found.map(|share| share / sum), taught)
}

/// Each with a quarter of its neighbours: single days are few.
fn smoothed(figures: &[f64; LAGS]) -> [f64; LAGS] {
    let mut out = [0.0; LAGS];
    for (lag, figure) in figures.iter().enumerate() {
        let (before, after) = (lag.saturating_sub(1), (lag + 1).min(LAGS - 1));
        out[lag] += figure / 2.0;
        out[before] += figure / 4.0;
        out[after] += figure / 4.0;
    }
    out
}
