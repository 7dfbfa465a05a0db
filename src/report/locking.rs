//! `heraut approve`: what is about to be locked, for who is asked.

use chrono::DateTime;
use chrono_tz::Tz;

use super::dates;
use super::screen::{clean, paragraph};
use super::words::ENGLISH as WORDS;

/// What an approval would lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locking {
    /// The hash of the plan.
    pub hash: String,
    /// How many notices it has.
    pub notices: u64,
    /// How many people they are for.
    pub people: u64,
    /// How many of them are not as they were approved before, with those that it no longer has; `None` when none was approved.
    pub changed: Option<u64>,
    /// When the first that is still to come is due, on the campaign's clock.
    pub first: Option<DateTime<Tz>>,
    /// What the mail leaves by.
    pub relay: Option<String>,
}

impl Locking {
    /// The question, in lines of at most `width` columns.
    pub fn question(&self, width: usize) -> String {
        let first = match self.first {
            Some(first) => format!(", the first on {}", dates::moment(&WORDS, first)),
            None => String::new(),
        };
        let relay = match &self.relay {
            Some(relay) => format!("through {relay}"),
            None => "and no relay to send them by".to_owned(),
        };
        let changed = match self.changed {
            None => String::new(),
            Some(0) => "; nothing in it differs from the last approval".to_owned(),
            Some(1) => "; since the last approval 1 is new, changed or dropped".to_owned(),
            Some(n) => format!("; since the last approval {} are new, changed or dropped", WORDS.number(n)),
        };
        let text = format!(
            "This locks plan {}: {} to {}{first}, {relay}{changed}. `heraut plan` shows it. Approve?",
            self.hash.get(..12).unwrap_or(&self.hash),
            WORDS.counted(self.notices, WORDS.a_notice),
            WORDS.counted(self.people, WORDS.a_person),
        );
        paragraph("", &clean(&text), width).trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn who_is_asked_reads_whom_it_reaches_when_by_what_and_the_hash() {
        let first = Some(fixture::now().with_timezone(&chrono_tz::Europe::Amsterdam));
        let (hash, relay) = ("ad0e4a0ba0380123".to_owned(), Some("smtp.office365.com:587".to_owned()));
        let locking = Locking { hash, notices: 12_345, people: 2_000, changed: None, first, relay };
        insta::assert_snapshot!(locking.question(80), @"
        This locks plan ad0e4a0ba038: 12,345 messages to 2,000 people, the first on Mon
        1 Feb 2027 09:00, through smtp.office365.com:587. `heraut plan` shows it.
        Approve?
        ");
        let again = Locking { changed: Some(12), ..locking.clone() };
        insta::assert_snapshot!(again.question(80), @"
        This locks plan ad0e4a0ba038: 12,345 messages to 2,000 people, the first on Mon
        1 Feb 2027 09:00, through smtp.office365.com:587; since the last approval 12 are
        new, changed or dropped. `heraut plan` shows it. Approve?
        ");
        let none = Locking { notices: 1, people: 1, first: None, relay: None, ..locking };
        assert!(none.question(200).contains("1 message to 1 person, and no relay to send them by."));
    }
}
