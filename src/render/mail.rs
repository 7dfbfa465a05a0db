//! The message on the wire, in ASCII with CRLF line ends. What is between brackets is only there when needed:
//!
//! ```text
//! [multipart/mixed                        RFC 2046 section 5.1.3
//!   multipart/alternative                 section 5.1.4, the plainest first
//!     text/plain
//!     [multipart/related] text/html       RFC 2387; with the logo and the pictures
//!     [text/calendar; method=REQUEST]     RFC 6047 section 4.2: a meeting, or its CANCEL
//!   [application/pdf]                     the sheet
//!   [text/calendar; method=PUBLISH]]      an invite, or its CANCEL, as a file
//! ```
//!
//! Nothing here is random and nothing reads a clock: Message-ID and boundaries derive from the notice's id, the Date is
//! that of the first attempt, so a second rendering has the same bytes.

use std::time::SystemTime;

use chrono::{DateTime, Datelike, Utc};
use lettre::address::Address;
use lettre::message::header::{self, HeaderName, HeaderValue, Headers};
use lettre::message::{Body, Mailbox as Lettre, Mailboxes, SinglePart};

use super::escape::one_line;
use super::invite::Invite;
use super::logo::{self, Logo};
use super::parts::{Multi, Part};
use super::picture::{self, Picture};
use crate::campaign::{Attachment, Mailbox};
use crate::error::{Error, Result};

/// What goes into a message.
pub(crate) struct Parts<'a> {
    /// The notice's id, in hex.
    pub(crate) id: &'a str,
    /// The id of the notice it follows.
    pub(crate) follows: Option<&'a str>,
    /// The list the campaign's messages belong to (RFC 2919), such as `intune-2027.example.org`.
    pub(crate) list: &'a str,
    /// The domain of Message-IDs, as an A-label.
    pub(crate) domain: &'a str,
    /// The author.
    pub(crate) from: &'a Lettre,
    /// Where answers go.
    pub(crate) reply_to: Option<&'a Lettre>,
    /// The reader.
    pub(crate) to: Lettre,
    /// The Date.
    pub(crate) date: DateTime<Utc>,
    /// The language, for `Content-Language` (RFC 3282).
    pub(crate) language: &'a str,
    /// The subject on one line.
    pub(crate) subject: &'a str,
    /// The plain text, encoded.
    pub(crate) text: Body,
    /// The HTML.
    pub(crate) html: &'a str,
    /// The same, encoded.
    pub(crate) html_body: Body,
    /// The logo that the HTML may show.
    pub(crate) logo: Option<&'a Logo>,
    /// The pictures that the HTML shows, in their order.
    pub(crate) pictures: &'a [&'a Picture],
    /// The sheet.
    pub(crate) sheet: Option<SinglePart>,
    /// The calendar entry.
    pub(crate) invite: Option<Invite>,
}

/// A mailbox as it can stand in a header: the domain in A-labels (RFC 5890), the name without control characters.
///
/// # Errors
/// When the address cannot be used over SMTP without extensions.
pub(crate) fn mailbox(name: Option<&str>, address: &str) -> Result<Lettre> {
    let name = name.map(|name| one_line(name).into_owned()).filter(|name| !name.is_empty());
    Ok(Lettre::new(name, self::address(address)?))
}

/// The same for a mailbox of the campaign.
///
/// # Errors
/// As [`mailbox`].
pub(crate) fn campaign_mailbox(mailbox: &Mailbox) -> Result<Lettre> {
    self::mailbox(mailbox.name.as_deref(), &mailbox.address)
}

/// An address of which every part can go over the wire.
///
/// # Errors
/// When it is not `local@domain`, or its local part needs quoting (which the mailer refuses) or SMTPUTF8 (RFC 6531).
pub(crate) fn address(text: &str) -> Result<Address> {
    let wrong = |why: &str| {
        Error::campaign(format!("cannot mail to `{}`: {why}", one_line(text)))
            .hint("correct the address in the people data or the campaign file")
    };
    let (local, domain) = text.rsplit_once('@').ok_or_else(|| wrong("it has no `@`"))?;
    if !local.is_ascii() {
        return Err(wrong("the part before the `@` has letters that mail without SMTPUTF8 cannot carry"));
    }
    let dotted = local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atext));
    if !dotted || local.len() > 64 {
        return Err(wrong("the part before the `@` is not one that every mail server takes"));
    }
    Address::new(local, domain_to_ascii(domain).ok_or_else(|| wrong("there is no such domain name"))?)
        .map_err(|_| wrong("it is not a mail address"))
}

/// `atext` of RFC 5322 section 3.2.3.
fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

/// A domain as DNS knows it.
pub(crate) fn domain_to_ascii(domain: &str) -> Option<String> {
    idna::domain_to_ascii_strict(domain).ok().filter(|ascii| !ascii.is_empty() && ascii.len() <= 253)
}

/// The Message-ID of what has this id, from an author of this domain: an A-label (RFC 5322 section 3.6.4).
fn message_id(id: &str, domain: &str) -> String {
    format!("<{id}@{domain}>")
}

