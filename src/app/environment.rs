//! The environment, as an argument.

use std::ffi::OsString;

/// The value of a variable in the environment of who acts. An argument, because that is not always the process's own: a
/// face that serves many may keep secrets elsewhere.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;
