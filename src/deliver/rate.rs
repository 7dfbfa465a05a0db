//! How fast the relay may be fed: so many in a period, so many in a day, pure over the instants it is given.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use crate::campaign::Limits;

/// The day of a daily limit is any 24 hours.
const DAY: TimeDelta = TimeDelta::hours(24);

/// What went within so small a part of a period is kept as one: a day is at most 1,440 of them.
const PARTS: i32 = 1440;

/// Keeps to a relay's [`Limits`].
///
/// For a rate of N per period, no period-long stretch of time ever holds more than N, and none holds fewer while there is
/// something to send: a plan counts on N. They go at twice the rate at most, so that what a slow relay cost is caught up,
/// and nothing comes in bursts. The daily limit counts the last 24 hours.
#[derive(Debug, Clone)]
pub struct Limiter {
    rate: Option<(Window, Spacing)>,
    day: Option<Window>,
}

/// So many in any stretch of time as long as its period.
#[derive(Debug, Clone)]
struct Window {
    limit: u64,
    period: TimeDelta,
    /// The latest instant they can have been sent at, and how many. Oldest first.
    sent: VecDeque<(DateTime<Utc>, u64)>,
}

/// At least so long between one and the next.
#[derive(Debug, Clone)]
struct Spacing {
    least: TimeDelta,
    last: Option<DateTime<Utc>>,
}

/// What was sent before this limiter was made, from the ledger.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// What was sent within the last period of the rate: the latest instant it can have been sent at, and how many. Oldest
    /// first.
    pub in_period: Vec<(DateTime<Utc>, u64)>,
    /// The same of the last 24 hours.
    pub in_day: Vec<(DateTime<Utc>, u64)>,
}

impl Limiter {
    /// A limiter for `limits`, after `history`.
    pub fn new(limits: &Limits, history: &History) -> Self {
        let window = |limit: u32, period, sent: &[(DateTime<Utc>, u64)]| Window {
            limit: limit.into(),
            period,
            sent: sent.iter().copied().collect(),
        };
        let rate = limits.rate.filter(|(count, period)| *count > 0 && *period > TimeDelta::zero());
        let rate = rate.map(|(count, period)| {
            let spacing = Spacing { least: period / i32::try_from(count).unwrap_or(i32::MAX) / 2, last: None };
            (window(count, period, &history.in_period), spacing)
        });
        Limiter { rate, day: limits.per_day.map(|limit| window(limit, DAY, &history.in_day)) }
    }

    /// Whether there is anything to keep to.
    pub fn is_limited(&self) -> bool {
        self.rate.is_some() || self.day.is_some()
    }

    /// The earliest instant from `now` on at which one may be sent.
    pub fn ready_at(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        let by_rate = self.rate.as_mut().map_or(now, |(window, spacing)| {
            window.ready_at(now).max(spacing.last.map_or(now, |last| last + spacing.least))
        });
        by_rate.max(self.day.as_mut().map_or(now, |day| day.ready_at(now)))
    }

    /// Counts one that is sent now, if it may be; otherwise says when.
    ///
    /// # Errors
    /// The instant to ask again.
    pub fn take(&mut self, now: DateTime<Utc>) -> Result<(), DateTime<Utc>> {
        let ready = self.ready_at(now);
        if ready > now {
            return Err(ready);
        }
        if let Some((window, spacing)) = &mut self.rate {
            window.count(now);
            spacing.last = Some(now);
        }
        if let Some(day) = &mut self.day {
            day.count(now);
        }
        Ok(())
    }
}

impl Window {
    fn count(&mut self, now: DateTime<Utc>) {
        match self.sent.back_mut() {
            Some((last, count)) if *last >= now => *count += 1,
            _ => self.sent.push_back((now + self.period / PARTS, 1)),
        }
    }

