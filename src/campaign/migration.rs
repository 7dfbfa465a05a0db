//! From which system to which, and how devices get there.

use super::minutes::Minutes;
use super::selector::Selector;

/// From which system to which.
#[derive(Debug, Clone)]
pub struct Migration {
    /// The system people leave, e.g. `MobileIron`.
    pub from: String,
    /// The system people move to, e.g. `Microsoft Intune`.
    pub to: String,
    /// Where people start.
    pub enrol_url: Option<String>,
    /// How many minutes a device takes, where the campaign says it.
    pub minutes: Minutes,
    /// Whose devices Apple moves where it can.
    pub apple: Apple,
}

/// Whose devices Apple itself moves, where it can: the organisation's, in automated enrolment, from OS 26 on. It is the
/// organisation's choice, in Apple Business or School Manager; no export says it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Apple {
    /// Nobody's.
    #[default]
    No,
    /// Everybody's.
    All,
    /// Those of the people that a selector picks.
    Select(Selector),
}
