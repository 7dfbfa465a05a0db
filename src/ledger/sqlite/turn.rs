//! How an approval gets its turn while somebody sends: a second lock of the operating system's, beside the sender's. Whoever
//! wants to approve takes it; a sender that finds it taken comes to its end, and begins anew when it is free. It ends with
//! its process, as the sender's does: a sender never waits for an approval that is gone.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::fault::{Fallible, Fault};
use super::lock::Lock;
use crate::disk::{close_to_others, open_own};
use crate::error::Error;

/// How often who waits looks again.
const PAUSE: Duration = Duration::from_millis(20);

/// The turn of an approval: nobody sends. Fields are dropped in this order, so that who finds that nobody asks any more
/// finds the ledger free.
pub(super) struct Turn {
    _sender: Lock,
    _asked: Asked,
}

/// Asking for it.
struct Asked(File);

impl Turn {
    /// Asks for a turn, and waits until whoever sends has given way; `waiting` is told once who that is.
    pub(super) fn take(
        path: &Path,
        database: &Path,
        lock: &Path,
        by: &str,
        now: DateTime<Utc>,
        patience: Duration,
        waiting: &mut dyn FnMut(&str),
    ) -> Fallible<Turn> {
        let begun = Instant::now();
        let mut behind = false;
        let asked = loop {
            match Asked::try_ask(path, database)? {
                Some(asked) => break asked,
                None if begun.elapsed() < patience => {
                    if !std::mem::replace(&mut behind, true) {
                        waiting("somebody else approves");
                    }
                    sleep(PAUSE);
                }
                None => {
                    return Err(Error::unreachable("somebody else waits to approve")
                        .hint("one may approve at a time: wait until it is done, or stop it")
                        .into());
                }
            }
        };
        let mut told = false;
        loop {
            if begun.elapsed() >= patience {
                return Ok(Turn { _sender: Lock::take(lock, by, "approving", Some(now))?, _asked: asked });
            }
            match Lock::try_take(lock, by, "approving", Some(now))? {
                Ok(sender) => return Ok(Turn { _sender: sender, _asked: asked }),
                Err(who) if !told => {
                    waiting(&who);
                    told = true;
                }
                Err(_) => sleep(PAUSE),
            }
        }
    }
}

/// Whether somebody asks for a turn.
pub(super) fn is_asked_for(path: &Path) -> Fallible<bool> {
    let file = match open_own(path, OpenOptions::new().read(true)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        opened => opened.map_err(|error| refused(path, &error))?,
    };
    // Shared, so that two who look are not taken for one who asks.
    match file.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(refused(path, &error)),
    }
}

impl Asked {
    fn try_ask(path: &Path, database: &Path) -> Fallible<Option<Asked>> {
        let file = open_own(path, OpenOptions::new().read(true).write(true).create(true).truncate(false))
            .and_then(|file| close_to_others(&file).map(|()| file))
            .map_err(|error| refused(path, &error))?;
        give_to_owner(&file, database);
        match file.try_lock() {
            Ok(()) => Ok(Some(Asked(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(refused(path, &error)),
        }
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        // As with the sender's lock: a child that is being started may have the file open still.
        let _ = self.0.unlock();
    }
}

/// Whose the ledger is, theirs is what lies beside it: otherwise an administrator who approves once would keep its sender
/// out. Who is none cannot give a file away, and has none to give.
#[cfg(unix)]
fn give_to_owner(file: &File, database: &Path) {
    use std::os::unix::fs::{MetadataExt, fchown};
    if let (Ok(ours), Ok(theirs)) = (file.metadata(), std::fs::metadata(database))
        && ours.uid() != theirs.uid()
    {
        let _ = fchown(file, Some(theirs.uid()), Some(theirs.gid()));
    }
}

#[cfg(not(unix))]
fn give_to_owner(_: &File, _: &Path) {}

fn refused(path: &Path, error: &io::Error) -> Fault {
    Error::unreachable(format!("the ledger's lock {} cannot be used: {error}", path.display()))
        .hint("check who may write to the ledger's directory, and that its disk can lock files")
        .into()
}
