//! Messages out of a Maildir, an mbox, a folder of `.eml` files, or single files.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// So much of a message is read: what a report says comes before what it returns.
pub const LONGEST: u64 = 1 << 20;

/// Shows the messages at `path` to `each`, one after another, with what people call them.
///
/// # Errors
/// [`Usage`](crate::error::Kind::Usage) when it is not there, cannot be read, or is a folder without messages; that of
/// `each`, which ends it.
pub fn each(path: &Path, each: &mut dyn FnMut(&str, &[u8]) -> Result<()>) -> Result<()> {
    let kind = fs::metadata(path).map_err(|e| unreadable(path, &e))?;
    if !kind.is_dir() {
        return file(path, File::open(path).map_err(|e| unreadable(path, &e))?, each);
    }
    for path in messages(path)? {
        match File::open(&path) {
            Ok(open) => file(&path, open, each)?,
            // Who reads the mailbox at the same time has moved it, as a Maildir allows; or it is deleted.
            Err(e) if e.kind() == ErrorKind::NotFound => {}
            Err(e) => return Err(unreadable(&path, &e)),
        }
    }
    Ok(())
}

/// The files of a Maildir (`new` and `cur`), or those that end in `.eml`; in the order of their names.
fn messages(dir: &Path) -> Result<Vec<PathBuf>> {
    let boxes: Vec<PathBuf> = ["cur", "new"].iter().map(|name| dir.join(name)).filter(|path| path.is_dir()).collect();
    let is_maildir = !boxes.is_empty();
    let mut found = Vec::new();
    for folder in if is_maildir { boxes } else { vec![dir.to_owned()] } {
        for entry in fs::read_dir(&folder).map_err(|e| unreadable(&folder, &e))? {
            let path = entry.map_err(|e| unreadable(&folder, &e))?.path();
            let is_mail = is_maildir || path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("eml"));
            if is_mail && path.is_file() {
                found.push(path);
            }
        }
    }
    if found.is_empty() && !is_maildir {
        return Err(Error::usage(format!("{} is neither a Maildir nor a folder with .eml files", dir.display()))
            .hint("a Maildir has the folders `cur`, `new` and `tmp` in it"));
    }
    found.sort();
    Ok(found)
}

/// A file with one message, or an mbox.
fn file(path: &Path, open: File, each: &mut dyn FnMut(&str, &[u8]) -> Result<()>) -> Result<()> {
    let name = path.display().to_string();
    let mut reader = BufReader::new(open);
    if reader.fill_buf().map_err(|e| unreadable(path, &e))?.starts_with(b"From ") {
        return mbox(path, reader, each);
    }
    let mut bytes = Vec::new();
    reader.take(LONGEST).read_to_end(&mut bytes).map_err(|e| unreadable(path, &e))?;
    each(&name, &bytes)
}

/// The messages of an mbox (RFC 4155): each begins with a line `From …` after an empty one.
fn mbox(path: &Path, mut reader: impl BufRead, each: &mut dyn FnMut(&str, &[u8]) -> Result<()>) -> Result<()> {
    let name = |number: u64| format!("{}, message {number}", path.display());
    let (mut message, mut line, mut number) = (Vec::new(), Vec::new(), 0);
    let (mut after_empty, mut at_begin) = (true, true);
    loop {
        line.clear();
        let read = reader.by_ref().take(LONGEST).read_until(b'\n', &mut line).map_err(|e| unreadable(path, &e))?;
        if read == 0 {
            break;
        }
        if at_begin && after_empty && line.starts_with(b"From ") {
            if number > 0 {
                each(&name(number), &message)?;
            }
            number += 1;
            message.clear();
        } else {
            let room = (LONGEST as usize).saturating_sub(message.len());
            message.extend_from_slice(&line[..line.len().min(room)]);
        }
        after_empty = at_begin && line.trim_ascii().is_empty();
        // A line longer than what is read at once goes on.
        at_begin = line.ends_with(b"\n");
    }
    each(&name(number), &message)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    Error::usage(format!("cannot read {}: {error}", path.display()))
}
