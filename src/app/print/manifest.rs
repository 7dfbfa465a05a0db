//! `manifest.csv`: which sheet is whose, and where it lies.
//!
//! UTF-8 with a byte-order mark (without it Excel reads another encoding), CRLF line ends, comma separated; the names of
//! its columns are stable. A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, *CSV
//! Injection*).

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};

use crate::campaign::Person;
use crate::compose::Composer;
use crate::error::{Error, Result};
use crate::print::Form;
use crate::schedule::NoticeId;

use super::select::Chosen;

/// Its name in the folder of a run.
pub(super) const NAME: &str = "manifest.csv";

const HEADER: [&str; 14] = [
    "sheet",
    "file",
    "page",
    "pages",
    "person",
    "name",
    "site",
    "department",
    "wave",
    "message",
    "language",
    "form",
    "issued",
    "notice_id",
];

const MARK: &str = "\u{feff}";

/// Where a sheet lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The number printed on it; from 1.
    pub(super) number: u32,
    /// The file.
    pub(super) file: String,
    /// Its first page in the file, from 1.
    pub(super) page: usize,
    /// How many pages it has.
    pub(super) pages: usize,
}

/// A line of a manifest, as far as a sheet can be printed again from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The number printed on it.
    pub(super) number: u32,
    /// What was printed.
    pub(super) notice: NoticeId,
    /// On what.
    pub(super) form: Form,
    /// What dates the file.
    pub(super) issued: DateTime<Utc>,
}

/// The manifest of a run; `sheets` in the order of their numbers.
///
/// # Errors
/// Never, but for a fault of ours.
pub(super) fn write<'a>(
    sheets: impl Iterator<Item = (Place, &'a Chosen)>,
    composer: &Composer,
    issued: DateTime<Utc>,
) -> Result<Vec<u8>> {
    let failed = |e: csv::Error| Error::bug(format!("the manifest could not be written: {e}"));
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(MARK.as_bytes().to_vec());
    writer.write_record(HEADER).map_err(failed)?;
    for (place, Chosen { notice, form, .. }) in sheets {
        let person = composer.person(notice);
        let of = |text: fn(&Person) -> Option<&str>| cell(person.and_then(text).unwrap_or(""));
        let record = [
            format!("{:05}", place.number),
            place.file,
            place.page.to_string(),
            place.pages.to_string(),
            of(|person| Some(&person.id)),
            of(|person| Some(&person.name)),
            of(|person| person.site.as_deref()),
            of(|person| person.department.as_deref()),
            cell(composer.wave(notice)),
            cell(&composer.rule(notice).message),
            notice.language.to_string(),
            form.name().to_owned(),
            issued.to_rfc3339_opts(SecondsFormat::AutoSi, true),
            notice.id.to_string(),
        ];
        writer.write_record(record).map_err(failed)?;
    }
    writer.into_inner().map_err(|e| failed(e.into_error().into()))
}

/// The lines of the manifest in a folder.
///
/// # Errors
/// When there is none, or it is not as it was written: spreadsheets change what they save.
pub(super) fn read(folder: &Path) -> Result<Vec<Line>> {
    let path = folder.join(NAME);
    let bytes = std::fs::read(&path).map_err(|e| {
        Error::usage(format!("cannot read {}: {e}", path.display())).hint("name the folder of a print run")
    })?;
    let text = bytes.strip_prefix(MARK.as_bytes()).unwrap_or(&bytes);
    let changed = |what: String| {
        Error::usage(format!("{} is not as it was written: {what}", path.display()))
            .hint("a spreadsheet may have saved it; put the original back")
    };
    let mut reader = csv::Reader::from_reader(text);
    let header = reader.headers().map_err(|e| changed(e.to_string()))?;
    let columns: HashMap<String, usize> = header.iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect();
    let mut lines = Vec::new();
    for (n, record) in reader.records().enumerate() {
        let record = record.map_err(|e| changed(e.to_string()))?;
        let value = |name: &str| columns.get(name).and_then(|at| record.get(*at)).unwrap_or("");
        let line = || {
            Some(Line {
                number: value("sheet").parse().ok()?,
                notice: value("notice_id").parse().ok()?,
                form: FORMS.into_iter().find(|form| form.name() == value("form"))?,
                issued: DateTime::parse_from_rfc3339(value("issued")).ok()?.to_utc(),
            })
        };
        lines.push(line().ok_or_else(|| changed(format!("line {} cannot be understood", n + 2)))?);
    }
    Ok(lines)
}

const FORMS: [Form; 4] = [Form::Sheet, Form::LargePrint, Form::Letter, Form::Brief];

fn cell(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}
