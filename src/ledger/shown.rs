//! What others said, made safe to show: the one place for a relay's words, wherever a person reads them.

use std::borrow::Cow;
use std::fmt::Write;

/// A text from outside as it may stand on a terminal, in JSON and in a log: line ends and tabs are spaces, and what would
/// steer a terminal, turn the direction of text around or hide in it is written as an escape (`\u{1b}`).
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\t' | '\n' | '\r' => out.push(' '),
            c if is_hidden(c) => {
                let _ = write!(out, "{}", c.escape_unicode());
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Controls (C0, DEL, C1), line and paragraph separators, marks and overrides of direction (UAX 9), and characters of no
/// width at all.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_a_terminal_or_turns_a_text_around() {
        assert_eq!(shown("a\u{1b}]52;c;eA==\u{7}b"), r"a\u{1b}]52;c;eA==\u{7}b");
        assert_eq!(
            shown("\u{9b}31m \u{202e}txt\u{2066} \u{200f}\u{feff}"),
            r"\u{9b}31m \u{202e}txt\u{2066} \u{200f}\u{feff}"
        );
        assert_eq!(shown("550 no\tsuch\r\nuser"), "550 no such  user");
        for harmless in ["", "250 2.0.0 Ok: queued as 4F1B23C0D5", "Привет, 世界, Ünïcödé"] {
            assert!(matches!(shown(harmless), Cow::Borrowed(same) if same == harmless), "{harmless}");
        }
        assert!(
            (0..=u32::from(char::MAX))
                .filter_map(char::from_u32)
                .filter(|c| c.is_control())
                .all(|c| { !shown(&c.to_string()).contains(c) })
        );
    }
}
