//! The words of the helpdesk's part of the plan.

use crate::report::fixed::fixed_words;
use crate::report::words::Words;

fixed_words! {
    /// Those words in one language.
    pub(super) struct LoadWords from "helpdesk.ftl" {
        title: text,
        /// What it rests on before anything came.
        assumed: text,
        /// What it rests on since.
        taught: text,
        came: text,
        /// The same above a column.
        came_head: text,
        expected: text,
        range: text,
        /// With `{n}`.
        takes: text,
        over: text,
        /// With `{n}`, the first and the last day, `{top}` and `{day}`.
        about: text,
        who_call: text,
        four_in_five: text,
    }
}

/// The words in the language of others.
pub(super) fn of(words: &Words) -> &'static LoadWords {
    LoadWords::in_language(words.lang)
}
