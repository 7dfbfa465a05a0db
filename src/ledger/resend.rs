//! How often what the relay may have taken is sent again by itself.

use chrono::TimeDelta;

/// So often at most, over all runs. After that a person decides: a relay that stops at each dot, or a machine that crashes
/// at each start, must not tell somebody the same for ever.
const MOST: u32 = 3;

/// How long it waits after so many attempts without an answer; `None` when it is not sent again.
///
/// The first is sent again at once: a crash is no fault of the message.
pub(super) fn pause(unanswered: u32) -> Option<TimeDelta> {
    match unanswered {
        0 | 1 => Some(TimeDelta::zero()),
        2 => Some(TimeDelta::minutes(5)),
        3..=MOST => Some(TimeDelta::minutes(20)),
        _ => None,
    }
}
