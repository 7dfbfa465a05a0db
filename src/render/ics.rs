//! One event as an iCalendar object (RFC 5545), to the byte: the crate `icalendar` folds at 76 octets and takes a
//! parameter that begins and ends with a quote for one that is quoted already, which a name may do.
//!
//! Properties come in a fixed order, lines end in CRLF and have at most 75 octets. Whatever is in a text stays in it:
//! what would end its line or its value is escaped, control characters are left out.

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;

use super::clock;

/// Octets on a line, without its end (RFC 5545 section 3.1).
const LINE: usize = 75;

/// What a calendar program is to do with the event (RFC 5546 section 1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    /// Here it is.
    Publish,
    /// Please come.
    Request,
    /// It is off (section 3.2.5).
    Cancel,
}

/// Who is named in an event.
pub(crate) struct Party<'a> {
    /// As people know them.
    pub(crate) name: Option<&'a str>,
    /// `local@domain`, in ASCII.
    pub(crate) address: String,
}

/// An event.
pub(crate) struct Event<'a> {
    pub(crate) method: Method,
    /// The same for every version of the event (RFC 5545 section 3.8.4.7); letters, digits and hyphens.
    pub(crate) uid: &'a str,
    /// Which version this is.
    pub(crate) sequence: u16,
    /// When this version was made.
    pub(crate) stamp: DateTime<Utc>,
    pub(crate) start: DateTime<Utc>,
    pub(crate) end: DateTime<Utc>,
    /// On whose clock it is: programs show another one beside it.
    pub(crate) zone: Tz,
    pub(crate) organizer: Party<'a>,
    /// Whom it is for; not of what is published (RFC 5546 section 3.2.1).
    pub(crate) attendee: Option<Party<'a>>,
    pub(crate) summary: &'a str,
    /// May have several lines.
    pub(crate) description: &'a str,
    /// Why it is off.
    pub(crate) comment: Option<&'a str>,
    pub(crate) url: Option<&'a str>,
    /// Where it is, of an appointment at a desk.
    pub(crate) location: Option<&'a str>,
    /// The language of summary, description and comment.
    pub(crate) language: &'a str,
    /// Whether others who may look into the calendar see no more than that its owner is busy (RFC 5545 section 3.8.1.3).
    pub(crate) is_private: bool,
}

impl Method {
    /// The word of the property and of the media type's parameter.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Method::Publish => "PUBLISH",
            Method::Request => "REQUEST",
            Method::Cancel => "CANCEL",
        }
    }
}

impl Event<'_> {
    /// The calendar object.
    pub(crate) fn write(&self) -> String {
        let mut out = String::with_capacity(1024);
        let language = parameter(self.language);
        for (name, value) in [("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//Heraut//Invite//EN")] {
            line(&mut out, name, value);
        }
        line(&mut out, "CALSCALE", "GREGORIAN");
        line(&mut out, "METHOD", self.method.as_str());
        // Both on the clock of the place, or both on that of UTC.
        let local = clock::local(self.zone, self.start).zip(clock::local(self.zone, self.end));
        if local.is_some() {
            for (name, value) in clock::component(self.zone, self.start.year()) {
                line(&mut out, name, &value);
            }
        }
        line(&mut out, "BEGIN", "VEVENT");
        line(&mut out, "UID", self.uid);
        line(&mut out, "SEQUENCE", &self.sequence.to_string());
        line(&mut out, "DTSTAMP", &utc(self.stamp));
        let (zone, (start, end)) = match local {
            Some(local) => (format!(";TZID={}", self.zone.name()), local),
            None => (String::new(), (utc(self.start), utc(self.end))),
        };
        line(&mut out, &format!("DTSTART{zone}"), &start);
        line(&mut out, &format!("DTEND{zone}"), &end);
        line(&mut out, &named("ORGANIZER", &self.organizer), &mailto(&self.organizer.address));
        if let Some(party) = &self.attendee {
            let attendee = "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE";
            line(&mut out, &named(attendee, party), &mailto(&party.address));
        }
        line(&mut out, &format!("SUMMARY;LANGUAGE={language}"), &escaped(self.summary));
        line(&mut out, &format!("DESCRIPTION;LANGUAGE={language}"), &escaped(self.description));
        if let Some(comment) = self.comment {
            line(&mut out, &format!("COMMENT;LANGUAGE={language}"), &escaped(comment));
        }
        if let Some(location) = self.location {
            line(&mut out, &format!("LOCATION;LANGUAGE={language}"), &escaped(location));
        }
        if let Some(url) = self.url {
            let url: String = url.chars().filter(|c| c.is_ascii_graphic()).collect();
            line(&mut out, "URL", &url);
        }
        if self.is_private {
            line(&mut out, "CLASS", "PRIVATE");
        }
        // A program that keeps what is off shows its owner as free.
        let (status, busy) = match self.method {
            Method::Publish | Method::Request => ("CONFIRMED", "OPAQUE"),
            Method::Cancel => ("CANCELLED", "TRANSPARENT"),
        };
        for (name, value) in [("STATUS", status), ("TRANSP", busy), ("END", "VEVENT"), ("END", "VCALENDAR")] {
            line(&mut out, name, value);
        }
        out
    }
}

