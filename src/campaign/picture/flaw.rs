//! What is wrong with a picture.

/// Why a file cannot be shown as a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// What is wrong, as the end of a sentence about the file.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl Flaw {
    pub(super) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Flaw { message: message.into(), hint: hint.into() }
    }
}
