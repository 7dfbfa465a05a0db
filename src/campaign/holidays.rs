//! Holidays from iCalendar files (RFC 5545): every day that an event takes whole, with its repetitions.
//!
//! ```text
//! lines     content lines, unfolded, each with where it stands
//! component events with their own properties, out of any number of calendars
//! moment    dates, times and lengths as they are written
//! event     what one event says: its first day, how many, when again and when not
//! rule      repetition (RRULE), by the `rrule` crate
//! read      a file, to days off and what stands in it that is none
//! ```
//! What cannot be understood is a problem at its line, never a day less. Everything is bounded: the size of a file, the
//! depth of what stands in what, and how often rules are asked for another day.

mod component;
mod event;
mod lines;
mod moment;
mod read;
mod rule;
#[cfg(test)]
mod tests;

pub(super) use read::read;
