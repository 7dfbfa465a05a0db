//! Appointments that were made at the desk: a file in the campaign directory that the program writes, beside those that somebody
//! exports. What it says of somebody takes the place of what those say.

use csv::{ReaderBuilder, StringRecord, WriterBuilder};

use super::people::{SourceKind, SourceSpec};
use super::visit::Visit;
use crate::error::{Error, Place, Result};

/// The file.
pub const DESK_FILE: &str = "desk-appointments.csv";

/// Its columns: who, then when and where.
const COLUMNS: [&str; 4] = ["id", "appointment_date", "appointment_time", "appointment_place"];

/// The file as one of those that people are read from, after all others.
pub(super) fn source() -> SourceSpec {
    SourceSpec { is_of_the_desk: true, ..SourceSpec::new(SourceKind::People, DESK_FILE, Place::file(DESK_FILE)) }
}

/// What the file says of somebody: nothing, that they have an appointment, or that they have none.
///
/// # Errors
/// When the file is not one that the program wrote.
pub fn appointment_at_desk(file: &[u8], person: &str) -> Result<Option<Option<Visit>>> {
    let row = rows(file)?.into_iter().find(|row| &row[0] == person);
    Ok(row.map(|row| {
        let cell = |at: usize| Some(&row[at]).filter(|text| !text.is_empty());
        let day = cell(1)?.parse().ok()?;
        let time = cell(2).and_then(|text| format!("{text}:00").parse().ok());
        Some(Visit { day, time, place: cell(3).map(str::to_owned) })
    }))
}

/// The file with another appointment of somebody, or with none of theirs, in place of what it said of them.
///
/// # Errors
/// When what is there is not a file that the program wrote.
pub fn with_appointment(file: Option<&[u8]>, person: &str, visit: Option<&Visit>) -> Result<Vec<u8>> {
    let mut rows = rows(file.unwrap_or_default())?;
    rows.retain(|row| &row[0] != person);
    let day = visit.map(|visit| visit.day.to_string()).unwrap_or_default();
    let time = visit.and_then(|visit| visit.time).map(|time| time.format("%H:%M").to_string()).unwrap_or_default();
    let place = visit.and_then(|visit| visit.place.clone()).unwrap_or_default();
    rows.push(StringRecord::from(vec![person.to_owned(), day, time, place]));
    rows.sort_by(|one, other| one[0].cmp(&other[0]));
    // A column that is empty in all rows looks forgotten.
    let shown = |at: &usize| *at < 2 || rows.iter().any(|row| !row[*at].is_empty());
    let columns: Vec<usize> = (0..COLUMNS.len()).filter(shown).collect();
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    let wrong = |e: csv::Error| Error::bug(format!("{DESK_FILE} cannot be written: {e}"));
    writer.write_record(columns.iter().map(|at| COLUMNS[*at])).map_err(wrong)?;
    for row in &rows {
        writer.write_record(columns.iter().map(|at| &row[*at])).map_err(wrong)?;
    }
    writer.into_inner().map_err(|e| Error::bug(format!("{DESK_FILE} cannot be written: {e}")))
}

/// The rows of the file, each with all columns.
fn rows(file: &[u8]) -> Result<Vec<StringRecord>> {
    let wrong = |line: Option<u64>, why: &str| {
        let line = line.and_then(|line| u32::try_from(line).ok()).unwrap_or(1);
        Error::campaign(format!("this file cannot be added to: {why}"))
            .at(Place { line, ..Place::file(DESK_FILE) })
            .hint(format!("its columns are {}, with commas between them", COLUMNS.join(", ")))
    };
    let torn = |e: csv::Error| wrong(e.position().map(csv::Position::line), "it is not UTF-8, or a row has more cells");
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    if file.is_empty() {
        return Ok(Vec::new());
    }
    let mut reader = ReaderBuilder::new().from_reader(file);
    let header = reader.headers().map_err(torn)?.clone();
    let at = |column: &&str| header.iter().position(|name| name == *column);
    if let Some(other) = header.iter().find(|name| !COLUMNS.contains(name)) {
        return Err(wrong(None, &format!("it has a column `{}`", other.escape_debug())));
    }
    if COLUMNS[..2].iter().any(|column| at(column).is_none()) {
        return Err(wrong(None, "it lacks a column"));
    }
    let places = COLUMNS.each_ref().map(at);
    let whole = |row: StringRecord| {
        let cells = places.iter().map(|at| at.and_then(|at| row.get(at)).unwrap_or_default());
        StringRecord::from(cells.collect::<Vec<_>>())
    };
    reader.records().map(|row| row.map(whole).map_err(torn)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(day: &str, time: Option<&str>, place: Option<&str>) -> Visit {
        Visit {
            day: day.parse().unwrap(),
            time: time.map(|time| time.parse().unwrap()),
            place: place.map(str::to_owned),
        }
    }

    #[test]
    fn what_was_said_last_of_somebody_stands() {
        let first = visit("2027-03-02", None, None);
        let file = with_appointment(None, "anna@x.example", Some(&first)).unwrap();
        assert_eq!(file, b"id,appointment_date\nanna@x.example,2027-03-02\n");
        let desk = visit("2027-03-03", Some("09:30:00"), Some("Desk \"2\", hall\n;=1"));
        let file = with_appointment(Some(&file), "bram", Some(&desk)).unwrap();
        assert_eq!(appointment_at_desk(&file, "bram").unwrap(), Some(Some(desk)));
        assert_eq!(appointment_at_desk(&file, "anna@x.example").unwrap(), Some(Some(first)));
        assert_eq!(appointment_at_desk(&file, "anna").unwrap(), None);
        let file = with_appointment(Some(&file), "bram", None).unwrap();
        assert_eq!(appointment_at_desk(&file, "bram").unwrap(), Some(None));
        assert_eq!(file, b"id,appointment_date\nanna@x.example,2027-03-02\nbram,\n");
    }

    #[test]
    fn a_file_of_somebody_else_is_left_alone() {
        for other in
            ["id;appointment_date\n", "id,appointment_date,note\n", "id\na\n", "id,appointment_date\na,b,c\n", "\u{0}"]
        {
            let error = with_appointment(Some(other.as_bytes()), "anna", None).unwrap_err();
            assert!(error.to_string().contains(DESK_FILE), "{other}: {error}");
        }
        assert!(with_appointment(Some(b"id,appointment_date\n\xff,\n"), "anna", None).is_err());
        let spreadsheet = "\u{feff}appointment_date,id\r\n2027-03-02,bram\r\n";
        let file = with_appointment(Some(spreadsheet.as_bytes()), "anna", None).unwrap();
        assert_eq!(file, b"id,appointment_date\nanna,\nbram,2027-03-02\n");
    }
}
