//! Numbers by chance, always the same ones: those of a fixed seed.

use std::f64::consts::TAU;

use super::fit::Beta;
use super::shape::LAGS;

/// The seed of every simulation.
const SEED: u64 = 0x4865_7261_7574;

/// Above this a Poisson distribution is a normal one.
const MANY: f64 = 30.0;

/// A source of numbers.
pub(super) struct Chance(fastrand::Rng);

impl Chance {
    pub(super) fn new() -> Self {
        Chance(fastrand::Rng::with_seed(SEED))
    }

    /// Another one, for tests that play the helpdesk.
    #[cfg(test)]
    pub(super) fn of(seed: u64) -> Self {
        Chance(fastrand::Rng::with_seed(seed))
    }

    /// Evenly between 0 and 1.
    pub(super) fn even(&mut self) -> f64 {
        self.0.f64()
    }

    /// Standard normal (Box and Muller 1958).
    pub(super) fn normal(&mut self) -> f64 {
        let (one, other) = (1.0 - self.even(), self.even());
        (-2.0 * one.ln()).sqrt() * (TAU * other).cos()
    }

    /// Gamma with this shape and scale 1 (Marsaglia and Tsang 2000).
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let lift = (1.0 - self.even()).powf(1.0 / shape);
            return self.gamma(shape + 1.0) * lift;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && (1.0 - self.even()).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// A rate.
    pub(super) fn beta(&mut self, rate: Beta) -> f64 {
        let (yes, no) = (self.gamma(rate.yes), self.gamma(rate.no));
        if yes + no > 0.0 { yes / (yes + no) } else { rate.mean() }
    }

    /// A shape around this one, which counts as so many contacts (Dirichlet).
    pub(super) fn shape(&mut self, around: &[f64; LAGS], weight: f64) -> [f64; LAGS] {
        let drawn = around.map(|share| self.gamma((share * weight).max(0.01)));
        let sum: f64 = drawn.iter().sum();
        if sum > 0.0 { drawn.map(|one| one / sum) } else { *around }
    }

    /// How a day differs from others: 1 on the mean, by such a share up or down (lognormal).
    pub(super) fn day(&mut self, differ: f64) -> f64 {
        let variance = (1.0 + differ * differ).ln();
        (variance.sqrt() * self.normal() - variance / 2.0).exp()
    }

    /// How many come when so many are expected (Poisson).
    pub(super) fn count(&mut self, expected: f64) -> u32 {
        if expected > MANY {
            return (expected + expected.sqrt() * self.normal()).round().max(0.0) as u32;
        }
        let (mut at, mut chance) = (0, (-expected).exp());
        let mut left = self.even() - chance;
        while left > 0.0 && at < 1000 {
            at += 1;
            chance *= expected / f64::from(at);
            left -= chance;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance of many draws.
    fn moments(mut draw: impl FnMut() -> f64) -> (f64, f64) {
        let drawn: Vec<f64> = (0..20_000).map(|_| draw()).collect();
        let mean = drawn.iter().sum::<f64>() / drawn.len() as f64;
        (mean, drawn.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / drawn.len() as f64)
    }

    fn near(found: (f64, f64), mean: f64, variance: f64) {
        let off = |a: f64, b: f64| (a - b).abs() / b;
        assert!(off(found.0, mean) < 0.03 && off(found.1, variance) < 0.06, "{found:?}, not {mean} and {variance}");
    }

    /// Mean and variance of each distribution are those of the textbook.
    #[test]
    fn draws_have_the_mean_and_the_variance_of_their_distribution() {
        let mut chance = Chance::new();
        near(moments(|| chance.gamma(0.5)), 0.5, 0.5);
        near(moments(|| chance.gamma(7.0)), 7.0, 7.0);
        near(moments(|| chance.beta(Beta { yes: 3.0, no: 17.0 })), 0.15, 0.15 * 0.85 / 21.0);
        near(moments(|| f64::from(chance.count(3.5))), 3.5, 3.5);
        near(moments(|| f64::from(chance.count(80.0))), 80.0, 80.0);
        near(moments(|| chance.day(0.2)), 1.0, 0.04);
        assert_eq!(chance.count(0.0), 0);
    }

    #[test]
    fn a_shape_adds_up_and_the_same_seed_gives_the_same_numbers() {
        let mut chance = Chance::new();
        let shape = chance.shape(&super::super::shape::PRIOR, 40.0);
        assert!((shape.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{shape:?}");
        let (mut one, mut other) = (Chance::new(), Chance::new());
        assert_eq!([one.even(), one.normal()], [other.even(), other.normal()]);
    }
}
