//! What a rule is.

use std::fmt;

/// How bad a finding is. Orders with the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Somebody would be told something wrong, or nothing: `approve` refuses.
    Error,
    /// Unwise, by the sources or by arithmetic: look at it, mend it or allow it.
    Warning,
    /// Good to know.
    Note,
}

impl Severity {
    /// The word for it; also SARIF's level (SARIF 2.1.0, section 3.27.10).
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A rule of the linter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its stable name, e.g. `H-SCHED-03`; never given to another rule.
    pub id: &'static str,
    /// How bad its findings are.
    pub severity: Severity,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
    /// How it is usually mended.
    pub mend: &'static str,
}

impl Rule {
    /// Whether the campaign's `allow:` can accept its findings. What makes planning, rendering, sending or accepting
    /// itself impossible cannot be accepted.
    pub fn can_be_allowed(&self) -> bool {
        let impossible = ["H-SCHED-01", "H-MAIL-02"].contains(&self.id);
        !(self.id.starts_with("H-RENDER-") || self.id.starts_with("H-ALLOW-") || impossible)
    }
}
