//! How fast the relay may be fed: a token bucket per period and a count per day, pure over the instants it is given.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use crate::campaign::Limits;

/// Keeps to a relay's [`Limits`].
///
/// For a rate of N per period, no period-long stretch of time ever holds more than N: a tenth of N may go at once, and
/// the rest is spread so that the sum stays within N. (A bucket of N refilled at N per period would let 2N through in
/// the first period.) The daily limit counts the last 24 hours, in the steps of the history it is given.
#[derive(Debug, Clone)]
pub struct Limiter {
    rate: Option<Bucket>,
    day: Option<Day>,
}

/// Generic cell rate algorithm: `free` is when the bucket would be full again.
#[derive(Debug, Clone)]
struct Bucket {
    interval: TimeDelta,
    tolerance: TimeDelta,
    free: DateTime<Utc>,
}

#[derive(Debug, Clone)]
struct Day {
    limit: u64,
    sent: VecDeque<(DateTime<Utc>, u64)>,
}

/// What was sent before this limiter was made, from the ledger.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// How many were sent within the last period of the rate.
    pub in_period: u64,
    /// How many were sent in the last 24 hours: the latest instant they can have been sent at, and how many. Oldest
    /// first.
    pub in_day: Vec<(DateTime<Utc>, u64)>,
}

impl Limiter {
    /// A limiter for `limits`, from `now` on.
    pub fn new(limits: &Limits, history: &History, now: DateTime<Utc>) -> Self {
        let rate = limits.rate.filter(|(count, period)| *count > 0 && *period > TimeDelta::zero());
        let rate = rate.map(|(count, period)| {
            let burst = (count / 10).max(1);
            let steps = i64::from(count - burst + 1);
            let micros = period.num_microseconds().unwrap_or(i64::MAX);
            let interval = TimeDelta::microseconds(micros / steps + i64::from(micros % steps != 0));
            let used = i32::try_from(history.in_period).unwrap_or(i32::MAX).min(count as i32);
            let free = now.checked_add_signed(interval * used).unwrap_or(now);
            Bucket { interval, tolerance: interval * (burst as i32 - 1), free }
        });
        let day =
            limits.per_day.map(|limit| Day { limit: limit.into(), sent: history.in_day.iter().copied().collect() });
        Limiter { rate, day }
    }

    /// Whether there is anything to keep to.
    pub fn is_limited(&self) -> bool {
        self.rate.is_some() || self.day.is_some()
    }

    /// The earliest instant from `now` on at which one may be sent.
    pub fn ready_at(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        let by_rate = self.rate.as_ref().map_or(now, |bucket| now.max(bucket.free - bucket.tolerance));
        let by_day = self.day.as_mut().map_or(now, |day| day.ready_at(now));
        by_rate.max(by_day)
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
        if let Some(bucket) = &mut self.rate {
            bucket.free = bucket.free.max(now) + bucket.interval;
        }
        if let Some(day) = &mut self.day {
            match day.sent.back_mut() {
                // A minute's worth is kept as one entry, so that a day is at most 1,440 of them.
                Some((last, count)) if *last >= now => *count += 1,
                _ => day.sent.push_back((now + TimeDelta::minutes(1), 1)),
            }
        }
        Ok(())
    }
}

impl Day {
    fn ready_at(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        let day = TimeDelta::hours(24);
        while self.sent.front().is_some_and(|(at, _)| *at + day <= now) {
            self.sent.pop_front();
        }
        let mut used: u64 = self.sent.iter().map(|(_, count)| count).sum();
        let mut ready = now;
        for (at, count) in &self.sent {
            if used < self.limit {
                break;
            }
            used -= count;
            ready = *at + day;
        }
        // A limit of nothing at all is asked again tomorrow.
        if used < self.limit { ready } else { ready.max(now + day) }
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
            let mut limiter = Limiter::new(&limits(Some((count, period)), None), &History::default(), at(0));
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
            let mut limiter = Limiter::new(&limits(None, Some(limit)), &History::default(), at(0));
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
        let mut limiter = Limiter::new(&limits, &History::default(), at(0));
        let mut now = at(0);
        for _ in 0..5_000 {
            if let Err(ready) = limiter.take(now) {
                now = ready;
                assert_eq!(limiter.take(now), Ok(()));
            }
        }
        let hours = (now - at(0)).num_seconds() as f64 / 3600.0;
        assert!((2.7..3.0).contains(&hours), "5,000 people take {hours:.2} hours");
    }

    #[test]
    fn what_was_sent_before_a_restart_counts() {
        let limits = limits(Some((30, TimeDelta::minutes(1))), Some(100));
        let history = History { in_period: 30, in_day: vec![(at(0) - TimeDelta::hours(1), 100)] };
        let mut limiter = Limiter::new(&limits, &history, at(0));
        assert_eq!(limiter.take(at(0)), Err(at(0) + TimeDelta::hours(23)));

        let history = History { in_period: 30, in_day: vec![] };
        let mut limiter = Limiter::new(&limits, &history, at(0));
        assert!(limiter.take(at(0)).is_err_and(|ready| ready > at(0) + TimeDelta::seconds(55)));
    }

    #[test]
    fn without_limits_nothing_waits() {
        let mut limiter = Limiter::new(&limits(None, None), &History::default(), at(0));
        assert!((0..10_000).all(|_| limiter.take(at(0)).is_ok()));
    }
}
