//! The entry in one person's calendar: what messages did with it, by the ledger, and what planned ones will do.
//!
//! A cancellation takes out what is there when its turn comes: what was told last, or what a planned notice brings
//! before it. Its SEQUENCE is above all that comes before it, and below all that comes after (RFC 5546 section 2.1.4).

use chrono::{DateTime, Utc};

use crate::campaign::Dates;
use crate::ledger::{InCalendar, State};
use crate::schedule::NoticeId;

/// What messages do with the entry in one person's calendar.
#[derive(Debug, Default)]
pub(super) struct Appointments {
    /// The last of those that the person got, or may have, and the dates it told.
    last: Option<(Turn, Dates)>,
    /// Those that are still to come.
    planned: Vec<Turn>,
}

/// What a notice does in the calendar, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Turn {
    /// When it was told, or is due.
    pub(super) at: DateTime<Utc>,
    pub(super) id: NoticeId,
    pub(super) does: InCalendar,
}

impl Appointments {
    /// Learns from a notice of the ledger.
    pub(super) fn learn(&mut self, turn: Turn, state: State, dates: Dates) {
        match state {
            State::Accepted | State::Uncertain | State::Sending => {
                if self.last.is_none_or(|(last, _)| last < turn) {
                    self.last = Some((turn, dates));
                }
            }
            State::Deferred => self.planned.push(turn),
            // Over, or among what is planned again.
            State::Failed | State::Bounced | State::Suppressed | State::Expired | State::Printed => {}
            State::Planned | State::Due | State::Held | State::Cancelled => {}
        }
    }

    /// Takes in a notice of the plan that was not begun. Turns come in order.
    pub(super) fn plan(&mut self, turn: Turn) {
        self.planned.push(turn);
    }

    /// What a cancellation that is due then does: nothing without an entry.
    pub(super) fn cancellation(&self, at: DateTime<Utc>, id: NoticeId) -> Option<InCalendar> {
        let told = self.last.map(|(turn, _)| turn.does);
        match self.before(at, id).max().map(|turn| turn.does).or(told)? {
            InCalendar::Invite => Some(InCalendar::InviteCancelled),
            InCalendar::Meeting => Some(InCalendar::MeetingCancelled),
            InCalendar::InviteCancelled | InCalendar::MeetingCancelled => None,
        }
    }

    /// By how much the SEQUENCE of a notice that is due then goes up for cancellations: above those before it, and,
    /// of one itself, above all else that comes before it. `is_new` when it goes up already for other dates.
    pub(super) fn steps(&self, turn: Turn, is_new: bool) -> u16 {
        let is_off = self.last.is_some_and(|(last, _)| last.does.is_cancellation());
        let before = self.before(turn.at, turn.id).filter(|turn| turn.does.is_cancellation()).count();
        let before = u16::try_from(before).unwrap_or(u16::MAX / 2).saturating_mul(2);
        before.saturating_add(u16::from(is_off || is_new)).saturating_add(u16::from(turn.does.is_cancellation()))
    }

    /// The dates of the entry that is in the calendar by the ledger.
    pub(super) fn entry(&self) -> Option<Dates> {
        self.last.filter(|(turn, _)| !turn.does.is_cancellation()).map(|(_, dates)| dates)
    }

    fn before(&self, at: DateTime<Utc>, id: NoticeId) -> impl Iterator<Item = &Turn> {
        self.planned.iter().filter(move |turn| (turn.at, turn.id) < (at, id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(hour: i64, does: InCalendar) -> Turn {
        let at = DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(hour);
        Turn { at, id: NoticeId([hour as u8; 16]), does }
    }

    fn dates() -> Dates {
        "2027-03-01/2027-03-19".parse().unwrap()
    }

    /// What a cancellation does at that hour.
    fn cancelled(of: &Appointments, hour: i64) -> Option<InCalendar> {
        let at = turn(hour, InCalendar::Meeting);
        of.cancellation(at.at, at.id)
    }

    #[test]
    fn it_takes_out_what_was_told_last() {
        let mut of = Appointments::default();
        assert_eq!(cancelled(&of, 9), None);
        of.learn(turn(1, InCalendar::Invite), State::Accepted, dates());
        assert_eq!(cancelled(&of, 9), Some(InCalendar::InviteCancelled));
        of.learn(turn(2, InCalendar::Meeting), State::Uncertain, dates());
        of.learn(turn(3, InCalendar::Invite), State::Failed, dates());
        assert_eq!(cancelled(&of, 9), Some(InCalendar::MeetingCancelled));
        assert_eq!(of.entry(), Some(dates()));
        of.learn(turn(4, InCalendar::MeetingCancelled), State::Accepted, dates());
        assert_eq!((cancelled(&of, 9), of.entry()), (None, None));
    }

    #[test]
    fn it_takes_out_what_is_planned_before_it_and_not_what_comes_after() {
        let mut of = Appointments::default();
        of.plan(turn(2, InCalendar::Meeting));
        assert_eq!((cancelled(&of, 1), cancelled(&of, 3)), (None, Some(InCalendar::MeetingCancelled)));
        of.plan(turn(3, InCalendar::MeetingCancelled));
        assert_eq!(cancelled(&of, 4), None, "it is out already");
        of.plan(turn(5, InCalendar::Invite));
        assert_eq!(cancelled(&of, 6), Some(InCalendar::InviteCancelled));
    }

    #[test]
    fn what_was_put_off_is_to_come_and_what_is_over_is_not() {
        for state in State::ALL {
            let mut of = Appointments::default();
            of.learn(turn(2, InCalendar::Meeting), state, dates());
            let counts = matches!(state, State::Accepted | State::Uncertain | State::Sending | State::Deferred);
            assert_eq!(cancelled(&of, 3).is_some(), counts, "{state:?}");
        }
    }

    #[test]
    fn every_version_is_above_all_that_come_before_it() {
        let mut of = Appointments::default();
        let story = [
            turn(1, InCalendar::Meeting),
            turn(2, InCalendar::Meeting),
            turn(3, InCalendar::MeetingCancelled),
            turn(4, InCalendar::Meeting),
            turn(5, InCalendar::MeetingCancelled),
            turn(6, InCalendar::Meeting),
        ];
        story.iter().for_each(|turn| of.plan(*turn));
        assert_eq!(story.map(|turn| of.steps(turn, false)), [0, 0, 1, 2, 3, 4]);
        // As they are told one by one, none of the numbers changes.
        let mut told = 0;
        for at in 0..story.len() {
            let mut of = Appointments::default();
            for turn in &story[..at] {
                of.learn(*turn, State::Accepted, dates());
            }
            story[at..].iter().for_each(|turn| of.plan(*turn));
            let found: Vec<u16> = story[at..].iter().map(|turn| told + of.steps(*turn, false)).collect();
            assert_eq!(found, [0, 0, 1, 2, 3, 4][at..]);
            told = found[0];
        }
    }
}
