//! Collects what is wrong with a campaign file, each at its place.

use crate::campaign::yaml::{At, Origin};
use crate::campaign::{Selector, SelectorError};
use crate::error::Problem;

/// Collects problems while values are judged.
pub(super) struct Diagnostics<'a> {
    pub(super) origin: &'a Origin,
    pub(super) problems: Vec<Problem>,
    pub(super) selectors: Vec<(At<String>, Selector)>,
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
