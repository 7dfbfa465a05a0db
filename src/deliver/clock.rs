//! Time, as an argument.

use std::future::Future;
use std::pin::Pin;

use chrono::{DateTime, Utc};

/// Where `deliver` gets the time from. The command line gives it the system's; a test gives it one that it moves.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> DateTime<Utc>;

    /// Waits until [`Clock::now`] has reached `instant`, or at least looks again now and then: it may return early, and
    /// must not oversleep when the machine slept or the clock was set.
    fn sleep_until(&self, instant: DateTime<Utc>) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}
