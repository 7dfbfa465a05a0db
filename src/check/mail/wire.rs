//! What can be seen of a message without reading it: cheap enough for every message of a plan.

use std::io::BufRead;

use mail_parser::MimeHeaders;

use super::fault::Fault;
use super::reading::Reading;
use crate::campaign::picture::Picture;
use crate::check::registry::mail::{LARGE_MESSAGE, WIRE};

/// Octets on a header line, without its end (RFC 5322 section 2.1.1).
const HEADER_LINE: usize = 998;
/// Characters on a body line (RFC 2045 sections 6.7 and 6.8).
const BODY_LINE: usize = 76;
/// Octets of a message above which it is called heavy.
const HEAVY: usize = 1024 * 1024;

/// Why the bytes cannot go over the wire: at most one fault of each kind.
pub(in crate::check) fn faults(bytes: &[u8]) -> Vec<Fault> {
    let mut found = Vec::new();
    if !bytes.is_ascii() || count(bytes, 0) > 0 {
        found.push(Fault::of(WIRE, "has octets that are not ASCII").about("octets"));
    }
    // The longest line of the header and of the body, which begins after the first line without anything on it.
    let mut longest: [&[u8]; 2] = [&[], &[]];
    let (mut ends, mut part) = (0, 0);
    let mut rest = bytes;
    while !rest.is_empty() {
        let begins = rest;
        // Reading from memory cannot fail. This is the fastest way to the next line end that the library has.
        let length = rest.skip_until(b'\n').unwrap_or(begins.len());
        let line = begins[..length].strip_suffix(b"\r\n").inspect(|_| ends += 1).unwrap_or(&begins[..length]);
        if line.len() > longest[part].len() {
            longest[part] = line;
        }
        if line.is_empty() {
            part = 1;
        }
    }
    if (count(bytes, b'\r'), count(bytes, b'\n')) != (ends, ends) {
        found.push(Fault::of(WIRE, "has a line end that is not CRLF").about("line ends"));
    }
    for (what, line, most) in [("header", longest[0], HEADER_LINE), ("body", longest[1], BODY_LINE)] {
        if line.len() > most {
            let begins = String::from_utf8_lossy(&line[..40]);
            let message = format!("has a {what} line of {} characters, where {most} can be: `{begins}…`", line.len());
            found.push(Fault::of(WIRE, message).about(what));
        }
    }
    found
}

/// How often a byte occurs.
fn count(bytes: &[u8], wanted: u8) -> usize {
    memchr::memchr_iter(wanted, bytes).count()
}

/// Adds what is to be said of the weight of its images, as they are before they are encoded.
pub(super) fn weigh_images(reading: &Reading<'_>, found: &mut Vec<Fault>) {
    let images = reading.message.parts.iter().filter(|part| part.content_id().is_some());
    let weight: usize = images.map(|image| image.contents().len()).sum();
    if weight > Picture::HEAVY {
        let (weight, heavy) = (weight.div_ceil(1024), Picture::HEAVY / 1024);
        let fault = Fault::of(LARGE_MESSAGE, format!("has {weight} KB of pictures; more than {heavy} KB is heavy"));
        let hint =
            "cut out what matters, and export pictures at twice the size in which they are shown, with few colours";
        found.push(fault.hint(hint).about("pictures"));
    }
}

/// Adds what is to be said of its weight.
pub(super) fn weigh(bytes: &[u8], found: &mut Vec<Fault>) {
    if bytes.len() > HEAVY {
        let message = format!("has {} KB; more than {} KB is heavy", bytes.len() / 1024, HEAVY / 1024);
        found.push(Fault::of(LARGE_MESSAGE, message));
    }
}
