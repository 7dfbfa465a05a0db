//! The passages of a text in Markdown: what reads the same whatever stands before and after it, one or more blocks
//! each. A message is many passages that everybody gets, and a few with a person's data.
//!
//! Finding them reads no Markdown, so it is careful: a text with anything that may reach over a blank line (a link
//! defined further on, a fence, an HTML comment) has no passages, and lines that may belong to one list, or to one
//! block of code, stay together.

/// The passages of a text, which are the whole text; nothing for one that has to be read as a whole.
pub(super) fn passages(markdown: &str) -> Option<Vec<&str>> {
    if reaches_over(markdown) {
        return None;
    }
    let mut found = Vec::with_capacity(32);
    // Where the passage begins, whether a line of it may begin an item, and whether the line before is blank.
    let (mut begins, mut has_items, mut is_after_blank) = (0, false, false);
    let (mut at, mut is_after_tag) = (0, false);
    while at < markdown.len() {
        let rest = &markdown.as_bytes()[at..];
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        match Line::of(&rest[..length]) {
            // The parser reads on after the tag of an alert, and takes the blank line for the next of its quotation.
            Line::Blank if is_after_tag => return None,
            Line::Blank => is_after_blank = true,
            Line::Unclear => return None,
            Line::Said { is_item, is_at_margin, is_tag } => {
                if is_after_blank && is_at_margin && !(is_item && has_items) {
                    found.push(&markdown[begins..at]);
                    (begins, has_items) = (at, false);
                }
                has_items |= is_item;
                (is_after_blank, is_after_tag) = (false, is_tag);
            }
        }
        at += length;
    }
    found.push(&markdown[begins..]);
    Some(found)
}

/// What can be seen of a line alone.
enum Line {
    /// There is nothing on it.
    Blank,
    /// It begins an item without words: whether what follows belongs to it is hard to say.
    Unclear,
    /// Any other.
    Said {
        /// Whether it may begin an item of a list, but for one in a quotation.
        is_item: bool,
        /// Whether it begins with a character that shows.
        is_at_margin: bool,
        /// Whether it may be the tag of an alert.
        is_tag: bool,
    },
}

impl Line {
    fn of(line: &[u8]) -> Self {
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n');
        let Some(indent) = line.iter().position(|byte| !is_blank(byte)) else { return Line::Blank };
        let said = &line[indent..];
        let marker = marker(said);
        if marker.is_some_and(|length| said[length..].iter().all(is_blank)) {
            return Line::Unclear;
        }
        let is_tag = said.trim_ascii_end().ends_with(b"]") && said.windows(2).any(|signs| signs == b"[!");
        Line::Said { is_item: marker.is_some(), is_at_margin: indent == 0, is_tag }
    }
}

/// How long the marker of an item is with which this begins.
fn marker(said: &[u8]) -> Option<usize> {
    let length = match said[0] {
        b'-' | b'+' | b'*' => 1,
        b'0'..=b'9' => {
            let digits = said.iter().position(|byte| !byte.is_ascii_digit())?;
            matches!(said[digits], b'.' | b')').then_some(digits + 1)?
        }
        _ => return None,
    };
    said.get(length).is_none_or(|after| *after <= b' ').then_some(length)
}

/// Whether something may matter beyond the next blank line: the definition of a link or a footnote, a fence of a block
/// of code, a tag of HTML; or there are characters that are blank or a line end in Markdown alone.
fn reaches_over(markdown: &str) -> bool {
    let text = markdown.as_bytes();
    let has = |sign: &str| memchr::memmem::find(text, sign.as_bytes()).is_some();
    memchr::memchr3(b'\r', 0x0b, 0x0c, text).is_some()
        || has("]:")
        || has("```")
        || has("~~~")
        || memchr::memchr_iter(b'<', text).any(|at| may_begin_html(&text[..at], &text[at + 1..]))
}

/// Whether a `<` between these may begin a tag: what becomes of it depends on whether the element ends further on.
fn may_begin_html(before: &[u8], after: &[u8]) -> bool {
    let is_escaped = before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1;
    !is_escaped && after.first().is_some_and(|byte| byte.is_ascii_alphabetic() || b"!?/".contains(byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::passages;
    use crate::render::markdown::parse;

    #[test]
    fn what_belongs_together_stays_together() {
        for (text, wanted) in [
            ("# A\n\nHello,\n\n> [!NOTE]\n> b\n\n> c\n", 4),
            ("1. a\n1. b\n\nText\n\n1. c\n", 3),
            ("1. a\n\n1. b\n\n   more\n\n    deeper\n", 1),
            ("Text:\n- a\n\n- b\n", 1),
            ("Text\n\n- a\n- b\n\n**Button**\n\n* * *\n", 4),
            ("    code\n\n    code\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", 2),
            ("a\n \t\n\n\nb \\<br> 1 < 2\n\n<5\n\nc", 4),
        ] {
            let found = passages(text).unwrap();
            assert_eq!((found.len(), found.concat()), (wanted, text.to_owned()), "{found:?}");
        }
        for text in [
            "[a]\n\n[a]: https://a.example",
            "a\n\n```\n\nb",
            "~~~",
            "> - <!-- a\n\nb -->",
            "a <del>\n\nb</del>",
            "\\\\<b>\n\na",
            "-\n\n  a",
            "> [!NOTE]\n\n> a",
            "a\r\rb",
        ] {
            assert_eq!(passages(text), None, "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]
        #[test]
        fn passages_read_alone_as_they_do_in_the_whole(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..14)) {
            let text = pieces.concat();
            if let Some(found) = passages(&text) {
                prop_assert_eq!(found.concat(), text.clone());
                let alone: Vec<_> = found.iter().flat_map(|passage| parse(passage)).collect();
                prop_assert_eq!(alone, parse(&text), "{:?}", text);
            }
        }
    }

    /// What lines are made of. Blank lines are there twice.
    const PIECES: &[&str] = &[
        "\n",
        "\n\n",
        "\n\n",
        "\n \n",
        "\n\t\n",
        " ",
        "  ",
        "    ",
        "\t",
        "a",
        "b c",
        "- ",
        "-",
        "* ",
        "+ ",
        "1. ",
        "2) ",
        "10. ",
        "> ",
        ">",
        "> [!NOTE]",
        "> [!DEADLINE]",
        "> [!DEVICE]\n",
        "# ",
        "## a",
        "---",
        "***",
        "===",
        "| a | b |\n|---|---|\n",
        "| c |",
        "|---|",
        "**",
        "*",
        "_",
        "`",
        "``",
        "```",
        "~~~",
        "[a](https://a.example)",
        "**[a](https://a.example)**",
        "![a](b.png)",
        "[a]",
        "[a]: b",
        "]:",
        "[",
        "](",
        "\\",
        "\\\n",
        "  \n",
        "<",
        "<div>",
        "<!-- ",
        "-->",
        "<br>",
        "</p>",
        "<pre>",
        "<https://a.example>",
        "&amp;",
        "\u{e0ff}x\u{e0ff}",
        "\u{a0}",
        "é",
        "1986. a",
        "- a\n- b\n",
        "1. a\n1. b\n",
        "\n> - a\n",
        "\n\n\n",
        "\"",
        "'",
        "(",
        ")",
        "!",
    ];
}
