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
        let is_part =
            |word: &[u8]| word.len() >= PART && self.forms.iter().any(|form| memmem::find(form, word).is_some());
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
        let harmless = "5.7.8 Username and Password not accepted, heraut";
        assert_eq!(hide(harmless), harmless);
        assert!(matches!(Secrets::default().hide(b"250 ok"), Cow::Borrowed(_)));
        assert!(!format!("{secrets:?}").contains("sesam"));
    }
}
