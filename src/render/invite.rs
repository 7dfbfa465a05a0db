//! The time to reserve, as an entry of the person's calendar (RFC 5545, 5546, 6047).
//!
//! An *invite* is a file to open: `PUBLISH`, attached to the message. A *meeting* is a request that calendars show by
//! themselves: `REQUEST`, the last alternative of the message. Either way it is one entry per person and campaign,
//! whatever happens to waves and dates: its UID is theirs, its SEQUENCE counts how often it changed.
//!
//! A *cancellation* takes the entry out as it came: `CANCEL` (RFC 5546 section 3.2.5; 4.1.3 for what was published), the
//! last alternative of the message after a meeting, a file to open after an invite.
//!
//! Alternatives say the same (RFC 2046 section 5.1.4), and programs show the last they know: a meeting holds all the words
//! of its message, a cancellation as well, with its reason apart.
//!
//! Other people may see somebody's calendar: no device is named in an invite, and no serial number; what holds the words
//! of a message is for its reader's eyes.

use chrono::TimeDelta;
use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType};
use lettre::message::{Body, Mailbox as Lettre, SinglePart};

use super::context::is_pending;
use super::escape::{file_name, one_line};
use super::ics::{Event, Method, Party};
use super::request::{Appointment, Request};
use crate::campaign::{Attachment, Campaign, Path, Person, Visit};
use crate::error::{Error, Result};
use crate::l10n::{Argument, Catalogs, DateStyle};

/// Nobody reserves more than a working day, in minutes; who has that many devices does not do them in one go.
const LONGEST: u32 = 480;

/// What the texts of an entry are made with.
pub(crate) struct Texts<'a> {
    pub(crate) campaign: &'a Campaign,
    pub(crate) catalogs: &'a Catalogs,
}

/// A part of the message that holds a calendar entry.
pub(crate) struct Invite {
    /// Which it is.
    pub(crate) kind: Attachment,
    /// The part.
    pub(crate) part: SinglePart,
}

/// A message, and what it does in the calendar.
struct Said<'a> {
    request: &'a Request<'a>,
    appointment: Appointment,
    method: Method,
    /// The words of the message.
    words: &'a str,
}

