//! What people have been told of their own dates, by the ledger, and who is to hear that they have others now.
//!
//! A message counts as told when the relay took it, or may have (uncertain, or under way when the sender stopped), and
//! when it was printed. The dates it told are kept with its notice. So all of this follows from what is in the ledger, before a crash and after.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::Spoken;
use super::appointed::{expected, is_appointed};
use super::appointments::{Appointments, Told, Turn};
use super::entry::Entries;
use crate::campaign::{Dates, Event, Inputs, Loaded, MessageRule, PersonId};
use crate::ledger::{Entry, History, InCalendar, Row, State};
use crate::schedule::{Notice, NoticeId, assign};

mod changes;
mod expected;
mod news;

/// What people have been told of their own dates.
#[derive(Debug, Default)]
pub struct DatesTold {
    persons: HashMap<PersonId, Heard>,
    /// Whose mailbox takes no mail.
    unreachable: HashSet<PersonId>,
    /// Which messages can say when their reader is expected.
    spoken: Spoken,
}

/// What one person has been told.
#[derive(Debug, Default)]
struct Heard {
    /// The first mail.
    first: Option<(DateTime<Utc>, NoticeId)>,
    /// The first mail by the plan, of those that were not begun.
    expected: Option<(DateTime<Utc>, NoticeId)>,
    /// The dates told last.
    last: Option<(DateTime<Utc>, Dates)>,
    /// The highest revision told.
    revision: u16,
    /// The highest that was told without an entry: a cancellation does not change what needs no number.
    plain: u16,
    /// Notices about new dates, by message.
    news: BTreeMap<Arc<str>, NewDates>,
    /// The entry in their calendar.
    appointments: Appointments,
    /// The appointment that they read of, with an entry or without.
    words: Words,
}

/// What a person was told of an appointment in words.
#[derive(Debug, Default)]
struct Words {
    /// When it was told last, and what: `None` is that there is none any more.
    last: Option<(DateTime<Utc>, Option<DateTime<Utc>>)>,
    /// Whether there was one before.
    had: bool,
}

impl Words {
    /// Learns from a message that was told.
    fn learn(&mut self, since: DateTime<Utc>, said: Option<DateTime<Utc>>) {
        self.had |= said.is_some();
        if self.last.is_none_or(|(at, _)| at <= since) {
            self.last = Some((since, said));
        }
    }

    /// The one they know.
    fn told(&self) -> Option<DateTime<Utc>> {
        self.last.and_then(|(_, said)| said)
    }

    /// Whether they were told that the one they knew is off.
    fn is_off(&self) -> bool {
        self.had && self.last.is_some_and(|(_, said)| said.is_none())
    }
}

/// What a notice about new dates tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct About {
    /// The dates of the wave.
    dates: Dates,
    /// When the person is expected, or is no longer.
    starts: Option<DateTime<Utc>>,
    /// Whether they are no longer.
    off: bool,
}

/// The notices of one message about new dates.
#[derive(Debug, Default)]
struct NewDates {
    /// The last that was begun or is over, and what it was about.
    last: Option<(u16, About)>,
    /// The one that waits for its time.
    waiting: Option<Waiting>,
}

/// A notice about new dates that was approved before and not begun.
#[derive(Debug)]
struct Waiting {
    about: About,
    due: DateTime<Utc>,
    expires: Option<DateTime<Utc>>,
}

impl DatesTold {
    /// Nothing yet, for a campaign with these files.
    pub fn nothing(loaded: &Loaded, inputs: &Inputs) -> Self {
        DatesTold { spoken: Spoken::of(loaded, inputs), ..DatesTold::default() }
    }

