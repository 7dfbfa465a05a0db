//! What a relay sends: bytes, until they are a reply (RFC 5321 section 4.2).
//!
//! A reply is its three digits; the text after them is for people and may be anything, or nothing. Lines end at LF, with
//! or without a CR before it. What goes on for ever is no reply: a line and a reply have their bounds, and with them what
//! is kept of a connection in memory.

use std::ops::Range;

use memchr::memchr;

/// The longest line. The RFC allows 512 octets; some write ten times that.
pub(super) const LINE: usize = 8 * 1024;

/// The longest reply, all its lines together.
pub(super) const REPLY: usize = 32 * 1024;

/// How much is read at once.
const READ: usize = 4 * 1024;

/// Bytes that came and were not taken yet, and the reply that was taken last.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    /// Room that was made once; what came lies in front of `end`.
    room: Vec<u8>,
    end: usize,
    /// Where the reply that is coming begins: what lies before it has been taken.
    begin: usize,
    /// Where its unfinished line begins.
    line: usize,
    /// Up to where that line was looked through for its end.
    looked: usize,
    /// The code of its lines before.
    code: Option<u16>,
    /// The lines of the reply taken last.
    last: Range<usize>,
}

/// Bytes that are no reply, and why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Garbled {
    /// The beginning of what came instead of a reply.
    NoReply(Vec<u8>),
    /// A line, or a reply, that does not end.
    Endless,
}

impl Inbox {
    /// Takes the next reply if it is there whole: its code. Its text is [`Inbox::text`], until more is taken or read.
    pub(super) fn take(&mut self) -> Result<Option<u16>, Garbled> {
        self.last = 0..0;
        loop {
            let Some(end) = memchr(b'\n', &self.room[self.looked..self.end]).map(|at| self.looked + at) else {
                self.looked = self.end;
                let endless = self.looked - self.line > LINE || self.looked - self.begin > REPLY;
                return if endless { Err(Garbled::Endless) } else { Ok(None) };
            };
            if end - self.line > LINE || end - self.begin > REPLY {
                return Err(Garbled::Endless);
            }
            let line = &self.room[self.line..end];
            let (code, is_last) = parse(line)
                .filter(|(code, _)| self.code.is_none_or(|before| before == *code))
                .ok_or_else(|| Garbled::NoReply(line[..line.len().min(120)].to_vec()))?;
            (self.line, self.looked) = (end + 1, end + 1);
            if is_last {
                self.last = self.begin..end;
                (self.begin, self.code) = (self.line, None);
                return Ok(Some(code));
            }
            self.code = Some(code);
        }
    }

    /// The lines of the reply taken last, each without its code and line end.
    pub(super) fn text(&self) -> impl Iterator<Item = &[u8]> {
        let lines = self.room[self.last.clone()].split(|byte| *byte == b'\n');
        lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line)).map(|line| line.get(4..).unwrap_or_default())
    }

    /// Whether something came that was not taken.
    pub(super) fn is_empty(&self) -> bool {
        self.begin == self.end
    }

    /// Adds what `read` puts into the room it is given, and returns how much that was. What was taken before is dropped.
    pub(super) fn fill<E>(&mut self, read: impl FnOnce(&mut [u8]) -> Result<usize, E>) -> Result<usize, E> {
        if self.begin > 0 {
            self.room.copy_within(self.begin..self.end, 0);
            (self.line, self.looked, self.end) =
                (self.line - self.begin, self.looked - self.begin, self.end - self.begin);
            (self.begin, self.last) = (0, 0..0);
        }
        let most = self.end + READ;
        if self.room.len() < most {
            self.room.resize(most, 0);
        }
        let read = read(&mut self.room[self.end..most])?;
        self.end += read;
        Ok(read)
    }

    /// How many bytes it occupies.
    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.room.capacity()
    }
}

