//! What was said in confidence stays there: a relay may repeat a sign-in in its replies, and an endpoint what it was asked
//! with; those go to ledger and screen.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;

/// What stands in place of a secret.
const HIDDEN: &[u8] = b"(not shown)";

/// A part of a secret so long is hidden too: relays cut what they repeat, which may be base64 in either alphabet or a JWT.
const PART: usize = 8;

/// What must not be read in a reply.
#[derive(Default)]
pub(crate) struct Secrets {
    /// In every form it was sent in, the longest first.
    forms: Vec<Vec<u8>>,
}

impl Secrets {
    /// Of a sign-in: the password, and what goes over the wire with it.
    pub(crate) fn of_sign_in(user: &str, password: &str) -> Self {
        let sent = STANDARD.encode(format!("\0{user}\0{password}"));
        Secrets::of([password, &STANDARD.encode(password), &sent])
    }

    /// Of a text that is sent in a form: as it is, and with what is escaped there in both ways of writing it.
    pub(crate) fn of_field(text: &str) -> Self {
        let escaped = |space: &str, small: bool| {
            let bytes = text.bytes().map(|byte| match byte {
                b' ' => space.to_owned(),
                byte if byte.is_ascii_alphanumeric() || b"-._*".contains(&byte) => char::from(byte).to_string(),
                byte if small => format!("%{byte:02x}"),
                byte => format!("%{byte:02X}"),
            });
            bytes.collect::<String>()
        };
        let forms =
            [("+", false), ("+", true), ("%20", false), ("%20", true)].map(|(space, small)| escaped(space, small));
        Secrets::of(forms.iter().map(String::as_str).chain([text]))
    }

    /// Of texts that are secret as they are.
    pub(crate) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut forms: Vec<Vec<u8>> = texts.into_iter().map(|text| text.as_bytes().to_vec()).collect();
        forms.retain(|form| !form.is_empty());
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        Secrets { forms }
    }

    /// A line without them.
    pub(crate) fn hide<'a>(&self, line: &'a [u8]) -> Cow<'a, [u8]> {
        let mut line = Cow::Borrowed(line);
        for form in &self.forms {
            if memmem::find(&line, form).is_some() {
                line = Cow::Owned(replaced(&line, form));
            }
        }
        // `token=…` is a name and a part.
        let is_part = |word: &[u8]| {
            let has =
                |piece: &[u8]| piece.len() >= PART && self.forms.iter().any(|form| memmem::find(form, piece).is_some());
            has(word) || word.split(|byte| *byte == b'=').any(has)
        };
        if line.split(|byte| !is_of_word(*byte)).any(is_part) {
            line = Cow::Owned(without_words(&line, is_part));
        }
        line
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets").finish_non_exhaustive()
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_' | b'.')
}

fn replaced(line: &[u8], form: &[u8]) -> Vec<u8> {
    let (mut out, mut from) = (Vec::with_capacity(line.len()), 0);
    for at in memmem::find_iter(line, form) {
        out.extend_from_slice(&line[from..at]);
        out.extend_from_slice(HIDDEN);
        from = at + form.len();
    }
    out.extend_from_slice(&line[from..]);
    out
}

fn without_words(line: &[u8], hides: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    for chunk in line.chunk_by(|a, b| is_of_word(*a) == is_of_word(*b)) {
        out.extend_from_slice(if is_of_word(chunk[0]) && hides(chunk) { HIDDEN } else { chunk });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_is_not_repeated_in_any_form_it_was_sent_in() {
        let secrets = Secrets::of_sign_in("heraut", "sesam-öffne dich");
        let hide = |line: &str| String::from_utf8_lossy(&secrets.hide(line.as_bytes())).into_owned();
        let plain = STANDARD.encode("\0heraut\0sesam-öffne dich");
        let login = STANDARD.encode("sesam-öffne dich");
        for line in [
            format!("5.7.8 wrong: AUTH PLAIN {plain}"),
            format!("5.7.8 <{login}> does not fit"),
            "5.7.8 sesam-öffne dich is not the password".to_owned(),
            format!("5.5.2 syntax error in {}", &plain[..20]),
            format!("5.5.2 unknown command {}", &login[6..]),
        ] {
            let hidden = hide(&line);
            assert!(hidden.contains("(not shown)"), "{hidden}");
            assert!(
                ![&plain[..8], &login[..8], &login[8..16], "sesam"].iter().any(|part| hidden.contains(part)),
                "{hidden}"
            );
        }
        assert_eq!(hide(&format!("5.7.8 no: pass={}", &login[..10])), "5.7.8 no: (not shown)");
        let harmless = "5.7.8 Username and Password not accepted, heraut";
        assert_eq!(hide(harmless), harmless);
        assert!(matches!(Secrets::default().hide(b"250 ok"), Cow::Borrowed(_)));
        assert!(!format!("{secrets:?}").contains("sesam"));
    }

    #[test]
    fn a_field_is_not_repeated_as_it_was_escaped() {
        for (secret, sent) in [
            ("p@ssw0rd!very$ecret", "p%40ssw0rd%21very%24ecret"),
            ("ab+cd+efghijklmn+pq==", "ab%2Bcd%2Befghijklmn%2Bpq%3D%3D"),
            ("Geheim 2026 für alle", "Geheim+2026+f%C3%BCr+alle"),
            ("Geheim 2026 für alle", "Geheim%202026%20f%C3%BCr%20alle"),
        ] {
            for line in [format!("client_secret={sent}&x=1"), format!("you said {secret}, and why")] {
                let hidden = String::from_utf8_lossy(&Secrets::of_field(secret).hide(line.as_bytes())).into_owned();
                assert!(hidden.contains("(not shown)") && !hidden.contains("ecret=p"), "{hidden}");
                assert!(!hidden.contains(sent) && !hidden.contains(secret), "{hidden}");
            }
        }
    }
}
