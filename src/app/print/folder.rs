//! The folder of a print run. Its files get their names when all of them are whole: when one cannot be made, there is
//! none. Until the run is in the ledger the folder says that it is unfinished, so that the same command can make it again
//! after a crash. Who prints into it has that file locked; the lock ends with its process, however that ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use chrono::NaiveDate;

use super::manifest;
use crate::disk::{self, open_own};
use crate::error::{Error, Result};
use crate::ledger::Ledger;

/// There while a run is not finished.
const UNFINISHED: &str = "UNFINISHED";

const WARNING: &str = "This print run is not finished: do not print from this folder.\n\
                       Run the same `heraut print` again, and this file goes away.\n";

/// A folder that is this run's. What was not [kept](Folder::keep) goes with it.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// The outermost directory that was not there before.
    made: Option<PathBuf>,
    /// The lock, where the folder holds this run alone.
    mark: Option<File>,
    /// Files that have no names yet.
    nameless: Mutex<Vec<String>>,
    /// Files that this run gave their names.
    named: Vec<PathBuf>,
    kept: bool,
}

/// What a folder is to a run that would print into it.
enum Found {
    /// New, empty, or left unfinished and now emptied.
    Free(Folder),
    /// There is something else in it.
    Taken,
    /// Somebody prints into it.
    InUse,
}

impl Folder {
    /// A folder in which something is already.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn at(path: &Path) -> Result<Self> {
        let made = path.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).last();
        let made = made.map(Path::to_owned);
        let (nameless, named) = (Mutex::default(), Vec::new());
        let folder = Folder { path: path.to_owned(), made, mark: None, nameless, named, kept: false };
        disk::create_folder(path).map_err(|e| folder.broken(&e))?;
        Ok(folder)
    }

    /// The folder somebody named, or else the first of the [`usual`] ones that is free: `path`, `path-2`, `path-3` and
    /// so on.
    ///
    /// # Errors
    /// When there is something else in the named one, somebody prints into it, or it cannot be written.
    pub(super) fn open(named: Option<&Path>, usual: &Path, ledger: Option<&dyn Ledger>) -> Result<Self> {
        if let Some(named) = named {
            return Folder::take(named, ledger);
        }
        for path in numbered(usual) {
            if let Found::Free(folder) = Folder::find(&path, ledger)? {
                return Ok(folder);
            }
        }
        Err(Error::bug("there are more print runs than can be counted"))
    }

    fn take(path: &Path, ledger: Option<&dyn Ledger>) -> Result<Self> {
        let why = match Folder::find(path, ledger)? {
            Found::Free(folder) => return Ok(folder),
            Found::Taken => "there is something in {} already",
            Found::InUse => "another `heraut print` is writing into {}",
        };
        Err(Error::usage(why.replace("{}", &path.display().to_string())).hint("name another folder with `--out`"))
    }

    /// Lets folders say that they are finished that only lack that: a run was killed after it was in the ledger.
    ///
    /// # Errors
    /// When one cannot be read or written.
    pub(super) fn mend(path: &Path, ledger: &dyn Ledger) -> Result<()> {
        for path in numbered(path).take_while(|path| path.exists()) {
            if path.join(UNFINISHED).exists() && is_recorded(&path, Some(ledger))? == Some(true) {
                Folder::find(&path, Some(ledger))?;
            }
        }
        Ok(())
    }

    fn find(path: &Path, ledger: Option<&dyn Ledger>) -> Result<Found> {
        let mut folder = Folder::at(path)?;
        let others = folder.others()?;
        let place = path.join(UNFINISHED);
        let is_left = place.exists();
        if !is_left && !others.is_empty() {
            return Ok(Found::Taken);
        }
        let mark = open_own(&place, OpenOptions::new().write(true).create(true).truncate(false));
        let mut mark = mark.map_err(|e| folder.broken(&e))?;
        match mark.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(Found::InUse),
            Err(TryLockError::Error(e)) => return Err(folder.broken(&e)),
        }
        // Whoever had it may have finished in between.
        if !place.exists() {
            return Ok(Found::Taken);
        }
        match is_recorded(path, ledger)? {
            Some(false) => {}
            Some(true) => {
                fs::remove_file(&place).map_err(|e| folder.broken(&e))?;
                return Ok(Found::Taken);
            }
            None => return Ok(Found::Taken),
        }
        mark.write_all(WARNING.as_bytes()).and_then(|()| mark.sync_all()).map_err(|e| unwritten(&place, &e))?;
        folder.mark = Some(mark);
        for other in folder.others()? {
            fs::remove_file(other).map_err(|e| folder.broken(&e))?;
        }
        Ok(Found::Free(folder))
    }

    /// What is in it besides the mark.
    fn others(&self) -> Result<Vec<PathBuf>> {
        let mut others = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(|e| self.broken(&e))? {
            others.push(entry.map_err(|e| self.broken(&e))?.path());
        }
        others.retain(|path| path.file_name().is_none_or(|name| name != UNFINISHED));
        Ok(others)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What the run is called.
    pub(super) fn name(&self) -> String {
        self.path.file_name().map_or_else(|| "print".into(), |name| name.to_string_lossy().into_owned())
    }

    /// Writes a file that gets its name when the folder is [kept](Folder::keep).
    ///
    /// # Errors
    /// When the disk refuses.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        // Before it is there, so that half of it is not left behind.
        self.nameless.lock().unwrap_or_else(PoisonError::into_inner).push(name.to_owned());
        disk::put(&self.path.join(part(name)), bytes).map_err(|e| unwritten(&self.path.join(name), &e))
    }

    /// Gives all files their names, in the order in which they were written.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(super) fn keep(&mut self) -> Result<()> {
        for name in self.nameless.get_mut().unwrap_or_else(PoisonError::into_inner) {
            let path = self.path.join(&*name);
            fs::rename(self.path.join(part(name)), &path).map_err(|e| unwritten(&path, &e))?;
            self.named.push(path);
        }
        disk::sync_folder(&self.path).map_err(|e| self.broken(&e))?;
        self.kept = true;
        Ok(())
    }

    /// Says that the run is finished.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(super) fn finish(&self) -> Result<()> {
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
        if self.kept {
            return;
        }
        let nameless = self.nameless.get_mut().unwrap_or_else(PoisonError::into_inner);
        let parts = nameless.iter().map(|name| self.path.join(part(name)));
        let left = parts.chain(self.named.drain(..)).filter(|path| !is_removed(path)).count();
        // What could not be removed goes on saying that it is unfinished.
        if left == 0 && self.mark.is_some() {
            is_removed(&self.path.join(UNFINISHED));
        }
        if let Some(made) = &self.made {
            // Only what is empty can be removed.
            let made = self.path.ancestors().take_while(|path| path.starts_with(made));
            made.for_each(|path| drop(fs::remove_dir(path)));
        }
    }
}

