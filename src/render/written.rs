//! A text as it is written piece by piece, and beside it what it is on the wire.
//!
//! Quoted-printable knows nothing of the line before, so whole lines that were encoded once are encoded for every
//! message that has them.

use lettre::message::Body;
use lettre::message::header::ContentTransferEncoding;

use super::quoted_printable::quoted_printable;

/// Lines with what they are on the wire.
pub(super) struct Lines {
    text: String,
    /// What the whole lines among them are on the wire.
    wire: Vec<u8>,
    /// How much of the text that is.
    whole: usize,
}

impl Lines {
    /// Encodes lines that begin where a line begins.
    pub(super) fn new(text: String) -> Self {
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let mut wire = Vec::new();
        quoted_printable(&text[..whole], &mut wire);
        Lines { text, wire, whole }
    }

    /// How many octets it holds.
    pub(super) fn octets(&self) -> usize {
        self.text.len() + self.wire.len()
    }
}

/// What was written.
#[derive(Default)]
pub(super) struct Written {
    text: String,
    wire: Vec<u8>,
    /// How much of the text is on the wire: whole lines.
    encoded: usize,
}

impl Written {
    /// Nothing yet.
    pub(super) fn new(octets: usize) -> Self {
        Written { text: String::with_capacity(octets), wire: Vec::with_capacity(octets + octets / 16), encoded: 0 }
    }

    /// Writes words of this message.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Has a writer go on with the text.
    pub(super) fn go_on<R>(&mut self, write: impl FnOnce(String) -> (String, R)) -> R {
        let (text, result) = write(std::mem::take(&mut self.text));
        self.text = text;
        result
    }

    /// Writes lines that are encoded.
    pub(super) fn push_lines(&mut self, lines: &Lines) {
        let begins = self.text.len();
        self.text.push_str(&lines.text);
        if begins == 0 || self.text.as_bytes()[begins - 1] == b'\n' {
            quoted_printable(&self.text[self.encoded..begins], &mut self.wire);
            self.wire.extend_from_slice(&lines.wire);
            self.encoded = begins + lines.whole;
        }
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The text, and all of it on the wire: in the encoding that is shorter for its script, with lines of at most 76
    /// characters (RFC 2045).
    pub(super) fn finish(mut self) -> (String, Body) {
        let foreign: usize = self.text.as_bytes().chunks(128).map(foreign).sum();
        // Three characters a byte in quoted-printable, four for three bytes in base64.
        if foreign * 6 > self.text.len() {
            // Base64 takes any text; a body that could not be encoded would come back as it was.
            let body = Body::new_with_encoding(self.text.clone(), ContentTransferEncoding::Base64);
            return (self.text, body.unwrap_or_else(Body::new));
        }
        quoted_printable(&self.text[self.encoded..], &mut self.wire);
        (self.text, Body::dangerous_pre_encoded(self.wire, ContentTransferEncoding::QuotedPrintable))
    }
}

/// Bytes that are not ASCII in so short a text that a byte can count them, which is what processors are quick at.
fn foreign(text: &[u8]) -> usize {
    usize::from(text.iter().map(|byte| byte >> 7).sum::<u8>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pieces_are_on_the_wire_what_the_whole_is(pieces in prop::collection::vec(("([ -~\tàë=]{0,90}\n){0,3}.{0,90}(\r|\r\n)?", any::<bool>()), 0..6)) {
            let mut written = Written::new(0);
            for (piece, is_ready) in &pieces {
                match is_ready {
                    true => written.push_lines(&Lines::new(piece.clone())),
                    false => written.push(piece),
                }
            }
            let whole: String = pieces.iter().map(|(piece, _)| piece.as_str()).collect();
            let mut plain = Written::new(0);
            plain.push(&whole);
            let ((text, wire), (_, wanted)) = (written.finish(), plain.finish());
            prop_assert_eq!((text, wire.into_vec()), (whole, wanted.into_vec()));
        }
    }
}
