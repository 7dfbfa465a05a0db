//! The one place that reads the time.

use std::future::Future;
use std::pin::Pin;
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
