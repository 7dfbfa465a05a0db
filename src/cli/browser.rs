//! Opens a page in the browser of whoever sits at this machine.

use std::io::Write;
use std::process::{Command, Stdio};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// Opens a link that is good once. It is handed over in a file that nobody else can read, and not on a command line, which
/// everybody with an account on this machine sees. The file is gone when what is returned is dropped.
///
/// # Errors
/// When there is nothing to open it with.
pub fn open(link: &str) -> Result<NamedTempFile> {
    let wrong =
        |e: std::io::Error| Error::usage(format!("no browser could be opened: {e}")).hint("open the link by hand");
    let mut file = tempfile::Builder::new().prefix("heraut-").suffix(".html").tempfile().map_err(wrong)?;
    // A link of ours has nothing in it that HTML would read otherwise.
    let page = format!("<!doctype html><title>Heraut</title><meta http-equiv=\"refresh\" content=\"0; url={link}\">");
    writeln!(file, "{page}<a href=\"{link}\">{link}</a>").and_then(|()| file.flush()).map_err(wrong)?;
    let (program, before): (_, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(before).arg(file.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // It may stay for as long as the browser does, and is not waited for.
    command.spawn().map_err(wrong)?;
    Ok(file)
}
