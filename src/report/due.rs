//! `heraut send --dry-run`: what would go out now.

use super::dates;
use super::names::Names;
use super::screen::{Column, Grid, clean, paragraph};
use super::words::ENGLISH as WORDS;
use crate::campaign::{Campaign, People};
use crate::ledger::Row;

/// More notices than this are counted.
const SHOWN: usize = 50;

/// The notices that are due, oldest first, as a table at most `width` columns wide; times on the campaign's clock.
pub fn due(rows: &[Row], campaign: &Campaign, people: &People, width: usize) -> String {
    if rows.is_empty() {
        return "Nothing is due.\n".to_owned();
    }
    let names = Names::of(people);
    let name = |row: &Row| match &row.entry.person {
        Some(id) => names.of_id(id),
        None => WORDS.to_helpdesk.to_owned(),
    };
    let titles = [("DUE", 16), ("WAVE", 6), ("MESSAGE", 10), ("LANGUAGE", 8), ("WHO", 12)];
    let mut grid = Grid::new(titles.iter().map(|(title, least)| Column::text(title, *least)).collect());
    for row in rows.iter().take(SHOWN) {
        grid.row(vec![
            dates::moment(&WORDS, row.entry.due.with_timezone(&campaign.timezone)),
            clean(&row.entry.wave),
            clean(&row.entry.message),
            row.entry.language.to_string(),
            clean(&name(row)),
        ]);
    }
    let mut out = grid.render(width);
    if rows.len() > SHOWN {
        out += &paragraph("", &format!("and {} more", WORDS.number((rows.len() - SHOWN) as u64)), width);
    }
    out
}
