//! `heraut retry --dry-run`: the notices that wait for a person.

use super::screen::{Column, Grid, clean, paragraph};
use super::words::ENGLISH as WORDS;
use crate::ledger::Row;
use crate::schedule::NoticeId;

/// So many digits tell one notice from all others of a campaign, for who types them.
const DIGITS: usize = 8;

/// The first digits of an identity.
pub(super) fn short(id: NoticeId) -> String {
    let mut digits = id.to_string();
    digits.truncate(DIGITS);
    digits
}

/// The notices with where they stand and why, as a table at most `width` columns wide. `closed`: only those that a person
/// closed were asked for.
pub fn in_need(rows: &[Row], closed: bool, width: usize) -> String {
    if rows.is_empty() {
        let none = if closed { "None of those was closed." } else { "None of those failed, bounced or is uncertain." };
        return format!("{none}\n");
    }
    let titles = [("NOTICE", DIGITS), ("STATE", 9), ("MESSAGE", 10), ("WAVE", 6), ("WHO", 12)];
    let mut grid = Grid::new(titles.iter().map(|(title, least)| Column::text(title, *least)).collect());
    for row in rows {
        let entry = &row.entry;
        let cells = [entry.message.as_ref(), entry.wave.as_ref(), entry.person.as_deref().unwrap_or(WORDS.to_helpdesk)];
        let known = [short(entry.id), row.state.as_str().to_owned()];
        grid.row(known.into_iter().chain(cells.map(clean)).collect());
        if !row.detail.is_empty() {
            grid.whole(paragraph("    ", &clean(&row.detail), width));
        }
    }
    grid.render(width)
}
