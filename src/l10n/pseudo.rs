//! Languages that nobody reads, made from English to see whether a layout can take any: `en-XA` is accented and 40 %
//! longer, `ar-XB` is written from right to left. The names are those of Android's pseudo-locales.
//!
//! Only the words of authors change. Values (names, dates, addresses), code and the targets of links stay as they are,
//! so that what was lost can be told from what was changed.

use super::{Direction, Tag};

/// A language made from English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pseudo {
    /// `en-XA`: `Ḿóṿé ýóúŕ ðéṿíçé` with vowels drawn out.
    Accented,
    /// `ar-XB`: each word between marks that turn it around.
    Bidirectional,
}

/// How much longer an accented text is, in percent of its letters: German and Finnish interfaces seldom are longer.
const LONGER: usize = 40;

/// Each ASCII letter with a mark, from `A` to `Z` and from `a` to `z`: those that the built-in typefaces can print, which
/// have no `x` with a mark.
const CAPITALS: [char; 26] = [
    'Å', 'Ɓ', 'Ç', 'Ð', 'É', 'Ḟ', 'Ĝ', 'Ĥ', 'Î', 'Ĵ', 'Ķ', 'Ļ', 'Ḿ', 'Ñ', 'Ö', 'Þ', 'Ǫ', 'Ŕ', 'Š', 'Ţ', 'Û', 'Ṿ', 'Ŵ',
    'Χ', 'Ý', 'Ž',
];
const SMALL: [char; 26] = [
    'å', 'ƀ', 'ç', 'ð', 'é', 'ƒ', 'ĝ', 'ĥ', 'î', 'ĵ', 'ķ', 'ļ', 'ḿ', 'ñ', 'ö', 'þ', 'ǫ', 'ŕ', 'š', 'ţ', 'û', 'ṿ', 'ŵ',
    'χ', 'ý', 'ž',
];

/// RIGHT-TO-LEFT OVERRIDE and POP DIRECTIONAL FORMATTING (Unicode Standard Annex 9), between RIGHT-TO-LEFT MARKs.
const TURNED: [&str; 2] = ["\u{200f}\u{202e}", "\u{202c}\u{200f}"];

impl Pseudo {
    /// Which of them a tag is, if any.
    pub fn of(tag: &Tag) -> Option<Self> {
        match tag.as_str() {
            "en-XA" => Some(Pseudo::Accented),
            "ar-XB" => Some(Pseudo::Bidirectional),
            _ => None,
        }
    }

    /// Its tag, and the one of the language it is made from.
    pub fn tags(self) -> (&'static str, &'static str) {
        match self {
            Pseudo::Accented => ("en-XA", "en"),
            Pseudo::Bidirectional => ("ar-XB", "en"),
        }
    }

    /// Which way it is written.
    pub fn direction(self) -> Direction {
        match self {
            Pseudo::Accented => Direction::Ltr,
            Pseudo::Bidirectional => Direction::Rtl,
        }
    }

    /// A text in this language. Digits, punctuation and spaces stay.
    pub fn say(self, text: &str) -> String {
        match self {
            Pseudo::Accented => accent(text),
            Pseudo::Bidirectional => turn(text),
        }
    }
}

/// Marks on letters; the vowels that end in `LONGER` per cent of the letters are said twice.
fn accent(text: &str) -> String {
    let mut said = String::with_capacity(text.len() * 3);
    let mut owed = 0;
    for c in text.chars() {
        let marked = match c {
            'A'..='Z' => CAPITALS[c as usize - 'A' as usize],
            'a'..='z' => SMALL[c as usize - 'a' as usize],
            _ => c,
        };
        said.push(marked);
        if c.is_ascii_alphabetic() {
            owed += LONGER;
        }
        if matches!(c, 'a' | 'e' | 'i' | 'o' | 'u') {
            for _ in 0..owed / 100 {
                said.push(marked);
            }
            owed %= 100;
        }
    }
    said
}

/// Each run of letters and digits turned around.
fn turn(text: &str) -> String {
    let mut said = String::with_capacity(text.len() * 2);
    let mut within = false;
    for c in text.chars() {
        if c.is_alphanumeric() != within {
            said.push_str(TURNED[usize::from(within)]);
            within = !within;
        }
        said.push(c);
    }
    if within {
        said.push_str(TURNED[1]);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accented_text_is_two_fifths_longer_and_keeps_its_signs() {
        let text = "After that you will no longer get work email on your device. Move 2 devices now!";
        let said = Pseudo::Accented.say(text);
        assert!(!said.chars().any(|c| c.is_ascii_alphabetic()), "{said}");
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
        let ratio = letters(&said) as f64 / letters(text) as f64;
        assert!((1.37..=1.43).contains(&ratio), "{ratio}: {said}");
        let signs = |text: &str| text.chars().filter(|c| !c.is_alphabetic()).collect::<String>();
        assert_eq!(signs(&said), signs(text));
    }

    #[test]
    fn turned_words_are_all_there_between_their_marks() {
        let said = Pseudo::Bidirectional.say("Call us.");
        assert_eq!(said, "\u{200f}\u{202e}Call\u{202c}\u{200f} \u{200f}\u{202e}us\u{202c}\u{200f}.");
        assert_eq!(said.matches('\u{202e}').count(), said.matches('\u{202c}').count());
    }

    #[test]
    fn tags_say_what_they_are() {
        for pseudo in [Pseudo::Accented, Pseudo::Bidirectional] {
            let tag: Tag = pseudo.tags().0.parse().unwrap();
            assert_eq!(Pseudo::of(&tag), Some(pseudo));
            assert_eq!(tag.direction(), pseudo.direction());
        }
        assert_eq!(Pseudo::of(&"en".parse().unwrap()), None);
    }
}
