//! Somebody beside the people of a campaign who is written to by name: who decides on a gate, who leads the rollout.

use crate::l10n::Tag;

/// Who is written to, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// What they are called.
    pub name: String,
    /// `local@domain`.
    pub mail: String,
    /// What they read.
    pub language: Tag,
}
