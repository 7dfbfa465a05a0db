//! Reports out of files.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::account::Account;
use super::desk::{Desk, Keep};
use crate::bounces::each;
use crate::error::Result;

/// Takes in the reports at `paths` (Maildirs, mboxes, folders of `.eml` files, single files) about the approved campaign in
/// `dir`. Doing it again changes nothing.
///
/// # Errors
/// When nothing was approved yet, a path cannot be read, or the ledger not be written; then nothing is kept.
pub fn import(dir: &Path, paths: &[PathBuf], keep: Keep, now: DateTime<Utc>) -> Result<Account> {
    let mut desk = Desk::open(dir)?;
    for path in paths {
        each(path, &mut |file, message| desk.read(file, message))?;
    }
    desk.hear(keep, now)
}
