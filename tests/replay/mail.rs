//! What a server received, read as its reader does: to whom, when, which message, and the dates that it says.

use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub to: String,
    pub at: DateTime<Utc>,
    /// What its subject begins with.
    pub message: String,
    /// The wave that it says the reader is in, or is asked about.
    pub wave: String,
    pub start: NaiveDate,
    pub deadline: NaiveDate,
    /// The days that it says are no longer so.
    pub previous: Option<(NaiveDate, NaiveDate)>,
    /// Whom it names, to a manager.
    pub names: Vec<String>,
    pub message_id: String,
}

/// Everything in a Maildir, in the order in which it came.
pub fn received(maildir: &Path) -> Vec<Mail> {
    let entries = std::fs::read_dir(maildir.join("new")).unwrap_or_else(|e| panic!("no mail: {e}"));
    let mut mails: Vec<Mail> = entries
        .map(|entry| entry.and_then(|entry| std::fs::read(entry.path())).unwrap_or_else(|e| panic!("{e}")))
        .map(|bytes| read(&bytes))
        .collect();
    mails.sort_by(|a, b| (a.at, &a.message_id).cmp(&(b.at, &b.message_id)));
    mails
}

fn read(bytes: &[u8]) -> Mail {
    let mail = mail_parser::MessageParser::default().parse(bytes).expect("a message");
    let text = mail.body_text(0).expect("a text").into_owned();
    // A paragraph may be broken into lines.
    let paragraphs: Vec<String> = text
        .replace('\r', "")
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let line = |key: &str| {
        let found = paragraphs.iter().find_map(|paragraph| paragraph.strip_prefix(key)?.strip_prefix(": "));
        found.map(str::to_owned)
    };
    let (start, deadline) = line("Days").as_deref().and_then(days).unwrap_or_else(|| panic!("no days in\n{text}"));
    let subject = mail.subject().expect("a subject");
    Mail {
        to: mail.to().and_then(|to| to.first()).and_then(|to| to.address()).expect("a recipient").to_owned(),
        at: DateTime::from_timestamp(mail.date().expect("a date").to_timestamp(), 0).expect("an instant"),
        message: subject.split(':').next().unwrap_or_default().to_owned(),
        wave: line("Wave").unwrap_or_else(|| panic!("no wave in\n{text}")),
        start,
        deadline,
        previous: line("No longer").as_deref().and_then(days),
        names: line("Outstanding").map(|names| names.split(", ").map(str::to_owned).collect()).unwrap_or_default(),
        message_id: mail.message_id().expect("an identity").to_owned(),
    }
}

/// `Monday 1 March 2027 to Friday 19 March 2027`; a day whose weekday is not so is none.
fn days(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (from, to) = text.split_once(" to ")?;
    let day = |text: &str| NaiveDate::parse_from_str(text.trim().trim_end_matches('.'), "%A %d %B %Y").ok();
    Some((day(from)?, day(to)?))
}
