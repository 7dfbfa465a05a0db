//! What a mail system reported of a message after the relay had taken it.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Entry, State};
use crate::schedule::NoticeId;

/// What became of a message, as a delivery status notification says (RFC 3464 section 2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// It was not delivered and will not be. `dead`: nothing else will be either, because there is no such mailbox.
    Failed {
        /// Whether the address takes nothing at all.
        dead: bool,
    },
    /// Not yet delivered; it is tried again.
    Delayed,
    /// Handed on to a system that makes no reports.
    Relayed,
    /// In the mailbox.
    Delivered,
    /// Handed on to the members of a list.
    Expanded,
}

/// A report about a message of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The notice.
    pub id: NoticeId,
    /// Which message of it: how often it had been sent anew before, see [`Claim::retries`](super::Claim::retries).
    pub retries: u32,
    /// What became of it.
    pub action: Action,
    /// The address, in small letters.
    pub address: String,
    /// The status and the words of who reported it.
    pub words: String,
    /// A digest of the report itself, to know it again.
    pub digest: [u8; 16],
}

/// A report that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// When it was heard.
    pub at: DateTime<Utc>,
    /// What became of the message, in the word of RFC 3464 section 2.3.3.
    pub action: &'static str,
    /// The address, in small letters.
    pub address: String,
    /// The status and the words of who reported it, safe to show.
    pub words: String,
}

/// What a ledger made of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hearing {
    /// The notice is bounced now.
    Bounced,
    /// It was uncertain, and is accepted now: it did go out.
    Arrived,
    /// It says nothing that changes the notice; it is kept.
    Noted,
    /// It is known already.
    Doubled,
    /// It is about an earlier message of the notice, or one that is settled; it is kept.
    Late,
    /// The notice is being sent at this moment. Nothing is kept: to be heard again.
    UnderWay,
    /// Nothing of the notice ever went out. Nothing is kept.
    Unsent,
}

/// The message of a notice that went out last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The notice.
    pub entry: Entry,
    /// Where it stands.
    pub state: State,
    /// How often it had been sent anew before.
    pub retries: u32,
    /// Hash of the snapshot it was made from: the one in force, when it did not go out.
    pub snapshot: Arc<str>,
}

impl Report {
    /// What it is known by: a digest of what it says, and of the notice. The same words may be about two.
    pub(super) fn known_by(&self) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.id.0).update(&self.digest);
        let mut known_by = [0; 16];
        hasher.finalize_xof().fill(&mut known_by);
        known_by
    }
}

impl Action {
    /// Whether two reports about one message say the same of it.
    pub fn is_like(self, other: Action) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }

    /// The word of RFC 3464.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Failed { .. } => "failed",
            Action::Delayed => "delayed",
            Action::Relayed => "relayed",
            Action::Delivered => "delivered",
            Action::Expanded => "expanded",
        }
    }
}

/// What is kept as the reason of a notice that was uncertain and of which somebody reports that it did go out.
pub(super) fn heard_of(report: &Report) -> String {
    format!("{}, as a report says: {}", report.action.as_str(), report.words)
}