/// Where a run goes that nobody named a folder for: `print/<name>-<day>` in the campaign directory.
pub(super) fn usual(campaign: &Path, name: &str, day: NaiveDate) -> PathBuf {
    let path = campaign.join("print").join(format!("{name}-{day}"));
    path.strip_prefix(".").map_or(path.clone(), Path::to_owned)
}

fn is_removed(path: &Path) -> bool {
    fs::remove_file(path).map_or_else(|e| e.kind() == io::ErrorKind::NotFound, |()| true)
}

/// Whether the run in a folder got as far as the ledger; `None` when without the ledger nobody can tell.
fn is_recorded(path: &Path, ledger: Option<&dyn Ledger>) -> Result<Option<bool>> {
    if !path.join(manifest::NAME).exists() {
        return Ok(Some(false));
    }
    let Some(ledger) = ledger else { return Ok(None) };
    for line in manifest::read(path)? {
        if ledger.printing(line.notice)?.is_some() {
            return Ok(Some(true));
        }
    }
    Ok(Some(false))
}

fn unwritten(path: &Path, error: &io::Error) -> Error {
    Error::usage(format!("cannot write {}: {error}", path.display())).hint("is the disk full, or read-only?")
}

/// What a file is called until it has its name.
fn part(name: &str) -> String {
    format!(".{name}.part")
}

/// `path`, `path-2`, `path-3` and so on.
fn numbered(path: &Path) -> impl Iterator<Item = PathBuf> {
    let with_suffix = |n: u32| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!("-{n}"));
        path.with_file_name(name)
    };
    std::iter::once(path.to_owned()).chain((2..).map(with_suffix))
}
