//! `heraut status --person X` and `--notices`: what became of notices.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::{DateTime, Utc};
use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};

use super::row::instant;
use super::screen::{Column, Grid, JOINT, clean, paragraph};
use super::words::ENGLISH as WORDS;
use super::{dates, phrase};
use crate::campaign::{Campaign, Person};
use crate::error::{Error, Result};
use crate::ledger::{Approval, Row, State, Suppression};
use crate::schedule::NoticeId;

/// What became of one person's notices, and what will not come of those that wait.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// The notices, by due time.
    pub rows: Vec<Row>,
    /// Those that, as things are now, are not sent when their time comes, and why.
    pub dropped: BTreeMap<NoticeId, Suppression>,
}

/// What became of one person's notices, in order of their due time, on the person's clock; and what is still to come.
pub fn history(course: &Course, person: &Person, campaign: &Campaign, width: usize) -> String {
    let title = format!("{} ({}), {}", person.name, person.id, campaign.organization);
    let mut out = paragraph("", &clean(&title), width);
    if course.rows.is_empty() {
        out += "\nNothing is planned for this person.\n";
        return out;
    }
    out += &format!("Times in {}\n\n", person.timezone);
    let titles = [("DUE", 15), ("MESSAGE", 12), ("IN", 2), ("STATE", 10), ("SINCE", 15)];
    let mut grid = Grid::new(titles.iter().map(|(title, least)| Column::text(title, *least)).collect());
    let local = |at: DateTime<Utc>| whole_date(&dates::moment(&WORDS, at.with_timezone(&person.timezone)));
    for row in &course.rows {
        // Since when nothing has happened yet is of no use to anybody.
        let since = if row.state == State::Planned { String::new() } else { local(row.since) };
        let language = row.entry.language.to_string();
        let name = clean(&name(row, campaign));
        grid.row(vec![local(row.entry.due), name, language, row.state.as_str().to_owned(), since]);
        // Where there is one relay, nobody asks which.
        let relay = row.relay.as_ref().filter(|_| !campaign.stand_ins.is_empty());
        let by = relay.map_or_else(String::new, |relay| format!("by {relay}: "));
        let dropped = course.dropped.get(&row.entry.id).map(|why| phrase::suppressed(&WORDS, *why));
        let dropped = dropped.map(|why| format!("will not be sent: {why}"));
        for note in [Some(format!("{by}{}", row.detail)), dropped].into_iter().flatten().filter(|note| !note.is_empty())
        {
            grid.whole(paragraph("    ", &clean(&note), width));
        }
    }
    out += &grid.render(width);
    out + "\n" + &paragraph("", &clean(&to_come(course, person, campaign)), width)
}

/// What is still to come, in a sentence.
fn to_come(course: &Course, person: &Person, campaign: &Campaign) -> String {
    let mut coming = course.rows.iter().filter(|row| row.is_to_come() && !course.dropped.contains_key(&row.entry.id));
    let Some(next) = coming.next() else { return "Nothing is still to come.".to_owned() };
    let due = dates::moment(&WORDS, next.entry.due.with_timezone(&person.timezone));
    let held = if next.state == State::Held { ", which is held" } else { "" };
    format!("Still to come: {}; the next is {}, {due}{held}.", 1 + coming.count(), name(next, campaign))
}

/// The message, numbered where it is said again and again, and how it comes where that is not by mail.
pub(super) fn name(row: &Row, campaign: &Campaign) -> String {
    let entry = &row.entry;
    let mut rules = campaign.phases.iter().flat_map(|phase| &phase.messages);
    let recurs = rules.find(|rule| *rule.message == *entry.message).is_some_and(|rule| rule.when.recurs());
    let nth = if recurs { format!(" {}", u32::from(entry.occurrence) + 1) } else { String::new() };
    format!("{}{nth}{}", entry.message, phrase::channel(entry.channel))
}

/// Keeps the date on one line; it may break before its time of day.
fn whole_date(moment: &str) -> String {
    match moment.rsplit_once(' ') {
        Some((date, time)) => format!("{} {time}", date.replace(' ', &JOINT.to_string())),
        None => moment.to_owned(),
    }
}

#[derive(Serialize)]
#[serde(bound = "")]
struct Document<'a, V: Fn(&mut dyn FnMut(Row) -> Result<()>) -> Result<()>> {
    format: &'static str,
    plan: &'a str,
    approved_by: &'a str,
    approved_at: String,
    notices: Visited<V>,
}

/// Rows that are written as they are visited: there may be millions.
struct Visited<V>(V);

impl<V: Fn(&mut dyn FnMut(Row) -> Result<()>) -> Result<()>> Serialize for Visited<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut written = serializer.serialize_seq(None)?;
        let mut each =
            |row: Row| written.serialize_element(&notice(&row)).map_err(|error| Error::unreachable(error.to_string()));
        (self.0)(&mut each).map_err(S::Error::custom)?;
        written.end()
    }
}

#[derive(Serialize)]
struct Notice<'a> {
    id: String,
    wave: &'a str,
    phase: &'a str,
    message: &'a str,
    occurrence: u32,
    person: Option<&'a str>,
    language: &'a str,
    due: String,
    state: &'static str,
    since: String,
    attempts: u32,
    relay: Option<&'a str>,
    detail: &'a str,
}

/// Notices with their states for a program: `format` ("heraut-notices/1"), `plan`, `approved_by`, `approved_at`,
/// and `notices` with `id, wave, phase, message, occurrence (from 1), person, language, due, state, since, attempts,
/// relay (by which the last attempt went), detail`. The names are stable; new ones may be added.
/// `rows` shows them one after another.
///
/// # Errors
/// When `out` cannot be written to, or the rows not be read.
pub fn notices_json(
    rows: impl Fn(&mut dyn FnMut(Row) -> Result<()>) -> Result<()>,
    approved: &Approval,
    out: &mut dyn Write,
) -> io::Result<()> {
    let document = Document {
        format: "heraut-notices/1",
        plan: &approved.plan,
        approved_by: &approved.by,
        approved_at: instant(approved.at),
        notices: Visited(rows),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

fn notice(row: &Row) -> Notice<'_> {
    Notice {
        id: row.entry.id.to_string(),
        wave: &row.entry.wave,
        phase: &row.entry.phase,
        message: &row.entry.message,
        occurrence: u32::from(row.entry.occurrence) + 1,
        person: row.entry.person.as_deref(),
        language: row.entry.language.as_str(),
        due: instant(row.entry.due),
        state: row.state.as_str(),
        since: instant(row.since),
        attempts: row.attempts,
        relay: row.relay.as_deref(),
        detail: &row.detail,
    }
}
