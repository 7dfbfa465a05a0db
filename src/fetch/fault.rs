//! Why a system tells nothing, or no more.

/// Why a system tells nothing, or no more; safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It may be asked again.
    Away(String),
    /// A person has to mend something.
    Refused(String),
}
