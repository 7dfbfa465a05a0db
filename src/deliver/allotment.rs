//! How fast a relay may be fed whose limits are shared with other senders: what the ledger lets this one have of them, a little
//! at a time. Pure over the instants it is given.

use chrono::{DateTime, TimeDelta, Utc};

use crate::campaign::Limits;
use crate::ledger::Draw;

/// For how long it is drawn at once, at most: what is drawn is good for half a second.
const AHEAD: TimeDelta = TimeDelta::milliseconds(500);

/// What a sender has of a relay's limits.
#[derive(Debug, Clone)]
pub(crate) struct Allotment {
    /// Messages per period.
    rate: Option<(u32, TimeDelta)>,
    senders: u32,
    last: Option<DateTime<Utc>>,
    left: u32,
    until: DateTime<Utc>,
    /// Nothing is to be had before this instant.
    resting: Option<DateTime<Utc>>,
}

impl Allotment {
    /// Nothing yet.
    pub(crate) fn new(limits: &Limits, senders: u32, now: DateTime<Utc>) -> Self {
        let rate = limits.rate.filter(|(count, period)| *count > 0 && *period > TimeDelta::zero());
        Allotment { rate, senders: senders.max(1), last: None, left: 0, until: now, resting: None }
    }

    /// So many senders share the limits.
    pub(crate) fn among(&mut self, senders: u32) {
        self.senders = senders.max(1);
    }

    /// How much to draw at `now`, and what is left of what was drawn before; `None` when there is no need.
    pub(crate) fn wants(&self, now: DateTime<Utc>) -> Option<(u32, u32)> {
        let has_some = self.left > 0 && now < self.until;
        let rests = self.resting.is_some_and(|until| until > now);
        if has_some || rests || self.spaced(now) > now {
            return None;
        }
        // At twice the rate at most, all senders together: what a slow relay cost is caught up, and nothing comes in bursts.
        let most = self.rate.map_or(u32::MAX, |(count, period)| {
            let micros = |time: TimeDelta| time.num_microseconds().unwrap_or(i64::MAX).max(1);
            let all = 2 * i64::from(count).saturating_mul(micros(AHEAD)) / micros(period);
            u32::try_from(all / i64::from(self.senders)).unwrap_or(u32::MAX).max(1)
        });
        Some((most.min(100), self.left))
    }

    /// What was to be had.
    pub(crate) fn drawn(&mut self, draw: Draw) {
        match draw {
            Draw::Some { many, until } => (self.left, self.until, self.resting) = (many, until, None),
            Draw::Nothing { until } => (self.left, self.resting) = (0, Some(until)),
        }
    }

    /// The earliest instant from `now` on at which one may be sent, as far as it is known without drawing.
    pub(crate) fn ready_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.spaced(now).max(self.resting.unwrap_or(now))
    }

    /// Counts one that is sent now.
    pub(crate) fn take(&mut self, now: DateTime<Utc>) {
        self.left = self.left.saturating_sub(1);
        self.last = Some(now);
    }

    /// When the one after the last may follow.
    fn spaced(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let (Some((count, period)), Some(last)) = (self.rate, self.last) else { return now };
        let least = period / i32::try_from(count).unwrap_or(i32::MAX) / 2;
        now.max(last + least * i32::try_from(self.senders).unwrap_or(i32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_800_000_000_000 + millis).unwrap_or_default()
    }

    fn of(count: u32, senders: u32) -> Allotment {
        let limits = Limits { rate: Some((count, TimeDelta::minutes(1))), ..Limits::default() };
        Allotment::new(&limits, senders, at(0))
    }

    #[test]
    fn what_is_drawn_is_what_twice_the_rate_takes_in_half_a_second() {
        assert_eq!(of(1200, 1).wants(at(0)), Some((20, 0)));
        assert_eq!(of(1200, 4).wants(at(0)), Some((5, 0)));
        assert_eq!(of(30, 4).wants(at(0)), Some((1, 0)), "never none");
    }

    #[test]
    fn what_was_not_used_in_time_is_not_sent_and_given_back() {
        let mut shared = of(1200, 1);
        shared.drawn(Draw::Some { many: 5, until: at(500) });
        assert_eq!((shared.wants(at(0)), shared.ready_at(at(0))), (None, at(0)));
        shared.take(at(0));
        assert_eq!(shared.ready_at(at(0)), at(25), "twice the rate");
        assert_eq!(shared.wants(at(600)), Some((20, 4)));
    }

    #[test]
    fn a_limit_that_is_used_up_is_waited_for() {
        let mut shared = of(1200, 2);
        shared.drawn(Draw::Nothing { until: at(9000) });
        assert_eq!((shared.wants(at(10)), shared.ready_at(at(10))), (None, at(9000)));
        assert_eq!(shared.wants(at(9000)), Some((10, 0)));
    }
}
