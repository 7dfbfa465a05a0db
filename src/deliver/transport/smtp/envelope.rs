//! MAIL and RCPT, and whether a relay can be given a message at all.

use std::io::Write;

use super::capabilities::Capabilities;
use crate::render::Mail;
use crate::schedule::NoticeId;

/// Where the commands of an envelope end, counted from where the first begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ends {
    pub(super) mail: usize,
    pub(super) rcpt: usize,
    pub(super) data: usize,
}

/// Adds MAIL, RCPT and DATA for a message to `out`.
///
/// # Errors
/// Why the relay cannot be given this message, as a sentence for the notice; then `out` is as it was.
pub(super) fn write(out: &mut Vec<u8>, id: NoticeId, mail: &Mail, offers: &Capabilities) -> Result<Ends, String> {
    let (from, to) = (mail.envelope_from.as_str(), mail.envelope_to.as_str());
    if !is_path(from) && !from.is_empty() {
        return Err(format!("`{}` is not an envelope sender", from.escape_debug()));
    }
    if !is_path(to) {
        return Err(format!("`{}` is not an address", to.escape_debug()));
    }
    let size = mail.bytes.len();
    if let Some(limit) = offers.size.filter(|limit| *limit > 0 && size as u64 > *limit) {
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

    let begin = out.len();
    for part in ["MAIL FROM:<", from, ">"] {
        out.extend_from_slice(part.as_bytes());
    }
    if offers.size.is_some() {
        let _ = write!(out, " SIZE={size}");
    }
    if eight_bit {
        out.extend_from_slice(b" BODY=8BITMIME");
    }
    if foreign {
        out.extend_from_slice(b" SMTPUTF8");
    }
    if offers.dsn {
        let _ = match &mail.envelope_id {
            Some(envid) => write!(out, " RET=HDRS ENVID={envid}"),
            None => write!(out, " RET=HDRS ENVID={id}"),
        };
    }
    out.extend_from_slice(b"\r\n");
    let mail = out.len() - begin;
    for part in ["RCPT TO:<", to, ">"] {
        out.extend_from_slice(part.as_bytes());
    }
    if offers.dsn {
        out.extend_from_slice(b" NOTIFY=FAILURE,DELAY");
        // RFC 6533 has an address type of its own for addresses outside ASCII; without it, ORCPT is left out.
        if !foreign {
            out.extend_from_slice(b" ORCPT=rfc822;");
            xtext(out, to);
        }
    }
    out.extend_from_slice(b"\r\n");
    let rcpt = out.len() - begin;
    out.extend_from_slice(b"DATA\r\n");
    Ok(Ends { mail, rcpt, data: out.len() - begin })
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

/// RFC 3461 section 4.
fn xtext(out: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'!'..=b'~' if byte != b'+' && byte != b'=' => out.push(byte),
            _ => {
                let _ = write!(out, "+{byte:02X}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Capabilities = Capabilities {
        pipelining: true,
        size: Some(1000),
        dsn: true,
        smtp_utf8: true,
        eight_bit: true,
        starttls: true,
        auth_plain: false,
        auth_login: false,
        auth_xoauth2: false,
    };

    /// Mail to here has an ENVID of its own.
    const PROVEN: &str = "proven@b.example";

    fn envelope(to: &str, bytes: &[u8], offers: &Capabilities) -> Result<Vec<String>, String> {
        let mail = Mail {
            envelope_from: "it@voorbeeld.example".into(),
            envelope_to: to.into(),
            envelope_id: (to == PROVEN).then(|| "id.proof".into()),
            subject: String::new(),
            html: String::new(),
            text: String::new(),
            bytes: bytes.to_vec(),
        };
        let mut out = b"before".to_vec();
        let written = write(&mut out, NoticeId([0xaa; 16]), &mail, offers);
        let out = out.split_off(6);
        let ends = written.inspect_err(|_| assert!(out.is_empty()))?;
        let parts = [&out[..ends.mail], &out[ends.mail..ends.rcpt], &out[ends.rcpt..ends.data], &out[ends.data..]];
        Ok(parts.map(|part| String::from_utf8_lossy(part).into_owned()).to_vec())
    }

    #[test]
    fn every_extension_offered_is_used() {
        let expected = [
            format!("MAIL FROM:<it@voorbeeld.example> SIZE=7 RET=HDRS ENVID={}\r\n", "aa".repeat(16)),
            "RCPT TO:<jan+x@b.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;jan+2Bx@b.example\r\n".to_owned(),
            "DATA\r\n".to_owned(),
            String::new(),
        ];
        assert_eq!(envelope("jan+x@b.example", b"hallo\r\n", &ALL), Ok(expected.to_vec()));
        assert!(envelope(PROVEN, b"x", &ALL).is_ok_and(|e| e[0].ends_with(" RET=HDRS ENVID=id.proof\r\n")));
        let plain = ["MAIL FROM:<it@voorbeeld.example>\r\n", "RCPT TO:<jan@b.example>\r\n", "DATA\r\n", ""];
        let plain = plain.map(str::to_owned).to_vec();
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
            envelope("jürgen@b.example", "é".as_bytes(), &ALL).is_ok_and(|e| e[0].contains("BODY=8BITMIME SMTPUTF8"))
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
}
