//! What a relay asked for.

use chrono::{DateTime, Utc};

/// A relay wants to be left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Until then.
    pub until: DateTime<Utc>,
    /// In its words.
    pub why: String,
}
