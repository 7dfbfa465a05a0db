//! What people have been told of their own dates, by the ledger, and who is to hear that they have others now.
//!
//! A message counts as told when the relay took it, or may have (uncertain, or under way when the sender stopped), and
//! when it was printed. The dates it told are kept with its notice. So all of this follows from what is in the ledger, before a crash and after.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::appointments::{Appointments, Turn};
use super::entry;
use crate::campaign::{Attachment, Channel, Dates, Event, Loaded, Person, PersonId, Standing, When};
use crate::error::Result;
use crate::ledger::{Entry, History, InCalendar, Row, State};
use crate::schedule::{Events, Notice, NoticeId, Plan, assign, slot};

/// What people have been told of their own dates.
#[derive(Debug, Default)]
pub struct DatesTold {
    persons: HashMap<PersonId, Heard>,
    /// Whose mailbox takes no mail.
    unreachable: HashSet<PersonId>,
}

/// What one person has been told.
#[derive(Debug, Default)]
struct Heard {
    /// The first mail.
    first: Option<(DateTime<Utc>, NoticeId)>,
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
}

/// A person who was told other dates than they have.
struct Moved<'a> {
    /// Position of the person.
    person: usize,
    heard: &'a Heard,
    previous: Dates,
    dates: Dates,
}

/// The notices of one message about new dates.
#[derive(Debug, Default)]
struct NewDates {
    /// The last that was begun or is over, and the dates it was about.
    last: Option<(u16, Dates)>,
    /// The one that waits for its time.
    waiting: Option<Waiting>,
}

/// A notice about new dates that was approved before and not begun.
#[derive(Debug)]
struct Waiting {
    about: Dates,
    due: DateTime<Utc>,
    expires: Option<DateTime<Utc>>,
}

