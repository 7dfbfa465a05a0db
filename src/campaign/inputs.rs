//! The files a campaign is read from, remembered byte for byte, so that what was approved can be read again.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Place, Result};

/// The files of a campaign, by path relative to its directory (with `/`).
///
/// Reading through this type is what makes a snapshot: [`Inputs::files`] holds exactly what was read, and
/// [`Inputs::from_files`] reads it again without touching the disk.
#[derive(Debug, Clone)]
pub struct Inputs {
    root: Option<PathBuf>,
    files: BTreeMap<String, Arc<[u8]>>,
}

impl Inputs {
    /// Reads from a campaign directory.
    pub fn from_dir(root: impl Into<PathBuf>) -> Self {
        Inputs { root: Some(root.into()), files: BTreeMap::new() }
    }

    /// Reads from memory only: a snapshot, or a test.
    pub fn from_files(files: BTreeMap<String, Arc<[u8]>>) -> Self {
        Inputs { root: None, files }
    }

    /// The campaign directory, when there is one.
    pub fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// Everything read so far.
    pub fn files(&self) -> &BTreeMap<String, Arc<[u8]>> {
        &self.files
    }

    /// Puts a file in, as if it had been read: files built into the program enter a snapshot this way, below
    /// `builtin/`, so that it does not depend on the program's version.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Arc<[u8]>>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// Forgets a file, as if it had never been read.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }

    /// The hash of everything read so far, in hex: of the paths and bytes, in order of path. A snapshot is addressed
    /// by it.
    pub fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for (path, bytes) in &self.files {
            for part in [path.as_bytes(), bytes] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part);
            }
        }
        hasher.finalize().to_hex().to_string()
    }

    /// The bytes of a file, or `None` if there is no such file.
    ///
    /// # Errors
    /// When the path leaves the campaign directory, or the file exists and cannot be read.
    pub fn get(&mut self, path: &str) -> Result<Option<Arc<[u8]>>> {
        if let Some(bytes) = self.files.get(path) {
            return Ok(Some(bytes.clone()));
        }
        let Some(root) = &self.root else { return Ok(None) };
        if !Path::new(path).components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir)) {
            return Err(Error::campaign(format!("`{path}` lies outside the campaign directory")).hint(
                "copy the file into the campaign directory: an approved plan must hold everything it was made from",
            ));
        }
        match std::fs::read(root.join(path)) {
            Ok(bytes) => {
                let bytes: Arc<[u8]> = bytes.into();
                self.files.insert(path.to_owned(), bytes.clone());
                Ok(Some(bytes))
            }
            Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => Ok(None),
            Err(e) => Err(Error::campaign(format!("cannot read this file: {e}"))
                .at(Place::file(path))
                .hint("see whether it is a file, and one that you may read")),
        }
    }

    /// The bytes of a file that must exist.
    ///
    /// # Errors
    /// Also when it does not.
    pub fn require(&mut self, path: &str) -> Result<Arc<[u8]>> {
        self.get(path)?.ok_or_else(|| {
            Error::campaign(match &self.root {
                Some(root) => format!("there is no file `{path}` in {}", root.display()),
                None => format!("there is no file `{path}` in the snapshot"),
            })
            .at(Place::file(path))
            .hint("paths are relative to the campaign directory")
        })
    }

    /// The paths below `folder` that exist, sorted, as paths relative to the campaign directory.
    ///
    /// # Errors
    /// When a directory cannot be listed.
    pub fn list(&self, folder: &str) -> Result<Vec<String>> {
        let prefix = format!("{folder}/");
        let mut found: Vec<String> = self.files.keys().filter(|p| p.starts_with(&prefix)).cloned().collect();
        if let Some(root) = &self.root {
            walk(root, &root.join(folder), &mut found)?;
        }
        found.sort();
        found.dedup();
        Ok(found)
    }
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<String>) -> Result<()> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(e) => {
            let error = Error::campaign(format!("cannot list {}: {e}", folder.display()));
            return Err(error.hint("see whether it is a directory, and one that you may read"));
        }
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if hidden {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, found)?;
        } else if let Ok(relative) = path.strip_prefix(root) {
            found.push(relative.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}
