//! Who fails to sign in waits for the answer, longer each time; others do not. Nothing here reads a clock.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// After the first failure, and at most.
const PAUSE: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(8);
/// After so long without another, counting begins anew.
const FORGOTTEN: Duration = Duration::from_secs(600);
/// So many addresses are remembered.
const MOST: usize = 1024;

/// Failures, by the address they come from.
#[derive(Default)]
pub(super) struct Attempts(HashMap<IpAddr, (u32, Instant)>);

impl Attempts {
    /// One more failed from there: so long the answer waits.
    pub(super) fn failed(&mut self, from: IpAddr, now: Instant) -> Duration {
        let is_old = |last: &Instant| now.duration_since(*last) > FORGOTTEN;
        if self.0.len() >= MOST {
            self.0.retain(|_, (_, last)| !is_old(last));
        }
        if self.0.len() >= MOST {
            self.0.clear();
        }
        let (count, last) = self.0.entry(from).or_insert((0, now));
        if is_old(last) {
            *count = 0;
        }
        let pause = PAUSE.saturating_mul(1 << (*count).min(5));
        (*count, *last) = (count.saturating_add(1), now);
        pause.min(LONGEST)
    }

    /// Somebody from there signed in.
    pub(super) fn went_well(&mut self, from: IpAddr) {
        self.0.remove(&from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_fails_waits_longer_each_time_and_nobody_else_does() {
        let (mut attempts, now) = (Attempts::default(), Instant::now());
        let (one, other) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        let pauses: Vec<u128> = (0..7).map(|_| attempts.failed(one, now).as_millis()).collect();
        assert_eq!(pauses, [250, 500, 1000, 2000, 4000, 8000, 8000]);
        assert_eq!(attempts.failed(other, now), PAUSE);
        assert_eq!(attempts.failed(one, now + Duration::from_secs(601)), PAUSE, "long ago");
        attempts.failed(one, now);
        attempts.went_well(one);
        assert_eq!(attempts.failed(one, now), PAUSE);
        for last in 0..5000_u32 {
            attempts.failed(IpAddr::from(last.to_be_bytes()), now);
        }
        assert!(attempts.0.len() <= MOST);
    }
}
