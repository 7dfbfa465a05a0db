//! Whether a clock can be right. A machine whose clock is wrong once must not give up a campaign, nor send it early.

use chrono::{DateTime, TimeDelta, Utc};

use crate::error::Error;
use crate::ledger::Bearings;

/// A clock this far behind what was written last is wrong: nobody acts in the future.
const BEHIND: TimeDelta = TimeDelta::days(1);

/// Retries go on for so long; what is later is not about this plan.
const AFTER: TimeDelta = TimeDelta::days(5);

/// Who wrote to the ledger this long ago at most, by the same clock, vouches for it: a clock that leaps does it between two
/// acts. What a sender that runs every few minutes gives up at a campaign's end is nobody's wrong clock.
const VOUCHED: TimeDelta = TimeDelta::days(1);

/// So few may expire in a run without a question, whatever part of the whole they are: a small campaign that was not sent
/// for a day or two is nobody's wrong clock.
const FEW: u64 = 10;

/// Why a clock cannot be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It is more than a day behind what the ledger has last been told.
    Behind(DateTime<Utc>),
    /// It is more than a day behind what an export says.
    BehindExport(DateTime<Utc>),
    /// It is more than five days after the plan's last instant, and something still waits.
    After(DateTime<Utc>),
    /// So many of so many that wait would expire, unsent: more than ten, and more than a tenth.
    Expires {
        /// Would expire.
        over: u64,
        /// Wait.
        waiting: u64,
    },
}

/// Why the clock that shows `now` cannot be believed; `None` when it can.
pub fn doubt(now: DateTime<Utc>, known: &Bearings) -> Option<Doubt> {
    if let Some(behind) = behind(now, known) {
        return Some(behind);
    }
    if known.acted.is_some_and(|acted| now - acted <= VOUCHED) {
        return None;
    }
    if let Some(end) = known.end.filter(|end| known.waiting > 0 && now - *end > AFTER) {
        return Some(Doubt::After(end));
    }
    let many = known.over > FEW && known.over.saturating_mul(10) > known.waiting;
    many.then_some(Doubt::Expires { over: known.over, waiting: known.waiting })
}

/// Whether a clock is behind what the ledger has last been told.
pub fn behind(now: DateTime<Utc>, known: &Bearings) -> Option<Doubt> {
    known.acted.filter(|acted| *acted - now > BEHIND).map(Doubt::Behind)
}

/// Whether a clock is behind what an export says, of which this is the latest instant in it.
pub fn behind_export(now: DateTime<Utc>, newest: Option<DateTime<Utc>>) -> Option<Doubt> {
    newest.filter(|newest| *newest - now > BEHIND).map(Doubt::BehindExport)
}

/// The same of a clock that leaps while a sender runs, for the person.
pub(super) fn why_not(now: DateTime<Utc>, known: &Bearings) -> Option<Error> {
    doubt(now, known).map(|doubt| doubt.error(now))
}

impl Doubt {
    /// The same, for the person who would send.
    pub(super) fn error(self, now: DateTime<Utc>) -> Error {
        self.sentence(now).hint(
            "nothing was done: set the clock right; if it is right, go on with `heraut send --accept-clock` \
             (`heraut send --dry-run` shows what is still to go out)",
        )
    }

    /// The same, for the person who would take in an export.
    pub(in crate::app) fn of_import(self, now: DateTime<Utc>) -> Error {
        self.sentence(now).hint(
            "nothing was taken in: set the clock right; if it is right, go on with `heraut progress import --accept-clock`",
        )
    }

    fn sentence(self, now: DateTime<Utc>) -> Error {
        let now = shown(now);
        let why = match self {
            Doubt::Behind(acted) => {
                format!("it is {now} by the clock, and the ledger was last written at {}", shown(acted))
            }
            Doubt::BehindExport(newest) => {
                format!("it is {now} by the clock, and the export says that a device was seen at {}", shown(newest))
            }
            Doubt::After(end) => {
                format!("it is {now} by the clock, and the plan ended at {}, but something still waits", shown(end))
            }
            Doubt::Expires { over, waiting } => {
                format!("it is {now} by the clock, and then {over} of the {waiting} notices that wait expire unsent")
            }
        };
        Error::unreachable(format!("the clock may be wrong: {why}"))
    }
}

fn shown(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_803_000_000, 0).unwrap_or_default() + TimeDelta::hours(hours)
    }

    fn doubt_at(hours: i64, acted: i64, (waiting, over): (u64, u64), end: Option<i64>) -> Option<Doubt> {
        doubt(at(hours), &Bearings { acted: Some(at(acted)), waiting, over, end: end.map(at) })
    }

    #[test]
    fn a_clock_behind_the_last_act_is_doubted() {
        assert_eq!(doubt_at(0, 25, (5, 0), None), Some(Doubt::Behind(at(25))));
        assert_eq!(doubt_at(0, 24, (5, 0), None), None, "a clock may be set back, and summer time end");
        assert_eq!(doubt(at(0), &Bearings::default()), None, "an empty ledger knows nothing");
    }

    #[test]
    fn a_clock_behind_an_export_is_doubted() {
        assert_eq!(behind_export(at(0), Some(at(25))), Some(Doubt::BehindExport(at(25))));
        assert_eq!((behind_export(at(0), Some(at(24))), behind_export(at(0), None)), (None, None));
    }

    #[test]
    fn a_clock_after_the_plan_is_doubted_while_something_waits() {
        assert_eq!(doubt_at(24 * 365, 0, (3, 3), Some(100)), Some(Doubt::After(at(100))));
        assert_eq!(doubt_at(24 * 365, 0, (0, 0), Some(100)), None, "the campaign is over");
        assert_eq!(doubt_at(100 + 24 * 5, 0, (1, 0), Some(100)), None, "the last retries");
    }

    #[test]
    fn more_than_a_tenth_and_more_than_ten_may_not_expire_without_a_word() {
        assert_eq!(doubt_at(25, 0, (109, 11), None), Some(Doubt::Expires { over: 11, waiting: 109 }));
        assert_eq!(doubt_at(25, 0, (110, 11), None), None, "a tenth");
        assert_eq!(doubt_at(25, 0, (3, 3), None), None, "a small campaign after a weekend");
        assert_eq!(doubt_at(25, 0, (10, 10), None), None);
        assert_eq!(doubt_at(25, 0, (11, 11), None), Some(Doubt::Expires { over: 11, waiting: 11 }));
    }

    #[test]
    fn a_sender_that_ran_yesterday_vouches_for_the_clock() {
        assert_eq!(doubt_at(24, 0, (11, 11), None), None);
        assert_eq!(doubt_at(24 * 365, 24 * 364, (3, 3), Some(100)), None, "it has given up what it could, day by day");
    }
}
