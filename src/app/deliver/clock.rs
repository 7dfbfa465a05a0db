//! A clock that nobody else's time moves.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::deliver::Clock;

/// The longest sleep at once: whoever asks again hears of a stop in between.
const NAP: Duration = Duration::from_secs(30);

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
            tokio::time::sleep(nap).await;
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) += nap;
        })
    }
}
