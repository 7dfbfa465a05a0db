//! When the next message may go: the relay's limits and its health.
//!
//! A relay that faults is left alone for a while that doubles with each fault in a row; until it has taken (or clearly
//! refused) a message again, one connection at a time tries it. What several connections meet at the same moment is
//! one fault.

use chrono::{DateTime, TimeDelta, Utc};

use super::backoff::relay_pause;
use super::rate::Limiter;

#[derive(Debug)]
pub(crate) struct Pace {
    limiter: Limiter,
    faults: u32,
    paused_until: Option<DateTime<Utc>>,
}

impl Pace {
    pub(crate) fn new(limiter: Limiter) -> Self {
        Pace { limiter, faults: 0, paused_until: None }
    }

    /// The earliest instant from `now` on at which something may be sent.
    pub(crate) fn ready_at(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.limiter.ready_at(now).max(self.paused_until.unwrap_or(now))
    }

    /// Whether the relay has a limit, of which the end may come between two messages.
    pub(crate) fn is_limited(&self) -> bool {
        self.limiter.is_limited()
    }

    /// Counts one message that is sent now.
    pub(crate) fn take(&mut self, now: DateTime<Utc>) {
        // Whoever calls has seen `ready_at(now) == now`.
        let _ = self.limiter.take(now);
    }

    /// A pause that the relay asked for in an earlier run.
    pub(crate) fn rest_until(&mut self, until: DateTime<Utc>) {
        self.paused_until = Some(until);
    }

    /// It gives no service, and another relay has its work until then: after that it is tried once, as if it had faulted so
    /// often.
    pub(crate) fn give_up(&mut self, until: DateTime<Utc>, faults: u32) {
        self.faults = self.faults.max(faults);
        self.paused_until = self.paused_until.max(Some(until));
    }

    /// The relay is not well. Returns until when it is left alone.
    pub(crate) fn fault(&mut self, now: DateTime<Utc>, stated: Option<TimeDelta>) -> DateTime<Utc> {
        let until = match self.paused_until.filter(|until| *until > now) {
            Some(until) => until.max(now + stated.unwrap_or_default()),
            None => {
                self.faults = self.faults.saturating_add(1);
                now + relay_pause(self.faults, stated)
            }
        };
        self.paused_until = Some(until);
        until
    }

    /// The relay did its work.
    pub(crate) fn healthy(&mut self) {
        self.faults = 0;
    }

    /// Faults in a row.
    pub(crate) fn faults(&self) -> u32 {
        self.faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::Limits;
    use crate::deliver::rate::History;

    #[test]
    fn simultaneous_faults_are_one_and_a_pause_lasts() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default();
        let mut pace = Pace::new(Limiter::new(&Limits::default(), &History::default()));
        let until = pace.fault(now, None);
        assert!(until > now);
        assert_eq!(pace.fault(now, None), until);
        assert_eq!(pace.faults(), 1);
        assert_eq!(pace.ready_at(now), until);
        let longer = pace.fault(now, Some(TimeDelta::hours(1)));
        assert_eq!((pace.ready_at(now), pace.faults()), (longer, 1));
        assert!(pace.fault(longer, None) > longer);
        assert_eq!(pace.faults(), 2);
        pace.healthy();
        assert_eq!(pace.faults(), 0);
    }
}
