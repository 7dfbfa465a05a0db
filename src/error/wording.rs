//! Pieces of sentences that messages of every room have in common.

use std::fmt::Display;

/// A number with its word: `1 person`, `2 people`.
pub fn counted<N: Display + PartialEq + From<u8>>(n: N, one: &str, more: &str) -> String {
    let word = if n == N::from(1) { one } else { more };
    format!("{n} {word}")
}

/// The nearest of some names, when at most `most` slips of the keyboard lie between (Damerau-Levenshtein).
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>, most: usize) -> Option<&'a str> {
    let near = names.into_iter().map(|name| (strsim::damerau_levenshtein(name, word), name)).min();
    near.filter(|(slips, _)| *slips <= most).map(|(_, name)| name)
}

/// A hint for a word that is none of `names`: the [nearest] of them, otherwise `otherwise`.
pub fn did_you_mean<'a>(
    word: &str,
    names: impl IntoIterator<Item = &'a str>,
    most: usize,
    otherwise: impl FnOnce() -> String,
) -> String {
    nearest(word, names, most).map_or_else(otherwise, |name| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_something_has_another_word() {
        assert_eq!(counted(1u64, "person", "people"), "1 person");
        assert_eq!(counted(0usize, "person", "people"), "0 people");
    }

    #[test]
    fn a_slip_has_a_hint_and_another_word_has_none() {
        let names = || ["start", "deadline"];
        assert_eq!(did_you_mean("strat", names(), 2, String::new), "did you mean `start`?");
        assert_eq!(did_you_mean("people", names(), 2, || "waves have start".to_owned()), "waves have start");
        assert_eq!(nearest("deadlime", names(), 1), Some("deadline"));
    }
}
