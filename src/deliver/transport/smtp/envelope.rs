//! MAIL and RCPT, and whether a relay can be given a message at all.

use std::fmt::Write;

use super::capabilities::Capabilities;
use crate::render::Mail;
use crate::schedule::NoticeId;

/// The two commands that name sender and recipient, without their line ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Envelope {
    pub(super) mail: String,
    pub(super) rcpt: String,
}

impl Envelope {
    /// # Errors
    /// Why the relay cannot be given this message, as a sentence for the notice.
    pub(super) fn new(id: NoticeId, mail: &Mail, offers: &Capabilities) -> Result<Self, String> {
        let (from, to) = (mail.envelope_from.as_str(), mail.envelope_to.as_str());
        if !is_path(from) && !from.is_empty() {
            return Err(format!("`{}` is not an envelope sender", from.escape_debug()));
        }
        if !is_path(to) {
            return Err(format!("`{}` is not an address", to.escape_debug()));
        }
        if let Some(n) = bare_line_end(&mail.bytes) {
            return Err(format!("the message has a line end that is not CRLF at byte {n}"));
        }
        let size = mail.bytes.len() as u64;
        if let Some(limit) = offers.size.filter(|limit| *limit > 0 && size > *limit) {
            return Err(format!("the message has {size} bytes and the relay takes at most {limit}"));
        }
        let foreign = !from.is_ascii() || !to.is_ascii();
        if foreign && !offers.smtp_utf8 {
            let address = if to.is_ascii() { from } else { to };
            return Err(format!("`{address}` needs a relay that offers SMTPUTF8, and this one does not"));
        }
        let eight_bit = !mail.bytes.is_ascii();
        if eight_bit && !offers.eight_bit {
            return Err("the message is not ASCII and the relay does not offer 8BITMIME".to_owned());
        }

        let mut commands = Envelope { mail: format!("MAIL FROM:<{from}>"), rcpt: format!("RCPT TO:<{to}>") };
        if offers.size.is_some() {
            let _ = write!(commands.mail, " SIZE={size}");
        }
        if eight_bit {
            commands.mail.push_str(" BODY=8BITMIME");
        }
        if foreign {
            commands.mail.push_str(" SMTPUTF8");
        }
        if offers.dsn {
            let _ = write!(commands.mail, " RET=HDRS ENVID={id}");
            // RFC 6533 has an address type of its own for addresses outside ASCII; without it, ORCPT is left out.
            let original = if foreign { String::new() } else { format!(" ORCPT=rfc822;{}", xtext(to)) };
            let _ = write!(commands.rcpt, " NOTIFY=FAILURE,DELAY{original}");
        }
        Ok(commands)
    }
}

/// Whether an address can stand between `<` and `>` without saying more than an address.
fn is_path(address: &str) -> bool {
    let mut quoted = false;
    let mut escaped = false;
    let safe = address.chars().all(|c| {
        let was_escaped = std::mem::replace(&mut escaped, false);
        match c {
            c if c.is_control() => false,
            _ if was_escaped => true,
            '\\' if quoted => {
                escaped = true;
                true
            }
            '"' => {
                quoted = !quoted;
                true
            }
            '<' | '>' | ' ' => quoted,
            _ => true,
        }
    });
    safe && !quoted && address.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

/// Where a CR or LF stands alone. Relays that take it for a line end can be made to see a final dot, and a second
/// message, inside the first (SMTP smuggling).
fn bare_line_end(bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|&n| match bytes[n] {
        b'\n' => n == 0 || bytes[n - 1] != b'\r',
        b'\r' => bytes.get(n + 1) != Some(&b'\n'),
        _ => false,
    })
}

/// RFC 3461 section 4.
fn xtext(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        match byte {
            b'!'..=b'~' if byte != b'+' && byte != b'=' => out.push(byte.into()),
            _ => {
                let _ = write!(out, "+{byte:02X}");
            }
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Capabilities =
        Capabilities { pipelining: true, size: Some(1000), dsn: true, smtp_utf8: true, eight_bit: true };

    fn mail(to: &str, bytes: &[u8]) -> Mail {
        Mail {
            envelope_from: "it@voorbeeld.example".into(),
            envelope_to: to.into(),
            subject: String::new(),
            html: String::new(),
            text: String::new(),
            bytes: bytes.to_vec(),
        }
    }

    fn envelope(to: &str, bytes: &[u8], offers: &Capabilities) -> Result<(String, String), String> {
        Envelope::new(NoticeId([0xaa; 16]), &mail(to, bytes), offers).map(|e| (e.mail, e.rcpt))
    }

    #[test]
    fn every_extension_offered_is_used() {
        let expected = (
            format!("MAIL FROM:<it@voorbeeld.example> SIZE=7 RET=HDRS ENVID={}", "aa".repeat(16)),
            "RCPT TO:<jan+x@b.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;jan+2Bx@b.example".to_owned(),
        );
        assert_eq!(envelope("jan+x@b.example", b"hallo\r\n", &ALL), Ok(expected));
        let plain = ("MAIL FROM:<it@voorbeeld.example>".to_owned(), "RCPT TO:<jan@b.example>".to_owned());
        assert_eq!(envelope("jan@b.example", b"hallo\r\n", &Capabilities::default()), Ok(plain));
    }

    #[test]
    fn what_the_relay_cannot_take_is_said_before_it_is_asked() {
        let none = Capabilities::default();
        let says = |result: Result<_, String>| result.err().unwrap_or_default();
        assert_eq!(
            says(envelope("a@b.example", &[b'x'; 1001], &ALL)),
            "the message has 1001 bytes and the relay takes at most 1000"
        );
        assert!(says(envelope("jürgen@b.example", b"x", &none)).contains("SMTPUTF8"));
        assert!(says(envelope("a@b.example", "é".as_bytes(), &none)).contains("8BITMIME"));
        assert!(
            envelope("jürgen@b.example", "é".as_bytes(), &ALL).is_ok_and(|e| e.0.contains("BODY=8BITMIME SMTPUTF8"))
        );
    }

    #[test]
    fn an_address_cannot_smuggle_a_command() {
        for address in [
            "a@b.example>\r\nRCPT TO:<c@d.example",
            "a@b.example> NOTIFY=NEVER",
            "a\nb@c.example",
            "\"a@b.example",
            "a@",
            "@b",
            "x",
        ] {
            assert!(envelope(address, b"x", &ALL).is_err(), "{address:?}");
        }
        assert!(envelope("\"a b\\\" >\"@c.example", b"x", &ALL).is_ok());
    }

    #[test]
    fn a_message_cannot_smuggle_a_second_one() {
        for bytes in [&b"a\n.\r\nMAIL"[..], b"a\r.\r\n", b"\na", b"a\r"] {
            assert!(envelope("a@b.example", bytes, &ALL).is_err(), "{bytes:?}");
        }
        assert!(envelope("a@b.example", b"a\r\n.\r\nb\r\n", &ALL).is_ok());
    }
}
