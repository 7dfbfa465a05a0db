//! What time it is, as far as it is believed.
//!
//! A clock that leaps by more than a day between two looks (it was set, or the machine slept) is not followed before it was
//! asked about: until then it is the time of the look before, so that nothing expires, nothing falls due and nothing is
//! written by a time that cannot be.

use chrono::{DateTime, TimeDelta, Utc};

use super::serve::Dispatcher;
use crate::ledger::Bearings;

/// With a poll each half minute, whoever sees more than this between two looks sees a leap.
const LEAP: TimeDelta = TimeDelta::days(1);

impl Dispatcher<'_> {
    /// The time.
    pub(super) fn now(&mut self) -> DateTime<Utc> {
        let shown = self.clock.now();
        let seen = self.in_flight.seen.unwrap_or(shown);
        if (shown - seen).abs() > LEAP && self.options.doubt.is_some() {
            return seen;
        }
        self.in_flight.seen = Some(shown);
        shown
    }

    /// Asks about a clock that leapt. A leap that can be right is followed.
    pub(super) async fn follow_the_clock(&mut self) {
        let seen = self.now();
        let shown = self.clock.now();
        let Some(doubt) = self.options.doubt.filter(|_| (shown - seen).abs() > LEAP) else { return };
        match self.store.bearings(shown).await {
            Ok(known) => match doubt(shown, &Bearings { acted: Some(seen), ..known }) {
                Some(error) => self.in_flight.ending = Some(Err(error)),
                None => self.in_flight.seen = Some(shown),
            },
            Err(error) => self.in_flight.ending = Some(Err(error)),
        }
    }
}
