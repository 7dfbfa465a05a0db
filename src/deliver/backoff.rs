//! When to try again.
//!
//! Delays double from a base to a cap, and are spread by a fifth either way so that a wave that was deferred together
//! does not come back together. The spread is derived from the notice, not random: a run can be replayed. A delay the
//! relay states is honoured as a minimum.

use chrono::{DateTime, TimeDelta, Utc};

use crate::schedule::NoticeId;

/// RFC 5321 section 4.5.4.1: the give-up time is at least 4 to 5 days.
pub(crate) const GIVE_UP: TimeDelta = TimeDelta::days(5);

/// For one notice the relay did not want yet. Greylisting lets through after five minutes, as a rule.
const NOTICE: Growth = Growth { base: TimeDelta::minutes(5), cap: TimeDelta::hours(4) };

/// For the relay itself.
const RELAY: Growth = Growth { base: TimeDelta::seconds(1), cap: TimeDelta::minutes(5) };

struct Growth {
    base: TimeDelta,
    cap: TimeDelta,
}

impl Growth {
    /// The delay after `setbacks` (1 for the first), before spreading.
    fn after(&self, setbacks: u32) -> TimeDelta {
        let doubled = 1i32.checked_shl(setbacks.saturating_sub(1)).filter(|factor| *factor > 0).unwrap_or(i32::MAX);
        self.base.checked_mul(doubled).unwrap_or(self.cap).min(self.cap)
    }
}

/// When a notice is tried again after its `setbacks`-th refusal, or `None` when that would be too late.
///
/// A message that expires before our own delay is over gets one more chance, halfway to its expiry; one whose relay
/// states a longer delay than that has none.
pub(crate) fn notice_retry(
    id: NoticeId,
    setbacks: u32,
    stated: Option<TimeDelta>,
    now: DateTime<Utc>,
    expires: Option<DateTime<Utc>>,
) -> Option<DateTime<Utc>> {
    let own = spread(NOTICE.after(setbacks), u64::from(id.0[0]) << 8 | u64::from(id.0[1]), setbacks);
    let until = now + own.max(stated.unwrap_or_default());
    match expires {
        Some(expires) if until >= expires => {
            let halfway = now + (expires - now) / 2;
            let worth_it = expires - now >= TimeDelta::minutes(2) && stated.is_none_or(|delay| now + delay <= halfway);
            worth_it.then_some(halfway)
        }
        _ => Some(until),
    }
}

/// How long the relay is left alone after its `faults`-th fault in a row.
pub(crate) fn relay_pause(faults: u32, stated: Option<TimeDelta>) -> TimeDelta {
    spread(RELAY.after(faults), 0x9e37, faults).max(stated.unwrap_or_default())
}

/// Four to six fifths of `delay`, by `seed` and `round`.
fn spread(delay: TimeDelta, seed: u64, round: u32) -> TimeDelta {
    let mixed =
        (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(round % 64).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let per_mille = i32::try_from(800 + mixed % 401).unwrap_or(1000);
    TimeDelta::milliseconds(delay.num_milliseconds() / 1000 * i64::from(per_mille))
        .max(TimeDelta::milliseconds(delay.num_milliseconds() * 4 / 5))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default()
    }

    fn minutes(id: u8, setbacks: u32, stated: Option<TimeDelta>, expires: Option<i64>) -> Option<i64> {
        let expires = expires.map(|minutes| now() + TimeDelta::minutes(minutes));
        notice_retry(NoticeId([id; 16]), setbacks, stated, now(), expires).map(|until| (until - now()).num_minutes())
    }

    #[test]
    fn delays_double_up_to_the_cap() {
        for (setbacks, base) in [(1, 5), (2, 10), (3, 20), (4, 40), (6, 160), (7, 240), (40, 240), (u32::MAX, 240)] {
            let delay = minutes(7, setbacks, None, None);
            assert!(delay.is_some_and(|d| (base * 4 / 5..=base * 6 / 5).contains(&d)), "{setbacks}: {delay:?}");
        }
    }

    #[test]
    fn a_wave_deferred_together_does_not_come_back_together() {
        let mut untils: Vec<_> = (0..=255).map(|n| notice_retry(NoticeId([n; 16]), 1, None, now(), None)).collect();
        untils.sort();
        untils.dedup();
        assert!(untils.len() > 100, "{}", untils.len());
    }

    #[test]
    fn a_stated_delay_is_honoured() {
        assert_eq!(minutes(1, 1, Some(TimeDelta::hours(2)), None), Some(120));
        assert!(relay_pause(1, Some(TimeDelta::hours(1))) >= TimeDelta::hours(1));
    }

    #[test]
    fn expiry_bounds_every_delay() {
        assert_eq!(minutes(1, 7, None, Some(60)), Some(30));
        assert_eq!(minutes(1, 7, Some(TimeDelta::minutes(20)), Some(60)), Some(30));
        assert_eq!(minutes(1, 7, Some(TimeDelta::minutes(50)), Some(60)), None);
        assert_eq!(minutes(1, 1, None, Some(1)), None);
        assert_eq!(minutes(1, 1, None, Some(-5)), None);
    }

    #[test]
    fn a_relay_that_is_down_is_tried_within_five_minutes() {
        assert!(relay_pause(1, None) <= TimeDelta::milliseconds(1200));
        assert!((1..100).all(|faults| relay_pause(faults, None) <= TimeDelta::minutes(6)));
    }
}
