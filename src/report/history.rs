//! `heraut status --person X` and `--notices`: what became of notices.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};

use super::dates;
use super::row::instant;
use super::screen::{Column, Grid, JOINT, clean, columns, paragraph};
use super::words::ENGLISH as WORDS;
use crate::campaign::{Campaign, Person, When};
use crate::error::{Error, Result};
use crate::ledger::{Approval, Row, State};

/// What became of one person's notices, in order of their due time, on the person's clock.
pub fn history(rows: &[Row], person: &Person, campaign: &Campaign, width: usize) -> String {
    let title = format!("{} ({}), {}", person.name, person.id, campaign.organization);
    let mut out = paragraph("", &clean(&title), width);
    if rows.is_empty() {
        out += "\nNothing is planned for this person.\n";
        return out;
    }
    out += &format!("Times in {}\n\n", person.timezone);
    let names: Vec<String> = rows.iter().map(|row| clean(&name(row, campaign))).collect();
    let widest = names.iter().map(|name| columns(name)).max().unwrap_or(0).min(width / 3);
    let titles = [("DUE", 15), ("MESSAGE", widest), ("IN", 2), ("STATE", 10), ("SINCE", 15)];
    let mut grid = Grid::new(titles.iter().map(|(title, least)| Column::text(title, *least)).collect());
    let local = |at: DateTime<Utc>| whole_date(&dates::moment(&WORDS, at.with_timezone(&person.timezone)));
    for (row, name) in rows.iter().zip(names) {
        // Since when nothing has happened yet is of no use to anybody.
        let since = if row.state == State::Planned { String::new() } else { local(row.since) };
        let language = row.entry.language.to_string();
        grid.row(vec![local(row.entry.due), name, language, row.state.as_str().to_owned(), since]);
        // Where there is one relay, nobody asks which.
        let relay = row.relay.as_ref().filter(|_| !campaign.stand_ins.is_empty());
        let by = relay.map_or_else(String::new, |relay| format!("by {relay}: "));
        if !by.is_empty() || !row.detail.is_empty() {
            grid.whole(paragraph("    ", &clean(&format!("{by}{}", row.detail)), width));
        }
    }
    out + &grid.render(width)
}

/// The message, numbered where it is said again and again.
fn name(row: &Row, campaign: &Campaign) -> String {
    let entry = &row.entry;
    let mut rules = campaign.phases.iter().flat_map(|phase| &phase.messages);
    match rules.find(|rule| *rule.message == *entry.message).map(|rule| &rule.when) {
        Some(When::Every { .. }) => format!("{} {}", entry.message, u32::from(entry.occurrence) + 1),
        _ => entry.message.to_string(),
    }
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
