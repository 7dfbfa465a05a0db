//! A question before something that cannot be taken back.

use std::io::IsTerminal;

use super::output::Output;

/// The same, where silence is a no: in a script nothing that cannot be mended goes on without being told to.
pub fn insists(question: &str, output: &mut Output) -> bool {
    std::io::stdin().is_terminal() && agrees(question, output)
}

/// Whether the person at the terminal agrees. In a script, where nobody could answer, the command itself is the answer.
pub fn agrees(question: &str, output: &mut Output) -> bool {
    if !std::io::stdin().is_terminal() {
        return true;
    }
    output.ask(&format!("{question} [y/N]"));
    let mut answer = String::new();
    // An answer that cannot be read is a no.
    let read = std::io::stdin().read_line(&mut answer).unwrap_or(0);
    read > 0 && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "j" | "ja")
}
