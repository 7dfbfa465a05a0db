//! The sheet that goes with a message, in the final bytes: where it stands, and what it is called.

use heraut::campaign::Attachment;
use heraut::render::{Appointment, Mail, Request};
use mail_parser::{Message, MessageParser, MimeHeaders};

use super::fixture::*;

const PDF: &[u8] = b"%PDF-1.7\n\xff\x00 a sheet\r\n";

fn mail(name: &str, language: &str, kind: Option<Attachment>) -> Mail {
    let mut campaign = campaign();
    campaign.languages.offered = vec![tag("nl"), tag(language)];
    let template = "---\nsubject: x\n---\nx\n";
    let path = format!("templates/remind/reminder.{language}.md");
    let renderer = renderer(campaign, &[("templates/remind/reminder.nl.md", template), (&path, template)]).unwrap();
    let (person, wave, phase, language) = (person(name), wave(), phase(), tag(language));
    let start = at("2027-03-08T07:30:00Z");
    let appointment = kind.map(|kind| Appointment { kind, cancelled: false, start, revision: 0 });
    renderer.mail(&Request { sheet: Some(PDF), appointment, ..request(&person, &wave, &phase, &language) }).unwrap()
}

fn parse(mail: &Mail) -> Message<'_> {
    MessageParser::default().parse(&mail.bytes).unwrap()
}

fn kinds(message: &Message) -> Vec<String> {
    let kind = |part: &mail_parser::MessagePart| {
        let kind = part.content_type().unwrap();
        format!("{}/{}", kind.ctype(), kind.subtype().unwrap())
    };
    message.parts.iter().map(kind).collect()
}

#[test]
fn it_stands_beside_the_message_and_before_an_invite() {
    let body = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html"];
    for (kind, rest) in [
        (None, &["application/pdf"][..]),
        (Some(Attachment::Invite), &["application/pdf", "text/calendar"]),
        (Some(Attachment::Meeting), &["text/calendar", "application/pdf"]),
    ] {
        let mail = mail("Chlo\u{eb}", "nl", kind);
        let message = parse(&mail);
        assert_eq!(kinds(&message), [&body[..], rest].concat());
        let parts = message.attachments();
        let sheet = parts.into_iter().find(|part| part.contents().starts_with(b"%PDF-")).expect("a sheet");
        assert_eq!(sheet.contents(), PDF, "to the byte");
        assert!(sheet.content_disposition().unwrap().is_attachment());
        assert_eq!(sheet.attachment_name(), Some("instructie.pdf"));
        assert!(mail.bytes.is_ascii());
    }
}

#[test]
fn it_is_called_what_the_language_calls_it_whoever_it_is_for() {
    for (language, expected) in [
        ("nl", "instructie.pdf"),
        ("nl-x-formal", "instructie.pdf"),
        ("en", "instructions.pdf"),
        ("de", "anleitung.pdf"),
        ("de-x-formal", "anleitung.pdf"),
        ("fr", "instructions.pdf"),
        ("fr-x-formal", "instructions.pdf"),
    ] {
        for name in ["Chlo\u{eb}", "../../x\r\nBcc: y@evil.example", "\u{202e}fdp.exe\""] {
            let mail = mail(name, language, None);
            assert_eq!(parse(&mail).attachment(0).unwrap().attachment_name(), Some(expected), "{language}");
        }
    }
}
