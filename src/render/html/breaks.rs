//! Where a line may end within a word on a narrow screen, and where it may not.

use std::borrow::Cow;

/// Parts of an address that are shorter than this stay together.
const SHORT: usize = 4;

/// The text of a link in pieces, between which a line may end: an address after `@`, `/` and `.`, so that no part of it
/// is cut.
pub(super) fn pieces(text: &str) -> Vec<&str> {
    let is_address = |text: &str| text.contains(['@', '/']) && !text.contains(char::is_whitespace);
    if !is_address(text) {
        return vec![text];
    }
    let mut found = Vec::new();
    let mut begins = 0;
    for (at, sign) in text.char_indices().filter(|(_, sign)| matches!(sign, '@' | '/' | '.')) {
        let end = at + sign.len_utf8();
        let goes_on = text[end..].chars().next().is_some_and(char::is_alphanumeric);
        if goes_on && end - begins >= SHORT && text.len() - end >= SHORT {
            found.push(&text[begins..end]);
            begins = end;
        }
    }
    found.push(&text[begins..]);
    found
}

/// A text whose `E-Mail` does not end a line after its `E`.
pub(crate) fn kept_together(text: &str) -> Cow<'_, str> {
    if !text.contains("-mail") && !text.contains("-Mail") {
        return Cow::Borrowed(text);
    }
    let mut kept = text.to_owned();
    for word in ["E-Mail", "E-mail", "e-mail", "e-Mail"] {
        // The hyphen at which no line ends.
        kept = kept.replace(word, &word.replace('-', "\u{2011}"));
    }
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_end_a_line_after_its_signs() {
        for (address, parts) in [
            ("servicedesk@voorbeeldstad.example", "servicedesk@|voorbeeldstad.|example"),
            ("https://intranet.voorbeeldstad.example/overstap", "https://|intranet.|voorbeeldstad.|example/|overstap"),
            ("a@b.nl", "a@b.nl"),
            ("+31 20 555 0100", "+31 20 555 0100"),
            ("Schrijf je in. Nu/straks", "Schrijf je in. Nu/straks"),
        ] {
            assert_eq!(pieces(address).join("|"), parts);
            assert_eq!(pieces(address).concat(), address);
        }
    }

    #[test]
    fn a_hyphen_in_email_stays_in_its_line() {
        assert_eq!(kept_together("Deine E-Mails, un e-mail"), "Deine E\u{2011}Mails, un e\u{2011}mail");
        assert_eq!(kept_together("werk-en-mail"), "werk-en-mail");
    }
}
