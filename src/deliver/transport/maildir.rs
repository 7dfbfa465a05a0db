//! A Maildir (<https://cr.yp.to/proto/maildir.html>): what mail clients can open, without a relay.
//!
//! Its files have the line ends of the system, as those of every mail server here have: mutt shows the others as `^M`.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::folder::Folder;
use crate::disk;
use crate::schedule::NoticeId;

/// How the names of our messages end: other programs may store here too.
const SUFFIX: &str = ".heraut";

/// A Maildir in which each message is named after its notice.
///
/// A message stored again after a crash has the same name and bytes and takes its own place; one that a mail client has
/// moved to `cur` meanwhile is found there and left alone.
#[derive(Debug, Clone)]
pub struct Maildir {
    folder: PathBuf,
}

impl Maildir {
    /// The Maildir at `folder`, which is made when needed.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Maildir { folder: folder.into() }
    }

    /// The Maildir's folder.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Removes the half-written messages that a crash left behind. Nobody else may be storing here meanwhile.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn tidy(&self) -> io::Result<()> {
        let entries = match fs::read_dir(self.folder.join("tmp")) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            if entry.file_name().to_string_lossy().ends_with(SUFFIX) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Whether a mail client has moved it to `cur`, where names carry flags (`name:2,S`).
    fn was_read(&self, name: &str) -> io::Result<bool> {
        for entry in fs::read_dir(self.folder.join("cur"))? {
            if entry?.file_name().to_string_lossy().starts_with(name) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Folder for Maildir {
    fn name(&self) -> String {
        self.folder.display().to_string()
    }

    fn create(&self) -> io::Result<()> {
        ["tmp", "new", "cur"].iter().try_for_each(|part| disk::create_folder(&self.folder.join(part)))
    }

    fn store(&self, id: NoticeId, bytes: &[u8], tried_before: bool) -> io::Result<String> {
        let name = format!("{id}{SUFFIX}");
        if tried_before && self.was_read(&name)? {
            return Ok(name);
        }
        let (made, stored) = (self.folder.join("tmp").join(&name), self.folder.join("new").join(&name));
        disk::write(&made, &stored, &in_lines_of_a_file(bytes))?;
        Ok(name)
    }
}

/// The message with line feeds where the wire has CRLF (RFC 5321 section 2.3.8); it has neither alone.
fn in_lines_of_a_file(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(line) => {
                out.extend_from_slice(line);
                out.push(b'\n');
            }
            None => out.extend_from_slice(line),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> io::Result<Vec<String>> {
        Ok(fs::read_dir(folder)?.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
    }

    #[test]
    fn a_message_stored_twice_is_there_once() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let maildir = Maildir::new(folder.path());
        maildir.create()?;
        let id = NoticeId([7; 16]);
        maildir.store(id, b"hallo\r\n", false)?;
        let name = maildir.store(id, b"hallo\r\n", true)?;
        assert_eq!(names(&folder.path().join("new"))?, [name.as_str()]);
        assert!(names(&folder.path().join("tmp"))?.is_empty());
        assert_eq!(fs::read(folder.path().join("new").join(name))?, b"hallo\n");
        Ok(())
    }

    #[test]
    fn its_lines_end_as_those_of_other_files_do() {
        for (wire, file) in [
            (&b"Subject: a\r\n\r\nb\r\n\r\nc"[..], &b"Subject: a\n\nb\n\nc"[..]),
            (b"", b""),
            (b"\r\n", b"\n"),
            (b"a\rb\n", b"a\rb\n"),
        ] {
            assert_eq!(in_lines_of_a_file(wire), file);
        }
    }

    #[test]
    fn a_message_read_meanwhile_does_not_come_back_as_new() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let maildir = Maildir::new(folder.path());
        maildir.create()?;
        let id = NoticeId([7; 16]);
        let name = maildir.store(id, b"hallo\r\n", false)?;
        fs::rename(folder.path().join("new").join(&name), folder.path().join("cur").join(format!("{name}:2,S")))?;
        maildir.store(id, b"hallo\r\n", true)?;
        assert!(names(&folder.path().join("new"))?.is_empty());
        Ok(())
    }

    #[test]
    fn what_a_crash_left_in_tmp_goes_and_what_others_put_there_stays() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let maildir = Maildir::new(folder.path());
        maildir.tidy()?;
        maildir.create()?;
        fs::write(folder.path().join("tmp/0707.heraut"), b"half a mess")?;
        fs::write(folder.path().join("tmp/1803000000.M1.mail01"), b"another program's")?;
        maildir.tidy()?;
        assert_eq!(names(&folder.path().join("tmp"))?, ["1803000000.M1.mail01"]);
        Ok(())
    }

    #[test]
    fn what_a_crash_left_in_tmp_is_overwritten() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let maildir = Maildir::new(folder.path());
        maildir.create()?;
        let id = NoticeId([7; 16]);
        fs::write(folder.path().join(format!("tmp/{id}.heraut")), b"half a mess")?;
        let name = maildir.store(id, b"whole\r\n", true)?;
        assert!(names(&folder.path().join("tmp"))?.is_empty());
        assert_eq!(fs::read(folder.path().join("new").join(name))?, b"whole\n");
        Ok(())
    }
}
