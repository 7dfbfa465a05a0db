//! The `when` and `expires` rules of a message: what they say, and how they are read.
//!
//! ```text
//! when    = moment | "every" span "from" moment "until" moment ["at" HH:MM] | event ["+" delay]
//! moment  = anchor [("+" | "-") span] ["at" HH:MM]
//! anchor  = "start" | "deadline" | "appointment" | YYYY-MM-DD
//! event   = "migrated" | "failed" | "rescheduled"
//! span    = N ("d" | "day(s)" | "w" | "week(s)" | "workday(s)")
//! delay   = N ("m" | "h" | "d")
//! ```

mod parse;

use std::fmt;

use chrono::{NaiveDate, NaiveTime, TimeDelta};

/// When a message is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// Once, at a moment of the wave or on a date.
    Once(Moment),
    /// Again and again: the first time one `every` after `from`, the last not after `until`.
    Every {
        /// The distance between two occurrences.
        every: Span,
        /// Counting starts here.
        from: Moment,
        /// No occurrence lies after this.
        until: Moment,
        /// Time of day of every occurrence.
        time: Option<NaiveTime>,
    },
    /// When something happens to the person.
    Event {
        /// What happens.
        event: Event,
        /// How long after it.
        delay: TimeDelta,
    },
}

/// A moment relative to a wave, or to a day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Relative to what.
    pub anchor: Anchor,
    /// How far from it; negative is before.
    pub offset: Span,
    /// Time of day; the opening of the window (for `when`) or the anchor's own instant (for `expires`) when absent.
    pub time: Option<NaiveTime>,
}

/// What a moment is relative to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The wave's start day.
    Start,
    /// The wave's deadline day.
    Deadline,
    /// The day of the person's own appointment.
    Appointment,
    /// A day that somebody wrote down, the same for every wave.
    Date(NaiveDate),
}

/// A distance in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Calendar days.
    Days(i32),
    /// Working days of the campaign's calendar; the anchor's own day does not count.
    Workdays(i32),
}

/// Something that happens to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// The last of the person's devices turned up in the new system.
    Migrated,
    /// Enrolment failed.
    Failed,
    /// An approval gave the person other dates than they had been told.
    Rescheduled,
}

/// Why a rule cannot be read, and at which character of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// 0-based offset in characters.
    pub offset: usize,
    /// How many characters are meant.
    pub width: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

impl Span {
    /// The signed number of days, whatever their kind.
    pub fn count(self) -> i32 {
        match self {
            Span::Days(n) | Span::Workdays(n) => n,
        }
    }
}

impl Event {
    /// Every event.
    pub const ALL: [Event; 3] = [Event::Migrated, Event::Failed, Event::Rescheduled];

    /// The word of the rule.
    pub fn as_str(self) -> &'static str {
        match self {
            Event::Migrated => "migrated",
            Event::Failed => "failed",
            Event::Rescheduled => "rescheduled",
        }
    }
}

impl When {
    /// The expiry of a rule that names none: a message about what is coming expires when it has come (`start` or
    /// `deadline`), one sent between start and deadline expires at the deadline, one about what has been a week
    /// after its anchor. One with a date of its own is news, of use for a week after its anchor. Occurrences of `every`
    /// also expire when the next one is due; events after a week.
    pub fn default_expiry(&self) -> Option<Moment> {
        let at = |anchor, days| Moment { anchor, offset: Span::Days(days), time: None };
        match self {
            When::Once(Moment { anchor: Anchor::Start, offset, .. }) if offset.count() < 0 => {
                Some(at(Anchor::Start, 0))
            }
            When::Once(Moment { anchor: Anchor::Start, .. }) => Some(at(Anchor::Deadline, 0)),
            When::Once(Moment { anchor: Anchor::Deadline, offset, .. }) if offset.count() < 0 => {
                Some(at(Anchor::Deadline, 0))
            }
            // A reminder of it is of no use once it has begun.
            When::Once(Moment { anchor: Anchor::Appointment, offset, .. }) if offset.count() <= 0 => {
                Some(at(Anchor::Appointment, 0))
            }
            When::Once(Moment { anchor, offset, .. }) => Some(at(*anchor, offset.count().max(0) + 7)),
            When::Every { until, .. } => Some(*until),
            When::Event { .. } => None,
        }
    }

    /// Whether it comes again and again.
    pub fn recurs(&self) -> bool {
        matches!(self, When::Every { .. })
    }

    /// Whether it comes to a person when something happens to them.
    pub fn is_on_event(&self) -> bool {
        matches!(self, When::Event { .. })
    }

    /// Whether it comes when this happens.
    pub fn is_on(&self, event: Event) -> bool {
        matches!(self, When::Event { event: of, .. } if *of == event)
    }

