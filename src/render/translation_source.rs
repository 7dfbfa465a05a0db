//! From which text a translation was made, and whether that text is still the same.
//!
//! A message says it in its front matter (`source: en 5a1c09b2e7d4`), a block in its first line
//! (`{# source: en 5a1c09b2e7d4 -#}`): the language, and the first digits of the hash of that file.

use crate::error::Place;

/// Where a translation says what it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranslationSource {
    /// The language it was made from, as written.
    pub language: String,
    /// The hash of the text it was made from, as written.
    pub hash: String,
    /// Where it says so.
    pub place: Place,
}

/// How many digits of the hash are written: a change goes unnoticed once in 2⁴⁸ times.
const DIGITS: usize = 12;

impl TranslationSource {
    /// What a template says it was made from; `None` of an original.
    pub fn of(path: &str, text: &str) -> Option<Self> {
        let (line, said) = line_of(text)?;
        let (language, hash) = said.split_once(' ').unwrap_or((said, ""));
        let shown = text.lines().nth(line)?;
        let column = shown.find(said).map_or(0, |at| shown[..at].chars().count()) as u32 + 1;
        let place = Place::at(path, text, line as u32 + 1, column, said.chars().count() as u32);
        Some(TranslationSource { language: language.to_owned(), hash: hash.trim().to_owned(), place })
    }
}

/// The hash of a template, which a translation of it writes down. It does not depend on line endings, nor on what the
/// template itself was made from.
pub fn fingerprint(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let skipped = line_of(&text).map(|(line, _)| line);
    let mut hasher = blake3::Hasher::new();
    for (_, line) in text.split_inclusive('\n').enumerate().filter(|(n, _)| Some(*n) != skipped) {
        hasher.update(line.as_bytes());
    }
    hasher.finalize().to_hex()[..DIGITS].to_owned()
}

/// The line, from 0, that says what the template was made from, and what it says.
fn line_of(text: &str) -> Option<(usize, &str)> {
    let first = text.lines().next()?;
    if first.trim_end() == "---" {
        let front = text.lines().enumerate().skip(1).take_while(|(_, line)| line.trim_end() != "---");
        let mut said = front.filter_map(|(n, line)| Some((n, line.strip_prefix("source:")?.trim())));
        return said.next().map(|(n, said)| (n, said.trim_matches(['"', '\''])));
    }
    let comment = first.trim_end().strip_prefix("{#")?.strip_suffix("#}")?;
    let said = comment.trim_matches('-').trim().strip_prefix("source:")?;
    Some((0, said.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_and_blocks_say_what_they_were_made_from() {
        let message = "---\nsubject: x\nsource: \"en 5a1c\"\n---\nHallo\n";
        let origin = TranslationSource::of("a.de.md", message).unwrap();
        assert_eq!((origin.language.as_str(), origin.hash.as_str()), ("en", "5a1c"));
        assert_eq!(origin.place.to_string(), "a.de.md:3:10");
        let block = TranslationSource::of("b.de.md", "{# source: en new -#}\n1. Los\n").unwrap();
        assert_eq!((block.hash.as_str(), block.place.to_string()), ("new", "b.de.md:1:12".to_owned()));
        for original in ["---\nsubject: x\n---\nsource: en 1\n", "{# A note. #}\nsource: en 1\n", ""] {
            assert_eq!(TranslationSource::of("a.md", original), None, "{original}");
        }
    }

    #[test]
    fn the_hash_is_that_of_what_is_said() {
        let text = "---\nsubject: x\n---\nHello\n";
        assert_eq!(fingerprint(text), fingerprint(&text.replace('\n', "\r\n")));
        assert_eq!(fingerprint(text), fingerprint("---\nsubject: x\nsource: nl 1\n---\nHello\n"));
        assert_ne!(fingerprint(text), fingerprint("---\nsubject: x\n---\nHello.\n"));
        assert_eq!(fingerprint(text).len(), 12);
    }
}
