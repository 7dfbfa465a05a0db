//! What a reader calls what the program calls by a name or a rule of its own.

use super::phrase;
use super::words::Words;
use crate::campaign::When;
use crate::l10n::Tag;

/// What a reader of this language calls a phase or a message: `Aankondiging` of `announcement`. Of one that the campaign brings,
/// its name as words.
pub fn called(language: &Tag, name: &str) -> String {
    Words::of(language).named(name)
}

/// A rule as a reader of this language says it: `5 werkdagen voor de start, 09:00`.
pub fn in_words(language: &Tag, rule: &When) -> String {
    phrase::rule(Words::of(language), rule)
}
