//! Files that are there whole or not at all, also after a power cut.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::private::open_own;

/// Writes `bytes` to `temporary`, then moves it to `path` (on the same file system), replacing what is there. When it
/// returns, both the content and the name are on the disk.
pub(crate) fn write(temporary: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Err(e) = put(temporary, bytes).and_then(|()| fs::rename(temporary, path)) {
        // The next try writes the same temporary name again, so a leftover that cannot be removed does no harm.
        let _ = fs::remove_file(temporary);
        return Err(e);
    }
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// Writes a file, in place of what is there. When it returns its content is on the disk, and its name when
/// [`sync_folder`] was.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let create = || open_own(path, OpenOptions::new().write(true).create_new(true));
    let mut file = match create() {
        // A leftover, or a link that somebody laid there: it goes, and not what it points at.
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(path)?;
            create()?
        }
        made => made?,
    };
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the names in a folder durable. Elsewhere than on Unix a folder cannot be opened for that, nor needs to be.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
