//! A file that is fetched, with the note beside it: of which system it is, when it was fetched, and how many rows it has.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;

use crate::campaign::Fetched;
use crate::disk;
use crate::error::{Error, Result};
use crate::fetch::Table;

/// The file in the campaign directory, as it is before.
pub(super) struct File {
    path: PathBuf,
    note: PathBuf,
    temporary: PathBuf,
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
        Ok(File { path, note, temporary, before })
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

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
