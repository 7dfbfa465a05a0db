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

/// The name of who acts, as they type it: somebody's.
///
/// # Errors
/// When it names nobody.
pub fn somebody(name: &str) -> Result<String, &'static str> {
    match name.trim() {
        "" => Err("it names nobody; left out, it is the user name of this machine"),
        name => Ok(name.to_owned()),
    }
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
