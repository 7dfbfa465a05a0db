//! Who may send. The lock is the operating system's, on a file beside the ledger: it ends with its process, however
//! that ends, so there is no stale lock to clear and no process id to guess about. The text in the file is only
//! there to tell the next one who is at work. It is its owner's alone: who may only read the ledger must not be able to
//! take its lock, and keep everybody from sending.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};

use super::fault::Fallible;
use crate::disk::{close_to_others, open_own};
use crate::error::Error;

/// Held while it lives.
pub(super) struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock at `path` to do what `work` says ("sending", "approving"), or says who has it.
    pub(super) fn take(path: &Path, holder: &str, work: &str, since: Option<DateTime<Utc>>) -> Fallible<Lock> {
        Lock::try_take(path, holder, work, since)?.map_err(|who| {
            let error = Error::unreachable(format!("the ledger is in use by {who}"));
            error.hint("one may send or approve at a time: wait until it is done, or stop it").into()
        })
    }

    /// Takes the lock at `path`, or returns who has it, and to do what.
    pub(super) fn try_take(
        path: &Path,
        holder: &str,
        work: &str,
        since: Option<DateTime<Utc>>,
    ) -> Fallible<Result<Lock, String>> {
        let refused = |error: std::io::Error| {
            Error::unreachable(format!("the ledger's lock {} cannot be used: {error}", path.display()))
                .hint("check who may write to the ledger's directory, and that its disk can lock files")
        };
        let mut file =
            open_own(path, OpenOptions::new().read(true).write(true).create(true).truncate(false)).map_err(refused)?;
        close_to_others(&file).map_err(refused)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(Err(holder_of(&mut file))),
            Err(TryLockError::Error(error)) => return Err(refused(error).into()),
        }
        let since = since.map(|at| format!(" since {}", at.to_rfc3339_opts(SecondsFormat::Secs, true)));
        let since = since.unwrap_or_default();
        let text = format!("{holder} (process {}), {work}{since}", std::process::id());
        file.set_len(0).and_then(|()| file.write_all(text.as_bytes())).map_err(refused)?;
        Ok(Ok(Lock { file }))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A courtesy to whoever looks into the file.
        let _ = self.file.set_len(0);
        // Closing would give the lock back too, but not while a child process that is just being started still has
        // the file open.
        let _ = self.file.unlock();
    }
}

/// Who has the lock at `path`, and to do what.
pub(super) fn holder(path: &Path) -> Fallible<Option<String>> {
    let refused = |error: std::io::Error| {
        Error::unreachable(format!("the ledger's lock {} cannot be looked at: {error}", path.display()))
            .hint("check who may read the ledger's directory")
    };
    let mut file = match open_own(path, OpenOptions::new().read(true)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(refused)?,
    };
    // Who gives it back clears the file: only where somebody stands in it the lock itself is looked at, because that is in the
    // way of who wants it. Shared, so that two who look are not taken for one who has it.
    let known = file.metadata().map_err(refused)?.len() > 0;
    match if known { file.try_lock_shared() } else { Ok(()) } {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(Some(holder_of(&mut file))),
        Err(TryLockError::Error(error)) => Err(refused(error).into()),
    }
}

fn holder_of(file: &mut File) -> String {
    let mut text = String::new();
    // Some systems do not let others read a locked file; then we cannot say who.
    let read = file.rewind().and_then(|()| file.read_to_string(&mut text));
    match read {
        Ok(1..) => text,
        _ => "another process".to_owned(),
    }
}