    /// Whether it comes on a date of its own, wherever its wave is by then.
    pub fn is_dated(&self) -> bool {
        matches!(self, When::Once(Moment { anchor: Anchor::Date(_), .. }))
    }

    /// Whether it comes by the person's own appointment: who has none is not told.
    pub fn is_by_appointment(&self) -> bool {
        matches!(self, When::Once(Moment { anchor: Anchor::Appointment, .. }))
    }

    /// Reads a `when` rule.
    ///
    /// # Errors
    /// With the offset of the first word that does not fit.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        parse::when(text)
    }
}

impl Moment {
    /// Reads a moment, as in `expires: deadline + 2d at 17:00`.
    ///
    /// # Errors
    /// With the offset of the first word that does not fit.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        parse::moment(text)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Span::Days(n) => write!(f, "{n} d"),
            Span::Workdays(n) => write!(f, "{n} workdays"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Option<NaiveTime> {
        Some(NaiveTime::parse_from_str(text, "%H:%M").unwrap())
    }

    #[test]
    fn the_rules_of_the_guide_are_read() {
        assert_eq!(
            When::parse("start - 14d at 09:00"),
            Ok(When::Once(Moment { anchor: Anchor::Start, offset: Span::Days(-14), time: time("09:00") }))
        );
        assert_eq!(
            When::parse("deadline + 1 workday at 08:00"),
            Ok(When::Once(Moment { anchor: Anchor::Deadline, offset: Span::Workdays(1), time: time("08:00") }))
        );
        let day = NaiveDate::from_ymd_opt(2027, 3, 2).unwrap();
        assert_eq!(
            When::parse("2027-03-02 at 09:00"),
            Ok(When::Once(Moment { anchor: Anchor::Date(day), offset: Span::Days(0), time: time("09:00") }))
        );
        assert_eq!(
            Moment::parse("2027-03-02 + 2 workdays"),
            Ok(Moment { anchor: Anchor::Date(day), offset: Span::Workdays(2), time: None })
        );
        let before = When::parse("appointment - 1 workday at 09:00").unwrap();
        let moment = Moment { anchor: Anchor::Appointment, offset: Span::Workdays(-1), time: time("09:00") };
        assert_eq!(before, When::Once(moment));
        let begins = Moment { anchor: Anchor::Appointment, offset: Span::Days(0), time: None };
        assert!(before.is_by_appointment() && before.default_expiry() == Some(begins));
        assert_eq!(
            When::parse("migrated + 1h"),
            Ok(When::Event { event: Event::Migrated, delay: TimeDelta::hours(1) })
        );
        assert_eq!(
            When::parse("every 3 workdays from start until deadline at 10:00"),
            Ok(When::Every {
                every: Span::Workdays(3),
                from: Moment { anchor: Anchor::Start, offset: Span::Days(0), time: None },
                until: Moment { anchor: Anchor::Deadline, offset: Span::Days(0), time: None },
                time: time("10:00"),
            })
        );
    }

    #[test]
    fn a_mistake_is_shown_where_it_is() {
        let wrong = |text: &str| {
            let e = When::parse(text).unwrap_err();
            (e.offset, e.message, e.hint)
        };
        let (offset, message, hint) = wrong("strat - 14d at 09:00");
        assert_eq!(
            (offset, message.as_str(), hint.as_str()),
            (0, "expected `start`, `deadline`, `appointment` or a date, found `strat`", "did you mean `start`?")
        );
        assert_eq!(wrong("2027-02-30 at 09:00").1, "there is no day 2027-02-30");
        assert_eq!(wrong("2-3-2027 at 09:00").2, "write year, month and day, as in `2027-03-02 at 09:00`");
        assert_eq!(wrong("2027-03 at 09:00").1, "expected a date, found `2027-03`");
        assert_eq!(wrong("2027- 03-02").2, "write year, month and day, as in `2027-03-02 at 09:00`");
        assert_eq!(wrong("start - 14 fortnights").0, 11);
        assert_eq!(wrong("start - 14d at 9 uur").0, 15);
        assert_eq!(wrong("start - ").1, "expected a number from 0 to 1000, the rule ends here");
        assert_eq!(wrong("every 0 days from start until deadline").1, "`every` needs at least 1 day");
    }

    proptest::proptest! {
        /// Whatever is typed, there is an answer, and a mistake lies within what was typed.
        #[test]
        fn any_text_is_read_or_refused_at_its_place(text in "[a-z0-9+: -]{0,30}|.{0,40}") {
            if let Err(e) = When::parse(&text) {
                proptest::prop_assert!(e.offset <= text.chars().count(), "{e:?} in {text:?}");
            }
        }
    }
}
