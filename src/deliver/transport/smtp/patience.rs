//! Waiting with an end, and without a timer for what need not be waited for.

use std::pin::Pin;
use std::task::{Poll, ready};
use std::time::Duration;

use crate::error::counted;
use tokio::time::{Instant, Sleep, sleep_until};

/// The one timer of a connection. It is set when something has to be waited for, and left alone when that comes in time:
/// a conversation of a thousand replies sets it once in a while, not two thousand times.
#[derive(Debug, Default)]
pub(super) struct Patience {
    timer: Option<Pin<Box<Sleep>>>,
}

impl Patience {
    /// What `work` gives, or `None` when it has not come to an end by `until`.
    pub(super) async fn within<T>(&mut self, until: Instant, work: impl Future<Output = T>) -> Option<T> {
        let mut work = std::pin::pin!(work);
        std::future::poll_fn(|cx| {
            if let Poll::Ready(done) = work.as_mut().poll(cx) {
                return Poll::Ready(Some(done));
            }
            let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(until)));
            if timer.deadline() > until {
                timer.as_mut().reset(until);
            }
            loop {
                ready!(timer.as_mut().poll(cx));
                if Instant::now() >= until {
                    return Poll::Ready(None);
                }
                // It was set for something that came in time.
                timer.as_mut().reset(until);
            }
        })
        .await
    }
}

/// A time as people say it.
pub(super) fn spoken(time: Duration) -> String {
    let plural = |n: u64, unit: &str| counted(n, unit, &format!("{unit}s"));
    match time.as_secs() {
        0 => plural(u64::try_from(time.as_millis()).unwrap_or(u64::MAX), "millisecond"),
        s if s % 60 == 0 => plural(s / 60, "minute"),
        s => plural(s, "second"),
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn what_does_not_come_is_not_waited_for_longer() {
        let (mut patience, begin) = (Patience::default(), Instant::now());
        let at = |ms| begin + Duration::from_millis(ms);
        assert_eq!(patience.within(at(600_000), ready(1)).await, Some(1));
        assert!(patience.timer.is_none(), "what is there needs no timer");
        // Something that has to be waited for sets it, and a shorter time is kept although it stands at a longer.
        assert_eq!(patience.within(at(600_000), tokio::task::yield_now()).await, Some(()));
        assert!(patience.timer.is_some());
        for ms in [20, 30, 31] {
            assert_eq!(patience.within(at(ms), pending::<()>()).await, None);
            assert!(Instant::now() >= at(ms));
        }
        // It stands at what is over, and does not end what has longer.
        let later = Instant::now() + Duration::from_secs(600);
        assert_eq!(patience.within(later, tokio::task::yield_now()).await, Some(()));
    }

    #[test]
    fn times_are_said_in_the_unit_they_are_thought_in() {
        for (ms, said) in [
            (60, "60 milliseconds"),
            (1000, "1 second"),
            (90_000, "90 seconds"),
            (60_000, "1 minute"),
            (600_000, "10 minutes"),
        ] {
            assert_eq!(spoken(Duration::from_millis(ms)), said);
        }
    }
}
