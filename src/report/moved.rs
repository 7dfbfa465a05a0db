//! Why a day was closed: the day a rule names before the calendar moves it.

use chrono::NaiveDate;

use crate::campaign::{Anchor, Calendar, Campaign, Closed, Moment, Span, Wave, When};
use crate::schedule::{Notice, Reason};

/// Why nothing goes out on a day; the owned form of [`Closed`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Not a day on which people work.
    Weekend,
    /// A holiday, by name (may be empty).
    Holiday(String),
    /// A freeze, by reason (may be empty).
    Freeze(String),
}

/// The day the rule of a moved notice names, and why that day is closed. `None` when the notice was not moved from a
/// closed day, or the rule does not say from which.
pub(super) fn moved_from(campaign: &Campaign, notice: &Notice) -> Option<(NaiveDate, Why)> {
    if !matches!(notice.reason, Reason::MovedEarlier | Reason::MovedLater) {
        return None;
    }
    let wave = campaign.waves.get(usize::from(notice.wave))?;
    let rule = campaign.phases.get(usize::from(notice.phase))?.messages.get(usize::from(notice.rule))?;
    let day = rule_day(&campaign.calendar, wave, &rule.when, notice.occurrence)?;
    let why = match campaign.calendar.closed(day)? {
        Closed::Weekend => Why::Weekend,
        Closed::Holiday(name) => Why::Holiday(name.to_owned()),
        Closed::Freeze(why) => Why::Freeze(why.to_owned()),
    };
    Some((day, why))
}

fn rule_day(calendar: &Calendar, wave: &Wave, when: &When, occurrence: u16) -> Option<NaiveDate> {
    let day_of = |moment: &Moment| {
        let anchor = match moment.anchor {
            // Each person's own.
            Anchor::Appointment => return None,
            Anchor::Start => wave.start,
            Anchor::Deadline => wave.deadline,
            Anchor::Date(day) => day,
        };
        calendar.add(anchor, moment.offset)
    };
    match when {
        When::Once(moment) => day_of(moment),
        When::Every { every, from, .. } => {
            let times = i32::from(occurrence).checked_add(1)?;
            let span = match every {
                Span::Days(n) => Span::Days(n.checked_mul(times)?),
                Span::Workdays(n) => Span::Workdays(n.checked_mul(times)?),
            };
            calendar.add(day_of(from)?, span)
        }
        When::Event { .. } => None,
    }
}
