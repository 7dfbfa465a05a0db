//! Every notice as a row for a spreadsheet.
//!
//! UTF-8 with a byte-order mark (without it Excel reads another encoding), CRLF line ends, comma separated. Columns,
//! whose names are stable: `notice_id, wave, phase, message, occurrence, person, name, email, language, due_utc,
//! due_local, expires_utc, reason, channel`. `occurrence` counts from 1; `due_local` is on the clock of who is told, with the
//! zone's name; `person`, `name` are empty for the helpdesk.

use std::io::{self, Write};

use super::row::{Row, instant, reason_word};
use crate::campaign::{Campaign, People};
use crate::schedule::Plan;

const HEADER: [&str; 14] = [
    "notice_id",
    "wave",
    "phase",
    "message",
    "occurrence",
    "person",
    "name",
    "email",
    "language",
    "due_utc",
    "due_local",
    "expires_utc",
    "reason",
    "channel",
];

/// Writes the notices of a plan as CSV, in the plan's order.
///
/// # Errors
/// When `out` cannot be written to.
pub fn csv(campaign: &Campaign, people: &People, plan: &Plan, mut out: impl Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
    writer.write_record(HEADER)?;
    for row in plan.notices.iter().filter_map(|notice| Row::of(campaign, people, notice)) {
        let notice = row.notice;
        let reason = match row.closed() {
            Some(closed) => format!("{} ({closed})", reason_word(notice.reason)),
            None => reason_word(notice.reason).to_owned(),
        };
        writer.write_record([
            notice.id.to_string(),
            cell(&row.wave.id),
            cell(&row.phase.id),
            cell(&row.rule.message),
            (u32::from(notice.occurrence) + 1).to_string(),
            cell(row.person.map_or("", |person| &person.id)),
            cell(row.person.map_or("", |person| &person.name)),
            cell(row.email().unwrap_or("")),
            notice.language.to_string(),
            instant(notice.due),
            format!("{} {}", row.due_local().format("%Y-%m-%d %H:%M"), row.timezone()),
            notice.expires.map_or_else(String::new, instant),
            cell(&reason),
            notice.channel.as_str().to_owned(),
        ])?;
    }
    writer.flush()
}

/// Data as a spreadsheet may have it: a text that one would take for a formula gets an apostrophe before it
/// (OWASP, *CSV Injection*).
pub(super) fn cell(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn written() -> Vec<u8> {
        let mut bytes = Vec::new();
        csv(&fixture::campaign(), &fixture::people(), &fixture::plan(), &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn a_spreadsheet_gets_a_row_a_notice() {
        let bytes = written();
        let text = std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').expect("a byte-order mark");
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), fixture::plan().notices.len());
        let get = |row: &::csv::StringRecord, name: &str| {
            row[header.iter().position(|head| head == name).unwrap()].to_owned()
        };
        let find = |person: &str, message: &str| {
            rows.iter().find(|row| get(row, "person") == person && get(row, "message") == message).unwrap()
        };
        let row = find("gijs", "enrol-now");
        assert_eq!(get(row, "due_utc"), "2027-05-11T12:00:00Z");
        assert_eq!(get(row, "due_local"), "2027-05-11 08:00 America/Curacao");
        assert_eq!(get(row, "reason"), "as_planned");
        let row = find("chloe", "announcement");
        assert_eq!(get(row, "name"), "Chloë O'Brien-'t Hart");
        assert_eq!(get(row, "reason"), "moved_earlier (2027-04-27: Koningsdag)");
        let row = find("", "helpdesk-brief");
        assert_eq!(get(row, "email"), "servicedesk@voorbeeldstad.example");
    }

    #[test]
    fn a_name_is_never_a_formula() {
        let text = String::from_utf8(written()).unwrap();
        assert!(text.contains("\"'=HYPERLINK(\"\"http://evil\"\")"));
        for start in ["=1", "+31", "-1", "@a", "\t=1", "\r=1"] {
            assert_eq!(cell(start), format!("'{start}"));
        }
        assert_eq!(cell("'t Hart"), "'t Hart");
    }
}