impl Texts<'_> {
    /// The entry that goes with a request; none when the time has come already. `words` are those of the message
    /// where it [holds](Appointment::holds_words) them.
    ///
    /// # Errors
    /// When the request's language lacks one of the labels.
    pub(crate) fn invite(&self, request: &Request, from: &Lettre, to: &Lettre, words: &str) -> Result<Option<Invite>> {
        let (Some(appointment), Some(person)) = (request.entry(), request.person) else { return Ok(None) };
        let is_file = appointment.kind != Attachment::Meeting;
        let method = match (appointment.cancelled, is_file) {
            (true, _) => Method::Cancel,
            (false, true) => Method::Publish,
            (false, false) => Method::Request,
        };
        let text = self.calendar(&Said { request, appointment, method, words }, person, from, to)?;
        let kind = ContentType::parse(&format!("text/calendar; charset=utf-8; method={}", method.as_str()))
            .map_err(|e| Error::bug(format!("a calendar entry has no media type: {e}")))?;
        // Base64 keeps the line ends of the entry, which are part of it.
        let body = Body::new_with_encoding(text.into_bytes(), ContentTransferEncoding::Base64)
            .map_err(|_| Error::bug("a calendar entry could not be encoded"))?;
        let part = SinglePart::builder().header(kind);
        let part = match is_file {
            true => part.header(ContentDisposition::attachment(&self.file_name(request)?)),
            // Without a disposition: it is the message, not a file beside it.
            false => part,
        };
        Ok(Some(Invite { kind: appointment.kind, part: part.body(body) }))
    }

    fn calendar(&self, said: &Said, person: &Person, from: &Lettre, to: &Lettre) -> Result<String> {
        let Said { request, appointment, method, .. } = *said;
        let pending = person.moving().filter(|device| is_pending(device, request.migrated));
        let mut paths: Vec<Path> =
            pending.map(|device| self.campaign.path(request.wave, Some(person), device)).collect();
        if paths.is_empty() {
            paths.push(self.campaign.path_of(person));
        }
        let devices = u32::try_from(paths.len()).unwrap_or(u32::MAX);
        let times = &self.campaign.migration.minutes;
        let reserved = paths.iter().map(|path| times.to_reserve(*path)).fold(0, u32::saturating_add).min(LONGEST);
        let is_said = paths.iter().all(|path| times.of(*path).is_some());
        // A time that is only reserved is not said.
        let minutes = if is_said { reserved } else { 0 };
        let uid = uid(&self.campaign.id, &person.id);
        let summary = if visit(person).is_some() { "calendar-visit-summary" } else { "calendar-summary" };
        let summary = self.label(request, summary, devices, minutes)?;
        let description = self.description(said, devices, minutes)?;
        let reason = request.fact("reason").filter(|_| appointment.cancelled);
        let default = &self.campaign.languages.default;
        let url = self.campaign.migration.enrol_url.as_ref().or(self.campaign.helpdesk.url.as_ref());
        let event = Event {
            method,
            uid: &uid,
            sequence: appointment.revision,
            stamp: request.date,
            start: appointment.start,
            end: appointment.start + TimeDelta::minutes(reserved.into()),
            zone: person.timezone,
            organizer: Party { name: from.name.as_deref(), address: from.email.to_string() },
            attendee: (appointment.kind == Attachment::Meeting)
                .then(|| Party { name: to.name.as_deref(), address: to.email.to_string() }),
            summary: &summary,
            description: &description,
            comment: reason.map(|reason| reason.get(request.language, default)),
            url: url.filter(|_| !appointment.cancelled).map(String::as_str),
            location: visit(person).and_then(|visit| visit.place.as_deref()),
            language: request.language.html(),
            is_private: appointment.holds_words(),
        };
        Ok(event.write())
    }

    /// What it says: of an invite a few lines of its own, of the others all that the message says.
    fn description(&self, said: &Said, devices: u32, minutes: u32) -> Result<String> {
        let Said { request, method, words, .. } = *said;
        let label = |id: &str| self.label(request, id, devices, minutes);
        let is_visit = request.person.and_then(visit).is_some();
        match method {
            Method::Cancel => Ok(words.to_owned()),
            Method::Request if is_visit => {
                Ok(format!("{}\n{}\n\n{words}", label("calendar-visit-purpose")?, label("calendar-visit-other")?))
            }
            // One that was accepted cannot be moved: it is its organiser's.
            Method::Request => {
                Ok(format!("{}\n{}\n\n{words}", label("calendar-purpose")?, label("calendar-other-meeting")?))
            }
            Method::Publish => {
                let Campaign { migration, helpdesk, .. } = self.campaign;
                let mut lines = match is_visit {
                    true => vec![label("calendar-visit-purpose")?, label("calendar-visit-other")?],
                    false => vec![label("calendar-purpose")?, label("calendar-other-time")?],
                };
                if let Some(url) = migration.enrol_url.as_ref().filter(|_| !is_visit) {
                    lines.push(format!("{} {}", label("calendar-page")?, one_line(url)));
                }
                let desk: Vec<&str> =
                    [&helpdesk.phone, &helpdesk.email, &helpdesk.url].into_iter().flatten().map(|s| &**s).collect();
                if !desk.is_empty() {
                    lines.push(format!("{} {}", label("calendar-helpdesk")?, one_line(&desk.join(", "))));
                }
                Ok(lines.join("\n"))
            }
        }
    }

    /// One of the labels, which may all mention the same values.
    fn label(&self, request: &Request, id: &str, devices: u32, minutes: u32) -> Result<String> {
        let languages = &self.campaign.languages;
        let formats = languages.formats(request.language, request.person.map(|person| &person.language.tag));
        let voice = self.catalogs.voice(request.language.as_str(), formats.as_str())?;
        let deadline = voice.formatter().date(request.wave.deadline, DateStyle::Full);
        let arguments = [
            ("to", Argument::Text(&self.campaign.migration.to)),
            ("from", Argument::Text(&self.campaign.migration.from)),
            ("campaign", Argument::Text(self.campaign.name.get(request.language, &languages.default))),
            ("devices", Argument::Number(devices.into())),
            ("minutes", Argument::Number(minutes.into())),
            ("deadline", Argument::Text(&deadline)),
        ];
        Ok(one_line(&voice.label(id, &arguments)?).into_owned())
    }

    /// The name of the file, as every file system takes it.
    fn file_name(&self, request: &Request) -> Result<String> {
        let name = self.label(request, "calendar-file", 1, self.campaign.migration.minutes.usual())?;
        Ok(file_name(&name))
    }
}

/// The appointment that the entry is of: one with a time, as the data has it.
fn visit(person: &Person) -> Option<&Visit> {
    person.visit.as_ref().filter(|visit| visit.time.is_some())
}

/// One entry per person and campaign.
fn uid(campaign: &str, person: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in ["calendar entry", campaign, person] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex()[..32].to_owned()
}
