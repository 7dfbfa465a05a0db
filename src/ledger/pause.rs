//! What a relay asked for.

use std::sync::Arc;

use chrono::{DateTime, Utc};

/// A relay wants to be left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Which, by its name.
    pub relay: Arc<str>,
    /// Until then.
    pub until: DateTime<Utc>,
    /// In its words.
    pub why: String,
}
