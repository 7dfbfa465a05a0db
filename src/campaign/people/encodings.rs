//! Encodings that bytes do not tell, and names that look as if one was taken for another.
//!
//! A file of bytes above 127 that is not UTF-8 is read as Windows-1252, in which every byte is a character: `Michał` from
//! Poland arrives as `Micha³`. Letters do not stand beside superscripts, currency signs and upside-down question
//! marks in names, and words that do are what is looked for here.

use encoding_rs::{Encoding, MACINTOSH, UTF_8, WINDOWS_1250, WINDOWS_1252, WINDOWS_1254};

/// What `encoding:` calls UTF-8 that was taken for Windows-1252 and saved as UTF-8.
const TWICE: &str = "utf-8-twice";

/// Whether an encoding can be said by this label.
pub fn is_encoding(label: &str) -> bool {
    label.eq_ignore_ascii_case(TWICE) || by_label(label).is_some()
}

fn by_label(label: &str) -> Option<&'static Encoding> {
    // What Windows and its users call them.
    let label = match label.trim().to_ascii_lowercase() {
        label if label == "macroman" || label == "mac-roman" || label == "mac roman" => "macintosh".to_owned(),
        label => label
            .strip_prefix("windows")
            .map(|n| format!("windows-{}", n.trim_start_matches(['-', ' '])))
            .unwrap_or(label),
    };
    Encoding::for_label(label.as_bytes())
}

/// The text in an encoding that somebody said.
pub(super) fn decode_as(bytes: &[u8], label: &str) -> Option<(String, &'static str)> {
    if label.eq_ignore_ascii_case(TWICE) {
        let text = UTF_8.decode(bytes).0;
        return Some((text.split_inclusive(|c: char| !is_of_a_word(c)).map(undone).collect(), "UTF-8 twice"));
    }
    let encoding = by_label(label)?;
    Some((encoding.decode(bytes).0.into_owned(), encoding.name()))
}

/// A piece of text with one layer of encoding taken off, where there are two.
fn undone(piece: &str) -> String {
    once(piece).unwrap_or_else(|| piece.to_owned())
}

fn once(piece: &str) -> Option<String> {
    if piece.is_ascii() {
        return None;
    }
    let (bytes, _, lossy) = WINDOWS_1252.encode(piece);
    if lossy {
        return None;
    }
    String::from_utf8(bytes.into_owned()).ok()
}

/// Names that another encoding would read better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Up to three of them, as they were read and as they would be.
    pub names: Vec<(String, String)>,
    /// How many there are.
    pub count: usize,
    /// What to write after `encoding:`.
    pub encoding: &'static str,
}

/// Looks for words that the encoding a text was read in has spoilt.
pub(super) fn doubt(text: &str, encoding: &'static Encoding) -> Option<Doubt> {
    if encoding == UTF_8 {
        // Only text above ASCII can be encoded twice, and then it has one of these.
        if !['Ã', 'Â', 'Ä', 'Å', 'Ð', 'Ñ'].iter().any(|first| text.contains(*first)) {
            return None;
        }
        let names = words(text).filter_map(|word| Some((word, once(word)?))).collect();
        return some(names, TWICE);
    }
    if encoding != WINDOWS_1252 {
        return None;
    }
    let odd: Vec<&str> = words(text).filter(|word| is_odd(word)).collect();
    if odd.is_empty() {
        return None;
    }
    let all: Vec<&str> = words(text).filter(|word| !word.is_ascii()).collect();
    let bytes_of = |word: &str| WINDOWS_1252.encode(word).0.into_owned();
    // Turkish differs from Windows-1252 in six letters only, all of which are letters there too.
    let turkish = odd.iter().all(|word| is_word(word));
    let better: &[(&'static Encoding, &'static str)] = match turkish {
        true => &[(WINDOWS_1254, "windows-1254")],
        false => &[(WINDOWS_1250, "windows-1250"), (MACINTOSH, "macintosh")],
    };
    let judged = better.iter().map(|(encoding, label)| {
        let read = |word: &str| encoding.decode_without_bom_handling(&bytes_of(word)).0.into_owned();
        let wrong = all.iter().filter(|word| is_odd(&read(word))).count();
        let names: Vec<(&str, String)> = odd.iter().map(|word| (*word, read(word))).collect();
        (wrong, names, *label)
    });
    let (wrong, names, label) = judged.min_by_key(|(wrong, ..)| *wrong)?;
    (wrong < odd.len()).then(|| some(names, label)).flatten()
}