impl DatesTold {
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
            heard.appointments.learn(turn, *state, dates);
        }
        if is_news {
            let news = heard.news.entry(entry.message.clone()).or_default();
            if waits {
                news.waiting = Some(Waiting { about: dates, due: entry.due, expires: entry.expires });
            } else if news.last.is_none_or(|(occurrence, _)| occurrence <= entry.occurrence) {
                news.last = Some((entry.occurrence, dates));
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
            if history.calendar.is_none() {
                heard.plain = heard.plain.max(history.revision);
            }
        }
    }

    /// Takes in whose mailbox takes no mail: they are told new dates by letter, where a message comes as one.
    pub fn cannot_be_mailed(&mut self, persons: impl IntoIterator<Item = PersonId>) {
        self.unreachable.extend(persons);
    }

    /// How many of the people who still have to move were told other dates than they have in `loaded`.
    pub fn outdated(&self, loaded: &Loaded) -> usize {
        let has_to_move = |moved: &Moved| {
            matches!(loaded.people.persons[moved.person].standing, Standing::Pending | Standing::Failed(_))
        };
        self.moved(loaded).iter().filter(|moved| has_to_move(moved)).count()
    }

    fn moved(&self, loaded: &Loaded) -> Vec<Moved<'_>> {
        if self.persons.is_empty() {
            return Vec::new();
        }
        let (campaign, people) = (&loaded.campaign, &loaded.people);
        let waves = assign(campaign, people).waves;
        let everyone = people.persons.iter().zip(waves).enumerate();
        everyone
            .filter_map(|(person, (one, wave))| {
                let heard = self.persons.get(&one.id)?;
                let (dates, (_, previous)) = (campaign.waves[usize::from(wave?)].dates(), heard.last?);
                (previous != dates).then_some(Moved { person, heard, previous, dates })
            })
            .collect()
    }

    /// Takes in what the notices of a plan that were not begun will do in calendars before a cancellation among them.
    pub fn expect(&mut self, loaded: &Loaded, plan: &Plan, begun: impl Fn(NoticeId) -> bool) {
        let mut rules = loaded.campaign.phases.iter().flat_map(|phase| &phase.messages);
        if !rules.any(|rule| rule.attach.contains(&Attachment::Cancellation)) {
            return;
        }
        let with_entry = |notice: &&Notice| {
            notice.channel == Channel::Mail
                && !begun(notice.id)
                && notice.rule(&loaded.campaign).attach.iter().any(|one| one.is_appointment())
        };
        let mut notices: Vec<&Notice> = plan.notices.iter().filter(with_entry).collect();
        notices.sort_by_key(|notice| (notice.due, notice.id));
        for notice in notices {
            if let (Some(at), Some(does)) = (notice.person, self.in_calendar(loaded, notice)) {
                let heard = self.persons.entry(loaded.people.persons[at as usize].id.clone()).or_default();
                heard.appointments.plan(Turn { at: notice.due, id: notice.id, does });
            }
        }
    }

    /// What a planned notice does in its reader's calendar.
    fn in_calendar(&self, loaded: &Loaded, notice: &Notice) -> Option<InCalendar> {
        let campaign = &loaded.campaign;
        let attached = notice.rule(campaign).attach.iter().find(|one| one.is_appointment())?;
        let person = &loaded.people.persons[notice.person? as usize];
        let is_to_come = || {
            slot(campaign, &campaign.waves[usize::from(notice.wave)], person).is_some_and(|start| start > notice.due)
        };
        match attached {
            _ if notice.channel != Channel::Mail => None,
            // No entry of a calendar: see `Attachment::is_appointment`.
            Attachment::Sheet => None,
            Attachment::Invite => is_to_come().then_some(InCalendar::Invite),
            Attachment::Meeting => is_to_come().then_some(InCalendar::Meeting),
            Attachment::Cancellation => self.persons.get(&person.id)?.appointments.cancellation(notice.due, notice.id),
        }
    }

    /// Of these dates of a person the revision of the last ones told if they are the same, else the next; more when the
    /// notice has something to do in the calendar and a cancellation comes before it, or it is one.
    fn revision(&self, person: &PersonId, dates: Dates, turn: Option<Turn>) -> u16 {
        let Some(Heard { last, revision, plain, appointments, .. }) = self.persons.get(person) else { return 0 };
        let is_new = last.is_some_and(|(_, told)| told != dates);
        match turn {
            Some(turn) => revision.saturating_add(appointments.steps(turn, is_new)),
            None if is_new => revision.saturating_add(1),
            None => *plain,
        }
    }

    /// What the ledger keeps of what a notice does in the calendar.
    fn history(&self, loaded: &Loaded, notice: &Notice, person: &PersonId, dates: Dates) -> History {
        let calendar = self.in_calendar(loaded, notice);
        let turn = calendar.map(|does| Turn { at: notice.due, id: notice.id, does });
        History { revision: self.revision(person, dates, turn), calendar, ..History::default() }
    }

    /// The people who have an entry in their calendar for `today` or a day after it, by the ledger, and are in
    /// no wave of `loaded` any more or have left it altogether. Sorted.
    pub fn stranded(&self, loaded: &Loaded, today: NaiveDate) -> Vec<PersonId> {
        let (campaign, people) = (&loaded.campaign, &loaded.people);
        let with_entry = |heard: &Heard| heard.appointments.entry().is_some_and(|dates| dates.start >= today);
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
    pub fn entry(&self, loaded: &Loaded, notice: &Notice) -> Entry {
        let mut entry = entry(loaded, notice);
        let rule = notice.rule(&loaded.campaign);
        if let (Some(person), Some(dates), true) = (&entry.person, entry.dates, rule.is_for_people()) {
            entry.history = Some(self.history(loaded, notice, person, dates));
        }
        entry
    }

    /// The notices of rules on `rescheduled`: for everyone who was told other dates than they have in `loaded`, due the
    /// rule's delay after `at`. One that waits already, about the same dates, stays due when it was; the same dates are
    /// not told twice, whatever became of the notice.
    ///
    /// # Errors
    /// When the campaign has more rules than can be numbered.
    pub fn reschedules(&self, loaded: &Loaded, at: DateTime<Utc>) -> Result<Vec<Entry>> {
        let (campaign, people) = (&loaded.campaign, &loaded.people);
        let on_new_dates = |when: &When| when.is_on(Event::Rescheduled);
        let mut rules = campaign.phases.iter().flat_map(|phase| &phase.messages);
        if self.persons.is_empty() || !rules.any(|rule| on_new_dates(&rule.when)) {
            return Ok(Vec::new());
        }
        let events = Events::new(campaign, people, &loaded.catalogue)?;
        let mut entries = Vec::new();
        for Moved { person, heard, previous, dates } in self.moved(loaded) {
            let bounces = |person: &Person| self.unreachable.contains(&person.id);
            for notice in events.of(person, Event::Rescheduled, at, &bounces) {
                let person = &people.persons[person];
                let mut entry = entry(loaded, &notice);
                let news = heard.news.get(&entry.message);
                entry.occurrence = match news.and_then(|news| news.last) {
                    Some((occurrence, about)) if about == dates => occurrence,
                    Some((occurrence, _)) => occurrence.saturating_add(1),
                    None => 0,
                };
                let id = NoticeId::of(&campaign.id, &entry.wave, &entry.message, &person.id, entry.occurrence);
                entry.id = id.by(entry.channel);
                if let Some(Waiting { about, due, expires }) = news.and_then(|news| news.waiting.as_ref())
                    && *about == dates
                {
                    (entry.due, entry.expires) = (*due, *expires);
                }
                let notice = Notice { id: entry.id, due: entry.due, ..notice };
                entry.history = Some(History {
                    previous: Some(previous),
                    follows: heard.first.map(|(_, id)| id),
                    ..self.history(loaded, &notice, &person.id, dates)
                });
                entries.push(entry);
            }
        }
        Ok(entries)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::builtin;
    use crate::campaign::{Inputs, load};

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
            id: NoticeId::of("base", "pilot", message, ANNA, revision),
            wave: "pilot".into(),
            phase: "announce".into(),
            message: message.into(),
            person: Some(ANNA.into()),
            occurrence: 0,
            due: at(hour),
            expires: None,
            language: "nl".parse().unwrap(),
            channel: Channel::Mail,
            resend_uncertain: false,
            dates: Some(dates(told)),
            history: Some(History { revision, ..History::default() }),
            gate: None,
            rendered: None,
        };
        Row { entry, state, since: at(hour), detail: String::new(), attempts: 1, next: None, relay: None }
    }

    /// A notice about new dates.
    fn news(about: &str, previous: &str, occurrence: u16, state: State) -> Row {
        let mut row = row("new-dates", about, occurrence + 1, state, 10);
        row.entry.occurrence = occurrence;
        row.entry.history =
            Some(History { revision: occurrence + 1, previous: Some(dates(previous)), follows: None, calendar: None });
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
            let history =
                History { revision: 1, previous: Some(dates(FIRST)), follows: Some(told.entry.id), calendar: None };
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
        let history =
            History { revision: 2, previous: Some(dates(SECOND)), follows: Some(rows[1].entry.id), calendar: None };
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
        assert_eq!(told.outdated(&loaded()), 1);
        assert_eq!(DatesTold::default().outdated(&loaded()), 0);
    }
}