    /// Takes in a row of a ledger; in any order.
    pub fn learn(&mut self, Row { entry, state, since, .. }: &Row) {
        let (Some(person), Some(dates), Some(history)) = (&entry.person, entry.dates, entry.history) else { return };
        let (is_told, waits) = (state.is_told(), state.waits());
        let is_news = history.previous.is_some() && *state != State::Cancelled;
        if !is_told && !is_news && history.calendar.is_none() {
            return;
        }
        let heard = self.persons.entry(person.clone()).or_default();
        if let Some(does) = history.calendar {
            let turn = Turn { at: if is_told { *since } else { entry.due }, id: entry.id, does };
            heard.appointments.learn(turn, *state, Told { dates, starts: history.starts });
        }
        if is_news {
            let news = heard.news.entry(entry.message.clone()).or_default();
            let off = history.calendar.is_some_and(InCalendar::is_cancellation);
            let about = About { dates, starts: history.starts, off };
            if waits {
                news.waiting = Some(Waiting { about, due: entry.due, expires: entry.expires });
            } else if news.last.is_none_or(|(occurrence, _)| occurrence <= entry.occurrence) {
                news.last = Some((entry.occurrence, about));
            }
        }
        if is_told {
            if !entry.channel.is_paper() && heard.first.is_none_or(|first| (*since, entry.id) < first) {
                heard.first = Some((*since, entry.id));
            }
            if heard.last.is_none_or(|(at, _)| at <= *since) {
                heard.last = Some((*since, dates));
            }
            heard.revision = heard.revision.max(history.revision);
            if history.calendar.is_none_or(|does| does == InCalendar::Kept) {
                heard.plain = heard.plain.max(history.revision);
            }
            // One about new dates says of an appointment what there is of it; one that only takes an entry out says nothing.
            let is_about_it = history.previous.is_some();
            match history.calendar {
                None if is_about_it || history.starts.is_some() => heard.words.learn(*since, history.starts),
                Some(does) if does.is_cancellation() => {
                    if is_about_it {
                        heard.words.learn(*since, None);
                    }
                }
                Some(_) if history.starts.is_some_and(is_appointed) => heard.words.learn(*since, history.starts),
                None | Some(_) => {}
            }
        }
    }

    /// Takes in whose mailbox takes no mail: they are told new dates by letter, where a message comes as one.
    pub fn cannot_be_mailed(&mut self, persons: impl IntoIterator<Item = PersonId>) {
        self.unreachable.extend(persons);
    }

    /// Of these dates of a person the revision of the last ones told if they are the same, else the next; more when the
    /// notice has something to do in the calendar and the time is another, or a cancellation comes before it, or it is
    /// one.
    fn revision(&self, person: &PersonId, dates: Dates, turn: Option<(Turn, Told)>) -> u16 {
        let Some(Heard { last, revision, plain, appointments, .. }) = self.persons.get(person) else { return 0 };
        let is_new = last.is_some_and(|(_, told)| told != dates);
        match turn {
            Some((turn, told)) => {
                let is_moved = is_new || appointments.is_moved(told.starts);
                revision.saturating_add(appointments.steps(turn, is_moved))
            }
            None if is_new => revision.saturating_add(1),
            None => *plain,
        }
    }

    /// What the ledger keeps of what a notice does in the calendar, and the message it follows when it is news.
    fn history(&self, loaded: &Loaded, notice: &Notice, person: &PersonId, dates: Dates) -> History {
        let does = self.in_calendar(loaded, notice);
        let turn = does.filter(|(does, _)| *does != InCalendar::Kept);
        let turn = turn.map(|(does, told)| (Turn { at: notice.due, id: notice.id, does }, told));
        let first = self.persons.get(person).and_then(|heard| heard.first.or(heard.expected)).map(|(_, id)| id);
        let follows = first.filter(|first| is_news(notice.rule(&loaded.campaign)) && *first != notice.id);
        let revision = self.revision(person, dates, turn);
        let in_words = || {
            let reader = &loaded.people.persons[notice.person? as usize];
            let message = &notice.rule(&loaded.campaign).message;
            expected(reader).filter(|_| self.spoken.is_in(message, &notice.language))
        };
        let (calendar, starts) = does.map_or_else(|| (None, in_words()), |(does, told)| (Some(does), told.starts));
        History { revision, calendar, starts, follows, previous: None }
    }

