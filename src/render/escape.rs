//! Recipient data inside Markdown: a name such as `[x](http://evil) <b>` stays a name.
//!
//! A backslash neutralises Markdown in a paragraph but not in a code span, a link target or a table. So a value is
//! *escaped* instead: every ASCII character that is not a letter or digit becomes a private-use character, and the
//! whole value stands between two marks. Markdown sees a word without meaning, whatever the value is (also an empty
//! one), and the structure of a message depends on its template alone. Once parsed, the characters are put back, as
//! the place where they landed needs it: as they were in text and code, percent-encoded in a link target.

use std::borrow::Cow;
use std::io::{self, Write};

/// Stands before and after an escaped value.
const MARK: char = '\u{e0ff}';
/// ASCII character `c` is escaped as this plus `c`.
const BASE: u32 = 0xe000;
/// No value of a person or device is sensibly longer, in characters.
const LONGEST: usize = 200;

/// The private-use characters that mean something here; they are taken out of data.
fn is_ours(c: char) -> bool {
    ('\u{e000}'..='\u{e0ff}').contains(&c)
}

/// Marks that turn the direction of the text around them, or cannot be seen at all.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// A value as it can be shown on one line: without control characters, line ends, invisible and bidirectional marks,
/// runs of spaces, or more than 200 characters.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    let plain = text.len() <= LONGEST
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && text.bytes().all(|b| (0x20..0x7f).contains(&b))
        && !text.contains("  ");
    if plain {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len().min(4 * LONGEST));
    let mut length = 0;
    let mut space = false;
    for c in text.chars() {
        if is_invisible(c) || is_ours(c) {
            continue;
        }
        if c.is_whitespace() || c.is_control() {
            space |= !clean.is_empty();
            continue;
        }
        if length >= LONGEST {
            clean.push('…');
            break;
        }
        if std::mem::take(&mut space) {
            clean.push(' ');
            length += 1;
        }
        clean.push(c);
        length += 1;
    }
    Cow::Owned(clean)
}

/// The name of a file, as every file system takes it.
pub(crate) fn file_name(text: &str) -> String {
    one_line(text).replace(['/', '\\', ':', '*', '?', '"', '<', '>', '|'], "-")
}

/// Escapes a value; the escape function of the Markdown templates.
pub(crate) fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut escaped = String::with_capacity(text.len() + 32);
    escaped.push(MARK);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric()) {
        let (before, found) = rest.split_at(at);
        escaped.push_str(before);
        let mut chars = found.chars();
        escaped.extend(chars.next().and_then(harmless));
        rest = chars.as_str();
    }
    escaped.push_str(rest);
    escaped.push(MARK);
    out.write_all(escaped.as_bytes())
}

/// What a character that is no ASCII letter or digit becomes in an escaped value, if it stays.
fn harmless(c: char) -> Option<char> {
    if c.is_ascii_control() {
        Some(escaped_ascii(' '))
    } else if c.is_ascii() {
        Some(escaped_ascii(c))
    } else {
        let dropped = is_ours(c) || is_invisible(c) || matches!(c, '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}');
        (!dropped).then_some(c)
    }
}

/// An ASCII character that means nothing in Markdown, and is shown as it is.
pub(crate) fn literal(c: char) -> char {
    escaped_ascii(c)
}

fn escaped_ascii(c: char) -> char {
    char::from_u32(BASE + c as u32).unwrap_or(' ')
}

/// The ASCII character that was escaped as this one.
fn original(c: char) -> Option<char> {
    let code = (c as u32).checked_sub(BASE)?;
    (code < 0x80).then(|| char::from(code as u8))
}

