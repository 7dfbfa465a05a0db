//! The folder of a print run. Its files get their names when all of them are whole: when one cannot be made, there is
//! none. Until the run is in the ledger the folder says that it is unfinished, so that the same command can make it again
//! after a crash.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use super::manifest;
use crate::deliver::transport::durable;
use crate::error::{Error, Result};
use crate::ledger::{Ledger, SqliteLedger};

/// There while a run is not finished.
const UNFINISHED: &str = "UNFINISHED";

const WARNING: &str = "This print run is not finished: do not print from this folder.\n\
                       Run the same `heraut print` again, and this file goes away.\n";

/// A folder that is this run's. What was not [kept](Folder::keep) goes with it.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// The outermost directory that was not there before.
    made: Option<PathBuf>,
    /// Whether the folder holds this run alone.
    own: bool,
    /// Files that have no names yet.
    nameless: Mutex<Vec<String>>,
}

impl Folder {
    /// A folder in which something is already.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn at(path: &Path) -> Result<Self> {
        let made = path.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).last();
        let made = made.map(Path::to_owned);
        let folder = Folder { path: path.to_owned(), made, own: false, nameless: Mutex::default() };
        fs::create_dir_all(path).map_err(|e| folder.broken(&e))?;
        Ok(folder)
    }

    /// Takes the folder somebody named.
    ///
    /// # Errors
    /// When there is something else in it, or it cannot be written.
    pub fn take(path: &Path, ledger: Option<&SqliteLedger>) -> Result<Self> {
        Folder::free(path, ledger)?.ok_or_else(|| {
            Error::usage(format!("there is something in {} already", path.display()))
                .hint("name another folder with `--out`")
        })
    }

    /// Takes the first folder that is free of `path`, `path-2`, `path-3` and so on.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn next(path: &Path, ledger: Option<&SqliteLedger>) -> Result<Self> {
        for n in 1.. {
            let path = if n == 1 { path.to_owned() } else { with_suffix(path, n) };
            if let Some(folder) = Folder::free(&path, ledger)? {
                return Ok(folder);
            }
        }
        Err(Error::bug("there are more print runs than can be counted"))
    }

    /// The folder if it is new, empty, or left unfinished; then it is emptied.
    fn free(path: &Path, ledger: Option<&SqliteLedger>) -> Result<Option<Self>> {
        let mut folder = Folder::at(path)?;
        let mut names = Vec::new();
        for entry in fs::read_dir(path).map_err(|e| folder.broken(&e))? {
            names.push(entry.map_err(|e| folder.broken(&e))?.path());
        }
        // Killed at its first breath, a run left half of that word.
        if names.iter().all(|name| *name == path.join(part(UNFINISHED))) {
            let mark = path.join(UNFINISHED);
            durable::write(&path.join(part(UNFINISHED)), &mark, WARNING.as_bytes())
                .map_err(|e| unwritten(&mark, &e))?;
            folder.own = true;
            return Ok(Some(folder));
        }
        if !path.join(UNFINISHED).exists() {
            return Ok(None);
        }
        if folder.is_recorded(ledger)? {
            folder.finish()?;
            return Ok(None);
        }
        for name in names.iter().filter(|name| name.file_name().is_none_or(|name| name != UNFINISHED)) {
            fs::remove_file(name).map_err(|e| folder.broken(&e))?;
        }
        folder.own = true;
        Ok(Some(folder))
    }

    /// Whether the run got as far as the ledger.
    fn is_recorded(&self, ledger: Option<&SqliteLedger>) -> Result<bool> {
        if !self.path.join(manifest::NAME).exists() {
            return Ok(false);
        }
        // Nobody can tell: it is not to be emptied.
        let Some(ledger) = ledger else { return Ok(true) };
        for line in manifest::read(&self.path)? {
            if ledger.printing(line.notice)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the run is called.
    pub fn name(&self) -> String {
        self.path.file_name().map_or_else(|| "print".into(), |name| name.to_string_lossy().into_owned())
    }

    /// Writes a file that gets its name when the folder is [kept](Folder::keep).
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        // Before it is there, so that half of it is not left behind.
        self.nameless.lock().unwrap_or_else(PoisonError::into_inner).push(name.to_owned());
        durable::put(&self.path.join(part(name)), bytes).map_err(|e| unwritten(&self.path.join(name), &e))
    }

    /// Gives all files their names, in the order in which they were written.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep(&mut self) -> Result<()> {
        let nameless = self.nameless.get_mut().unwrap_or_else(PoisonError::into_inner);
        for name in &*nameless {
            let path = self.path.join(name);
            fs::rename(self.path.join(part(name)), &path).map_err(|e| unwritten(&path, &e))?;
        }
        durable::sync_folder(&self.path).map_err(|e| self.broken(&e))?;
        self.nameless = Mutex::default();
        self.own = false;
        Ok(())
    }

    /// Says that the run is finished.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(&self) -> Result<()> {
        fs::remove_file(self.path.join(UNFINISHED)).map_err(|e| self.broken(&e))
    }

    fn broken(&self, error: &io::Error) -> Error {
        Error::usage(format!("cannot print into {}: {error}", self.path.display()))
            .hint("name another folder with `--out`")
    }
}

/// A run that came to nothing leaves nothing behind.
impl Drop for Folder {
    fn drop(&mut self) {
        let nameless = self.nameless.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut left: Vec<PathBuf> = nameless.iter().map(|name| self.path.join(part(name))).collect();
        if self.own {
            left.extend(nameless.iter().map(|name| self.path.join(name)));
            left.push(self.path.join(UNFINISHED));
        }
        // What cannot be removed is unfinished, and says so.
        left.iter().for_each(|path| drop(fs::remove_file(path)));
        if let (true, Some(made)) = (self.own, &self.made) {
            let made = self.path.ancestors().take_while(|path| path.starts_with(made));
            made.for_each(|path| drop(fs::remove_dir(path)));
        }
    }
}

fn unwritten(path: &Path, error: &io::Error) -> Error {
    Error::usage(format!("cannot write {}: {error}", path.display())).hint("is the disk full, or read-only?")
}

/// What a file is called until it has its name.
fn part(name: &str) -> String {
    format!(".{name}.part")
}

fn with_suffix(path: &Path, n: u32) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!("-{n}"));
    path.with_file_name(name)
}