    /// The people who have an entry in their calendar for `today` or a day after it, by the ledger, and are in
    /// no wave of `loaded` any more or have left it altogether. Sorted.
    pub fn stranded(&self, loaded: &Loaded, today: NaiveDate) -> Vec<PersonId> {
        let (campaign, people) = (&loaded.campaign, &loaded.people);
        let with_entry = |heard: &Heard| heard.appointments.entry().is_some_and(|told| told.dates.start >= today);
        let mut found: Vec<PersonId> =
            self.persons.iter().filter(|(_, heard)| with_entry(heard)).map(|(id, _)| id.clone()).collect();
        if found.is_empty() {
            return found;
        }
        let in_waves: HashSet<&PersonId> = people
            .persons
            .iter()
            .zip(assign(campaign, people).waves)
            .filter_map(|(person, wave)| wave.map(|_| &person.id))
            .collect();
        found.retain(|id| !in_waves.contains(id));
        found.sort_unstable();
        found
    }

    /// What the ledger keeps of a planned notice.
    pub fn entry(&self, entries: &Entries<'_>, notice: &Notice) -> Entry {
        let (loaded, mut entry) = (entries.loaded(), entries.entry(notice));
        let rule = notice.rule(&loaded.campaign);
        if let (Some(person), Some(dates), true) = (&entry.person, entry.dates, rule.is_for_people()) {
            entry.history = Some(self.history(loaded, notice, person, dates));
        }
        entry
    }
}

/// Whether a message is news about the move, which comes on a date of its own: that it is put on hold, that it goes on.
fn is_news(rule: &MessageRule) -> bool {
    rule.when.is_dated() && rule.is_for_people()
}