fn some(names: Vec<(&str, String)>, encoding: &'static str) -> Option<Doubt> {
    let mut distinct: Vec<(String, String)> = Vec::new();
    for (read, better) in &names {
        if distinct.len() < 3 && !distinct.iter().any(|(known, _)| known == read) {
            distinct.push(((*read).to_owned(), better.clone()));
        }
    }
    (!names.is_empty()).then_some(Doubt { names: distinct, count: names.len(), encoding })
}

fn is_of_a_word(c: char) -> bool {
    !c.is_ascii() || c.is_ascii_alphabetic() || matches!(c, '\'' | '-')
}

/// Words with something above ASCII in them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_of_a_word(c)).filter(|word| !word.is_ascii())
}

/// Whether a word of Windows-1252 has what no name in its languages has: a sign among its letters, a capital behind a
/// small letter, or a thorn (which stands for the ş of Turkey) elsewhere than in front.
fn is_odd(word: &str) -> bool {
    let letters = word.chars().any(char::is_alphabetic);
    letters && (!is_word(word) || has_inner_thorn(word))
}

fn has_inner_thorn(word: &str) -> bool {
    word.chars().skip(1).any(|c| matches!(c, 'þ' | 'Þ'))
}

/// Whether a word is one to a reader: letters, and what joins them.
fn is_word(word: &str) -> bool {
    // `ª` and `º` are letters to Unicode and superscripts to a reader, `ƒ` is a florin.
    let fits = |c: char| match c {
        'ª' | 'º' | 'ƒ' | 'µ' => false,
        '\'' | '’' | '-' | '‐' | '–' | '·' | '\u{A0}' => true,
        c => c.is_alphabetic(),
    };
    let opening = |c: char| matches!(c, '‘' | '“' | '«' | '„' | '(' | '\'' | '¿' | '¡');
    let closing = |c: char| matches!(c, '’' | '”' | '»' | '…' | '€' | '°' | '©' | '®' | '™' | '\u{A0}' | '\'');
    let inner = word.trim_start_matches(opening).trim_end_matches(closing);
    let capital_inside =
        inner.chars().zip(inner.chars().skip(1)).any(|(a, b)| a.is_lowercase() && !b.is_ascii() && b.is_uppercase());
    inner.chars().all(fits) && !capital_inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_encoding(text: &str, label: &str) -> Vec<u8> {
        by_label(label).unwrap().encode(text).0.into_owned()
    }

    fn doubt_of(bytes: &[u8]) -> Option<Doubt> {
        doubt(&WINDOWS_1252.decode(bytes).0, WINDOWS_1252)
    }

    #[test]
    fn encodings_of_other_countries_are_noticed_by_their_names() {
        for (text, label) in [
            ("Michał Wałęsa, Józef Piłsudski, Łucja Wiśniewska", "windows-1250"),
            ("Ayşe Ağca, Işık Yıldız, Ömer Çağrı", "windows-1254"),
            ("Chloë Brontë, Zoë, René, Jürgen Müller, François", "macintosh"),
        ] {
            let found = doubt_of(&in_encoding(text, label)).unwrap_or_else(|| panic!("{label}"));
            assert_eq!(found.encoding, label);
            assert!(found.names.iter().all(|(_, better)| text.contains(better.as_str())), "{found:?}");
        }
        for sound in ["Chloë O’Brien-’t Hart, René, Jürgen Müller, François, Íñigo, 25 €, 20°, § 3", "José María"]
        {
            assert_eq!(doubt_of(&in_encoding(sound, "windows-1252")), None, "{sound}");
        }
    }

    #[test]
    fn utf8_encoded_twice_is_noticed_and_undone() {
        let twice = |text: &str| WINDOWS_1252.decode(text.as_bytes()).0.into_owned();
        let text = "Chloë;René;Müller\n";
        let found = doubt(&twice(text), UTF_8).unwrap();
        assert_eq!((found.count, found.encoding), (3, "utf-8-twice"));
        assert_eq!(found.names[0], ("ChloÃ«".into(), "Chloë".into()));
        assert_eq!(decode_as(twice(text).as_bytes(), "utf-8-twice").unwrap().0, text);
        assert_eq!(doubt("Ångström, Äggledare, Chloë, Müller, Łucja, ÂN", UTF_8), None);
    }

    #[test]
    fn an_encoding_is_said_by_its_label() {
        assert_eq!(decode_as(b"Micha\xB3", "cp1250").unwrap().0, "Michał");
        assert_eq!(decode_as(b"Chlo\x91", "Mac Roman").unwrap().0, "Chloë");
        assert!(is_encoding("windows-1254") && is_encoding("UTF-8-twice") && !is_encoding("windows-12500"));
    }
}
