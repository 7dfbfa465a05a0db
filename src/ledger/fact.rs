//! What happened to people.

use chrono::{DateTime, Utc};

use crate::campaign::{PersonId, Progress, Standing};

/// What happened to a person or a device, from a progress import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Who.
    pub person: PersonId,
    /// The device's serial or name; `None` speaks of the person as a whole.
    pub device: Option<String>,
    /// What.
    pub standing: Standing,
    /// When it happened, or was learnt.
    pub at: DateTime<Utc>,
}

impl Fact {
    /// Adds it to what is known.
    pub fn teach(&self, progress: &mut Progress) {
        progress.learn(&self.person, self.device.as_deref(), &self.standing, self.at);
    }
}
