//! A short text by mail, beside the campaign's messages: with the same headers, and nothing to look at.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::message::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};

use super::escape::one_line;
use super::mail::{address, campaign_mailbox, mailbox};
use super::request::Mail;
use super::written::Written;
use crate::campaign::Sender;
use crate::error::{Error, Result};

/// A text to an address. `id` is what its Message-ID begins with.
///
/// # Errors
/// When an address cannot be mailed to.
pub fn note(
    sender: &Sender,
    to: &str,
    id: &str,
    date: DateTime<Utc>,
    language: &str,
    (subject, text): (&str, &str),
) -> Result<Mail> {
    let (from, to) = (campaign_mailbox(&sender.from)?, mailbox(None, to)?);
    let envelope_from = match &sender.envelope {
        Some(envelope) => address(envelope)?.to_string(),
        None => from.email.to_string(),
    };
    let (domain, envelope_to) = (from.email.domain().to_owned(), to.email.to_string());
    let mut written = Written::new(0);
    written.push(text);
    let (text, body) = written.finish();
    let subject = one_line(subject).into_owned();
    let mut builder = Message::builder()
        .from(from)
        .to(to)
        .subject(subject.clone())
        .date(SystemTime::from(date))
        .message_id(Some(format!("<{id}@{domain}>")))
        .header(ContentType::TEXT_PLAIN);
    if let Some(reply_to) = &sender.reply_to {
        builder = builder.reply_to(campaign_mailbox(reply_to)?);
    }
    for (name, value) in [
        (HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated"),
        (HeaderName::new_from_ascii_str("X-Auto-Response-Suppress"), "OOF, AutoReply"),
        (HeaderName::new_from_ascii_str("Content-Language"), language),
    ] {
        builder = builder.raw_header(HeaderValue::new(name, value.to_owned()));
    }
    let message = builder.body(body).map_err(|e| Error::bug(format!("a message could not be built: {e}")))?;
    let (envelope_id, html) = (None, String::new());
    Ok(Mail { envelope_from, envelope_to, envelope_id, subject, html, text, bytes: message.formatted() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::Mailbox;

    #[test]
    fn a_note_is_one_part_of_plain_text() {
        let from = Mailbox { name: Some("IT-servicedesk".into()), address: "it@bücher.example".into() };
        let envelope = Some("bounces@voorbeeldstad.example".to_owned());
        let sender = Sender { from, reply_to: None, envelope, verp: false, dkim: Vec::new() };
        let mail = note(
            &sender,
            "jan@a.example",
            "abc",
            DateTime::default(),
            "nl",
            ("Één\r\nBcc: x@y.example", "Dag, één.\r\n"),
        );
        let mail = mail.unwrap_or_else(|e| panic!("{e}"));
        let parsed = mail_parser::MessageParser::new().parse(&mail.bytes).unwrap();
        assert_eq!(parsed.subject(), Some("Één Bcc: x@y.example"));
        assert_eq!(parsed.body_text(0).as_deref(), Some("Dag, één.\r\n"));
        assert_eq!(parsed.message_id(), Some("abc@xn--bcher-kva.example"));
        assert!(parsed.bcc().is_none() && mail.bytes.is_ascii());
        assert_eq!((&*mail.envelope_from, &*mail.envelope_to), ("bounces@voorbeeldstad.example", "jan@a.example"));
        assert!(note(&sender, "jan", "abc", DateTime::default(), "nl", ("a", "b")).is_err());
    }
}
