//! What it takes to say how many people the helpdesk needs.

use chrono::NaiveTime;

/// When the helpdesk answers, how long a contact takes, and how soon it is to be answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Staffing {
    /// It answers from this time of day on …
    pub opens: NaiveTime,
    /// … up to this one.
    pub closes: NaiveTime,
    /// Minutes that a contact takes, with what is done after it.
    pub minutes: f64,
    /// Seconds within which four in five are to be answered.
    pub answer_within: u32,
}
