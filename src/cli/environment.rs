//! The one place that reads the environment for the use cases.

use std::ffi::OsString;

/// The value of a variable.
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// The user name of whoever runs the program.
pub fn user() -> Option<String> {
    text("USER").or_else(|| text("USERNAME"))
}

/// Who sends, for the one who finds the ledger taken.
pub fn holder() -> String {
    let user = user().unwrap_or_else(|| "somebody".into());
    let host = text("HOSTNAME").or_else(|| hostname::get().ok()?.into_string().ok());
    let host = host.unwrap_or_else(|| "this machine".into());
    format!("{user} on {host}")
}

fn text(name: &str) -> Option<String> {
    variable(name)?.into_string().ok()
}