/// The code of a line, and whether it is the last of its reply.
fn parse(line: &[u8]) -> Option<(u16, bool)> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let digits = line.get(..3)?;
    if !matches!(digits[0], b'2'..=b'5') || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let code = digits.iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    match line.get(3) {
        None | Some(b' ' | b'\t') => Some((code, true)),
        Some(b'-') => Some((code, false)),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fill(inbox: &mut Inbox, bytes: &[u8]) {
        for part in bytes.chunks(READ) {
            let _ = inbox.fill(|room| {
                room[..part.len()].copy_from_slice(part);
                Ok::<_, ()>(part.len())
            });
        }
    }

    /// A code, and its lines.
    type Said = (u16, Vec<Vec<u8>>);

    /// The codes and texts in `bytes` when they come in parts of `size`.
    fn replies(bytes: &[u8], size: usize) -> Result<Vec<Said>, Garbled> {
        let (mut inbox, mut found) = (Inbox::default(), Vec::new());
        for part in bytes.chunks(size) {
            fill(&mut inbox, part);
            while let Some(code) = inbox.take()? {
                found.push((code, inbox.text().map(<[u8]>::to_vec).collect()));
            }
        }
        Ok(found)
    }

    fn one(bytes: &[u8]) -> Result<Vec<Said>, Garbled> {
        let whole = replies(bytes, READ);
        assert_eq!(replies(bytes, 1), whole, "a byte at a time");
        whole
    }

    #[test]
    fn any_text_and_none_is_a_reply() {
        for (bytes, code, text) in [
            (&b"250\r\n"[..], 250, &b""[..]),
            (b"250 \r\n", 250, b""),
            (b"250\n", 250, b""),
            (b"250\tok\r\n", 250, b"ok"),
            (b"250 2.0.0 a\tb\r\n", 250, b"2.0.0 a\tb"),
            (b"550 bo\xeete pleine\r\n", 550, b"bo\xeete pleine"),
            (b"550 \xd3\xc3\xbb\xa7\n", 550, b"\xd3\xc3\xbb\xa7"),
            (b"421 \x1b[2J\r\n", 421, b"\x1b[2J"),
            (b"250 a\rb\r\n", 250, b"a\rb"),
        ] {
            assert_eq!(one(bytes), Ok(vec![(code, vec![text.to_vec()])]), "{}", bytes.escape_ascii());
        }
        let long = [b"250 ".to_vec(), vec![b'x'; 5000], b"\r\n".to_vec()].concat();
        assert_eq!(one(&long).map(|replies| replies[0].1[0].len()), Ok(5000));
    }

    #[test]
    fn lines_belong_together_by_their_hyphen_and_their_code() {
        let found = one(b"250-mx.example\r\n250-\n250-SIZE 10\r\n250\r\n354 go on\r\n");
        let first = vec![b"mx.example".to_vec(), b"".to_vec(), b"SIZE 10".to_vec(), b"".to_vec()];
        assert_eq!(found, Ok(vec![(250, first), (354, vec![b"go on".to_vec()])]));
        assert!(matches!(one(b"250-one\r\n550 two\r\n"), Err(Garbled::NoReply(_))));
    }

    #[test]
    fn what_is_no_reply_is_said_to_be_none() {
        for bytes in
            ["garbage\r\n", "\r\n", "25\r\n", "2500 ok\r\n", "999 what\r\n", "150 well\r\n", "25O ok\r\n", "\u{fffd}\n"]
        {
            assert!(matches!(one(bytes.as_bytes()), Err(Garbled::NoReply(_))), "{bytes:?}");
        }
    }

    #[test]
    fn a_flood_is_cut_off_and_takes_no_memory() {
        let endless_line = vec![b'x'; 20 * LINE];
        let endless_reply = b"250-more\r\n".repeat(20 * REPLY / 10);
        for flood in [endless_line, [b"220 ".to_vec(), vec![0; LINE]].concat(), endless_reply] {
            let mut inbox = Inbox::default();
            let mut kept = 0;
            let mut end = None;
            for part in flood.chunks(READ) {
                fill(&mut inbox, part);
                kept = kept.max(inbox.capacity());
                if let Err(fault) = inbox.take() {
                    end = Some(fault);
                    break;
                }
            }
            assert_eq!(end, Some(Garbled::Endless));
            assert!(kept <= 2 * (REPLY + READ), "{kept} bytes were kept");
        }
    }

    #[test]
    fn a_long_conversation_takes_no_more_memory_than_a_short_one() {
        let mut inbox = Inbox::default();
        for _ in 0..10_000 {
            fill(&mut inbox, b"250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go on\r\n");
            assert_eq!((inbox.take(), inbox.take(), inbox.take()), (Ok(Some(250)), Ok(Some(250)), Ok(Some(354))));
            assert!(inbox.is_empty());
        }
        assert!(inbox.capacity() <= 4 * READ, "{}", inbox.capacity());
    }

    proptest! {
        #[test]
        fn however_it_is_cut_it_is_the_same(bytes in proptest::collection::vec(prop_oneof![
            Just(b"250 ok\r\n".to_vec()), Just(b"250-a\n250 b\n".to_vec()), Just(b"354\r\n".to_vec()),
            proptest::collection::vec(any::<u8>(), 0..9),
        ], 0..12), size in 1..40usize) {
            let bytes = bytes.concat();
            prop_assert_eq!(replies(&bytes, size), replies(&bytes, READ));
        }
    }
}
