//! The words of the helpdesk's part of the plan.

use crate::report::words::Words;

/// Those words in one language.
pub(super) struct LoadWords {
    pub(super) title: &'static str,
    /// What it rests on before anything came.
    pub(super) assumed: &'static str,
    /// What it rests on since.
    pub(super) taught: &'static str,
    pub(super) came: &'static str,
    /// The same above a column.
    pub(super) came_head: &'static str,
    pub(super) expected: &'static str,
    pub(super) range: &'static str,
    /// With `{n}`.
    pub(super) takes: &'static str,
    pub(super) over: &'static str,
    /// With `{n}`, the first and the last day, `{top}` and `{day}`.
    pub(super) about: &'static str,
    pub(super) who_call: &'static str,
    pub(super) four_in_five: &'static str,
}

const ENGLISH: LoadWords = LoadWords {
    title: "The helpdesk",
    assumed: "Contacts a working day, as the campaign assumes. Once contacts are counted, they teach the forecast.",
    taught: "Contacts a working day: what came, and what is expected by what came.",
    came: "came",
    came_head: "Came",
    expected: "expected",
    range: "four days in five",
    takes: "what the helpdesk takes: {n}",
    over: "more than it takes",
    about: "Chart of contacts with the helpdesk a working day, from {first} to {last}. From today on at most about {top}, on {day}.",
    who_call: "Share that calls",
    four_in_five: "Four in five",
};

const DUTCH: LoadWords = LoadWords {
    title: "De helpdesk",
    assumed: "Vragen per werkdag, zoals de campagne aanneemt. Zodra vragen worden geteld, leert de verwachting ervan.",
    taught: "Vragen per werkdag: wat er kwam, en wat daarop te verwachten is.",
    came: "gekomen",
    came_head: "Gekomen",
    expected: "verwacht",
    range: "vier op de vijf dagen",
    takes: "wat de helpdesk aankan: {n}",
    over: "meer dan de helpdesk aankan",
    about: "Grafiek van vragen aan de helpdesk per werkdag, van {first} tot en met {last}. Vanaf vandaag hooguit ongeveer {top}, op {day}.",
    who_call: "Aandeel dat belt",
    four_in_five: "Vier op de vijf",
};

/// The words in the language of others.
pub(super) fn of(words: &Words) -> &'static LoadWords {
    if words.lang == "nl" { &DUTCH } else { &ENGLISH }
}
