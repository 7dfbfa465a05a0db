//! The example campaign that comes with the program.

use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::error::{Error, Result};

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/demo");

/// Writes the example campaign into a directory that is not there yet, or empty.
///
/// # Errors
/// When the directory has something in it, or cannot be written.
pub fn write(dir: &Path) -> Result<()> {
    let taken = std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if taken {
        return Err(Error::usage(format!("{} is not empty", dir.display()))
            .hint("remove it, or name another directory: `heraut demo DIR`"));
    }
    let written = std::fs::create_dir_all(dir).and_then(|()| FILES.extract(dir));
    written.map_err(|e| Error::usage(format!("cannot write {}: {e}", dir.display())))
}

/// Writes a file into the demo's directory, in the folder that its name begins with.
///
/// # Errors
/// When it cannot be written.
pub fn put(dir: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = dir.join(name);
    let folder = path.parent().unwrap_or(dir);
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, bytes));
    written.map_err(|e| Error::usage(format!("cannot write {}: {e}", path.display())))
}
