//! What moves from where to where, who is concerned, what counts as done, and how it gets there.

use super::minutes::Minutes;
use super::path::Path;
use super::selector::{Over, Selector};

/// What moves from where to where.
#[derive(Debug, Clone)]
pub struct Migration {
    /// What people leave, e.g. `MobileIron`.
    pub from: String,
    /// What people move to, e.g. `Microsoft Intune`.
    pub to: String,
    /// Whose words it has: the name of a kit, or the folder of one.
    pub kind: String,
    /// Whether devices move, or people.
    pub moves: Over,
    /// Who or what has to move; everything when absent.
    pub concerns: Option<Selector>,
    /// What counts as having moved; being in the system people move to when absent.
    pub done: Option<Selector>,
    /// What has to move and cannot.
    pub blocked: Option<Selector>,
    /// What can become of a device, of [`Path::ALL`].
    pub paths: Vec<Path>,
    /// The phase in which people begin, such as `enrol`.
    pub begins: String,
    /// Where people start.
    pub enrol_url: Option<String>,
    /// How many minutes a device takes, where the campaign says it.
    pub minutes: Minutes,
    /// Whose devices Apple moves where it can.
    pub apple: Apple,
}

impl Migration {
    /// Whether one of its selectors asks for this field.
    pub fn asks(&self, field: &str) -> bool {
        let selectors = [&self.concerns, &self.done, &self.blocked];
        selectors.into_iter().flatten().any(|selector| selector.fields().iter().any(|asked| asked.name == field))
    }
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
