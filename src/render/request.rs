//! What goes into rendering one message for one person, and what comes out.

use chrono::{DateTime, Utc};

use super::markdown::Block;
use crate::campaign::{Attachment, Dates, Device, Localized, Person, Phase, Wave};
use crate::l10n::Tag;

/// Everything one message for one person depends on, besides the campaign and its templates.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Identity of the notice, in hex: Message-ID and MIME boundaries derive from it.
    pub id: &'a str,
    /// The wave it belongs to.
    pub wave: &'a Wave,
    /// The phase it belongs to.
    pub phase: &'a Phase,
    /// The message's name.
    pub message: &'a str,
    /// Who gets it; `None` is the helpdesk.
    pub person: Option<&'a Person>,
    /// People the message is about, for managers, those who answer for a site, and the helpdesk: their reports in this wave,
    /// who is at their site, or the whole wave.
    pub about: &'a [&'a Person],
    /// Devices that are nobody's, in a message to the helpdesk or to who has them in their care: the reader's own, as it were.
    pub ownerless: &'a [Device],
    /// 0 for the first or only time.
    pub occurrence: u16,
    /// The language it is written in.
    pub language: &'a Tag,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// The Date of the message: the instant of the first attempt, which "in 3 days" counts from.
    pub date: DateTime<Utc>,
    /// Serials (or names) of the person's devices that had migrated at the first attempt. What else is in it names no
    /// device and is passed over.
    pub migrated: &'a [String],
    /// The notice this one follows (reminders thread on the message they remind of), in hex.
    pub follows: Option<&'a str>,
    /// The dates the person was told before, of a message that brings new ones.
    pub previous: Option<Dates>,
    /// The entry of the person's calendar that goes with it.
    pub appointment: Option<Appointment>,
    /// The sheet that goes with it, as a PDF.
    pub sheet: Option<&'a [u8]>,
    /// Sends to this address instead, for a trial (`--to ME`); the subject and body stay as they are.
    pub redirect: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// One to nobody in particular and without an identity, due at this instant. What more there is to it is set after.
    pub fn new(wave: &'a Wave, phase: &'a Phase, message: &'a str, language: &'a Tag, due: DateTime<Utc>) -> Self {
        Request {
            id: "",
            wave,
            phase,
            message,
            person: None,
            about: &[],
            ownerless: &[],
            occurrence: 0,
            language,
            due,
            date: due,
            migrated: &[],
            follows: None,
            previous: None,
            appointment: None,
            sheet: None,
            redirect: None,
        }
    }

    /// The entry that the message puts in its reader's calendar or takes out of it: none that would begin in the past.
    pub(super) fn entry(&self) -> Option<Appointment> {
        self.appointment.filter(|entry| entry.cancelled || entry.start > self.date)
    }

    /// What the campaign file writes at the message under this name.
    pub(super) fn fact(&self, name: &str) -> Option<&'a Localized> {
        let rule = self.phase.messages.iter().find(|rule| rule.message == self.message)?;
        rule.facts.get(name)
    }
}

/// The time a person is to reserve. How long it is follows from the devices they still have to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appointment {
    /// An invite or a meeting.
    pub kind: Attachment,
    /// Whether it is taken out of the calendar.
    pub cancelled: bool,
    /// When it begins. A message that goes out later has no entry, unless it takes it out: its reader may have moved it.
    pub start: DateTime<Utc>,
    /// How often the entry changed before: the SEQUENCE.
    pub revision: u16,
}

impl Appointment {
    /// Whether it holds the words of its message: what programs show instead of it, and what takes an entry out.
    pub(super) fn holds_words(self) -> bool {
        self.cancelled || self.kind == Attachment::Meeting
    }
}

/// A rendered message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Envelope sender (RFC 5321 reverse-path).
    pub envelope_from: String,
    /// Envelope recipient.
    pub envelope_to: String,
    /// The ENVID (RFC 3461); `None` is the identity of the notice alone.
    pub envelope_id: Option<String>,
    /// The subject, decoded.
    pub subject: String,
    /// The HTML part, decoded.
    pub html: String,
    /// The plain-text part, decoded.
    pub text: String,
    /// The whole message as it goes over the wire: CRLF line ends, ASCII.
    pub bytes: Vec<u8>,
}

/// What a message says, before it takes the form of a mail or a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The subject.
    pub subject: String,
    /// The sentence after it; empty when the template has none.
    pub preheader: String,
    /// The language it is written in.
    pub language: Tag,
    /// The text.
    pub blocks: Vec<Block>,
}
