//! The environment, as an argument.

use std::ffi::OsString;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};

/// The value of a variable in the environment of who acts. An argument, because that is not always the process's own: a
/// face that serves many may keep secrets elsewhere.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Where a face keeps its variables.
static FACE: OnceLock<fn(&str) -> Option<OsString>> = OnceLock::new();

/// A face says once where the variable is that may hold the password of a ledger's server: every use case opens a ledger, and
/// most of them read nothing else of the environment.
pub fn face_has_variables(variable: fn(&str) -> Option<OsString>) {
    // The first face of a process is the only one.
    let _ = FACE.set(variable);
}

/// The value of a variable of the face, which may have said nothing of it.
pub(super) fn variable_of_the_face(name: &str) -> Option<OsString> {
    FACE.get().and_then(|variable| variable(name))
}

/// What the machine's clock shows, also where a trial acts as if it were another time: what is signed for a token endpoint
/// is judged by the clock there.
pub type MachineClock = fn() -> DateTime<Utc>;