/// Whether a message comes when people have other dates than they were told.
fn is_on_new_dates(rule: &MessageRule) -> bool {
    rule.when.is_on(Event::Rescheduled)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::builtin;
    use crate::campaign::{Inputs, load};
    use crate::ledger::fixture;

    const ANNA: &str = "a.bakker@voorbeeldstad.example";

    /// The sound campaign of the tests, with a message about new dates.
    fn loaded() -> Loaded {
        let mut inputs = Inputs::from_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/campaigns/base"));
        for (path, bytes) in builtin::files() {
            inputs.insert(format!("{}{path}", builtin::PREFIX), bytes);
        }
        let campaign = inputs.require("campaign.yaml").unwrap();
        let campaign = String::from_utf8(campaign.to_vec()).unwrap();
        let rule = "  dates:\n    - {message: new-dates, when: rescheduled + 1h, to: pending}\nwaves:\n";
        inputs.insert("campaign.yaml", campaign.replace("waves:\n", rule).into_bytes());
        inputs.insert("templates/dates/new-dates.nl.md", *b"---\nsubject: x\n---\nx\n");
        load(&mut inputs).unwrap()
    }

    fn at(hour: u32) -> DateTime<Utc> {
        "2027-02-15T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + chrono::TimeDelta::hours(hour.into())
    }

    fn dates(text: &str) -> Dates {
        text.parse().unwrap()
    }

    fn of(rows: &[Row]) -> DatesTold {
        let mut told = DatesTold::default();
        rows.iter().for_each(|row| told.learn(row));
        told
    }

    /// A message to Anna with other dates than the campaign's, in a state since that hour.
    fn row(message: &str, told: &str, revision: u16, state: State, hour: u32) -> Row {
        let entry = Entry {
            occurrence: 0,
            dates: Some(dates(told)),
            history: Some(History { revision, ..History::default() }),
            ..fixture::entry("pilot", message, ANNA, revision, at(hour))
        };
        Row { entry, state, since: at(hour), detail: String::new(), attempts: 1, next: None, relay: None }
    }

    /// A notice about new dates.
    fn news(about: &str, previous: &str, occurrence: u16, state: State) -> Row {
        let mut row = row("new-dates", about, occurrence + 1, state, 10);
        row.entry.occurrence = occurrence;
        row.entry.history =
            Some(History { revision: occurrence + 1, previous: Some(dates(previous)), ..History::default() });
        row
    }

    const FIRST: &str = "2027-02-22/2027-03-12";
    const SECOND: &str = "2027-02-24/2027-03-15";
    /// Those of the campaign.
    const NOW: &str = "2027-03-01/2027-03-19";

    fn reschedules(rows: &[Row]) -> Vec<Entry> {
        of(rows).reschedules(&loaded(), at(12)).unwrap()
    }

    #[test]
    fn only_what_was_told_is_news() {
        for state in [State::Accepted, State::Uncertain, State::Sending] {
            let told = row("announcement", FIRST, 0, state, 9);
            let made = reschedules(std::slice::from_ref(&told));
            let history = History {
                revision: 1,
                previous: Some(dates(FIRST)),
                follows: Some(told.entry.id),
                ..History::default()
            };
            assert_eq!((made.len(), made[0].history), (1, Some(history)), "{state:?}");
            assert_eq!((made[0].dates, made[0].due), (Some(dates(NOW)), at(13)));
        }
        for state in [State::Planned, State::Deferred, State::Failed, State::Suppressed, State::Expired] {
            assert_eq!(reschedules(&[row("announcement", FIRST, 0, state, 9)]), [], "{state:?}");
        }
        assert_eq!(reschedules(&[row("announcement", NOW, 0, State::Accepted, 9)]), []);
    }

    #[test]
    fn the_dates_told_last_are_the_previous_ones_and_the_thread_is_the_first() {
        let rows = [row("prepare", SECOND, 1, State::Accepted, 10), row("announcement", FIRST, 0, State::Accepted, 9)];
        let made = reschedules(&rows);
        let history = History {
            revision: 2,
            previous: Some(dates(SECOND)),
            follows: Some(rows[1].entry.id),
            ..History::default()
        };
        assert_eq!(made[0].history, Some(history));
    }

    #[test]
    fn the_same_dates_are_not_told_twice_and_others_are() {
        let told = row("announcement", FIRST, 0, State::Accepted, 9);
        for state in [State::Failed, State::Expired, State::Suppressed, State::Deferred] {
            let same = reschedules(&[told.clone(), news(NOW, FIRST, 0, state)]);
            assert_eq!((same.len(), same[0].occurrence), (1, 0), "the notice there is: {state:?}");
            let other = reschedules(&[told.clone(), news(SECOND, FIRST, 0, state)]);
            assert_eq!((other.len(), other[0].occurrence), (1, 1), "a new notice: {state:?}");
            assert_ne!(same[0].id, other[0].id);
        }
        assert_eq!(reschedules(&[told, news(NOW, FIRST, 0, State::Accepted)]), []);
    }

    #[test]
    fn approving_again_does_not_put_off_what_waits() {
        let told = row("announcement", FIRST, 0, State::Accepted, 9);
        let made = reschedules(&[told.clone(), news(NOW, FIRST, 0, State::Planned)]);
        assert_eq!((made[0].occurrence, made[0].due), (0, at(10)));
        let made = reschedules(&[told, news(SECOND, FIRST, 0, State::Planned)]);
        assert_eq!((made[0].occurrence, made[0].due), (0, at(13)), "other dates have a time of their own");
    }

    #[test]
    fn who_still_has_to_move_and_was_told_other_dates_is_counted() {
        let told = of(&[row("announcement", FIRST, 0, State::Accepted, 9)]);
        assert_eq!(told.outdated(&loaded(), at(12)), 1);
        assert_eq!(DatesTold::default().outdated(&loaded(), at(12)), 0);
    }
}