/// Escaped values in text and code, as they were.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    // What is ours begins with this byte in UTF-8, and hardly anything else does.
    if !text.as_bytes().contains(&0xee) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_ours) {
        let (before, found) = rest.split_at(at);
        plain.push_str(before);
        let mut chars = found.chars();
        plain.extend(chars.next().filter(|c| *c != MARK).map(|c| original(c).unwrap_or(c)));
        rest = chars.as_str();
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The same with the author's words changed and values, which stand between two marks, left as they were.
pub(crate) fn unescape_around(text: &str, change: impl Fn(&str) -> String) -> String {
    let mut said = String::with_capacity(text.len() * 2);
    let mut within = false;
    for part in text.split(MARK) {
        if within {
            said.push_str(&unescape(part))
        } else {
            said.push_str(&unescape(&change(part)))
        }
        within = !within;
    }
    said
}

/// A link target, if it is one that a message may have: `https`, `http`, `mailto` or `tel`.
///
/// A value with which the target begins is a whole address of the campaign's (`{{ migration.enrol_url }}`) and is
/// kept; a value further on is a part and is percent-encoded (RFC 3986 section 2.1), so that it cannot add
/// a host, a path or a parameter.
pub(crate) fn target(link: &str) -> Option<String> {
    let mut url = String::with_capacity(link.len());
    let mut within = false;
    let mut whole = link.starts_with(MARK);
    for c in link.chars() {
        if c == MARK {
            whole &= !within;
            within = !within;
            continue;
        }
        let mail = url.starts_with("mailto:") || url.starts_with("tel:");
        match original(c) {
            Some(ascii) if whole && within => push_safe(&mut url, ascii),
            Some(ascii) if matches!(ascii, '-' | '.' | '_' | '~') || (mail && matches!(ascii, '@' | '+')) => {
                url.push(ascii);
            }
            Some(' ') if mail => {}
            Some(ascii) => percent(&mut url, ascii),
            None if within && !c.is_ascii() => percent(&mut url, c),
            None => push_safe(&mut url, c),
        }
    }
    let (scheme, rest) = url.split_once(':')?;
    match scheme.to_ascii_lowercase().as_str() {
        "tel" => {
            let digits: String = rest.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            (!digits.is_empty()).then(|| format!("tel:{digits}"))
        }
        "mailto" => rest.contains('@').then_some(url),
        "http" | "https" => rest.strip_prefix("//").is_some_and(|host| !host.is_empty()).then_some(url),
        _ => None,
    }
}

/// Characters that cannot be part of a URL would end it in the plain text.
fn push_safe(url: &mut String, c: char) {
    if c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}') {
        percent(url, c);
    } else {
        url.push(c);
    }
}

fn percent(url: &mut String, c: char) {
    let mut bytes = [0; 4];
    for byte in c.encode_utf8(&mut bytes).bytes() {
        url.push_str(&format!("%{byte:02X}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = Vec::new();
        escape(text, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_escaped_comes_back() {
        let name = "[x](http://evil) <b> *a* `#x` 1. | \\ Ağca 李";
        assert!(!escaped(name).contains(['[', '<', '*', '`', '#', '.', '|', '\\', ' ']));
        assert_eq!(unescape(&escaped(name)), name);
    }

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(one_line("A\r\nBcc: x\0\u{202e}y"), "A Bcc: x y");
        assert_eq!(one_line("  Chloë   O'Brien-'t Hart "), "Chloë O'Brien-'t Hart");
        assert_eq!(one_line(&"x".repeat(10_000)).chars().count(), 201);
    }

    #[test]
    fn a_value_cannot_leave_its_place_in_a_target() {
        let of = |prefix: &str, value: &str| target(&format!("{prefix}{}", escaped(value)));
        assert_eq!(of("", "https://a.example/b?c=d").unwrap(), "https://a.example/b?c=d");
        assert_eq!(of("", "javascript:alert(1)"), None);
        assert_eq!(of("https://a.example/?u=", "x&admin=1 @/").unwrap(), "https://a.example/?u=x%26admin%3D1%20%40%2F");
        assert_eq!(of("https://a.example/", "Ağca").unwrap(), "https://a.example/A%C4%9Fca");
        assert_eq!(of("mailto:", "desk@a.example?bcc=x").unwrap(), "mailto:desk@a.example%3Fbcc%3Dx");
        assert_eq!(of("tel:", "+31 20 555 0100").unwrap(), "tel:+31205550100");
        assert_eq!(target("//a.example"), None);
        assert_eq!(target("data:text/html,x"), None);
    }
}
