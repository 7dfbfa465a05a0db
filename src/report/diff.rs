//! What changed between the approved plan and the one now, in words: for the end of `heraut plan`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::dates;
use super::screen::{clean, paragraph};
use super::words::ENGLISH as WORDS;
use crate::schedule::{Change, Difference};

/// More names than this are counted.
const NAMES: usize = 3;

/// The differences as a summary per wave and message, in the order in which waves and messages first occur; times on
/// the clock of `zone`, lines at most `width` columns.
pub fn difference(rows: &[Difference], zone: Tz, width: usize) -> String {
    if rows.is_empty() {
        return "Nothing differs from the approved plan.\n".to_owned();
    }
    let mut out = paragraph("", &format!("Against the approved plan: {}", sums(rows)), width);
    let all: Vec<&Difference> = rows.iter().collect();
    for (wave, messages) in grouped(&all, |row| &row.wave) {
        out += &format!("\n{}\n", clean(wave));
        for (message, rows) in grouped(&messages, |row| &row.message) {
            let mut changes: BTreeMap<&Change, Vec<&Difference>> = BTreeMap::new();
            for row in rows {
                changes.entry(&row.change).or_default().push(row);
            }
            for (change, rows) in changes {
                let text = format!("{} ({})", changed(change, rows.len(), zone), who(&rows));
                out += &paragraph(&format!("  {}: ", clean(message)), &clean(&text), width);
            }
        }
    }
    out
}

/// Rows by a text of theirs, in the order in which the texts first occur.
fn grouped<'a>(rows: &[&'a Difference], by: fn(&Difference) -> &String) -> Vec<(&'a str, Vec<&'a Difference>)> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut groups: Vec<(&str, Vec<&Difference>)> = Vec::new();
    for row in rows.iter().copied() {
        let at = *places.entry(by(row)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some((_, group)) => group.push(row),
            None => groups.push((by(row), vec![row])),
        }
    }
    groups
}

fn sums(rows: &[Difference]) -> String {
    let count = |is: fn(&Change) -> bool| rows.iter().filter(|row| is(&row.change)).count() as u64;
    let sums = [
        (count(|c| matches!(c, Change::Added { .. })), "added"),
        (count(|c| matches!(c, Change::Removed { .. })), "removed"),
        (count(|c| matches!(c, Change::Moved { .. })), "moved"),
        (count(|c| matches!(c, Change::AlreadyTold { .. })), "told already"),
        (count(|c| matches!(c, Change::NotHeard { .. })), "given up before"),
        (count(|c| matches!(c, Change::Language { .. })), "in another language"),
        (count(|c| matches!(c, Change::Expiry { .. })), "with another expiry"),
    ];
    let said: Vec<String> =
        sums.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", WORDS.number(*n))).collect();
    said.join(", ")
}

fn changed(change: &Change, count: usize, zone: Tz) -> String {
    let n = WORDS.number(count as u64);
    let at = |at: &DateTime<Utc>| dates::moment(&WORDS, at.with_timezone(&zone));
    match change {
        Change::Added { due } => format!("{n} added, due {}", at(due)),
        Change::Removed { due } => format!("{n} removed, was due {}", at(due)),
        Change::Moved { from, to } => format!("{n} moved from {} to {}", at(from), at(to)),
        Change::AlreadyTold { due, to } => {
            format!("{n} told already, due {}, and not again on {}", at(due), at(to))
        }
        Change::NotHeard { due, to } => {
            format!("{n} given up, due {}, and not sent again on {}", at(due), at(to))
        }
        Change::Language { from, to } => format!("{n} in {to}, was in {from}"),
        Change::Expiry { from, to } => {
            let now = to.as_ref().map_or("without expiry".to_owned(), |to| format!("with expiry {}", at(to)));
            format!("{n} now {now}, was {}", from.as_ref().map_or("without".to_owned(), at))
        }
    }
}

fn who(rows: &[&Difference]) -> String {
    let names: Vec<&str> =
        rows.iter().take(NAMES).map(|row| row.person.as_deref().unwrap_or(WORDS.to_helpdesk)).collect();
    match rows.len().saturating_sub(NAMES) {
        0 => names.join(", "),
        more => format!("{} {}", names.join(", "), WORDS.and_more.replace("{n}", &WORDS.number(more as u64))),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use chrono_tz::Europe::Amsterdam;

    use super::*;
    use crate::report::fixture::tag;

    fn at(day: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2027, 3, day, 8, 0, 0).unwrap()
    }

    fn row(wave: &str, message: &str, person: &str, change: Change) -> Difference {
        let person = (!person.is_empty()).then(|| person.to_owned());
        Difference { wave: wave.into(), message: message.into(), person, change }
    }

    #[test]
    fn a_difference_reads_as_what_happened() {
        let mut rows: Vec<Difference> = ["Ayşe Ağca", "Bob Stone", "Chloë", "Dirk", "Eva"]
            .map(|name| row("pilot", "prepare", name, Change::Moved { from: at(1), to: at(2) }))
            .into();
        rows.push(row("pilot", "announcement", "李 Wei", Change::Language { from: tag("nl"), to: tag("en") }));
        rows.push(row("rest", "welcome", "Zed\u{1b}[2J", Change::Removed { due: at(3) }));
        rows.push(row("pilot", "prepare", "New", Change::Added { due: at(2) }));
        rows.push(row("pilot", "announcement", "Jo", Change::AlreadyTold { due: at(1), to: at(8) }));
        rows.push(row("rest", "helpdesk-brief", "", Change::Expiry { from: Some(at(9)), to: None }));
        let text = difference(&rows, Amsterdam, 80);
        assert!(text.lines().all(|line| super::super::screen::columns(line) <= 80));
        insta::assert_snapshot!(text);
    }

    /// Mail that was refused told nobody anything.
    #[test]
    fn what_was_given_up_is_not_called_told() {
        let text =
            difference(&[row("pilot", "enrol", "Jo", Change::NotHeard { due: at(1), to: at(8) })], Amsterdam, 80);
        assert!(text.contains("given up, due") && !text.contains("told"), "{text}");
    }

    #[test]
    fn no_difference_is_said_too() {
        insta::assert_snapshot!(difference(&[], Amsterdam, 80), @"Nothing differs from the approved plan.");
    }
}
