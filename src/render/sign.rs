//! Signs that a word processor, a telephone or a chat puts where a template needs another: which one it is, and what to
//! type.

/// A sign that means nothing within `{{ … }}` or `{% … %}`.
pub(super) struct Sign {
    /// Which it is.
    pub(super) name: String,
    /// What to do about it.
    pub(super) cure: String,
}

impl Sign {
    /// What is known of a sign; `next` is the one after it.
    pub(super) fn of(sign: char, next: Option<char>) -> Self {
        let typed = |what: &str, instead: &str| (format!("{what} `{sign}`"), format!("type `{instead}`"));
        let code = |what: &str| format!("{what} (U+{:04X})", sign as u32);
        let (name, cure) = match sign {
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '＂' => {
                let (name, _) = typed("a typographic quotation mark", "");
                (name, "type a straight one, `\"` or `'`".to_owned())
            }
            '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | '´' | '＇' => {
                let (name, _) = typed("a typographic quotation mark", "");
                (name, "type a straight one, `'` or `\"`".to_owned())
            }
            '\u{a0}' | '\u{202f}' | '\u{2007}' => (code("a no-break space"), "type a space".to_owned()),
            _ if sign.is_whitespace() => (code("a space of another width"), "type a space".to_owned()),
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' => {
                (code("a sign that cannot be seen"), "delete it: it came along with what was copied".to_owned())
            }
            '‐' | '‑' | '‒' | '–' | '—' | '−' => typed("a dash", "-"),
            '…' => typed("the dots of one sign", "..."),
            '≠' => typed("the sign", "!="),
            '≤' => typed("the sign", "<="),
            '≥' => typed("the sign", ">="),
            '×' => typed("the sign", "*"),
            '÷' => typed("the sign", "/"),
            '&' if next == Some('&') => ("`&&`".to_owned(), "type `and`".to_owned()),
            '|' if next == Some('|') => ("`||`".to_owned(), "type `or`".to_owned()),
            '!' => typed("the sign", "not "),
            '\u{ff01}'..='\u{ff5e}' => {
                let plain = char::from_u32(sign as u32 - 0xff01 + 0x21).unwrap_or(' ');
                typed("a sign of full width", &plain.to_string())
            }
            _ if sign.is_alphabetic() && !sign.is_ascii() => {
                let cure = "names have only letters without accents, digits and `_`; docs/templates.md has them all";
                (format!("the letter `{sign}`"), cure.to_owned())
            }
            _ => (format!("the sign `{sign}`"), "take it out: it means nothing here".to_owned()),
        };
        Sign { name, cure }
    }

    /// Whether a sign looks like a quotation mark and is none.
    pub(super) fn is_quote(sign: char) -> bool {
        "“”„‟«»″＂‘’‚‛‹›′´＇".contains(sign)
    }
}

#[cfg(test)]
mod tests {
    use super::Sign;

    #[test]
    fn each_sign_has_its_name_and_what_to_type() {
        for (sign, name, cure) in [
            ('“', "a typographic quotation mark `“`", "`\"`"),
            ('’', "a typographic quotation mark `’`", "`'`"),
            ('\u{a0}', "a no-break space (U+00A0)", "type a space"),
            ('\u{2009}', "a space of another width (U+2009)", "type a space"),
            ('\u{200b}', "a sign that cannot be seen (U+200B)", "delete it"),
            ('–', "a dash `–`", "type `-`"),
            ('｜', "a sign of full width `｜`", "type `|`"),
            ('≠', "the sign `≠`", "type `!=`"),
            ('é', "the letter `é`", "without accents"),
            ('@', "the sign `@`", "take it out"),
        ] {
            let found = Sign::of(sign, None);
            assert_eq!(found.name, name);
            assert!(found.cure.contains(cure), "{}", found.cure);
        }
        assert_eq!(Sign::of('&', Some('&')).cure, "type `and`");
    }
}
