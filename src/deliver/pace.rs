//! When the next message may go: the relay's limits and its health.
//!
//! A relay that faults is left alone for a while that doubles with each fault in a row; until it has taken (or clearly
//! refused) a message again, one connection at a time tries it. What several connections meet at the same moment is
//! one fault.

use chrono::{DateTime, TimeDelta, Utc};

use super::allotment::Allotment;
use super::backoff::relay_pause;
use super::rate::Limiter;
use crate::ledger::Draw;

#[derive(Debug)]
pub(crate) struct Pace {
    limiter: Limit,
    faults: u32,
    paused_until: Option<DateTime<Utc>>,
}

/// How a relay's limits are kept.
#[derive(Debug)]
enum Limit {
    /// By this sender alone.
    Own(Limiter),
    /// With others.
    Shared(Allotment),
}

impl Pace {
    pub(crate) fn new(limiter: Limiter) -> Self {
        Pace { limiter: Limit::Own(limiter), faults: 0, paused_until: None }
    }

    /// Where other senders have their part of the relay's limits.
    pub(crate) fn shared(allotment: Allotment) -> Self {
        Pace { limiter: Limit::Shared(allotment), faults: 0, paused_until: None }
    }

    /// So many senders share what is shared.
    pub(crate) fn among(&mut self, senders: u32) {
        if let Limit::Shared(allotment) = &mut self.limiter {
            allotment.among(senders);
        }
    }

    /// How much to draw from what is shared, and what is left of the last draw; `None` when there is no need.
    pub(crate) fn wants(&self, now: DateTime<Utc>) -> Option<(u32, u32)> {
        match &self.limiter {
            Limit::Shared(allotment) if self.paused_until.is_none_or(|until| until <= now) => allotment.wants(now),
            _ => None,
        }
    }

    /// What was to be had of what is shared.
    pub(crate) fn drawn(&mut self, draw: Draw) {
        if let Limit::Shared(allotment) = &mut self.limiter {
            allotment.drawn(draw);
        }
    }

    /// The earliest instant from `now` on at which something may be sent.
    pub(crate) fn ready_at(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        let ready = match &mut self.limiter {
            Limit::Own(limiter) => limiter.ready_at(now),
            Limit::Shared(allotment) => allotment.ready_at(now),
        };
        ready.max(self.paused_until.unwrap_or(now))
    }

    /// Whether the relay has a limit, of which the end may come between two messages.
    pub(crate) fn is_limited(&self) -> bool {
        match &self.limiter {
            Limit::Own(limiter) => limiter.is_limited(),
            Limit::Shared(_) => true,
        }
    }

    /// Counts one message that is sent now.
    pub(crate) fn take(&mut self, now: DateTime<Utc>) {
        // Whoever calls has seen `ready_at(now) == now`.
        match &mut self.limiter {
            Limit::Own(limiter) => drop(limiter.take(now)),
            Limit::Shared(allotment) => allotment.take(now),
        }
    }

    /// A pause that the relay asked for in an earlier run, or of another sender.
    pub(crate) fn rest_until(&mut self, until: DateTime<Utc>) {
        self.paused_until = Some(until);
    }

    /// Whether it is known to want to be left alone until then.
    pub(crate) fn rests_until(&self, until: DateTime<Utc>) -> bool {
        self.paused_until.is_some_and(|known| known >= until)
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
