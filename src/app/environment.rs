//! The environment, as an argument.

use std::ffi::OsString;

use chrono::{DateTime, Utc};

/// The value of a variable in the environment of who acts. An argument, because that is not always the process's own: a
/// face that serves many may keep secrets elsewhere.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// What the machine's clock shows, also where a trial acts as if it were another time: what is signed for a token endpoint
/// is judged by the clock there.
pub type MachineClock = fn() -> DateTime<Utc>;
