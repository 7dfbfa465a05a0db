//! A file, to days off.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::component::{Wrong, components};
use super::event::{Event, Reader};
use super::rule::{MOST_STEPS, beginnings, days};
use crate::campaign::calendar::Appointment;
use crate::error::{Place, Problem};

/// A calendar of a hundred years of holidays has a hundredth of this.
const LARGEST: usize = 10_000_000;

/// So many problems are told; more of one file say nothing new.
const MOST_PROBLEMS: usize = 20;

/// So much of a line is shown.
const SHOWN: usize = 200;

/// What a file of holidays has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::campaign) struct Read {
    /// Days off within the years asked for, with their name.
    pub(in crate::campaign) days: BTreeMap<NaiveDate, String>,
    /// The first and the last day of all that the file has, in whatever year, not counting repetitions.
    pub(in crate::campaign) extent: Option<(NaiveDate, NaiveDate)>,
    /// Events that take no whole day.
    pub(in crate::campaign) appointments: Vec<Appointment>,
}

/// Reads a file of holidays, as far as they lie in the years from `window.0` to `window.1`. A time in UTC is read on the
/// clock of the file, or else of the campaign, `home`.
///
/// # Errors
/// Every line that is not understood, at its place.
pub(in crate::campaign) fn read(
    file: &str,
    bytes: &[u8],
    home: Tz,
    window: (NaiveDate, NaiveDate),
) -> Result<Read, Vec<Problem>> {
    if bytes.len() > LARGEST {
        let problem = Problem::new(format!("this calendar has {} MB", bytes.len() / 1_000_000)).at(Place::file(file));
        return Err(vec![problem.hint("holidays take some KB; export those alone")]);
    }
    let text = decode(bytes);
    let mut wrongs: Vec<Wrong> = Vec::new();
    let parts = components(&text, &mut |wrong| wrongs.push(wrong));
    if !parts.is_calendar {
        let problem = Problem::new("this is not an iCalendar file (RFC 5545)").at(Place::file(file));
        return Err(vec![problem.hint("export the holidays again as iCalendar, or list the dates in `holidays:`")]);
    }
    let reader = Reader { home, zones: &parts.zones };
    let mut events = Vec::new();
    for component in &parts.events {
        match reader.event(component) {
            Ok(event) => events.push(event),
            Err(wrong) => wrongs.push(wrong),
        }
    }
    let mut replaced: HashMap<&str, BTreeSet<NaiveDate>> = HashMap::new();
    for event in &events {
        if let (Some(uid), Some(day)) = (&event.uid, event.replaces) {
            replaced.entry(uid).or_default().insert(day);
        }
    }
    let mut taker = Taker { window, steps: 0, read: Read::default() };
    for event in events.iter().filter(|event| !event.cancelled) {
        let gone = event.uid.as_deref().filter(|_| event.replaces.is_none()).and_then(|uid| replaced.get(uid));
        if let Err(wrong) = taker.take(event, gone) {
            wrongs.push(wrong);
        }
        if wrongs.len() > MOST_PROBLEMS {
            break;
        }
    }
    if wrongs.is_empty() { Ok(taker.read) } else { Err(problems(file, &text, wrongs)) }
}

/// Files are in UTF-8 (RFC 5545, section 6), and come in UTF-16 from PowerShell and in Windows-1252 from old Outlooks.
/// Without a mark, UTF-16 is known by the NUL beside the first letter.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let encoding = match (Encoding::for_bom(bytes), bytes) {
        (Some((encoding, _)), _) => encoding,
        (None, [first, 0, ..]) if *first != 0 => UTF_16LE,
        (None, [0, second, ..]) if *second != 0 => UTF_16BE,
        (None, _) if std::str::from_utf8(bytes).is_ok() => UTF_8,
        (None, _) => WINDOWS_1252,
    };
    encoding.decode(bytes).0
}

/// Takes the days of events together.
struct Taker {
    window: (NaiveDate, NaiveDate),
    steps: u32,
    read: Read,
}

impl Taker {
    /// `gone` are the days of an event for which another stands.
    fn take(&mut self, event: &Event, gone: Option<&BTreeSet<NaiveDate>>) -> Result<(), Wrong> {
        let (from, to) = self.window;
        let reach = beginnings(self.window, event.days.unwrap_or(1));
        let mut begins = event.besides.clone();
        begins.insert(event.first);
        for (number, rule) in &event.rules {
            let until = |end| event.written(end);
            let found = days(rule, event.first, reach, until, &mut self.steps);
            begins.extend(found.map_err(|why| (*number, why, "list the days in `holidays:`, or correct the rule"))?);
            if self.steps > MOST_STEPS {
                let hint = "list the days of the campaign's years in `holidays:`";
                return Err((*number, "the rules of this calendar have more days than holidays have".into(), hint));
            }
        }
        let exist = |day: &NaiveDate| !event.except.contains(day) && gone.is_none_or(|gone| !gone.contains(day));
        let mut years = BTreeSet::new();
        for begin in begins.into_iter().filter(exist) {
            for day in event.taken(begin) {
                let extent = self.read.extent.get_or_insert((day, day));
                *extent = (extent.0.min(day), extent.1.max(day));
                if from <= day && day <= to {
                    self.read.days.entry(day).or_insert_with(|| event.name.clone());
                }
            }
            years.insert(begin.year());
        }
        if event.days.is_none() {
            self.read.appointments.push(Appointment { line: event.number, name: event.name.clone(), years });
        }
        Ok(())
    }
}

/// The first of what is wrong, in the order of the file, and how much more there is.
fn problems(file: &str, text: &str, mut wrongs: Vec<Wrong>) -> Vec<Problem> {
    wrongs.sort_by_key(|(number, ..)| *number);
    let more = wrongs.len().saturating_sub(MOST_PROBLEMS);
    let file: std::sync::Arc<str> = file.into();
    let mut problems: Vec<Problem> = wrongs
        .into_iter()
        .take(MOST_PROBLEMS)
        .map(|(number, message, hint)| {
            let line = text.lines().nth(number.saturating_sub(1) as usize).unwrap_or("");
            let shown: String = line.chars().take(SHOWN).collect();
            let place = Place { line: number, text: shown.into(), ..Place::file(std::sync::Arc::clone(&file)) };
            Problem::new(message).at(place).hint(hint)
        })
        .collect();
    if let Some(last) = problems.last_mut().filter(|_| more > 0) {
        last.message.push_str(&format!(", and {more} lines more"));
    }
    problems
}
