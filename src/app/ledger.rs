//! The ledger as a file: backed up, put back, looked through.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::open::Location;
use crate::campaign::LedgerUrl;
use crate::error::{Error, Result};
use crate::ledger::{self, Access, Copied, Filter, Ledger, Restored, Said};

/// A back-up that was put in the place of a ledger.
pub struct PutBack {
    /// When it was last written.
    pub since: Option<DateTime<Utc>>,
    /// Where the ledger is that was there before.
    pub aside: Option<PathBuf>,
    /// The notices that may have been sent since, per wave and message, with how many there are of each.
    pub may_be_sent: Vec<(String, String, usize)>,
}

/// Copies the ledger of a campaign directory into a file that is not there yet; also while somebody sends.
///
/// # Errors
/// When there is no ledger, or the file cannot be written.
pub fn back_up(dir: &Path, to: &Path) -> Result<()> {
    existing(dir)?.back_up(to)
}

/// What was found of a ledger.
pub struct Found {
    /// What is wrong with it, a sentence each.
    pub wrong: Vec<String>,
    /// Whether it is a file, for which a back-up can be put in its place.
    pub is_file: bool,
}

/// Looks through the ledger of a campaign directory.
///
/// # Errors
/// When there is no ledger, or it cannot be read at all.
pub fn verify(dir: &Path) -> Result<Found> {
    let is_file = matches!(Location::in_dir(dir)?.url, LedgerUrl::Sqlite(_));
    Ok(Found { wrong: existing(dir)?.verify()?, is_file })
}

/// Puts a back-up in the place of the ledger of a campaign directory. Nothing is sent from it until somebody says what is to
/// become of the notices that may have been sent since.
///
/// # Errors
/// When the back-up is none or damaged, somebody sends, or the disk refuses.
pub fn restore(dir: &Path, from: &Path, now: DateTime<Utc>) -> Result<PutBack> {
    let location = Location::in_dir(dir)?;
    let Restored { since, aside } = ledger::restore(from, &location.url, &location.dir, now)?;
    let due = existing(dir)?.list(&Filter { due: Some(now), ..Filter::default() })?;
    let mut may_be_sent: Vec<(String, String, usize)> = Vec::new();
    for row in due {
        let (wave, message) = (row.entry.wave.to_string(), row.entry.message.to_string());
        match may_be_sent.iter_mut().find(|(at, of, _)| *at == wave && *of == message) {
            Some((_, _, count)) => *count += 1,
            None => may_be_sent.push((wave, message, 1)),
        }
    }
    Ok(PutBack { since, aside, may_be_sent })
}

/// Copies a ledger into another store, where none is yet, as a person named both. Nobody sends from the first any more.
///
/// # Errors
/// When an address is none, somebody sends, or the copy would not be the same.
pub fn copy(dir: &Path, from: &str, to: &str, said: &Said<'_>) -> Result<Copied> {
    let of = |text: &str| {
        LedgerUrl::parse(text)
            .map_err(|(why, hint)| Error::usage(why).hint(hint))
            .and_then(|url| Location::named(url, dir))
    };
    let (from, to) = (of(from)?, of(to)?);
    ledger::copy(&from.unlocked()?, &to.unlocked()?, dir, said)
}

fn existing(dir: &Path) -> Result<Box<dyn Ledger>> {
    let ledger = Location::in_dir(dir)?.existing(Access::Read)?;
    ledger.ok_or_else(|| Error::usage("there is no ledger yet").hint("`heraut approve` makes it"))
}