    fn ready_at(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        while self.sent.front().is_some_and(|(at, _)| *at + self.period <= now) {
            self.sent.pop_front();
        }
        let mut used: u64 = self.sent.iter().map(|(_, count)| count).sum();
        let mut ready = now;
        for (at, count) in &self.sent {
            if used < self.limit {
                break;
            }
            used -= count;
            ready = *at + self.period;
        }
        // A limit of nothing at all is asked again a period later.
        if used < self.limit { ready } else { ready.max(now + self.period) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(micros: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(1_800_000_000_000_000 + micros).unwrap_or_default()
    }

    fn limits(rate: Option<(u32, TimeDelta)>, per_day: Option<u32>) -> Limits {
        Limits { rate, per_day, connections: 1 }
    }

    proptest! {
        #[test]
        fn no_period_ever_holds_more_than_the_rate(
            count in 1u32..200,
            period in 1i64..100_000_000,
            gaps in prop::collection::vec(0i64..3_000_000, 1..600),
        ) {
            let period = TimeDelta::microseconds(period);
            let mut limiter = Limiter::new(&limits(Some((count, period)), None), &History::default());
            let (mut now, mut sent) = (at(0), Vec::new());
            for gap in gaps {
                now += TimeDelta::microseconds(gap);
                match limiter.take(now) {
                    Ok(()) => sent.push(now),
                    Err(ready) => {
                        prop_assert!(ready > now);
                        now = ready;
                        prop_assert_eq!(limiter.take(now), Ok(()));
                        sent.push(now);
                    }
                }
            }
            for (n, first) in sent.iter().enumerate() {
                let within = sent[n..].iter().take_while(|later| **later < *first + period).count();
                prop_assert!(within <= count as usize, "{} in one period of {}", within, count);
            }
        }

        #[test]
        fn no_day_ever_holds_more_than_the_limit(limit in 1u32..50, gaps in prop::collection::vec(0i64..7_200_000_000, 1..200)) {
            let mut limiter = Limiter::new(&limits(None, Some(limit)), &History::default());
            let (mut now, mut sent) = (at(0), Vec::new());
            for gap in gaps {
                now += TimeDelta::microseconds(gap);
                if let Err(ready) = limiter.take(now) {
                    now = ready;
                    prop_assert_eq!(limiter.take(now), Ok(()));
                }
                sent.push(now);
            }
            for (n, first) in sent.iter().enumerate() {
                let within = sent[n..].iter().take_while(|later| **later < *first + TimeDelta::hours(24)).count();
                prop_assert!(within <= limit as usize);
            }
        }
    }

    #[test]
    fn thirty_a_minute_takes_a_minute_for_thirty() {
        let limits = limits(Some((30, TimeDelta::minutes(1))), None);
        let mut limiter = Limiter::new(&limits, &History::default());
        let mut now = at(0);
        for _ in 0..5_000 {
            if let Err(ready) = limiter.take(now) {
                now = ready;
                assert_eq!(limiter.take(now), Ok(()));
            }
        }
        let hours = (now - at(0)).num_seconds() as f64 / 3600.0;
        assert!((2.77..2.78).contains(&hours), "5,000 people take {hours:.2} hours");
    }

    #[test]
    fn what_was_sent_before_a_restart_counts() {
        let limits = limits(Some((30, TimeDelta::minutes(1))), Some(100));
        let in_day = vec![(at(0) - TimeDelta::hours(1), 100)];
        let history = History { in_period: vec![], in_day };
        let mut limiter = Limiter::new(&limits, &history);
        assert_eq!(limiter.take(at(0)), Err(at(0) + TimeDelta::hours(23)));

        let in_period = vec![(at(0) - TimeDelta::seconds(2), 30)];
        let history = History { in_period, in_day: vec![] };
        let mut limiter = Limiter::new(&limits, &history);
        assert!(limiter.take(at(0)).is_err_and(|ready| ready > at(0) + TimeDelta::seconds(55)));
    }

    #[test]
    fn without_limits_nothing_waits() {
        let mut limiter = Limiter::new(&limits(None, None), &History::default());
        assert!((0..10_000).all(|_| limiter.take(at(0)).is_ok()));
    }
}
