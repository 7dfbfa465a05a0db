//! Quoted-printable (RFC 2045 section 6.7) in one pass over the text; this is the hottest part of a message.

/// Octets on a line, without its end.
const LINE: usize = 76;

/// Writes a text in quoted-printable, with CRLF for its line ends. It begins where a line begins; so does what comes
/// after a line end in it, which is encoded the same alone.
pub(crate) fn quoted_printable(text: &str, out: &mut Vec<u8>) {
    let text = text.as_bytes();
    out.reserve(text.len() + text.len() / 4);
    let (mut at, mut used) = (0, 0);
    loop {
        // The last octet of a line is kept for the `=` of a soft line break.
        let fits = &text[at..text.len().min(at + LINE - 1 - used)];
        let plain = plain(fits);
        out.extend_from_slice(&fits[..plain]);
        (at, used) = (at + plain, used + plain);
        let rest = &text[at..];
        match rest {
            [] | [b'\n', ..] | [b'\r', b'\n', ..] => {
                // A blank at the end of a line gets lost on the way.
                if used > 0
                    && let Some(blank @ (b' ' | b'\t')) = out.last().copied()
                {
                    out.pop();
                    hex(blank, used - 1, out);
                }
                match rest {
                    [] => return,
                    _ => out.extend_from_slice(b"\r\n"),
                }
                (at, used) = (at + if rest[0] == b'\r' { 2 } else { 1 }, 0);
            }
            [byte, ..] if !PLAIN[usize::from(*byte)] => (at, used) = (at + 1, hex(*byte, used, out)),
            _ => {
                out.extend_from_slice(b"=\r\n");
                used = 0;
            }
        }
    }
}

/// How many octets stand for themselves before the first that does not. Eight are looked at together, which halves
/// the time of the whole encoding.
fn plain(text: &[u8]) -> usize {
    const EACH: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = EACH << 7;
    let mut at = 0;
    for chunk in text.as_chunks::<8>().0 {
        let word = u64::from_le_bytes(*chunk);
        // No sum leaves its octet, because none of its parts is above 0x7f.
        let low = word & !HIGH;
        let is_delete_or_foreign = word | (low + EACH);
        let is_printable = low + EACH * 0x60;
        let is_not_equals = (low ^ (EACH * u64::from(b'='))) + EACH * 0x7f;
        let other = (is_delete_or_foreign | !is_printable | !is_not_equals) & HIGH;
        if other != 0 {
            at += other.trailing_zeros() as usize / 8;
            break;
        }
        at += 8;
    }
    // Tabs are plain too, and too rare for a test of their own.
    at + text[at..].iter().position(|byte| !PLAIN[usize::from(*byte)]).unwrap_or(text.len() - at)
}

/// Writes an octet in hex, on the next line if this one has no room for it; returns how much of its line is used then.
fn hex(byte: u8, used: usize, out: &mut Vec<u8>) -> usize {
    let digit = |digit: u8| b"0123456789ABCDEF"[usize::from(digit)];
    let fits = used + 3 < LINE;
    if !fits {
        out.extend_from_slice(b"=\r\n");
    }
    out.extend_from_slice(&[b'=', digit(byte >> 4), digit(byte & 15)]);
    if fits { used + 3 } else { 3 }
}

/// What stands for itself: printable ASCII but for `=`, and blanks.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        plain[byte as usize] = byte != b'=';
        byte += 1;
    }
    plain[b'\t' as usize] = true;
    plain
};

#[cfg(test)]
mod tests {
    use mail_parser::MessageParser;
    use proptest::prelude::*;

    use super::quoted_printable;

    fn encoded(text: &str) -> String {
        let mut out = Vec::new();
        quoted_printable(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_not_plain_is_written_in_hex() {
        assert_eq!(encoded("Chloë = 1\n\tx"), "Chlo=C3=AB =3D 1\r\n\tx");
        assert_eq!(encoded("a \r\nb\t\n c\0"), "a=20\r\nb=09\r\n c=00");
    }

    #[test]
    fn long_lines_are_broken_between_units() {
        assert_eq!(encoded(&"x".repeat(76)), format!("{}=\r\nx", "x".repeat(75)));
        assert_eq!(encoded(&format!("{}ë", "x".repeat(73))), format!("{}=\r\n=C3=AB", "x".repeat(73)));
        assert_eq!(encoded(&format!("{} ", "x".repeat(75))), format!("{}=\r\n=20", "x".repeat(75)));
    }

    proptest! {
        #[test]
        fn a_mail_client_reads_the_same_text(text in "([ -~\tàë李=]{0,90}\n){0,6}.{0,200}") {
            let encoded = encoded(&text);
            for line in encoded.split("\r\n") {
                prop_assert!(line.len() <= 76 && !line.ends_with([' ', '\t']), "{line:?}");
            }
            let head = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
            let raw = format!("{head}{encoded}");
            let parsed = MessageParser::default().parse(&raw).unwrap();
            let read = parsed.body_text(0).unwrap().replace("\r\n", "\n");
            prop_assert_eq!(read, text.replace("\r\n", "\n"));
        }
    }
}
