//! Secrets: fetched from where the campaign says they are, at the moment they are needed.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::app::environment::{Environment, MachineClock};
use crate::campaign::Secret;
use crate::error::{Error, Result};

/// Where secrets are found.
#[derive(Clone, Copy)]
pub(in crate::app) struct Safe<'a> {
    /// The campaign directory.
    pub(in crate::app) dir: &'a Path,
    /// The variables.
    pub(in crate::app) environment: Environment<'a>,
    /// The machine's clock, by which what is signed is dated.
    pub(in crate::app) clock: MachineClock,
}

impl Safe<'_> {
    /// The text of a secret, and where it was found. `what` is the name people know it by, such as `the relay's password`.
    ///
    /// # Errors
    /// When it is not there.
    pub(in crate::app) fn fetch(&self, secret: &Secret, what: &str) -> Result<(String, String)> {
        fetch(secret, what, self.dir, self.environment)
    }

    /// The same of a secret that is one line: the first.
    ///
    /// # Errors
    /// As [`fetch`](Safe::fetch), and when that line is empty.
    pub(in crate::app) fn fetch_line(&self, secret: &Secret, what: &str) -> Result<String> {
        line(secret, what, self.dir, self.environment)
    }
}

/// The first line of a secret, with what is needed to find it.
///
/// # Errors
/// As [`Safe::fetch_line`].
pub(in crate::app) fn line(secret: &Secret, what: &str, dir: &Path, environment: Environment<'_>) -> Result<String> {
    let (text, source) = fetch(secret, what, dir, environment)?;
    match text.lines().next() {
        Some(first) if !first.trim_end().is_empty() => Ok(first.to_owned()),
        _ => Err(Error::unreachable(format!("{what} from {source} is empty"))),
    }
}

fn fetch(secret: &Secret, what: &str, dir: &Path, environment: Environment<'_>) -> Result<(String, String)> {
    let (text, source) = match secret {
        Secret::Env(name) => {
            let value = environment(name).and_then(|value| value.into_string().ok()).ok_or_else(|| {
                Error::unreachable(format!("{what} is not in the environment variable {name}"))
                    .hint(format!("set {name} for the process that runs this"))
            })?;
            (value, name.clone())
        }
        Secret::File(path) => {
            let text = std::fs::read_to_string(dir.join(path)).map_err(|e| {
                Error::unreachable(format!("cannot read {what} from {path}: {e}"))
                    .hint("the path is absolute, or one in the campaign directory")
            })?;
            (text, path.clone())
        }
        Secret::Command(line) => (answer_of(line, what, dir, PATIENCE)?, line.clone()),
    };
    // Windows' editors put a mark before a text; it is no part of it.
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    if text.trim().is_empty() {
        return Err(Error::unreachable(format!("{what} from {source} is empty")));
    }
    Ok((text, source))
}

/// A command that asks somebody to touch a key has been answered by then; one that waits for a terminal never is.
const PATIENCE: Duration = Duration::from_secs(60);
/// A key of 16384 bits has a quarter of it.
const LONGEST: u64 = 64 * 1024;

/// The output of a command given as one line for the shell.
fn answer_of(line: &str, what: &str, dir: &Path, patience: Duration) -> Result<String> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let wrong = |why: String| Error::unreachable(format!("the command for {what} failed: {why}"));
    let mut command = Command::new(shell);
    command.args([flag, line]).current_dir(dir).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|e| wrong(e.to_string()))?;
    let Some(stdout) = child.stdout.take() else { return Err(Error::bug("a command without an output")) };
    let (tell, told) = mpsc::channel();
    // The reader is left behind when the command is given up: what it started may keep the pipe open.
    std::thread::spawn(move || {
        let mut output = Vec::new();
        let read = stdout.take(LONGEST + 1).read_to_end(&mut output);
        // Nobody listens any more when the patience was over.
        let _ = tell.send(read.map(|_| output));
    });
    let late = |child: &mut Child| {
        // It may have ended by itself just now.
        let _ = child.kill();
        let _ = child.wait();
        let hint = "it must print the secret and end, without asking anybody on a terminal";
        Err(wrong(format!("it did not end within {} seconds", patience.as_secs())).hint(hint))
    };
    let output = match told.recv_timeout(patience) {
        Ok(output) => output.map_err(|e| wrong(e.to_string()))?,
        Err(_) => return late(&mut child),
    };
    if output.len() as u64 > LONGEST {
        let _ = child.kill();
        return Err(wrong(format!("it printed more than {} KB", LONGEST / 1024)));
    }
    // It has closed its output; that is the end of nearly every command.
    let from = Instant::now();
    let status = loop {
        match child.try_wait().map_err(|e| wrong(e.to_string()))? {
            Some(status) => break status,
            None if from.elapsed() > patience => return late(&mut child),
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    if !status.success() {
        return Err(wrong(status.to_string()));
    }
    String::from_utf8(output).map_err(|_| wrong("its output is not UTF-8".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_an_editor_puts_before_a_text_is_no_part_of_a_secret() {
        let environment = |_: &str| Some("\u{feff}geheim\n".into());
        let safe = Safe { dir: Path::new("."), environment: &environment, clock: Default::default };
        let fetched = safe.fetch(&Secret::Env("PASSWORD".to_owned()), "the password").map(|(text, _)| text);
        assert_eq!(fetched, Ok("geheim\n".to_owned()));
    }

    #[cfg(unix)]
    fn ask(line: &str, patience: Duration) -> Result<String> {
        answer_of(line, "the relay's password", Path::new("/"), patience)
    }

    #[cfg(unix)]
    #[test]
    fn a_command_has_a_minute_and_prints_little() {
        assert_eq!(ask("echo secret", PATIENCE).unwrap(), "secret\n");
        let wrong = |line: &str, patience| ask(line, patience).unwrap_err().to_string();
        let late = wrong("tail -f /dev/null", Duration::ZERO);
        assert!(
            late.contains("the command for the relay's password failed: it did not end within 0 seconds"),
            "{late}"
        );
        assert!(wrong("yes", PATIENCE).contains("it printed more than 64 KB"));
        assert!(wrong("exit 3", PATIENCE).contains("exit status: 3"));
        assert!(wrong("printf '\\377'", PATIENCE).contains("not UTF-8"));
        assert_eq!(ask("cat", PATIENCE).unwrap(), "", "nobody is asked anything");
    }
}
