//! From the campaign's relay to a way out: passwords fetched, paths made absolute.

use std::path::Path;
use std::process::Command;

use crate::campaign::{Campaign, Inputs, Secret, Transport};
use crate::deliver::Route;
use crate::deliver::transport::smtp::{Settings, SignIn};
use crate::deliver::transport::{Files, Maildir};
use crate::error::{Error, Result};

/// The way out of a campaign.
///
/// # Errors
/// When it has none, or its password cannot be had.
pub fn route(campaign: &Campaign, dir: &Path, inputs: &Inputs) -> Result<Route> {
    let Some(relay) = &campaign.relay else {
        return Err(Error::campaign("the approved campaign has no relay")
            .hint("add `relay: {url: smtp://…}` to campaign.yaml and approve again"));
    };
    Ok(match &relay.transport {
        Transport::Maildir(path) => Route::Maildir(Maildir::new(dir.join(path))),
        Transport::File(path) => Route::Files(Files::new(dir.join(path))),
        Transport::Smtp { host, port, implicit } => {
            let mut settings = Settings::new(host.clone(), *port, *implicit);
            if let (Some(user), Some(secret)) = (&relay.user, &relay.password) {
                settings.sign_in = Some(SignIn { user: user.clone(), password: password(secret, dir)? });
            }
            if let Some(file) = &relay.certificates {
                settings.roots = inputs.files().get(file).map(|bytes| bytes.to_vec()).unwrap_or_default();
            }
            Route::Smtp(Box::new(settings))
        }
    })
}

fn password(secret: &Secret, dir: &Path) -> Result<String> {
    let (text, source) = match secret {
        Secret::Env(name) => {
            let value = std::env::var(name).map_err(|_| {
                Error::unreachable(format!("the relay's password is not in the environment variable {name}"))
                    .hint(format!("set {name} for the process that sends"))
            })?;
            (value, name.clone())
        }
        Secret::File(path) => {
            let text = std::fs::read_to_string(dir.join(path)).map_err(|e| {
                Error::unreachable(format!("cannot read the relay's password from {path}: {e}"))
                    .hint("the path is relative to the campaign directory")
            })?;
            (text, path.clone())
        }
        Secret::Command(line) => (answer_of(line, dir)?, line.clone()),
    };
    match text.lines().next() {
        Some(first) if !first.is_empty() => Ok(first.to_owned()),
        _ => Err(Error::unreachable(format!("the relay's password from {source} is empty"))),
    }
}

/// The output of a command given as one line for the shell.
fn answer_of(line: &str, dir: &Path) -> Result<String> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let wrong = |why: String| Error::unreachable(format!("the command for the relay's password failed: {why}"));
    let output = Command::new(shell).args([flag, line]).current_dir(dir).output().map_err(|e| wrong(e.to_string()))?;
    if !output.status.success() {
        return Err(wrong(output.status.to_string()));
    }
    String::from_utf8(output.stdout).map_err(|_| wrong("its output is not UTF-8".into()))
}
