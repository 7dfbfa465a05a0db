//! The entry in one person's calendar: what messages did with it, by the ledger, and what planned ones will do.
//!
//! An entry is brought once, and again when it changed: other dates, taken out meanwhile, or put there where it was a file.
//! The same one again would reset what its reader moved. A cancellation takes out what is there when its turn comes: what
//! was told last, or what a planned notice brings before it. Its SEQUENCE is above all that comes before it, and below all
//! that comes after (RFC 5546 section 2.1.4).

use chrono::{DateTime, Utc};

use super::appointed::is_other;
use crate::campaign::Dates;
use crate::ledger::{InCalendar, State};
use crate::schedule::NoticeId;

/// What messages do with the entry in one person's calendar.
#[derive(Debug, Default)]
pub(super) struct Appointments {
    /// The last of those that the person got, or may have, and what it told.
    last: Option<(Turn, Told)>,
    /// Those that are still to come, and what they tell.
    planned: Vec<(Turn, Told)>,
}

/// What a notice tells about the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    /// The dates of the wave.
    pub(super) dates: Dates,
    /// When the entry begins, and a trace of where, as far as that is known.
    pub(super) starts: Option<DateTime<Utc>>,
}

impl Told {
    /// Whether it tells another time, or another place.
    fn is_moved(self, starts: Option<DateTime<Utc>>) -> bool {
        self.starts.zip(starts).is_some_and(|(told, now)| is_other(told, now))
    }
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
    pub(super) fn learn(&mut self, turn: Turn, state: State, told: Told) {
        match state {
            _ if turn.does == InCalendar::Kept => {}
            State::Accepted | State::Uncertain | State::Sending => {
                if self.last.is_none_or(|(last, _)| last < turn) {
                    self.last = Some((turn, told));
                }
            }
            State::Deferred => self.planned.push((turn, told)),
            // Over, or among what is planned again.
            State::Failed | State::Bounced | State::Suppressed | State::Expired | State::Printed => {}
            State::Planned | State::Due | State::Held | State::Cancelled => {}
        }
    }

    /// Takes in a notice of the plan that was not begun. Turns come in order.
    pub(super) fn plan(&mut self, turn: Turn, told: Told) {
        if turn.does != InCalendar::Kept {
            self.planned.push((turn, told));
        }
    }

    /// What a notice does that could bring an entry that says this, as an invite or a meeting, and is due then.
    pub(super) fn bring(&self, Turn { at, id, does }: Turn, said: Told) -> InCalendar {
        match self.before(at, id).max_by_key(|(turn, _)| *turn).or(self.last.as_ref()) {
            Some((there, told)) => {
                let is_same = told.dates == said.dates && !told.is_moved(said.starts);
                // What the calendar has by itself is there; a file may not have been opened.
                let is_there = there.does == does || there.does == InCalendar::Meeting;
                if is_same && is_there { InCalendar::Kept } else { does }
            }
            None => does,
        }
    }

    /// Whether the entry that is in the calendar by the ledger begins at another time.
    pub(super) fn is_moved(&self, starts: Option<DateTime<Utc>>) -> bool {
        self.last.is_some_and(|(turn, told)| !turn.does.is_cancellation() && told.is_moved(starts))
    }

    /// What a cancellation that is due then does: nothing without an entry.
    pub(super) fn cancellation(&self, at: DateTime<Utc>, id: NoticeId) -> Option<InCalendar> {
        let (turn, _) = self.before(at, id).max_by_key(|(turn, _)| *turn).or(self.last.as_ref())?;
        match turn.does {
            InCalendar::Invite => Some(InCalendar::InviteCancelled),
            InCalendar::Meeting => Some(InCalendar::MeetingCancelled),
            InCalendar::InviteCancelled | InCalendar::MeetingCancelled | InCalendar::Kept => None,
        }
    }

    /// By how much the SEQUENCE of a notice that is due then goes up for cancellations: above those before it, and,
    /// of one itself, above all else that comes before it. `is_new` when it goes up already for other dates or another time.
    pub(super) fn steps(&self, turn: Turn, is_new: bool) -> u16 {
        let is_off = self.last.is_some_and(|(last, _)| last.does.is_cancellation());
        let before = self.before(turn.at, turn.id).filter(|(turn, _)| turn.does.is_cancellation()).count();
        let before = u16::try_from(before).unwrap_or(u16::MAX / 2).saturating_mul(2);
        before.saturating_add(u16::from(is_off || is_new)).saturating_add(u16::from(turn.does.is_cancellation()))
    }

