//! The time to reserve, in the final bytes.

use std::sync::LazyLock;

use heraut::campaign::{Attachment, Campaign, Migration, Minutes, Phase};
use heraut::render::{Appointment, Mail, Request};
use icalendar::parser::{read_calendar, unfold};
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use super::fixture::*;

const TEMPLATE: &str = "---\nsubject: x\n---\nReken op {{ migration.minutes_per_device }} minuten per apparaat.\n";

/// A text on one line: an entry breaks none.
fn on_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn mail(kind: Attachment, name: &str, files: &[(&str, &str)], change: impl Fn(&mut Request)) -> Mail {
    let files = [&[("templates/remind/reminder.nl.md", TEMPLATE)], files].concat();
    let migration = Migration { minutes: Minutes::all(45), ..campaign().migration };
    let renderer = renderer(Campaign { migration, ..campaign() }, &files).unwrap();
    let reason = rule("reminder", &[("reason", "De server is ziek, zeggen ze.")]);
    let phase = Phase { messages: vec![reason], ..phase() };
    let (person, wave, nl) = (person(name), wave(), tag("nl"));
    let start = at("2027-03-08T07:30:00Z");
    let appointment = Some(Appointment { kind, cancelled: false, start, revision: 2 });
    let mut request = Request { appointment, ..request(&person, &wave, &phase, &nl) };
    change(&mut request);
    renderer.mail(&request).unwrap()
}

fn parse(mail: &Mail) -> Message<'_> {
    MessageParser::default().parse(&mail.bytes).unwrap()
}

/// The media types of all parts, and of which part each is a part.
fn tree(message: &Message) -> Vec<String> {
    fn walk(message: &Message, at: usize, depth: usize, found: &mut Vec<String>) {
        let part = &message.parts[at];
        let kind = part.content_type().unwrap();
        found.push(format!("{}{}/{}", " ".repeat(depth), kind.ctype(), kind.subtype().unwrap()));
        if let PartType::Multipart(parts) = &part.body {
            parts.iter().for_each(|part| walk(message, *part as usize, depth + 1, found));
        }
    }
    let mut found = Vec::new();
    walk(message, 0, 0, &mut found);
    found
}

/// The text of the calendar entry.
fn entry(message: &Message) -> String {
    let mut parts =
        message.parts.iter().filter(|part| part.content_type().is_some_and(|kind| kind.subtype() == Some("calendar")));
    let part = parts.next().expect("a calendar entry");
    assert!(parts.next().is_none());
    String::from_utf8(part.contents().to_vec()).unwrap()
}

/// The value of a property of the event.
fn property(text: &str, name: &str) -> String {
    let unfolded = unfold(text);
    let calendar = read_calendar(&unfolded).unwrap();
    let events: Vec<_> = calendar.components.iter().filter(|one| one.name == "VEVENT").collect();
    assert_eq!(events.len(), 1);
    let found = events[0].properties.iter().find(|p| p.name == name);
    found.map(|p| p.val.to_string()).unwrap_or_else(|| panic!("no {name} in {text}"))
}

#[test]
fn a_cancellation_is_where_the_entry_was_even_when_its_time_has_come() {
    let off = |request: &mut Request| {
        let appointment = request.appointment.unwrap();
        request.appointment = Some(Appointment { cancelled: true, start: request.date, ..appointment });
    };
    for kind in [Attachment::Invite, Attachment::Meeting] {
        let mail = mail(kind, "Chloë", &[], off);
        let message = parse(&mail);
        let is_file = kind == Attachment::Invite;
        assert_eq!(tree(&message).last().map(String::as_str), Some(" text/calendar"));
        assert_eq!(tree(&message)[0], if is_file { "multipart/mixed" } else { "multipart/alternative" });
        let text = entry(&message);
        assert_eq!((&*property(&text, "STATUS"), &*property(&text, "SEQUENCE")), ("CANCELLED", "2"));
        assert!(text.contains("\r\nMETHOD:CANCEL\r\n") && text.contains("\r\nCLASS:PRIVATE\r\n"), "{text}");
        let description = property(&text, "DESCRIPTION");
        assert_eq!(on_a_line(&description), on_a_line(&mail.text), "all that the message says");
        assert!(description.contains("de helpdesk via het nummer"), "no line is broken: {description}");
        assert_eq!(property(&text, "COMMENT"), "De server is ziek, zeggen ze.");
        assert_eq!(text.contains("\r\nATTENDEE"), !is_file, "{text}");
    }
}

#[test]
fn an_invite_is_a_file_beside_the_message() {
    let mail = mail(Attachment::Invite, "Chloë", &[], |_| {});
    let message = parse(&mail);
    assert_eq!(
        tree(&message),
        ["multipart/mixed", " multipart/alternative", "  text/plain", "  text/html", " text/calendar"]
    );
    let part = message.attachment(0).unwrap();
    assert_eq!(part.content_type().unwrap().attribute("method"), Some("PUBLISH"));
    assert_eq!(part.attachment_name(), Some("overstap.ics"));
    assert!(part.content_disposition().unwrap().is_attachment());
    assert_eq!(message.attachment_count(), 1);

    let text = entry(&message);
    // Two devices of 45 minutes.
    assert_eq!(property(&text, "DTSTART"), "20270308T083000");
    assert_eq!(property(&text, "DTEND"), "20270308T100000");
    assert!(
        text.contains("\r\nDTSTART;TZID=Europe/Amsterdam:") && text.contains("\r\nTZID:Europe/Amsterdam\r\n"),
        "{text}"
    );
    assert_eq!(property(&text, "DTSTAMP"), "20270305T090007Z", "the Date of the message");
    assert_eq!(property(&text, "SEQUENCE"), "2");
    assert_eq!(property(&text, "ORGANIZER"), "mailto:servicedesk@voorbeeldstad.example");
    assert_eq!(property(&text, "SUMMARY"), "Je 2 apparaten overzetten naar Microsoft Intune");
    assert_eq!(property(&text, "URL"), "https://aka.example/enrol?a=1&b=2");
    let description = property(&text, "DESCRIPTION");
    assert!(description.contains("ongeveer 90 minuten"), "{description}");
    assert!(description.contains("vrijdag 12 maart 2027"), "{description}");
    assert!(!text.contains("ATTENDEE") && !text.contains("F17XK2") && !text.contains("iPhone"), "{text}");
    assert!(mail.text.contains("Reken op 45 minuten per apparaat."), "{}", mail.text);
}

