//! The selector language of waves, audiences and moves: `department in ('IT', 'HR') and os_version < '10.0.22000'`.
//!
//! ```text
//! selector   = term {"or" term}
//! term       = factor {"and" factor}
//! factor     = "not" factor | "(" selector ")" | comparison | standing
//! comparison = field ("=" | "!=") value | field ["not"] "in" "(" value {"," value} ")"
//!            | field ["not"] "like" pattern | field "is" ["not"] "empty"
//!            | field ("<" | "<=" | ">" | ">=") measure | field ["not"] "contains" value
//! standing   = "everyone" | "pending" | "migrated" | "failed" | "blocked"     (of an audience alone)
//! field      = name | "quoted name", with `person.` or `device.` before it where both have one
//! value      = 'text' (a quote inside is doubled) | number | word
//! pattern    = 'text' in which * stands for anything
//! measure    = a value that reads as a number, a version or a date
//! ```
//! Comparison ignores case, composition of accents, and kinds of white space. Of a person, a field of devices
//! (`platform`, `os_version`) matches when any device does; of a device, a field of persons is that of its owner.
//!
//! What cannot be compared (`<` with nothing, or with what is no number, version or date) is neither so nor not so:
//! see [`Truth`].

mod fields;
mod judge;
mod measure;
mod parse;
#[cfg(test)]
mod tests;

pub use fields::{Field, Fields, Over, snake_case};
pub use judge::{Looked, Truth};
pub use measure::{Measure, Order};

/// A parsed selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// Both.
    And(Box<Selector>, Box<Selector>),
    /// Either.
    Or(Box<Selector>, Box<Selector>),
    /// Not.
    Not(Box<Selector>),
    /// The field has one of these values, folded as names are.
    In(Field, Vec<String>),
    /// The field matches a pattern (folded likewise) in which `*` stands for anything.
    Like(Field, String),
    /// The field has no value.
    Empty(Field),
    /// The field, as a number, version or date, is on this side of another.
    Compare(Field, Order, Measure),
    /// The field is a list (between commas, semicolons or bars, or of JSON) with this value in it, folded likewise.
    Contains(Field, String),
    /// How far the person is; in audiences alone.
    Standing(StandingWord),
}

/// How far somebody is, as an audience says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandingWord {
    /// However far.
    Everyone,
    /// Has still to move.
    Pending,
    /// Has moved.
    Migrated,
    /// Has still to move, and it went wrong.
    Failed,
    /// Has still to move, and has something that cannot.
    Blocked,
}

impl StandingWord {
    /// Every word.
    pub const ALL: [StandingWord; 5] = [
        StandingWord::Everyone,
        StandingWord::Pending,
        StandingWord::Migrated,
        StandingWord::Failed,
        StandingWord::Blocked,
    ];

    /// The word of the campaign file.
    pub fn as_str(self) -> &'static str {
        match self {
            StandingWord::Everyone => "everyone",
            StandingWord::Pending => "pending",
            StandingWord::Migrated => "migrated",
            StandingWord::Failed => "failed",
            StandingWord::Blocked => "blocked",
        }
    }
}

/// Why a selector cannot be read, and at which character of it.
pub use super::rule::RuleError as SelectorError;

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// With the offset of the first word that does not fit.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        parse::parse(text, false)
    }

    /// Reads an audience: a selector in which words say how far people are.
    ///
    /// # Errors
    /// As [`Selector::parse`].
    pub fn audience(text: &str) -> Result<Self, SelectorError> {
        parse::parse(text, true)
    }

    /// Every field it looks at.
    pub fn fields(&self) -> Vec<&Field> {
        match self {
            Selector::And(a, b) | Selector::Or(a, b) => [a.fields(), b.fields()].concat(),
            Selector::Not(a) => a.fields(),
            Selector::In(field, _)
            | Selector::Like(field, _)
            | Selector::Empty(field)
            | Selector::Compare(field, ..)
            | Selector::Contains(field, _) => vec![field],
            Selector::Standing(_) => Vec::new(),
        }
    }

    /// Whether it asks how far people are, which has to be asked again when a message goes out.
    pub fn asks_standing(&self) -> bool {
        match self {
            Selector::And(a, b) | Selector::Or(a, b) => a.asks_standing() || b.asks_standing(),
            Selector::Not(a) => a.asks_standing(),
            Selector::Standing(word) => *word != StandingWord::Everyone,
            _ => false,
        }
    }

    /// Tells apart what persons and devices both may have, now that it is known who has what.
    pub(super) fn resolve(&mut self, over: Over, fields: &Fields) {
        match self {
            Selector::And(a, b) | Selector::Or(a, b) => {
                a.resolve(over, fields);
                b.resolve(over, fields);
            }
            Selector::Not(a) => a.resolve(over, fields),
            Selector::In(field, _)
            | Selector::Like(field, _)
            | Selector::Empty(field)
            | Selector::Compare(field, ..)
            | Selector::Contains(field, _) => field.resolve(over, fields),
            Selector::Standing(_) => {}
        }
    }
}

/// Matches `*` as anything, greedily with backtracking over the last star; linear in practice.
fn like(value: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = value.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}
