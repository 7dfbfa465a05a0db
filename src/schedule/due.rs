//! When a message is due on the wall clock, and until when it makes sense.
//!
//! The rules, in the order in which they apply:
//! 1. The day is counted from the anchor; a rule without a time is due when the window opens.
//! 2. On a closed day it moves to the same time on the nearest open day: before it when the rule lies before its
//!    anchor (a warning never comes after the event), after it otherwise.
//! 3. Outside the window's hours it moves to the window's nearest edge on that same side: a message that looks ahead
//!    and is due before opening goes out when the window closed last, any other when it opens next.
//! 4. Occurrences of a recurring message are counted from the day of the previous one *before* it was moved: counted in
//!    days, a holiday does not push what follows; counted in working days, of which a holiday is none, it does. Two that
//!    land on one day are one, none lies after `until`, and none on or before the day of the message it reminds of.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use super::local::{Unclear, instant, start_of_day};
use super::notice::Reason;
use crate::campaign::{Anchor, Calendar, Campaign, MessageRule, Moment, Side, Span, Visit, Wave, When};

/// A message of a wave on the wall clock, the same in every time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occasion {
    /// 0 for the first or only time; counted before occurrences are dropped, so that it stays the same occurrence
    /// when a holiday is added.
    pub occurrence: u16,
    /// When it is due.
    pub at: NaiveDateTime,
    /// Whether that is what the rule says.
    pub reason: Reason,
    /// From when on it makes no sense any more.
    pub expires: End,
}

/// The end of something, on the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A time somebody wrote down; unclear when the clocks skip or repeat it.
    At(NaiveDateTime),
    /// The beginning of a day, which is clear in every zone.
    StartOf(NaiveDate),
}

/// The calendar has no open day for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoOpenDay;

/// More occurrences than any campaign means; the rest is dropped.
pub(crate) const MOST_OCCURRENCES: u16 = 1000;

impl End {
    /// The wall-clock time.
    pub fn local(self) -> NaiveDateTime {
        match self {
            End::At(at) => at,
            End::StartOf(day) => day.and_time(NaiveTime::MIN),
        }
    }

    /// The instant in a zone.
    ///
    /// # Errors
    /// When it is a time that the clocks skip or repeat.
    pub fn instant(self, zone: Tz) -> Result<DateTime<Utc>, Unclear> {
        match self {
            End::At(at) => instant(at, zone),
            End::StartOf(day) => Ok(start_of_day(day, zone)),
        }
    }
}

/// The day a moment falls on, whether it is open or not.
///
/// # Errors
/// When the calendar has not enough open days.
pub fn day_of(calendar: &Calendar, wave: &Wave, moment: &Moment) -> Result<NaiveDate, NoOpenDay> {
    let anchor = match moment.anchor {
        Anchor::Start => wave.start,
        Anchor::Deadline => wave.deadline,
        Anchor::Date(day) => day,
        // Each person's own: see `by_appointment`.
        Anchor::Appointment => return Err(NoOpenDay),
    };
    calendar.add(anchor, moment.offset).ok_or(NoOpenDay)
}

/// When a message is due that comes by the appointment of who gets it, and until when: until it begins, where the rule says
/// nothing else.
///
/// # Errors
/// When the calendar has no open day for it.
pub fn by_appointment(
    campaign: &Campaign,
    wave: &Wave,
    rule: &MessageRule,
    visit: &Visit,
) -> Result<Vec<Occasion>, NoOpenDay> {
    let calendar = &campaign.calendar;
    let (When::Once(moment), true) = (&rule.when, rule.is_for_wave(wave)) else { return Ok(Vec::new()) };
    let day = |moment: &Moment| calendar.add(visit.day, moment.offset).ok_or(NoOpenDay);
    let (at, reason) = settle(calendar, day(moment)?, moment.time.unwrap_or(calendar.opens), side_of(moment))?;
    let expires = match rule.expires.or_else(|| rule.when.default_expiry()) {
        Some(moment) if moment.anchor == Anchor::Appointment => match (moment.time, moment.offset.count()) {
            (None, 0) => visit.time.map_or(End::StartOf(visit.day), |time| End::At(visit.day.and_time(time))),
            (Some(time), _) => End::At(day(&moment)?.and_time(time)),
            (None, _) => End::StartOf(day(&moment)?.succ_opt().ok_or(NoOpenDay)?),
        },
        Some(moment) => end_of(calendar, wave, &moment)?,
        None => return Ok(Vec::new()),
    };
    Ok(vec![Occasion { occurrence: 0, at, reason, expires }])
}

/// A moment as an end: `start` is the beginning of its day, `deadline` its time or the end of its day, a date the end
/// of its day, each at a time of day when the moment names one.
///
/// # Errors
/// When the calendar has not enough open days.
pub fn end_of(calendar: &Calendar, wave: &Wave, moment: &Moment) -> Result<End, NoOpenDay> {
    let day = day_of(calendar, wave, moment)?;
    Ok(match (moment.time, moment.anchor, wave.deadline_time) {
        (Some(time), _, _) | (None, Anchor::Deadline, Some(time)) => End::At(day.and_time(time)),
        (None, Anchor::Start, _) => End::StartOf(day),
        (None, Anchor::Deadline | Anchor::Date(_) | Anchor::Appointment, _) => {
            End::StartOf(day.succ_opt().ok_or(NoOpenDay)?)
        }
    })
}