/// The Message-ID of what has this id, by the author's address; `None` when that is no address that mail can have.
pub fn message_id_from(id: &str, author: &str) -> Option<String> {
    let domain = domain_to_ascii(author.rsplit_once('@')?.1)?;
    Some(message_id(id, &domain))
}

/// The bytes of a message.
///
/// # Errors
/// When an id is not one of ours or the date is not one that mail can express: a fault of ours.
pub(crate) fn build(parts: Parts) -> Result<Vec<u8>> {
    for id in std::iter::once(parts.id).chain(parts.follows) {
        if id.is_empty() || id.len() > 64 || !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(Error::bug(format!("`{id}` is not the id of a notice")));
        }
    }
    if !(1970..=9999).contains(&parts.date.year()) {
        return Err(Error::bug(format!("a message cannot be dated {}", parts.date)));
    }
    let mut headers = Headers::with_capacity(16);
    headers.set(header::From::from(Mailboxes::from(parts.from.clone())));
    headers.set(header::To::from(Mailboxes::from(parts.to.clone())));
    headers.set(header::Subject::from(parts.subject.to_owned()));
    headers.set(header::Date::new(SystemTime::from(parts.date)));
    headers.set(header::MessageId::from(message_id(parts.id, parts.domain)));
    let raw = |name: &'static str, value: String| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
    if parts.to.name.is_none() {
        // Spam filters take a bare address beside a picture for a sign of bulk mail.
        headers.insert_raw(raw("To", format!("<{}>", parts.to.email)));
    }
    if let Some(reply_to) = parts.reply_to {
        headers.set(header::ReplyTo::from(Mailboxes::from(reply_to.clone())));
    }
    let mailboxes = [("From", Some(parts.from)), ("To", Some(&parts.to)), ("Reply-To", parts.reply_to)];
    for (header, mailbox) in mailboxes {
        if let Some(quoted) = mailbox.and_then(quoted) {
            headers.insert_raw(raw(header, quoted));
        }
    }
    if let Some(first) = parts.follows.map(|id| message_id(id, parts.domain)) {
        headers.set(header::InReplyTo::from(first.clone()));
        headers.set(header::References::from(first));
    }
    for (name, value) in [
        ("List-Id", format!("<{}>", parts.list)),
        ("Auto-Submitted", "auto-generated".to_owned()),
        // Not NDR: that would hide bounces.
        ("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned()),
        ("Content-Language", parts.language.to_owned()),
    ] {
        headers.insert_raw(raw(name, value));
    }
    headers.set(header::MIME_VERSION_1_0);
    let content_id = logo::content_id(parts.id);
    let logo = match parts.logo {
        Some(logo) if logo::is_shown(parts.html, &content_id)? => Some(logo.picture().part(&content_id)),
        _ => None,
    };
    let pictures = parts.pictures.iter().enumerate();
    let pictures = pictures.map(|(n, picture)| picture.part(&picture::content_id(n, parts.id)));
    let images: Vec<SinglePart> = logo.into_iter().chain(pictures).collect();
    let mut html = Part::Text("html", parts.html_body);
    if !images.is_empty() {
        // The `type` is that of the first part, as RFC 2387 section 3.1 asks; no boundary is the beginning of another.
        let related = Multi::new("multipart/related; type=\"text/html\"", format!("=_related_{}", parts.id));
        html = Part::Multi(related.and(html).and_all(images));
    }
    let body = Multi::new("multipart/alternative", format!("=_{}", parts.id));
    let mut body = body.and(Part::Text("plain", parts.text)).and(html);
    let mut files: Vec<SinglePart> = parts.sheet.into_iter().collect();
    match parts.invite {
        Some(Invite { kind: Attachment::Meeting, part }) => body = body.and(Part::Single(part)),
        Some(Invite { part, .. }) => files.push(part),
        None => {}
    }
    if !files.is_empty() {
        let mixed = Multi::new("multipart/mixed", format!("=_mixed_{}", parts.id));
        body = mixed.and(Part::Multi(body)).and_all(files);
    }
    Ok(body.message(&mut headers))
}

/// A mailbox of which the name has dots and nothing that makes the mailer quote it: `J.Jansen`, or a dot alone. An atom
/// cannot have one (RFC 5322 section 3.2.5).
fn quoted(mailbox: &Lettre) -> Option<String> {
    let name = mailbox.name.as_deref()?;
    let is_bare = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    (is_bare && name.contains('.')).then(|| format!("\"{name}\" <{}>", mailbox.email))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_refused_or_ascii() {
        assert_eq!(address("chloe@bücher.example").unwrap().to_string(), "chloe@xn--bcher-kva.example");
        for wrong in [
            "chloë@a.example",
            "a b@a.example",
            "\"a b\"@a.example",
            "a@",
            "@a.example",
            "a@b\r\nc",
            "a..b@c.example",
            "x",
        ] {
            assert!(address(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn names_lose_their_line_ends() {
        let found = mailbox(Some("A\r\nBcc: x@evil.example"), "a@b.example").unwrap();
        assert_eq!(found.name.as_deref(), Some("A Bcc: x@evil.example"));
        assert_eq!(mailbox(Some("\u{202e}\0"), "a@b.example").unwrap().name, None);
    }
}