#[test]
fn a_hold_is_the_last_form_of_the_message() {
    let mail = mail(Attachment::Meeting, "Chloë Ağca", &[], |_| {});
    let message = parse(&mail);
    assert_eq!(tree(&message), ["multipart/alternative", " text/plain", " text/html", " text/calendar"]);
    let part = message.parts.last().unwrap();
    assert_eq!(part.content_type().unwrap().attribute("method"), Some("REQUEST"));
    assert!(part.content_disposition().is_none(), "not a file beside the message");
    let text = entry(&message);
    assert!(text.contains("METHOD:REQUEST\r\n"));
    assert_eq!(property(&text, "ATTENDEE"), "mailto:chloe@voorbeeldstad.example");
    let description = property(&text, "DESCRIPTION");
    assert!(on_a_line(&description).ends_with(&on_a_line(&mail.text)), "all that the message says: {description}");
    assert!(description.contains("Verwijder deze afspraak"), "it cannot be moved: {description}");
    assert!(text.contains("\r\nCLASS:PRIVATE\r\n"), "it says what its reader has: {text}");
    assert!(text.replace("\r\n ", "").contains("RSVP=FALSE;CN=\"Chloë Ağca\":mailto:"), "{text}");
}

#[test]
fn every_version_is_the_same_entry() {
    let uid = |mail: &Mail| property(&entry(&parse(mail)), "UID");
    let first = mail(Attachment::Invite, "Chloë", &[], |_| {});
    assert_eq!(first, mail(Attachment::Invite, "Chloë", &[], |_| {}), "to the byte");
    let later = mail(Attachment::Meeting, "Chloë", &[], |request| {
        request.id = "ffff";
        request.date = at("2027-03-06T09:00:00Z");
    });
    assert_eq!(uid(&first), uid(&later), "of another message on another day");
    let text = String::from_utf8(later.bytes).unwrap();
    assert!(text.contains("boundary=\"=_ffff\""), "{text}");
}

#[test]
fn devices_that_have_moved_take_no_time_and_nobody_reserves_none() {
    static BOTH: LazyLock<[String; 2]> = LazyLock::new(|| ["F17XK2".to_owned(), "DMPQ9".to_owned()]);
    for migrated in [&BOTH[..1], &BOTH[..]] {
        let mail = mail(Attachment::Invite, "Chloë", &[], |request| request.migrated = migrated);
        let text = entry(&parse(&mail));
        assert_eq!(property(&text, "DTEND"), "20270308T091500");
        assert_eq!(property(&text, "SUMMARY"), "Je apparaat overzetten naar Microsoft Intune");
    }
}

#[test]
fn a_time_that_has_come_is_not_reserved() {
    let mail = mail(Attachment::Invite, "Chloë", &[], |request| request.date = at("2027-03-08T07:30:00Z"));
    assert_eq!(tree(&parse(&mail)), ["multipart/alternative", " text/plain", " text/html"]);
}

#[test]
fn the_name_of_the_file_survives_in_every_script() {
    for name in ["李 überstap.ics", "een heel lange naam met accenten é à ü en nog veel meer woorden erachter.ics"]
    {
        let own = format!("calendar-file = {name}\n");
        let mail = mail(Attachment::Invite, "Chloë", &[("locales/nl/calendar.ftl", &own)], |_| {});
        assert_eq!(parse(&mail).attachment(0).unwrap().attachment_name(), Some(name));
        assert!(mail.bytes.is_ascii());
    }
    let own = "calendar-file = a/b\\\"c.ics\n";
    let mail = mail(Attachment::Invite, "Chloë", &[("locales/nl/calendar.ftl", own)], |_| {});
    assert_eq!(parse(&mail).attachment(0).unwrap().attachment_name(), Some("a-b--c.ics"));
}

/// A name is a name: it opens no property, no component and no header.
#[test]
fn hostile_names_stay_names() {
    for name in [
        "\"\r\nATTENDEE:mailto:evil@x.example",
        "x\";CN=y:mailto:evil@x.example",
        "\r\nEND:VEVENT\r\nBEGIN:VALARM",
        "^n^'\\n;,:\u{0}\u{2028}\u{202e}",
        &"李".repeat(10_000),
    ] {
        let mail = mail(Attachment::Meeting, name, &[], |_| {});
        let text = entry(&parse(&mail));
        assert_eq!(property(&text, "ATTENDEE"), "mailto:chloe@voorbeeldstad.example", "{name:?}");
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        assert_eq!(text.matches("\r\nBEGIN:").count(), 4, "the clock, its two halves and the event: {text}");
        let starts: Vec<&str> = text.lines().filter(|line| line.starts_with("ATTENDEE")).collect();
        assert_eq!(starts.len(), 1, "{text}");
    }
}
