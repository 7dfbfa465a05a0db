//! An appointment of a person at a desk, from the data.

use chrono::{NaiveDate, NaiveTime};

/// When and where somebody is expected: their computer is exchanged, or somebody helps them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Visit {
    /// The day.
    pub day: NaiveDate,
    /// The time of day on the clock of their site, if the data has it.
    pub time: Option<NaiveTime>,
    /// Where, if the data has it.
    pub place: Option<String>,
}