    /// The entry that is in the calendar by the ledger.
    pub(super) fn entry(&self) -> Option<Told> {
        self.last.filter(|(turn, _)| !turn.does.is_cancellation()).map(|(_, told)| told)
    }

    fn before(&self, at: DateTime<Utc>, id: NoticeId) -> impl Iterator<Item = &(Turn, Told)> {
        self.planned.iter().filter(move |(turn, _)| (turn.at, turn.id) < (at, id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(hour: i64, does: InCalendar) -> Turn {
        let at = DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(hour);
        Turn { at, id: NoticeId([hour as u8; 16]), does }
    }

    fn dates() -> Told {
        said("2027-03-01/2027-03-19", None)
    }

    fn said(dates: &str, hour: Option<i64>) -> Told {
        let starts = hour.map(|hour| DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(hour));
        Told { dates: dates.parse().unwrap(), starts }
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
        of.plan(turn(2, InCalendar::Meeting), dates());
        assert_eq!((cancelled(&of, 1), cancelled(&of, 3)), (None, Some(InCalendar::MeetingCancelled)));
        of.plan(turn(3, InCalendar::MeetingCancelled), dates());
        assert_eq!(cancelled(&of, 4), None, "it is out already");
        of.plan(turn(5, InCalendar::Invite), dates());
        assert_eq!(cancelled(&of, 6), Some(InCalendar::InviteCancelled));
    }

    #[test]
    fn the_same_entry_is_brought_once() {
        let mut of = Appointments::default();
        let brought = |of: &Appointments, hour, does, dates| of.bring(turn(hour, does), dates);
        let moved = said("2027-03-08/2027-03-26", None);
        let (invite, meeting, kept) = (InCalendar::Invite, InCalendar::Meeting, InCalendar::Kept);
        assert_eq!(brought(&of, 1, invite, dates()), invite);
        of.learn(turn(1, invite), State::Accepted, dates());
        of.learn(turn(2, kept), State::Accepted, dates());
        assert_eq!(brought(&of, 3, invite, dates()), kept);
        assert_eq!(brought(&of, 3, meeting, dates()), meeting, "a file that nobody may have opened");
        assert_eq!(brought(&of, 3, invite, moved), invite, "other dates");
        of.plan(turn(3, invite), moved);
        assert_eq!(brought(&of, 4, invite, moved), kept, "the plan brings them before");
        of.plan(turn(5, InCalendar::InviteCancelled), moved);
        assert_eq!(brought(&of, 6, invite, moved), invite, "it was taken out");
        let mut of = Appointments::default();
        of.learn(turn(1, meeting), State::Accepted, dates());
        assert_eq!(brought(&of, 2, invite, dates()), kept, "the calendar has it");
        of.learn(turn(2, invite), State::Deferred, dates());
        assert_eq!(brought(&of, 3, invite, moved), invite, "what was put off tells the dates it had");
    }

    #[test]
    fn another_hour_of_the_same_dates_is_brought() {
        let days = "2027-03-01/2027-03-19";
        let (invite, mut of) = (InCalendar::Invite, Appointments::default());
        of.learn(turn(1, invite), State::Accepted, said(days, Some(800)));
        assert_eq!(of.bring(turn(2, invite), said(days, Some(800))), InCalendar::Kept);
        assert_eq!(of.bring(turn(2, invite), said(days, Some(802))), invite);
        assert!(of.is_moved(Some(DateTime::UNIX_EPOCH)) && !of.is_moved(None));
        of.learn(turn(3, InCalendar::InviteCancelled), State::Accepted, said(days, Some(800)));
        assert!(!of.is_moved(Some(DateTime::UNIX_EPOCH)), "it is not there");
    }

    #[test]
    fn what_failed_is_brought_by_the_next() {
        let mut of = Appointments::default();
        of.learn(turn(1, InCalendar::Invite), State::Failed, dates());
        assert_eq!(of.bring(turn(2, InCalendar::Invite), dates()), InCalendar::Invite);
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
        story.iter().for_each(|turn| of.plan(*turn, dates()));
        assert_eq!(story.map(|turn| of.steps(turn, false)), [0, 0, 1, 2, 3, 4]);
        // As they are told one by one, none of the numbers changes.
        let mut told = 0;
        for at in 0..story.len() {
            let mut of = Appointments::default();
            for turn in &story[..at] {
                of.learn(*turn, State::Accepted, dates());
            }
            story[at..].iter().for_each(|turn| of.plan(*turn, dates()));
            let found: Vec<u16> = story[at..].iter().map(|turn| told + of.steps(*turn, false)).collect();
            assert_eq!(found, [0, 0, 1, 2, 3, 4][at..]);
            told = found[0];
        }
    }
}
