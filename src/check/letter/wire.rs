//! What can be seen of a message without reading it: cheap enough for every message of a plan.

use super::fault::Fault;
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
    if !bytes.is_ascii() || bytes.contains(&0) {
        found.push(Fault::of(WIRE, "has octets that are not ASCII").about("octets"));
    }
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(bytes.len(), |at| at + 2);
    let (head, body) = bytes.split_at(head);
    for (what, part, most) in [("header", head, HEADER_LINE), ("body", body, BODY_LINE)] {
        let mut lone = false;
        let mut longest: &[u8] = &[];
        let mut lines = part.split(|byte| *byte == b'\n').peekable();
        while let Some(line) = lines.next() {
            // What follows the last line end has none of its own.
            let is_last = lines.peek().is_none();
            let line = match line.strip_suffix(b"\r") {
                Some(line) if !is_last => line,
                _ => {
                    lone |= !is_last;
                    line
                }
            };
            lone |= line.contains(&b'\r');
            if line.len() > longest.len() {
                longest = line;
            }
        }
        if lone {
            found.push(Fault::of(WIRE, format!("has a line end in its {what} that is not CRLF")).about("line ends"));
        }
        if longest.len() > most {
            let begins = String::from_utf8_lossy(&longest[..40]).into_owned();
            let message =
                format!("has a {what} line of {} characters, where {most} can be: `{begins}…`", longest.len());
            found.push(Fault::of(WIRE, message).about(what));
        }
    }
    found
}

/// Adds what is to be said of its weight.
pub(super) fn weigh(bytes: &[u8], found: &mut Vec<Fault>) {
    if bytes.len() > HEAVY {
        let message = format!("has {} KB; more than {} KB is heavy", bytes.len() / 1024, HEAVY / 1024);
        found.push(Fault::of(LARGE_MESSAGE, message));
    }
}
