//! Whether a notice may go out at this moment, beside what else its person hears: the rule of `catchup`, for a sender
//! that comes late.
//!
//! A plan keeps what a person hears on days of their own. A sender that did not run for a while finds several due at once.
//! Then, for each person:
//! - one a day of what is late, in the order of the phases, and none on a day on which something was sent or is due;
//! - a reminder that is due waits for a late message that it reminds of;
//! - what is sent once and late is not sent any more when a message of a later phase has been, or comes first.

use chrono::{DateTime, Utc};

use super::catchup::{gives_way, overtakes, same_story};
use super::due::MOST_OCCURRENCES;
use super::hours::Hours;
use super::timetable::{Slot, Stamp, slots};
use crate::campaign::{Campaign, When};

/// A notice of a person, as a ledger has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbour<'a> {
    /// Its wave's id.
    pub wave: &'a str,
    /// Its phase's id.
    pub phase: &'a str,
    /// Its message.
    pub message: &'a str,
    /// 0 for the first or only time, 1 for the next, …
    pub occurrence: u16,
    /// When it is due.
    pub due: DateTime<Utc>,
    /// From when on it makes no sense any more.
    pub expires: Option<DateTime<Utc>>,
    /// When it was sent, if it was.
    pub told: Option<DateTime<Utc>>,
}

/// What becomes of a notice whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It goes out.
    Now,
    /// Not before this instant, the next opening.
    Later(DateTime<Utc>),
    /// Its time is over before it can.
    Expired,
    /// A message of a later phase has been sent, or comes first.
    Overtaken,
}

/// Whether [`turn`] has anything to look at: what is late, and what comes again and again.
pub fn has_neighbours(campaign: &Campaign, hours: Hours<'_>, mine: &Neighbour<'_>, now: DateTime<Utc>) -> bool {
    let rule = || {
        campaign
            .phases
            .iter()
            .find(|phase| phase.id == mine.phase)?
            .messages
            .iter()
            .find(|rule| rule.message == mine.message)
    };
    rule().is_some_and(|rule| match rule.when {
        When::Every { .. } => true,
        When::Once(_) => hours.day(mine.due) < hours.day(now),
        When::Event { .. } => false,
    })
}

