//! The browser: found, and run without a window.

use std::env::consts::EXE_SUFFIX;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use wait_timeout::ChildExt;

use crate::app::environment::Environment;
use crate::error::{Error, Result};

/// Says which browser, for who has several or has it in a place of its own: a path, or a name on the PATH.
const CHOICE: &str = "HERAUT_BROWSER";
/// What browsers of the family are called.
const NAMES: [&str; 7] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome", "msedge"];
/// A page is painted in a second or two; a browser that takes so long will never end.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser, and the folder it may fill.
pub(super) struct Browser<'a> {
    program: PathBuf,
    folder: &'a Path,
}

impl<'a> Browser<'a> {
    /// The browser of choice, or the first of the family on the PATH.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn find(folder: &'a Path, environment: Environment<'_>) -> Result<Self> {
        let path = environment("PATH").unwrap_or_default();
        let on_path = |name: &OsStr| {
            let mut file = name.to_owned();
            if !name.to_string_lossy().ends_with(EXE_SUFFIX) {
                file.push(EXE_SUFFIX);
            }
            std::env::split_paths(&path).map(|dir| dir.join(&file)).find(|file| file.is_file())
        };
        let program = match environment(CHOICE).filter(|choice| !choice.is_empty()) {
            Some(choice) if Path::new(&choice).is_file() => PathBuf::from(choice),
            Some(choice) => on_path(&choice).ok_or_else(|| {
                Error::usage(format!("there is no browser {}", choice.display()))
                    .hint(format!("{CHOICE} names a program of the Chromium family, or its path"))
            })?,
            None => NAMES.iter().find_map(|name| on_path(name.as_ref())).ok_or_else(|| {
                Error::usage("a picture takes a browser of the Chromium family, and there is none on the PATH").hint(
                    format!(
                        "install Chromium, Chrome or Edge, or say where it is in {CHOICE}; `--format html` needs none"
                    ),
                )
            })?,
        };
        Ok(Browser { program, folder })
    }

    /// Opens a page of the folder in a window of so many pixels and returns what the browser wrote on its stdout.
    ///
    /// # Errors
    /// When the browser does not start, fails, or does not end.
    pub(super) fn open(&self, page: &Path, width: u32, height: u32, wanted: &OsStr) -> Result<String> {
        let (out, said) = (self.folder.join("out.txt"), self.folder.join("said.txt"));
        let file = |path: &Path| File::create(path).map_err(|e| self.wrong(format!("{}: {e}", path.display())));
        let mut command = Command::new(&self.program);
        command
            .args(["--headless", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1"])
            .args(["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--disable-extensions", "--disable-quic", "--host-resolver-rules=MAP * ~NOTFOUND"])
            .arg(argument("--user-data-dir=", &self.folder.join("profile")))
            .arg(format!("--window-size={width},{height}"))
            .arg(wanted)
            .stdin(Stdio::null())
            .stdout(file(&out)?)
            .stderr(file(&said)?)
            .current_dir(self.folder);
        if is_root(self.folder) {
            // Chromium refuses to start otherwise. The page is our own and runs nothing of others.
            command.arg("--no-sandbox");
        }
        // As a path, which the browser makes a URL of, whatever signs are in it.
        command.arg(page);
        let status = self.run(command)?;
        if !status.success() {
            let said = fs::read_to_string(&said).unwrap_or_default();
            let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it did not say why");
            return Err(self.wrong(format!("{status}: {}", last.trim())));
        }
        fs::read_to_string(&out).map_err(|e| self.wrong(e.to_string()))
    }

    fn run(&self, mut command: Command) -> Result<ExitStatus> {
        let mut child = command.spawn().map_err(|e| self.wrong(format!("it cannot be started: {e}")))?;
        let why = match child.wait_timeout(PATIENCE) {
            Ok(Some(status)) => return Ok(status),
            Ok(None) => "it did not end".to_owned(),
            Err(e) => e.to_string(),
        };
        // It may have ended in the meantime, which is as good.
        let _ = child.kill();
        let _ = child.wait();
        Err(self.wrong(why))
    }

    /// A failure of the browser.
    pub(super) fn wrong(&self, why: String) -> Error {
        Error::usage(format!("{} could not make the picture: {why}", self.program.display()))
            .hint(format!("another browser can be named in {CHOICE}; `--format html` needs none"))
    }
}

/// An argument that ends in a path.
pub(super) fn argument(begin: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(begin);
    argument.push(path);
    argument
}

/// Whether root runs this: the owner of a folder of one's own.
#[cfg(unix)]
fn is_root(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(folder).is_ok_and(|folder| folder.uid() == 0)
}

#[cfg(not(unix))]
fn is_root(_: &Path) -> bool {
    false
}
