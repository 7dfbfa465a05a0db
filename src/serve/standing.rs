//! Where the campaign stands, as of one moment, with what is drawn of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::journal::Journal;
use super::parts;
use super::words::Words;
use crate::app::Overview;
use crate::campaign::{Loaded, PersonId};
use crate::error::Result;
use crate::report::{Outline, ProgressReport, contacts};
use crate::schedule::Forecast;

/// Of which moment something is: what was seen of the ledger, and the minute, which pages say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) journal: Journal,
    pub(super) ledger: u64,
    pub(super) minute: i64,
}

/// Where the campaign stands.
pub(super) struct Standing {
    pub(super) loaded: Arc<Loaded>,
    pub(super) report: ProgressReport,
    pub(super) overview: Overview,
    pub(super) forecast: Arc<Forecast>,
    /// The approved plan, with what was sent of it.
    pub(super) outline: Outline,
    /// What those are called whose messages need somebody.
    pub(super) names: HashMap<PersonId, String>,
    pub(super) drawn: Mutex<Vec<(String, Arc<Drawn>)>>,
}

/// What is drawn of it, in one language.
pub(super) struct Drawn {
    /// The waves and phases over the weeks.
    pub(super) schedule: Option<Value>,
    /// Who had moved by which day.
    pub(super) curves: Vec<Value>,
    /// What comes to the helpdesk.
    pub(super) load: Option<Value>,
}

impl Standing {
    /// What is drawn of it in these words; once for all who read them.
    ///
    /// # Errors
    /// When a text is missing: a fault of ours.
    pub(super) fn drawn(&self, words: &Words) -> Result<Arc<Drawn>> {
        let mut known = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, drawn)) = known.iter().find(|(language, _)| *language == words.tag.as_str()) {
            return Ok(Arc::clone(drawn));
        }
        let drawn = Arc::new(Drawn {
            schedule: parts::schedule(&self.outline, words),
            curves: parts::curves(&self.report, words)?,
            load: contacts(&self.forecast, &words.tag).map(|one| parts::drawing(&one)),
        });
        known.push((words.tag.as_str().to_owned(), Arc::clone(&drawn)));
        Ok(drawn)
    }
}
