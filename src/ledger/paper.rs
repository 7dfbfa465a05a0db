//! What passes between the press and the ledger.

use super::Suppression;
use crate::schedule::NoticeId;

/// What became of a notice on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperOutcome {
    /// Which notice.
    pub id: NoticeId,
    /// What became of it.
    pub fate: Fate,
}

/// What can become of a notice on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It lies in a file to be printed.
    Printed {
        /// In which run and as which sheet, for people.
        sheet: String,
        /// As [`FirstAttempt::migrated`](super::FirstAttempt::migrated): what a later printing must repeat.
        migrated: Vec<String>,
    },
    /// Not printed.
    Suppressed(Suppression),
    /// Not printed: too late.
    Expired,
}

/// What a sheet was made from: with it, the same is printed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printing {
    /// Hash of the snapshot that was in force.
    pub snapshot: String,
    /// As [`FirstAttempt::migrated`](super::FirstAttempt::migrated).
    pub migrated: Vec<String>,
}
