//! The journal as a person reads it, and as a program does.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::screen::{clean, paragraph};
use crate::error::counted;
use crate::ledger::{Broken, JournalEntry};

/// The entries in at most `width` columns, and whether they are what was written.
pub fn journal(entries: &[JournalEntry], broken: Option<&Broken>, width: usize) -> String {
    let wide = entries.last().map_or(1, |last| last.number.to_string().len());
    let mut out = String::new();
    for entry in entries {
        let first = format!("{:>wide$}  {}  ", entry.number, shown(entry.at));
        out += &paragraph(&first, &clean(&sentence(entry)), width);
    }
    out + &paragraph("", &verdict(entries, broken), width)
}

/// `heraut-journal/1`: `head`, `whole`, `broken` (`number`, `why`), and `entries` (`number`, `at`, `deed`, `by`, `what`, `why`,
/// `erased`, `head`). The names are stable; new ones may be added.
pub fn journal_json(entries: &[JournalEntry], broken: Option<&Broken>) -> Value {
    let each = entries.iter().map(|entry| {
        json!({
            "number": entry.number, "at": entry.at.to_rfc3339_opts(SecondsFormat::Micros, true), "deed": entry.deed,
            "by": entry.words.by, "what": entry.words.what, "why": entry.words.why, "erased": entry.is_erased(),
            "head": entry.head().to_string(),
        })
    });
    json!({
        "format": "heraut-journal/1", "head": entries.last().map(|last| last.head().to_string()),
        "whole": broken.is_none(), "broken": broken.map(|broken| json!({"number": broken.number, "why": broken.why})),
        "entries": each.collect::<Vec<_>>(),
    })
}

/// `2027-03-01 09:00 UTC`.
pub fn shown(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

pub(super) fn sentence(entry: &JournalEntry) -> String {
    let words = &entry.words;
    let why = words.why.as_deref().map(|why| format!(" – {why}")).unwrap_or_default();
    let erased = if entry.is_erased() { " [somebody in it was forgotten]" } else { "" };
    format!("{}: {} {}{why}{erased}", words.by, entry.deed, words.what)
}

fn verdict(entries: &[JournalEntry], broken: Option<&Broken>) -> String {
    let count = counted(entries.len() as u64, "entry", "entries");
    match (broken, entries.last()) {
        (Some(Broken { number, why }), _) => {
            format!("Entry {number} was not written so: {why}. What comes after it proves nothing.")
        }
        (None, Some(last)) => format!("{count}, each following from the one before. Head: {}", last.head()),
        (None, None) => "Nothing was done yet that is written down.".to_owned(),
    }
}
