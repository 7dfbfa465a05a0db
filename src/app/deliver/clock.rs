//! A clock that nobody else's time moves.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::deliver::Clock;

/// The longest sleep at once: whoever asks again hears of a stop in between.
const NAP: Duration = Duration::from_secs(30);

/// A nap that is broken off counts up to the last of these that was over.
const BLINK: Duration = Duration::from_millis(50);

/// A clock that stands still, but for the time that is slept away. So the same run gives the same bytes, a relay's limits
/// hold as they always do, and waiting has an end.
pub struct FixedClock(Mutex<DateTime<Utc>>);

impl FixedClock {
    /// A clock that shows this instant.
    pub fn new(now: DateTime<Utc>) -> Self {
        FixedClock(Mutex::new(now))
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sleep_until(&self, instant: DateTime<Utc>) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let nap = (instant - self.now()).to_std().unwrap_or_default().min(NAP);
        Box::pin(async move {
            let mut left = nap;
            while !left.is_zero() {
                let blink = left.min(BLINK);
                tokio::time::sleep(blink).await;
                *self.0.lock().unwrap_or_else(PoisonError::into_inner) += blink;
                left -= blink;
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever looks up again and again while it waits, waits no longer for it.
    #[tokio::test]
    async fn a_nap_that_is_broken_off_counts() {
        let begun = DateTime::from_timestamp(1_803_891_600, 0).unwrap_or_default();
        let clock = FixedClock::new(begun);
        let until = begun + 4 * BLINK;
        let mut looks = 0;
        while clock.now() < until {
            looks += 1;
            assert!(looks <= 4, "it stands still");
            let _ = tokio::time::timeout(BLINK * 2, clock.sleep_until(until)).await;
        }
    }
}
