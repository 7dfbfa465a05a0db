//! One `.eml` file per notice, for those who want to look before they send, or to load them elsewhere.

use std::io;
use std::path::{Path, PathBuf};

use super::folder::Folder;
use crate::disk;
use crate::schedule::NoticeId;

/// A folder of messages, each named after its notice: storing one again replaces it by the same bytes.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
}

impl Files {
    /// Messages go into `folder`, which is made when needed.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Files { folder: folder.into() }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.folder
    }
}

impl Folder for Files {
    fn name(&self) -> String {
        self.folder.display().to_string()
    }

    fn create(&self) -> io::Result<()> {
        disk::create_folder(&self.folder)
    }

    fn store(&self, id: NoticeId, bytes: &[u8], _: bool) -> io::Result<String> {
        let name = format!("{id}.eml");
        disk::write(&self.folder.join(format!(".{id}.tmp")), &self.folder.join(&name), bytes)?;
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_message_stored_twice_is_there_once() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let files = Files::new(folder.path().join("out/mail"));
        files.create()?;
        let id = NoticeId([0xab; 16]);
        files.store(id, b"first\r\n", false)?;
        let name = files.store(id, b"first\r\n", false)?;
        let found: Vec<_> = fs::read_dir(files.path())?.flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(found, [name.as_str()]);
        assert_eq!(fs::read(files.path().join(name))?, b"first\r\n");
        Ok(())
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_an_error() {
        let files = Files::new(file!());
        assert!(files.store(NoticeId([1; 16]), b"x", false).is_err());
    }
}
