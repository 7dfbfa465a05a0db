//! What an operator does to notices.

use super::State;

/// Where an operator puts notices aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aside {
    /// Until they are [resumed](super::Ledger::resume).
    Held,
    /// For good: no later plan brings them back.
    Cancelled,
}

impl Aside {
    /// The state they are then in.
    pub fn state(self) -> State {
        match self {
            Aside::Held => State::Held,
            Aside::Cancelled => State::Cancelled,
        }
    }
}

/// What an operator's act did to the notices it was about. Those counted nowhere stayed where they were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// Moved at once.
    pub moved: u64,
    /// Under way: they move when their attempt is over, if the relay has not taken them by then.
    pub under_way: u64,
}
