//! The parts of a message (RFC 2046), as far as they go.
//!
//! mail-parser reads the headers. It does not walk the parts: it leaves a `message/delivery-status` as it is, and puts
//! messages within messages without end, which overflows the stack of who drops them.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{MessageParser, MimeHeaders};

use super::fields::Fields;

/// Parts within parts are read down to here.
const DEEPEST: usize = 8;

/// More parts than this are not read.
const MOST: usize = 100;

/// A part that is not itself made of parts.
#[derive(Debug)]
pub(super) struct Entity<'m> {
    /// Such as `message/delivery-status`, in small letters.
    pub(super) kind: String,
    /// Its content, decoded.
    pub(super) body: Cow<'m, [u8]>,
}

/// A message taken apart.
#[derive(Debug)]
pub(super) struct Taken<'m> {
    /// Its own header.
    pub(super) fields: Fields,
    /// Such as `multipart/report`, in small letters.
    pub(super) kind: String,
    /// Of a `multipart/report` (RFC 6522), of what, in small letters.
    pub(super) report: Option<String>,
    /// Its parts; itself when it has none.
    pub(super) parts: Vec<Entity<'m>>,
}

/// Takes a message apart.
///
/// # Errors
/// In words: it has no header, or more parts than anybody means.
pub(super) fn take_apart(message: &[u8]) -> Result<Taken<'_>, String> {
    let (fields, _) = Fields::split(message);
    let head = Head::of(message).ok_or("it does not begin with a header")?;
    let (kind, report) = (head.kind.clone(), head.report.clone());
    let mut parts = Vec::new();
    walk(head, DEEPEST, &mut parts)?;
    Ok(Taken { fields, kind, report, parts })
}

/// What the header of a part says of it.
struct Head<'m> {
    kind: String,
    report: Option<String>,
    boundary: Option<String>,
    encoding: String,
    body: &'m [u8],
}

impl<'m> Head<'m> {
    fn of(bytes: &'m [u8]) -> Option<Self> {
        let body = Fields::split(bytes).1;
        let header = &bytes[..bytes.len() - body.len()];
        if header.trim_ascii().is_empty() {
            return None;
        }
        // It wants the empty line, which a header that is cut off does not have.
        let header = [header, b"\r\n\r\n"].concat();
        let parsed = MessageParser::default().parse_headers(&header)?;
        let content = parsed.content_type();
        let attribute = |name: &str| content.and_then(|content| content.attribute(name)).map(str::to_owned);
        let kind = match content {
            Some(content) => format!("{}/{}", content.ctype(), content.subtype().unwrap_or("plain")),
            None => "text/plain".to_owned(),
        };
        Some(Head {
            kind: kind.to_ascii_lowercase(),
            report: attribute("report-type").map(|of| of.to_ascii_lowercase()),
            boundary: attribute("boundary").filter(|boundary| !boundary.is_empty()),
            encoding: parsed.content_transfer_encoding().unwrap_or_default().to_ascii_lowercase(),
            body,
        })
    }

    /// Of a part without a header (RFC 2046 section 5.1).
    fn text(body: &'m [u8]) -> Self {
        Head { kind: "text/plain".into(), report: None, boundary: None, encoding: String::new(), body }
    }

    fn decoded(&self) -> Cow<'m, [u8]> {
        let decoded = match &*self.encoding {
            "base64" => base64_decode(self.body),
            "quoted-printable" => quoted_printable_decode(self.body),
            _ => None,
        };
        decoded.map_or(Cow::Borrowed(self.body), Cow::Owned)
    }
}

fn walk<'m>(head: Head<'m>, deep: usize, parts: &mut Vec<Entity<'m>>) -> Result<(), String> {
    let Some(boundary) = head.boundary.as_deref().filter(|_| head.kind.starts_with("multipart/")) else {
        if parts.len() == MOST {
            return Err(format!("it has more than {MOST} parts"));
        }
        parts.push(Entity { body: head.decoded(), kind: head.kind });
        return Ok(());
    };
    if deep == 0 {
        return Err(format!("it has parts within parts, more than {DEEPEST} deep"));
    }
    for part in split(head.body, boundary) {
        match Head::of(part) {
            Some(head) => walk(head, deep - 1, parts)?,
            None => walk(Head::text(part), deep - 1, parts)?,
        }
    }
    Ok(())
}

/// What is between the lines that a boundary makes; what it does not end goes on to the end.
fn split<'m>(body: &'m [u8], boundary: &str) -> Vec<&'m [u8]> {
    let mark = format!("--{boundary}");
    let (mut parts, mut begin) = (Vec::new(), None);
    let mut at = 0;
    while at < body.len() {
        let end = memchr::memchr(b'\n', &body[at..]).map_or(body.len(), |found| at + found + 1);
        if let Some(after) = body[at..end].trim_ascii_end().strip_prefix(mark.as_bytes()) {
            let (is_next, is_last) = (after.is_empty(), after == b"--");
            if is_next || is_last {
                parts.extend(begin.take().map(|begin| &body[begin..at]));
                begin = is_next.then_some(end);
            }
            if is_last || parts.len() > MOST {
                break;
            }
        }
        at = end;
    }
    parts.extend(begin.map(|begin| &body[begin..]));
    parts
}
