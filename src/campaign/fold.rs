//! When two texts are the same to a reader: how names, keys and headers are compared.
//!
//! Systems write one name in several ways: composed or decomposed (a Mac's export), with a no-break space, with two
//! spaces, in full-width letters. None of these is a difference that anybody sees.

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// A name as it is compared: composed (NFC), white space of any kind and number as one space, lower case.
pub fn name_key(text: &str) -> Cow<'_, str> {
    let plain = |b: u8| b.is_ascii_graphic() && !b.is_ascii_uppercase();
    let bytes = text.as_bytes();
    let single = |at: usize| bytes[at] == b' ' && at > 0 && at + 1 < bytes.len() && bytes[at - 1] != b' ';
    if (0..bytes.len()).all(|at| plain(bytes[at]) || single(at)) {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        let mut folded = String::with_capacity(text.len());
        for word in text.split_ascii_whitespace() {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(word);
        }
        folded.make_ascii_lowercase();
        return Cow::Owned(folded);
    }
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    Cow::Owned(composed.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
}

/// A user name, identity or address as it is compared: full-width letters as the common ones (NFKC), no white space
/// around it, lower case.
pub fn key(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    Cow::Owned(ComposingNormalizerBorrowed::new_nfkc().normalize(text).trim().to_lowercase())
}

/// A serial number as it is compared: full-width letters as the common ones, no white space, upper case.
pub fn serial_key(text: &str) -> String {
    if text.is_ascii() {
        let mut key: String = text.split_ascii_whitespace().collect();
        key.make_ascii_uppercase();
        return key;
    }
    let folded = ComposingNormalizerBorrowed::new_nfkc().normalize(text);
    folded.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// A text without accents, as headers and words are compared: `Prénom` is `Prenom`.
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let taken_apart = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    Cow::Owned(taken_apart.chars().filter(|c| !matches!(c, '\u{300}'..='\u{36F}')).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_the_same_are_the_same() {
        for same in ["Súdwest  Fryslân", "Su\u{301}dwest Fryslân", "súdwest\u{A0}fryslân", " SÚDWEST\tFRYSLÂN "]
        {
            assert_eq!(name_key(same), "súdwest fryslân", "{same:?}");
        }
        for same in ["Den Haag", "den  haag", " DEN HAAG"] {
            assert_eq!(name_key(same), "den haag", "{same:?}");
        }
        assert_eq!(name_key(""), "");
        assert_ne!(name_key("Denhaag"), name_key("Den Haag"));
    }

    #[test]
    fn keys_are_the_same_in_full_width_and_capitals() {
        assert_eq!(key(" Ａ.Bakker@Voorbeeldstad.example\u{3000}"), "a.bakker@voorbeeldstad.example");
        assert_eq!(serial_key("f2lz k4xq\u{A0}0001"), "F2LZK4XQ0001");
        assert_eq!(serial_key("Ｆ２ＬＺ"), "F2LZ");
    }

    #[test]
    fn words_are_the_same_with_and_without_accents() {
        assert_eq!(plain("Prénom"), "Prenom");
        assert_eq!(plain("Pre\u{301}nom"), "Prenom");
        assert_eq!(plain("Gerätename"), "Geratename");
    }
}
