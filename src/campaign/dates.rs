//! The dates of a wave, as people are told them.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime};

use super::model::Wave;

/// When a wave starts and until when its people have, on their own clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dates {
    /// The day its people move.
    pub start: NaiveDate,
    /// The last day to have moved.
    pub deadline: NaiveDate,
    /// Time of day of the deadline, if the campaign names one; otherwise the day's end.
    pub deadline_time: Option<NaiveTime>,
}

impl Wave {
    /// Its dates.
    pub fn dates(&self) -> Dates {
        Dates { start: self.start, deadline: self.deadline, deadline_time: self.deadline_time }
    }
}

/// As an interval of ISO 8601: `2027-03-01/2027-03-12` or `2027-03-01/2027-03-12T17:00:00`.
impl fmt::Display for Dates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.start, self.deadline)?;
        self.deadline_time.map_or(Ok(()), |time| write!(f, "T{}", time.format("%H:%M:%S")))
    }
}

/// The text is not a pair of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDates;

impl fmt::Display for NoDates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is not the start and deadline of a wave")
    }
}

impl std::error::Error for NoDates {}

impl FromStr for Dates {
    type Err = NoDates;

    fn from_str(text: &str) -> Result<Self, NoDates> {
        let (start, deadline) = text.split_once('/').ok_or(NoDates)?;
        let (deadline, time) = deadline.split_once('T').map_or((deadline, None), |(day, time)| (day, Some(time)));
        Ok(Dates {
            start: start.parse().map_err(|_| NoDates)?,
            deadline: deadline.parse().map_err(|_| NoDates)?,
            deadline_time: time.map(str::parse).transpose().map_err(|_| NoDates)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_they_are_written() {
        for text in ["2027-03-01/2027-03-12", "2027-03-01/2027-03-12T17:00:00"] {
            assert_eq!(text.parse::<Dates>().unwrap().to_string(), text);
        }
        for text in ["", "2027-03-01", "2027-03-01/", "2027-03-01/2027-03-12T", "2027-02-30/2027-03-12"] {
            assert_eq!(text.parse::<Dates>(), Err(NoDates), "{text}");
        }
    }
}
