//! Secrets: fetched from where the campaign says they are, at the moment they are needed.

use std::path::Path;
use std::process::Command;

use crate::app::environment::Environment;
use crate::campaign::Secret;
use crate::error::{Error, Result};

/// Where secrets are found.
#[derive(Clone, Copy)]
pub(super) struct Safe<'a> {
    /// The campaign directory.
    pub(super) dir: &'a Path,
    /// The variables.
    pub(super) environment: Environment<'a>,
}

impl Safe<'_> {
    /// The text of a secret, and where it was found. `what` is the name people know it by, such as `the relay's password`.
    ///
    /// # Errors
    /// When it is not there.
    pub(super) fn fetch(&self, secret: &Secret, what: &str) -> Result<(String, String)> {
        let (text, source) = match secret {
            Secret::Env(name) => {
                let value = (self.environment)(name).and_then(|value| value.into_string().ok()).ok_or_else(|| {
                    Error::unreachable(format!("{what} is not in the environment variable {name}"))
                        .hint(format!("set {name} for the process that sends"))
                })?;
                (value, name.clone())
            }
            Secret::File(path) => {
                let text = std::fs::read_to_string(self.dir.join(path)).map_err(|e| {
                    Error::unreachable(format!("cannot read {what} from {path}: {e}"))
                        .hint("the path is relative to the campaign directory")
                })?;
                (text, path.clone())
            }
            Secret::Command(line) => (answer_of(line, what, self.dir)?, line.clone()),
        };
        // Windows' editors put a mark before a text; it is no part of it.
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        if text.trim().is_empty() {
            return Err(Error::unreachable(format!("{what} from {source} is empty")));
        }
        Ok((text, source))
    }
}

/// The output of a command given as one line for the shell.
fn answer_of(line: &str, what: &str, dir: &Path) -> Result<String> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let wrong = |why: String| Error::unreachable(format!("the command for {what} failed: {why}"));
    let output = Command::new(shell).args([flag, line]).current_dir(dir).output().map_err(|e| wrong(e.to_string()))?;
    if !output.status.success() {
        return Err(wrong(output.status.to_string()));
    }
    String::from_utf8(output.stdout).map_err(|_| wrong("its output is not UTF-8".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_an_editor_puts_before_a_text_is_no_part_of_a_secret() {
        let environment = |_: &str| Some("\u{feff}geheim\n".into());
        let safe = Safe { dir: Path::new("."), environment: &environment };
        let fetched = safe.fetch(&Secret::Env("PASSWORD".to_owned()), "the password").map(|(text, _)| text);
        assert_eq!(fetched, Ok("geheim\n".to_owned()));
    }
}
