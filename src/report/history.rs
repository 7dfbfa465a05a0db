//! `heraut status --person X` and `--notices`: what became of notices.

use serde::Serialize;

use super::dates;
use super::row::instant;
use super::screen::{Column, Grid, clean, paragraph};
use super::words::ENGLISH as WORDS;
use crate::campaign::{Campaign, Person};
use crate::error::{Error, Result};
use crate::ledger::{Approved, Row};

/// What became of one person's notices, in order of their due time, on the person's clock.
pub fn history(rows: &[Row], person: &Person, campaign: &Campaign, width: usize) -> String {
    let title = format!("{} ({}), {}", person.name, person.id, campaign.organization);
    let mut out = paragraph("", &clean(&title), width);
    if rows.is_empty() {
        out += "\nNothing is planned for this person.\n";
        return out;
    }
    out += &format!("Times in {}\n\n", person.timezone);
    let titles = [("DUE", 21), ("MESSAGE", 18), ("LANG", 4), ("STATE", 9), ("SINCE", 9), ("REPLY", 8)];
    let mut grid = Grid::new(titles.iter().map(|(title, least)| Column::text(title, *least)).collect());
    for row in rows {
        grid.row(vec![
            dates::moment(&WORDS, row.entry.due.with_timezone(&person.timezone)),
            clean(&row.entry.message),
            row.entry.language.to_string(),
            row.state.as_str().to_owned(),
            dates::moment(&WORDS, row.since.with_timezone(&person.timezone)),
            clean(&row.detail),
        ]);
    }
    out + &grid.render(width)
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    plan: &'a str,
    approved_by: &'a str,
    approved_at: String,
    notices: Vec<Notice<'a>>,
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
    detail: &'a str,
}

/// Notices with their states for a program: `format` ("heraut-notices/1"), `plan`, `approved_by`, `approved_at`,
/// and `notices` with `id, wave, phase, message, occurrence (from 1), person, language, due, state, since, attempts,
/// detail`. The names are stable; new ones may be added.
///
/// # Errors
/// Only when we are at fault.
pub fn notices_json(rows: &[Row], approved: &Approved) -> Result<String> {
    let document = Document {
        format: "heraut-notices/1",
        plan: &approved.plan,
        approved_by: &approved.by,
        approved_at: instant(approved.at),
        notices: rows.iter().map(notice).collect(),
    };
    let text = serde_json::to_string_pretty(&document).map_err(|e| Error::bug(e.to_string()))?;
    Ok(text + "\n")
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
        detail: &row.detail,
    }
}
