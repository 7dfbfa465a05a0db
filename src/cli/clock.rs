//! The one place that reads the time.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::deliver::Clock;

/// This instant, by the machine's clock.
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// The machine's clock.
pub struct SystemClock;

/// The longest sleep before the clock is looked at again: a laptop that slept, or a clock that was set, is noticed.
const NAP: Duration = Duration::from_secs(30);

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        now()
    }

    fn sleep_until(&self, instant: DateTime<Utc>) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let left = (instant - now()).to_std().unwrap_or_default();
        Box::pin(tokio::time::sleep(left.min(NAP)))
    }
}

/// A clock for `--now`: it stands still, but for the time that is slept away. So the same run gives the same bytes, a
/// relay's limits hold as they always do, and waiting has an end.
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
            tokio::time::sleep(nap).await;
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) += nap;
        })
    }
}
