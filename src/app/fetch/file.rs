//! A file that is fetched, with the note beside it: of which system it is, when it was fetched, and how many rows it has. What
//! is known of a tenant besides, so that only changes need be asked for, is in a folder of its own: it is for its owner alone
//! and for no version control.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;

use crate::campaign::Fetched;
use crate::disk;
use crate::error::{Error, Result};
use crate::fetch::Table;
use crate::fetch::graph::Knowledge;

/// The folder of what is known besides, in the campaign directory.
const FOLDER: &str = ".heraut";

/// What version control is told of it there.
const IGNORE: &str = ".gitignore";

/// The file in the campaign directory, as it is before.
pub(super) struct File {
    path: PathBuf,
    note: PathBuf,
    temporary: PathBuf,
    /// What is known besides.
    knowledge: PathBuf,
    /// What it had; `None` when it was never fetched.
    pub(super) before: Option<Table>,
}

impl File {
    /// Looks at what is there.
    ///
    /// # Errors
    /// When it is not ours to write: it was put there by somebody, or is a link.
    pub(super) fn look(dir: &Path, fetched: &Fetched) -> Result<Self> {
        let named = |ending: &str| dir.join(format!("{}{ending}", fetched.file));
        let (path, note) = (named(""), named(".fetched.json"));
        let wrong = |why: String| Error::campaign(why).at(fetched.place.clone());
        let is_there = match fs::symlink_metadata(&path) {
            Ok(meta) if meta.is_file() => true,
            Ok(_) => {
                let why = format!("`{}` is a link or a folder, which fetching does not replace", fetched.file);
                return Err(wrong(why).hint("move it away"));
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => false,
            Err(e) => return Err(wrong(format!("`{}` cannot be looked at: {e}", fetched.file))),
        };
        if is_there && !note.exists() {
            let why = format!("`{}` is there, and was not fetched: what somebody made is not replaced", fetched.file);
            return Err(wrong(why).hint("move it away, or give what is fetched another name"));
        }
        let read = |bytes: Vec<u8>| Table::read(&bytes).map_err(io::Error::other);
        let before = is_there.then(|| fs::read(&path).and_then(read)).transpose();
        let before = before.map_err(|e| {
            let why = format!("`{}` cannot be compared with what is fetched: {e}", fetched.file);
            wrong(why).hint("take it back from Git, or move it away to begin anew")
        })?;
        let temporary = path.with_file_name(format!(".{}.fetching", file_name(&path)));
        let knowledge = dir.join(FOLDER).join(format!("{}.json", fetched.file.replace(['/', '\\'], "+")));
        Ok(File { path, note, temporary, knowledge, before })
    }

    /// What was known of the tenant when the file was written; nothing where it cannot be read, and then all is asked for.
    pub(super) fn known(&self) -> Option<Knowledge> {
        self.before.as_ref()?;
        let is_ours = fs::symlink_metadata(&self.knowledge).is_ok_and(|meta| meta.is_file());
        is_ours.then(|| fs::read(&self.knowledge).ok()).flatten().and_then(|bytes| Knowledge::read(&bytes))
    }

    /// Keeps what is known by now, or nothing. What was kept before goes in any case: it is older than the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn keep(&self, known: Option<&Knowledge>) -> Result<()> {
        let folder = self.knowledge.parent().unwrap_or(Path::new("."));
        let kept = match known {
            None => match fs::remove_file(&self.knowledge) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
                _ => Ok(()),
            },
            Some(_) if fs::symlink_metadata(folder).is_ok_and(|meta| !meta.is_dir()) => {
                Err(io::Error::other("the folder is a link, or a file"))
            }
            Some(known) => {
                let new = |path: &Path| folder.join(format!(".{}.new", file_name(path)));
                let put = |path: &Path, bytes: &[u8]| disk::write(&new(path), path, bytes);
                let ignore = folder.join(IGNORE);
                disk::create_folder(folder)
                    .and_then(|()| if ignore.exists() { Ok(()) } else { put(&ignore, b"*\n") })
                    .and_then(|()| put(&self.knowledge, &known.to_bytes()))
            }
        };
        kept.map_err(|e| {
            let why = format!("{} cannot be written: {e}", self.knowledge.display());
            Error::campaign(why).hint("the files are whole; mend it and fetch again")
        })
    }

    /// Puts a list in its place, whole or not at all, and then the note.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn write(&self, table: &Table, (source, asked): (&str, &str), now: DateTime<Utc>) -> Result<()> {
        let note = json!({
            "format": "heraut-fetched/1",
            "source": source,
            "asked": asked,
            "fetched": now.to_rfc3339_opts(SecondsFormat::Secs, true),
            "rows": table.rows().len(),
        });
        let written = disk::create_folder(self.path.parent().unwrap_or(Path::new(".")))
            .and_then(|()| disk::write(&self.temporary, &self.path, &table.to_csv()))
            .and_then(|()| disk::write(&self.temporary, &self.note, format!("{note:#}\n").as_bytes()));
        written.map_err(|e| {
            let why = format!("{} cannot be written: {e}", self.path.display());
            Error::campaign(why).hint("what is there is whole; mend it and fetch again")
        })
    }
}

/// Takes out what is known of tenants besides their files: everything is asked for again then.
///
/// # Errors
/// When it cannot be removed.
pub(in crate::app) fn forget_knowledge(dir: &Path) -> Result<()> {
    let kept = fs::read_dir(dir.join(FOLDER)).into_iter().flatten().flatten().map(|entry| entry.path());
    for path in kept.filter(|path| path.extension().is_some_and(|ending| ending == "json")) {
        fs::remove_file(&path).map_err(|e| {
            let why = format!("{} cannot be removed: {e}", path.display());
            Error::unreachable(why).hint("remove it: `heraut fetch` asks for everything again")
        })?;
    }
    Ok(())
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