/// What becomes of `mine`, whose time has come, given `others`: what the same person was sent and what the sender may
/// still take in hand. What is held, suppressed or failed is none of them, nor is what is put off to another day.
pub fn turn(
    campaign: &Campaign,
    hours: Hours<'_>,
    mine: &Neighbour<'_>,
    others: &[Neighbour<'_>],
    now: DateTime<Utc>,
) -> Turn {
    // A campaign with more rules than can be numbered has no plan, and so nothing to send.
    let Ok(slots) = slots(campaign) else { return Turn::Now };
    let Some(me) = stamp(campaign, &slots, mine) else { return Turn::Now };
    let others: Vec<(Stamp, Option<DateTime<Utc>>)> =
        others.iter().filter_map(|other| Some((stamp(campaign, &slots, other)?, other.told))).collect();
    let today = hours.day(now);
    let is_late = |stamp: &Stamp| hours.day(stamp.due) < today;
    let alive = |stamp: &Stamp| stamp.expires.is_none_or(|end| now < end);
    let pending = || others.iter().filter(|(stamp, told)| told.is_none() && alive(stamp)).map(|(stamp, _)| stamp);
    let told_today = |told: &Option<DateTime<Utc>>| told.is_some_and(|at| hours.day(at) == today);
    let waits = |beside_its_story: bool| match hours.opening_after(today) {
        Some(next) if me.expires.is_none_or(|end| next < end) => Turn::Later(next),
        // Rather two on a day than nothing, when the other belongs to another story.
        _ if !beside_its_story => Turn::Now,
        _ => Turn::Expired,
    };
    if !is_late(&me) {
        // Only a reminder gives way, to what it reminds of.
        let reminded = |other: &Stamp| gives_way(&slots, &me, other);
        let first = pending().any(|other| is_late(other) && reminded(other))
            || others.iter().any(|(other, told)| told_today(told) && reminded(other));
        return if first { waits(true) } else { Turn::Now };
    }
    if others.iter().any(|(other, told)| told.is_some() && overtakes(&slots, other, &me)) {
        return Turn::Overtaken;
    }
    if let Some((other, _)) = others.iter().find(|(_, told)| told_today(told)) {
        return waits(same_story(&slots, other, &me));
    }
    let due_today = || pending().filter(|other| hours.day(other.due) == today && !gives_way(&slots, other, &me));
    if due_today().any(|other| overtakes(&slots, other, &me)) {
        return Turn::Overtaken;
    }
    if due_today().next().is_some() {
        return waits(due_today().any(|other| same_story(&slots, other, &me)));
    }
    let order = |stamp: &Stamp| (stamp.slot, stamp.wave, stamp.due, stamp.occurrence);
    match pending().find(|other| is_late(other) && order(other) < order(&me)) {
        Some(other) => waits(same_story(&slots, other, &me)),
        None => Turn::Now,
    }
}

/// The notice by positions; `None` when the campaign does not know it, or it comes with an event.
fn stamp(campaign: &Campaign, slots: &[Slot<'_>], notice: &Neighbour<'_>) -> Option<Stamp> {
    let wave = campaign.waves.iter().position(|wave| wave.id == notice.wave)?;
    let first = notice.occurrence / MOST_OCCURRENCES * MOST_OCCURRENCES;
    let is_it = |slot: &Slot<'_>| {
        slot.rule.message == notice.message
            && slot.first_occurrence == first
            && !matches!(slot.rule.when, When::Event { .. })
    };
    let slot = slots.iter().position(is_it)?;
    Some(Stamp {
        wave: u16::try_from(wave).ok()?,
        slot: u16::try_from(slot).ok()?,
        occurrence: notice.occurrence,
        due: notice.due,
        expires: notice.expires,
        reason: super::notice::Reason::AsPlanned,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::fixture::{Fixture, utc};

    /// Of the pilot, 1 to 12 March 2027 in Amsterdam (+1); `told` is the instant, or nothing.
    fn notice<'a>(phase: &'a str, message: &'a str, occurrence: u16, due: &str, told: &str) -> Neighbour<'a> {
        let expires = Some(utc("2027-03-12T23:00:00Z"));
        let told = (!told.is_empty()).then(|| utc(told));
        Neighbour { wave: "pilot", phase, message, occurrence, due: utc(due), expires, told }
    }

    fn at(fixture: &Fixture, mine: &Neighbour<'_>, others: &[Neighbour<'_>], now: &str) -> Turn {
        let campaign = &fixture.campaign;
        turn(campaign, Hours::new(&campaign.calendar, campaign.timezone), mine, others, utc(now))
    }

    const NOW: &str = "2027-03-04T09:30:00Z";
    const TOMORROW: &str = "2027-03-05T07:00:00Z";

    /// Nothing was sent from 15 February to Thursday 4 March, 10:30: the enrol message of Monday goes out, and the reminder
    /// of today waits for tomorrow, in whatever order they are looked at, and after the first has gone.
    #[test]
    fn after_an_outage_a_person_hears_one_a_day() {
        let fixture = Fixture::new();
        let enrol = |told| notice("enrol", "enrol-now", 0, "2027-03-01T07:00:00Z", told);
        let reminder = |told| notice("remind", "reminder", 0, "2027-03-04T09:00:00Z", told);
        assert_eq!(at(&fixture, &enrol(""), &[reminder("")], NOW), Turn::Now);
        assert_eq!(at(&fixture, &reminder(""), &[enrol("")], NOW), Turn::Later(utc(TOMORROW)));
        assert_eq!(at(&fixture, &reminder(""), &[enrol("2027-03-04T08:00:00Z")], NOW), Turn::Later(utc(TOMORROW)));
        assert_eq!(
            at(&fixture, &reminder(""), &[enrol("2027-03-01T07:00:00Z")], NOW),
            Turn::Now,
            "as on any other day"
        );
        let over = Neighbour { expires: Some(utc(TOMORROW)), ..reminder("") };
        assert_eq!(at(&fixture, &over, &[enrol("")], NOW), Turn::Expired, "the next one comes instead");
    }

    /// The later stands: on the day of the notice of the deadline nothing of before is sent, nor after it.
    #[test]
    fn a_late_message_gives_way_to_one_of_a_later_phase() {
        let fixture = Fixture::new();
        let enrol = notice("enrol", "enrol-now", 0, "2027-03-01T07:00:00Z", "");
        let deadline = |told| notice("deadline", "deadline-notice", 0, "2027-03-05T08:00:00Z", told);
        assert_eq!(at(&fixture, &enrol, &[deadline("")], "2027-03-05T07:30:00Z"), Turn::Overtaken);
        assert_eq!(at(&fixture, &deadline(""), &[enrol], "2027-03-05T08:00:00Z"), Turn::Now);
        assert_eq!(at(&fixture, &enrol, &[deadline("2027-03-05T08:00:00Z")], "2027-03-08T08:00:00Z"), Turn::Overtaken);
    }

    /// Two that are late: the earlier phase first, the other tomorrow; and what was sent today counts.
    #[test]
    fn what_is_late_goes_in_the_order_of_the_phases() {
        let fixture = Fixture::new();
        let now = "2027-03-08T09:00:00Z";
        let enrol = |told| notice("enrol", "enrol-now", 0, "2027-03-01T07:00:00Z", told);
        let deadline = notice("deadline", "deadline-notice", 0, "2027-03-05T08:00:00Z", "");
        assert_eq!(at(&fixture, &enrol(""), &[deadline], now), Turn::Now);
        let next = Turn::Later(utc("2027-03-09T07:00:00Z"));
        assert_eq!(at(&fixture, &deadline, &[enrol("")], now), next);
        assert_eq!(at(&fixture, &deadline, &[enrol("2027-03-08T08:00:00Z")], now), next);
        let over = Neighbour { expires: Some(utc("2027-03-02T00:00:00Z")), ..enrol("") };
        assert_eq!(at(&fixture, &deadline, &[over], now), Turn::Now, "nobody waits for what expires");
    }

    #[test]
    fn only_what_is_late_or_recurs_has_to_look_at_others() {
        let fixture = Fixture::new();
        let campaign = &fixture.campaign;
        let asks = |notice: Neighbour<'_>| {
            has_neighbours(campaign, Hours::new(&campaign.calendar, campaign.timezone), &notice, utc(NOW))
        };
        assert!(asks(notice("enrol", "enrol-now", 0, "2027-03-01T07:00:00Z", "")));
        assert!(asks(notice("remind", "reminder", 0, "2027-03-04T09:00:00Z", "")));
        assert!(!asks(notice("enrol", "enrol-now", 0, "2027-03-04T07:00:00Z", "")));
        assert!(!asks(notice("done", "welcome", 0, "2027-03-01T07:00:00Z", "")));
        assert!(!asks(notice("gone", "unknown", 0, "2027-03-01T07:00:00Z", "")));
        let event = notice("done", "welcome", 0, "2027-03-01T07:00:00Z", "");
        assert_eq!(
            at(&fixture, &event, &[notice("enrol", "enrol-now", 0, "2027-03-01T07:00:00Z", "")], NOW),
            Turn::Now
        );
    }
}
