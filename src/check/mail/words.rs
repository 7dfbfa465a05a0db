//! Text as it is compared: by its letters and digits, whatever stands between them.

/// Words one after the other, a space around each: `Op 12 maart (Noord).` is ` op 12 maart noord `.
pub(super) fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    for c in text.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if (c.is_ascii() || c.is_whitespace() || c.is_control() || is_punctuation(c)) && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

/// Signs between words that are not ASCII. Other signs, such as invisible ones and marks on letters, separate nothing.
fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{a1}'..='\u{bf}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3000}'..='\u{3020}')
}

/// Whether a text says something, which begins and ends where it does: `2 maart` is not in `12 maart`. In scripts
/// without spaces, words may run on.
pub(super) fn says(hay: &str, something: &str) -> bool {
    let wanted = words(something);
    let wanted = wanted.trim();
    if wanted.is_empty() {
        return true;
    }
    let joins = |a: Option<char>, b: Option<char>| {
        matches!((a, b), (Some(a), Some(b)) if a.is_ascii_digit() && b.is_ascii_digit()
            || a.is_ascii_alphabetic() && b.is_ascii_alphabetic())
    };
    hay.match_indices(wanted).any(|(at, _)| {
        let (before, after) = (hay[..at].chars().next_back(), hay[at + wanted.len()..].chars().next());
        !joins(before, wanted.chars().next()) && !joins(wanted.chars().next_back(), after)
    })
}

/// The digits of a text in their order, with `+`: a telephone number, however it is grouped.
pub(super) fn digits(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_and_digits_count() {
        assert_eq!(words("Op 12\u{a0}maart\n(Noord)…"), " op 12 maart noord ");
        assert_eq!(words("Chlo\u{308}e\u{202e}A"), words("Chlo\u{308}eA"));
        assert_eq!(words(""), " ");
    }

    #[test]
    fn a_number_is_not_the_end_of_another() {
        let hay = words("Uiterlijk vrijdag 12 maart 2027.");
        assert!(says(&hay, "12 maart 2027") && says(&hay, "Vrijdag, 12 maart"));
        assert!(!says(&hay, "2 maart 2027") && !says(&hay, "12 maart 202"));
        assert!(says(&words("期限は2027年3月12日です"), "2027年3月12日"));
    }
}
