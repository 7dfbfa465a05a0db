//! The parts of a message (RFC 2046): written once, one after another, into one buffer that has room for all.

use lettre::message::header::{HeaderName, HeaderValue, Headers};
use lettre::message::{Body, SinglePart};

/// What the lines around a part take, about.
const AROUND: usize = 256;

/// A part.
pub(super) enum Part {
    /// Text of a kind such as `plain`, encoded.
    Text(&'static str, Body),
    /// Anything else, with its headers.
    Single(SinglePart),
    /// Several.
    Multi(Multi),
}

/// Several parts.
pub(super) struct Multi {
    /// The media type, but for the boundary.
    kind: &'static str,
    /// The line between them, which none of them has.
    boundary: String,
    parts: Vec<Part>,
}

impl Multi {
    /// No parts yet.
    pub(super) fn new(kind: &'static str, boundary: String) -> Self {
        Multi { kind, boundary, parts: Vec::with_capacity(4) }
    }

    /// With one more part at its end.
    pub(super) fn and(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// With more parts at its end.
    pub(super) fn and_all(mut self, parts: Vec<SinglePart>) -> Self {
        self.parts.extend(parts.into_iter().map(Part::Single));
        self
    }

    /// A message of these headers and parts.
    pub(super) fn message(&self, headers: &mut Headers) -> Vec<u8> {
        headers.insert_raw(self.content_type());
        let headers = headers.to_string();
        let mut out = Vec::with_capacity(headers.len() + self.octets());
        out.extend_from_slice(headers.as_bytes());
        out.extend_from_slice(b"\r\n");
        self.write(&mut out);
        out
    }

    fn content_type(&self) -> HeaderValue {
        let value = format!("{}; boundary=\"{}\"", self.kind, self.boundary);
        HeaderValue::new(HeaderName::new_from_ascii_str("Content-Type"), value)
    }

    fn octets(&self) -> usize {
        AROUND + self.parts.iter().map(|part| AROUND + part.octets()).sum::<usize>()
    }

    fn write(&self, out: &mut Vec<u8>) {
        for part in &self.parts {
            for piece in [b"--", self.boundary.as_bytes(), b"\r\n"] {
                out.extend_from_slice(piece);
            }
            part.write(out);
        }
        for piece in [b"--", self.boundary.as_bytes(), b"--\r\n"] {
            out.extend_from_slice(piece);
        }
    }
}

impl Part {
    fn octets(&self) -> usize {
        match self {
            Part::Text(_, body) => body.as_ref().len(),
            Part::Single(part) => part.raw_body().len(),
            Part::Multi(parts) => parts.octets(),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Part::Text(kind, body) => {
                let encoding = body.encoding().to_string();
                for piece in [
                    "Content-Type: text/",
                    kind,
                    "; charset=utf-8\r\nContent-Transfer-Encoding: ",
                    &encoding,
                    "\r\n\r\n",
                ] {
                    out.extend_from_slice(piece.as_bytes());
                }
                out.extend_from_slice(body.as_ref());
                out.extend_from_slice(b"\r\n");
            }
            Part::Single(part) => {
                out.extend_from_slice(part.headers().to_string().as_bytes());
                out.extend_from_slice(b"\r\n");
                out.extend_from_slice(part.raw_body());
                out.extend_from_slice(b"\r\n");
            }
            Part::Multi(parts) => {
                let mut headers = Headers::new();
                headers.insert_raw(parts.content_type());
                out.extend_from_slice(headers.to_string().as_bytes());
                out.extend_from_slice(b"\r\n");
                parts.write(out);
            }
        }
    }
}