/// An instant in UTC (RFC 5545 section 3.3.5).
fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A property on one content line, folded between letters.
fn line(out: &mut String, name: &str, value: &str) {
    let mut octets = 0;
    for c in name.chars().chain([':']).chain(value.chars()) {
        if octets + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(c);
        octets += c.len_utf8();
    }
    out.push_str("\r\n");
}

/// A property with the name of a party, when it has one.
fn named(property: &str, party: &Party) -> String {
    match party.name {
        Some(name) => format!("{property};CN=\"{}\"", parameter(name)),
        None => property.to_owned(),
    }
}

/// What can stand between the quotes of a parameter (RFC 5545 section 3.1), with the escape of RFC 6868. A double
/// quote has no place there at all for programs that do not know that escape, so it becomes a single one.
fn parameter(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control());
    plain.fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '"' => out.push('\''),
            '^' => out.push_str("^^"),
            c => out.push(c),
        }
        out
    })
}

/// A text value (RFC 5545 section 3.3.11).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\\' | ';' | ',' => out.extend(['\\', c]),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// An address as a URI (RFC 6068 section 2).
fn mailto(address: &str) -> String {
    let mut out = String::from("mailto:");
    for byte in address.bytes() {
        match byte {
            b if b.is_ascii_alphanumeric() => out.push(char::from(b)),
            b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'\'' | b'*' | b'+' | b'@' => out.push(char::from(byte)),
            b => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use icalendar::parser::{read_calendar, unfold};
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn event<'a>(method: Method, name: &'a str, text: &'a str) -> Event<'a> {
        Event {
            method,
            uid: "0123456789abcdef0123456789abcdef",
            sequence: 3,
            stamp: at("2027-02-22T08:00:07Z"),
            start: at("2027-03-01T07:00:00Z"),
            end: at("2027-03-01T08:00:00Z"),
            zone: Tz::America__Curacao,
            organizer: Party { name: Some("IT-servicedesk"), address: "servicedesk@voorbeeldstad.example".into() },
            attendee: (method != Method::Publish)
                .then(|| Party { name: Some(name), address: "a&b%c@xn--bcher-kva.example".into() }),
            summary: text,
            description: text,
            comment: (method == Method::Cancel).then_some(text),
            url: Some("https://intranet.voorbeeldstad.example/overstap"),
            location: None,
            language: "nl",
            is_private: method != Method::Publish,
        }
    }

    #[test]
    fn the_bytes_are_what_the_standard_asks() {
        insta::assert_snapshot!(event(Method::Request, "Chloë Ağca", "Apparaat; overzetten,\nnu").write().replace('\r', ""), @r#"
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Heraut//Invite//EN
        CALSCALE:GREGORIAN
        METHOD:REQUEST
        BEGIN:VTIMEZONE
        TZID:America/Curacao
        BEGIN:STANDARD
        DTSTART:19700101T000000
        TZOFFSETFROM:-0400
        TZOFFSETTO:-0400
        END:STANDARD
        END:VTIMEZONE
        BEGIN:VEVENT
        UID:0123456789abcdef0123456789abcdef
        SEQUENCE:3
        DTSTAMP:20270222T080007Z
        DTSTART;TZID=America/Curacao:20270301T030000
        DTEND;TZID=America/Curacao:20270301T040000
        ORGANIZER;CN="IT-servicedesk":mailto:servicedesk@voorbeeldstad.example
        ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=
         FALSE;CN="Chloë Ağca":mailto:a%26b%25c@xn--bcher-kva.example
        SUMMARY;LANGUAGE=nl:Apparaat\; overzetten\,\nnu
        DESCRIPTION;LANGUAGE=nl:Apparaat\; overzetten\,\nnu
        URL:https://intranet.voorbeeldstad.example/overstap
        CLASS:PRIVATE
        STATUS:CONFIRMED
        TRANSP:OPAQUE
        END:VEVENT
        END:VCALENDAR
        "#);
        let published = event(Method::Publish, "A", "b").write();
        assert!(!published.contains("ATTENDEE") && !published.contains("CLASS"), "RFC 5546, 3.2.1: {published}");
    }

    #[test]
    fn what_is_off_says_so_and_leaves_its_owner_free() {
        let written = event(Method::Cancel, "A", "b").write();
        for line in ["METHOD:CANCEL", "COMMENT;LANGUAGE=nl:b", "STATUS:CANCELLED", "TRANSP:TRANSPARENT"] {
            assert!(written.contains(&format!("\r\n{line}\r\n")), "{line}: {written}");
        }
    }

    #[test]
    fn a_time_that_a_clock_shows_twice_is_in_utc() {
        let mut twice = event(Method::Request, "A", "b");
        (twice.zone, twice.start, twice.end) =
            (Tz::Europe__Amsterdam, at("2027-10-31T00:30:00Z"), at("2027-10-31T01:15:00Z"));
        let written = twice.write();
        assert!(written.contains("\r\nDTSTART:20271031T003000Z\r\nDTEND:20271031T011500Z\r\n"), "{written}");
        assert!(!written.contains("VTIMEZONE"), "{written}");
    }

    proptest! {
        /// Whatever people are called: the same properties, and no line too long.
        #[test]
        fn strangers_add_nothing(
            name in "\\PC{0,90}|[\"\\\\;:,^\r\n]{0,9}(\r\nATTENDEE:mailto:evil@x.example)?",
            text in "(\\PC|[\\\\;,:\"\r\n\u{0}\u{85}\u{2028}]){0,200}|\r\nEND:VEVENT\r\nBEGIN:VALARM",
        ) {
            let written = event(Method::Request, &name, &text).write();
            prop_assert_eq!(written.matches('\n').count(), written.matches("\r\n").count());
            for line in written.split("\r\n") {
                prop_assert!(line.len() <= LINE && !line.contains('\r'), "{line:?}");
            }
            let unfolded = unfold(&written);
            let calendar = read_calendar(&unfolded).unwrap();
            prop_assert_eq!(calendar.components.len(), 2);
            let event = &calendar.components[1];
            prop_assert!(event.components.is_empty());
            let names: Vec<&str> = event.properties.iter().map(|p| p.name.as_str()).collect();
            prop_assert_eq!(names, [
                "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "ORGANIZER", "ATTENDEE", "SUMMARY", "DESCRIPTION",
                "URL", "CLASS", "STATUS", "TRANSP",
            ]);
            let attendee = &event.properties[6];
            prop_assert_eq!(attendee.val.as_str(), "mailto:a%26b%25c@xn--bcher-kva.example");
            prop_assert_eq!(attendee.params.len(), 5);
        }
    }
}
