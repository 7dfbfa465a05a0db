//! What the page of the plan shows, made once for all who look at it: of a large campaign a plan takes seconds, and while a sender
//! works an open page asks for it each second.

use std::sync::{Mutex, PoisonError};

use tera::Context;

use super::journal::Journal;
use crate::error::Result;

/// One for each language.
const MOST: usize = 8;

/// Of which moment it is, and in which language: of these files, after that was done, within that minute. What was delivered since
/// is not in it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Of {
    pub(super) language: String,
    pub(super) files: u64,
    /// Nothing while nothing was approved.
    pub(super) journal: Option<Journal>,
    pub(super) minute: i64,
}

/// What was made last.
#[derive(Default)]
pub(super) struct Drafts(Mutex<Vec<(Of, Context)>>);

impl Drafts {
    /// What is known of this moment, or is made by `make`; one at a time, so that nothing is made twice.
    ///
    /// # Errors
    /// That of `make`.
    pub(super) fn get(&self, of: &Of, make: impl FnOnce() -> Result<Context>) -> Result<Context> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, shown)) = known.iter().find(|(other, _)| other == of) {
            return Ok(shown.clone());
        }
        let shown = make()?;
        known.retain(|(other, _)| other.language != of.language);
        known.truncate(MOST - 1);
        known.push((of.clone(), shown.clone()));
        Ok(shown)
    }
}
