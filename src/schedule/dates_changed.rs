//! What other dates of a wave mean for its people.

use std::collections::BTreeMap;

use crate::campaign::Dates;

/// What other dates of a wave mean for those of its people who still have to move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatesChanged {
    /// The wave, by its id.
    pub wave: String,
    /// Its dates.
    pub now: Dates,
    /// Those who were told others, by what they were told.
    pub known: BTreeMap<Dates, Knowing>,
    /// So many have not been told any.
    pub untold: u64,
}

/// People who were told the same dates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Knowing {
    /// How many they are.
    pub people: u64,
    /// How many of them a message tells the new dates.
    pub hear: u64,
    /// How many of them have the time in their calendar.
    pub entries: u64,
    /// How many of those entries a message moves.
    pub moved: u64,
}