/// When a message is due in a wave, before anything is known of the people: none for rules on events and by appointment, and
/// none in a wave that the rule is not for.
///
/// # Errors
/// When the calendar has no open day for it.
pub fn occasions(campaign: &Campaign, wave: &Wave, rule: &MessageRule) -> Result<Vec<Occasion>, NoOpenDay> {
    if !rule.is_for_wave(wave) || rule.when.is_by_appointment() {
        return Ok(Vec::new());
    }
    let calendar = &campaign.calendar;
    let expires = match rule.expires.or_else(|| rule.when.default_expiry()) {
        Some(moment) => Some(end_of(calendar, wave, &moment)?),
        None => None,
    };
    match (&rule.when, expires) {
        (When::Once(moment), Some(expires)) => {
            let day = day_of(calendar, wave, moment)?;
            let (at, reason) = settle(calendar, day, moment.time.unwrap_or(calendar.opens), side_of(moment))?;
            Ok(vec![Occasion { occurrence: 0, at, reason, expires }])
        }
        (When::Every { every, from, until, time }, Some(expires)) => {
            let last = end_of(calendar, wave, until)?.local();
            let from = day_of(calendar, wave, from)?;
            Ok(recurring(calendar, *every, from, last, time.unwrap_or(calendar.opens), expires))
        }
        _ => Ok(Vec::new()),
    }
}

fn recurring(
    calendar: &Calendar,
    every: Span,
    from: NaiveDate,
    last: NaiveDateTime,
    time: NaiveTime,
    expires: End,
) -> Vec<Occasion> {
    let mut found: Vec<Occasion> = Vec::new();
    let mut nominal = from;
    for occurrence in 0..MOST_OCCURRENCES {
        // A calendar that opens no more has no further occurrence; that is an end, not a mistake.
        let Some(next) = calendar.add(nominal, every) else { break };
        nominal = next;
        if nominal > last.date() {
            break;
        }
        let Ok((at, reason)) = settle(calendar, nominal, time, Side::After) else { break };
        let taken = found.last().is_some_and(|previous| previous.at.date() >= at.date());
        if at < last && !taken {
            found.push(Occasion { occurrence, at, reason, expires });
        }
    }
    for n in 1..found.len() {
        let next = found[n].at;
        let previous = &mut found[n - 1].expires;
        if next < previous.local() {
            *previous = End::At(next);
        }
    }
    found
}

/// Which way a moment moves when it cannot be kept.
pub fn side_of(moment: &Moment) -> Side {
    if moment.offset.count() < 0 { Side::Before } else { Side::After }
}

/// Moves a wall-clock time to where mail may go out, on one side only.
///
/// # Errors
/// When the calendar has no open day there.
pub fn settle(
    calendar: &Calendar,
    day: NaiveDate,
    time: NaiveTime,
    side: Side,
) -> Result<(NaiveDateTime, Reason), NoOpenDay> {
    let open = calendar.nearest_open(day, side).ok_or(NoOpenDay)?;
    let beyond =
        |neighbour: Option<NaiveDate>| neighbour.and_then(|day| calendar.nearest_open(day, side)).ok_or(NoOpenDay);
    let at = match side {
        _ if calendar.opens <= time && time <= calendar.closes => open.and_time(time),
        Side::After if time < calendar.opens => open.and_time(calendar.opens),
        Side::After => beyond(open.succ_opt())?.and_time(calendar.opens),
        Side::Before if time > calendar.closes => open.and_time(calendar.closes),
        Side::Before => beyond(open.pred_opt())?.and_time(calendar.closes),
    };
    let reason = match side {
        _ if at == day.and_time(time) => Reason::AsPlanned,
        _ if open == day => Reason::MovedIntoWindow,
        Side::Before => Reason::MovedEarlier,
        Side::After => Reason::MovedLater,
    };
    Ok((at, reason))
}

/// The message that a recurring one reminds of: the nearest one before it in the plan that is sent once to the people
/// of the wave, not on a date of its own. Positions of phase and rule; `None` when the rule does not recur or nothing
/// comes before it.
pub fn reminds_of(campaign: &Campaign, phase: usize, rule: usize) -> Option<(usize, usize)> {
    let recurring = campaign.phases.get(phase)?.messages.get(rule)?;
    if !recurring.when.recurs() {
        return None;
    }
    let earlier = campaign
        .phases
        .iter()
        .enumerate()
        .flat_map(|(p, phase)| phase.messages.iter().enumerate().map(move |(r, rule)| ((p, r), rule)));
    earlier
        .take_while(|(at, _)| *at < (phase, rule))
        .filter(|(_, earlier)| {
            let once =
                matches!(earlier.when, When::Once(_)) && !earlier.when.is_dated() && !earlier.when.is_by_appointment();
            once && earlier.is_for_people() && recurring.is_for_people()
        })
        .map(|(at, _)| at)
        .last()
}

#[cfg(test)]
mod tests;
