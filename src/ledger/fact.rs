//! What happened to people.

use chrono::{DateTime, Utc};

use crate::campaign::{PersonId, Progress, Standing};

/// What happened to a person, a device or an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Who.
    pub person: PersonId,
    /// The device's serial or name; `None` speaks of the person as a whole, or of an address.
    pub device: Option<String>,
    /// What.
    pub what: Happened,
    /// When it happened, or was learnt.
    pub at: DateTime<Utc>,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// How far they are, from a progress import.
    Standing(Standing),
    /// A report says that this address, in small letters, takes no mail.
    Unreachable(String),
    /// Somebody wants this address to be tried again.
    Reachable(String),
}

impl Fact {
    /// Adds it to what is known.
    pub fn teach(&self, progress: &mut Progress) {
        match &self.what {
            Happened::Standing(standing) => progress.learn(&self.person, self.device.as_deref(), standing, self.at),
            Happened::Unreachable(address) => progress.bounce(&self.person, address, true, self.at),
            Happened::Reachable(address) => progress.bounce(&self.person, address, false, self.at),
        }
    }
}

impl Happened {
    /// The address it is about.
    pub fn address(&self) -> Option<&str> {
        match self {
            Happened::Standing(_) => None,
            Happened::Unreachable(address) | Happened::Reachable(address) => Some(address),
        }
    }
}
