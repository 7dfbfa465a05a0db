//! Collects what is wrong with a campaign file, each at its place.

use crate::campaign::yaml::{At, Origin};
use crate::campaign::{Over, Selector, SelectorError};
use crate::error::Problem;

/// A selector of the campaign, whose fields are judged once the data is there.
#[derive(Debug)]
pub struct Named {
    /// What it is.
    pub selector: Selector,
    /// What it picks.
    pub over: Over,
    /// Where it stands; `None` of one that the kit says, of which this is whose and which.
    pub at: Option<At<String>>,
    /// Of one that the kit says: which, such as `done`.
    pub key: &'static str,
}

/// Collects problems while values are judged.
pub(super) struct Diagnostics<'a> {
    pub(super) origin: &'a Origin,
    pub(super) problems: Vec<Problem>,
    pub(super) selectors: Vec<Named>,
}

impl Diagnostics<'_> {
    /// Reports a problem with a value.
    pub(super) fn wrong<T>(&mut self, at: &At<T>, message: impl Into<String>, hint: impl Into<String>) {
        self.problems.push(Problem::new(message).at(self.origin.place(at)).hint(hint));
    }

    /// Reports a problem with a part of a text value.
    pub(super) fn wrong_part(&mut self, at: &At<String>, what: &str, e: SelectorError) {
        let place = self.origin.part(at, e.offset, e.width);
        self.problems.push(Problem::new(format!("{what}: {}", e.message)).at(place).hint(e.hint));
    }
}
