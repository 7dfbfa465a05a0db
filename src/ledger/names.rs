//! The words that name somebody, and where they stand in what people wrote.

use std::collections::{BTreeSet, HashMap};

/// What stands in the place of a name.
const GAP: &str = "…";

/// A shorter word is somebody else's as well.
const SHORTEST: usize = 3;

/// Everything that names somebody, or several people. Looked up by what each begins with: of ten thousand people a text is held
/// against few.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// By its first run of letters and digits, in small letters.
    by_first: HashMap<String, BTreeSet<String>>,
}

impl FromIterator<String> for Names {
    fn from_iter<I: IntoIterator<Item = String>>(words: I) -> Self {
        let mut names = Names::default();
        for word in words.into_iter().filter(|word| word.chars().count() >= SHORTEST) {
            if let Some(first) = runs(&word).into_iter().next() {
                names.by_first.entry(first).or_default().insert(word);
            }
        }
        names
    }
}

impl Names {
    /// Whether a text has one of them.
    pub fn are_in(&self, text: &str) -> bool {
        self.scrubbed(text).is_some()
    }

    /// The text with a gap in the place of each; `None` when it has none of them.
    pub(super) fn scrubbed(&self, text: &str) -> Option<String> {
        let mut out = text.to_owned();
        let begin: BTreeSet<String> = runs(text).into_iter().collect();
        let mut words: Vec<&String> = begin.iter().filter_map(|run| self.by_first.get(run)).flatten().collect();
        // The longest first: an address is gone before the name that begins it.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        for word in words {
            out = replace_word(&out, word);
        }
        (out != text).then_some(out)
    }
}

/// The runs of letters and digits, in small letters.
fn runs(text: &str) -> Vec<String> {
    let small: String = text.chars().flat_map(char::to_lowercase).collect();
    let runs = small.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty());
    runs.map(str::to_owned).collect()
}

/// Every place where a word stands by itself becomes a gap.
fn replace_word(text: &str, word: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((at, length)) = find(rest, word) {
        // Beside one of the signs it may be a part of somebody else's address.
        let stands_alone = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && !"@._-".contains(c));
        let before = rest[..at].chars().next_back().or(out.chars().next_back());
        // A full stop may end the sentence.
        let after = rest[at + length..].trim_start_matches('.').chars().next();
        let is_word = stands_alone(before) && stands_alone(after);
        out += &rest[..at];
        out += if is_word { GAP } else { &rest[at..at + length] };
        rest = &rest[at + length..];
    }
    out + rest
}

/// Where a word is in a text, whatever its case, and how long it is there.
fn find(text: &str, word: &str) -> Option<(usize, usize)> {
    let wanted: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    text.char_indices().find_map(|(at, _)| {
        let mut left = wanted.iter().copied().peekable();
        for (from, c) in text[at..].char_indices() {
            for lower in c.to_lowercase() {
                if left.next() != Some(lower) {
                    return None;
                }
            }
            if left.peek().is_none() {
                return Some((at, from + c.len_utf8()));
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_them_is_gone_and_nothing_else() {
        let words = ["j.jansen@example.org", "Jan Jansen", "Jansen", "F2LXK3", "Li", "\u{130}pek"];
        let names: Names = words.into_iter().map(str::to_owned).collect();
        for (text, scrubbed) in [
            ("person J.Jansen@example.org as left", Some("person … as left")),
            ("550 <j.jansen@example.org>: no such user", Some("550 <…>: no such user")),
            ("mevrouw JANSEN belde over F2LXK3", Some("mevrouw … belde over …")),
            ("Jansens Li", None),
            ("aj.jansen@example.org, Jansen-Smit", None),
            ("dat zei Jansen.", Some("dat zei ….")),
            ("volgens \u{130}PEK", Some("volgens …")),
            ("ß İstanbul", None),
            ("", None),
        ] {
            assert_eq!(names.scrubbed(text).as_deref(), scrubbed, "{text}");
        }
    }
}
