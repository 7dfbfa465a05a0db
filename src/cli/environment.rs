//! The one place that reads the environment for the use cases.

/// The value of a variable, when it is there and is text.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The user name of whoever runs the program.
pub fn user() -> Option<String> {
    variable("USER").or_else(|| variable("USERNAME"))
}

/// Who sends, for the one who finds the ledger taken.
pub fn holder() -> String {
    let user = user().unwrap_or_else(|| "somebody".into());
    let host = variable("HOSTNAME").unwrap_or_else(|| "this machine".into());
    format!("{user} on {host}")
}
