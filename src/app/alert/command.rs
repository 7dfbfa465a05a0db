//! A command that is told: the text on its standard input, the JSON in a variable. What it prints is not looked at.

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use wait_timeout::ChildExt;

use super::message::Message;

/// How long it may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Runs a line for the shell in a directory.
///
/// # Errors
/// When it cannot be started, does not end in time, or ends badly.
pub(super) fn tell(line: &str, dir: &Path, message: &Message, patience: Duration) -> Result<(), String> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut command = Command::new(shell);
    command.args([flag, line]).current_dir(dir).env("HERAUT_ALERT", &message.json);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    // Of its own, so that what it starts ends with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|e| format!("it cannot be started: {e}"))?;
    if let Some(mut input) = child.stdin.take() {
        // It fits into a pipe; a command that does not read it may have ended.
        let _ = input.write_all(message.text.as_bytes());
    }
    match child.wait_timeout(patience).map_err(|e| e.to_string())? {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(format!("it ended with {status}")),
        None => {
            end(&mut child);
            Err(format!("it did not end within {} seconds", patience.as_secs()))
        }
    }
}

/// Ends it with all that it started. It may have ended by itself just now.
fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn it_gets_the_text_and_the_json_and_has_its_time() {
        let dir = tempfile::tempdir().unwrap();
        let message = Message { subject: String::new(), text: "two\nlines\n".into(), json: "{\"a\": 1}".into() };
        let told = |line: &str, patience| tell(line, dir.path(), &message, patience);
        assert_eq!(told("cat > told; printf '%s' \"$HERAUT_ALERT\" >> told", PATIENCE), Ok(()));
        assert_eq!(std::fs::read_to_string(dir.path().join("told")).unwrap(), "two\nlines\n{\"a\": 1}");
        assert_eq!(told("true", PATIENCE), Ok(()), "it need not read");
        assert_eq!(told("exit 3", PATIENCE).unwrap_err(), "it ended with exit status: 3");
        // What it started holds the pipe that is read here; it ends with it.
        let late = "(tail -f /dev/null) & wait";
        assert_eq!(told(late, Duration::ZERO).unwrap_err(), "it did not end within 0 seconds");
    }
}
