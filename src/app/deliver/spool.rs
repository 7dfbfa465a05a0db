//! What relays answered and the ledger could not be told: kept beside the ledger, durably, until one can be told again.
//!
//! A ledger that is away is not waited for: a sender finishes what is on its wire and ends. Each answer that it heard meanwhile is
//! written here, one file a sender. Whoever sends next from here tells the ledger. What is uncertain by then is
//!
//! | answer | from then on | told as |
//! |---|---|---|
//! | yes | accepted | what a mail system reports |
//! | no | failed | what a person knows: it did not arrive |
//! | not yet | to be tried again | the same, by sending it again |
//!
//! What somebody settled or sent again meanwhile stays as it is.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::app::open::Location;
use crate::app::person::is_alias;
use crate::deliver::{RelayAnswer, Unwritten};
use crate::disk;
use crate::error::{Error, Place, Result};
use crate::ledger::{Action, Hearing, Ledger, Report, Said, Settlement, State};
use crate::schedule::NoticeId;

/// What a file says that it is.
const FORMAT: &str = "heraut-unwritten/1";

#[derive(Debug, Serialize, Deserialize)]
struct Spool {
    format: String,
    answers: Vec<Kept>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    notice: String,
    /// How often it had been sent anew before.
    retries: u32,
    /// No attempt that it may be about began later.
    marked: DateTime<Utc>,
    answer: RelayAnswer,
    reply: String,
}

/// Keeps what relays answered and the ledger does not know. Returns where.
///
/// # Errors
/// When the disk refuses.
pub(super) fn keep(location: &Location, unwritten: &[Unwritten]) -> Result<PathBuf> {
    let path = location.beside(&format!(".unwritten.{}.json", std::process::id()));
    let kept = unwritten.iter().map(|Unwritten { id, retries, marked, answer, reply }| Kept {
        notice: id.to_string(),
        retries: *retries,
        marked: *marked,
        answer: *answer,
        reply: reply.clone(),
    });
    // What an earlier process of this number left, and nobody could write since, stays.
    let mut all = if path.exists() { read(&path)? } else { Vec::new() };
    all.extend(kept);
    write(&path, all)?;
    Ok(path)
}

/// Tells the ledger what was kept. Returns of how many notices that were uncertain it is known now.
///
/// # Errors
/// When a file cannot be read or understood, or the ledger not be written.
pub(super) fn tell(location: &Location, ledger: &mut dyn Ledger, by: &str, now: DateTime<Utc>) -> Result<u64> {
    let mut known = 0;
    for path in files(location)? {
        let mut under_way = Vec::new();
        for kept in read(&path)? {
            let id: NoticeId = kept.notice.parse().map_err(|_| not_ours(&path, "a notice in it is none"))?;
            match tell_one(ledger, id, &kept, by, now)? {
                Came::Known => known += 1,
                Came::UnderWay => under_way.push(kept),
                Came::Late => {}
            }
        }
        match under_way.is_empty() {
            true => drop(fs::remove_file(&path)),
            // Another one sends it at this moment.
            false => write(&path, under_way)?,
        }
    }
    Ok(known)
}

/// What an answer came to.
enum Came {
    /// It is known.
    Known,
    /// Its notice is in the hands of a sender.
    UnderWay,
    /// Its notice went on without it, or nobody knows that notice.
    Late,
}

fn tell_one(ledger: &mut dyn Ledger, id: NoticeId, kept: &Kept, by: &str, now: DateTime<Utc>) -> Result<Came> {
    let Some(sent) = ledger.sent(id)? else { return Ok(Came::Late) };
    // Of somebody who was forgotten since, what was said to another machine's sender may still name them.
    let is_known = !sent.entry.person.as_deref().is_some_and(is_alias);
    let reply = Some(kept.reply.as_str()).filter(|reply| is_known && !reply.is_empty());
    let reply = reply.map_or_else(String::new, |reply| format!(": {reply}"));
    if kept.answer == RelayAnswer::Took {
        let words = format!("the relay took it, and the ledger was away{reply}");
        let digest = blake3::hash(format!("{FORMAT} {} {} {words}", kept.notice, kept.retries).as_bytes());
        let mut known = [0; 16];
        known.copy_from_slice(&digest.as_bytes()[..16]);
        let (retries, address) = (kept.retries, String::new());
        let report = Report { id, retries, action: Action::Relayed, address, words, digest: known };
        return Ok(match ledger.hear(&[report], now)?[..] {
            [Hearing::Arrived] => Came::Known,
            [Hearing::UnderWay] => Came::UnderWay,
            _ => Came::Late,
        });
    }
    match sent.state {
        State::Uncertain if sent.retries == kept.retries => {}
        State::Sending => return Ok(Came::UnderWay),
        _ => return Ok(Came::Late),
    }
    // A no is that of one attempt: the next may have arrived.
    if !ledger.attempts(id)?.last().is_some_and(|last| last.ended.is_none() && last.began <= kept.marked) {
        return Ok(Came::Late);
    }
    let why = format!("the relay did not take it, and the ledger was away{reply}");
    let said = Said { by, why: &why, at: now };
    let moved = match kept.answer {
        RelayAnswer::Later => {
            let retried = ledger.retry(&[id], &said)?;
            retried.same + retried.fresh
        }
        _ => ledger.settle(&[id], Settlement::Lost, &said)?,
    };
    Ok(if moved > 0 { Came::Known } else { Came::Late })
}

/// Takes out what relays said of these notices, which may name somebody.
///
/// # Errors
/// When a file cannot be read, understood or written.
pub(in crate::app) fn without_words(location: &Location, ids: &HashSet<NoticeId>) -> Result<()> {
    for path in files(location)? {
        let mut all = read(&path)?;
        let is_theirs = |kept: &Kept| kept.notice.parse().is_ok_and(|id| ids.contains(&id));
        let theirs = all.iter_mut().filter(|kept| !kept.reply.is_empty() && is_theirs(kept));
        if theirs.map(|kept| kept.reply.clear()).count() > 0 {
            write(&path, all)?;
        }
    }
    Ok(())
}

fn files(location: &Location) -> Result<Vec<PathBuf>> {
    let first = location.beside(".unwritten.");
    let (Some(folder), Some(begins)) = (first.parent(), first.file_name().and_then(OsStr::to_str)) else {
        return Ok(Vec::new());
    };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| refused(&first, &error))?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| refused(&first, &error))?.path();
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        if name.starts_with(begins) && path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<Kept>> {
    let text = match fs::read_to_string(path) {
        // Another sender was first.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.map_err(|error| refused(path, &error))?,
    };
    let spool: Spool = serde_json::from_str(&text).map_err(|error| not_ours(path, &error.to_string()))?;
    if spool.format != FORMAT {
        return Err(not_ours(path, &format!("its format is {}", spool.format)));
    }
    Ok(spool.answers)
}

fn write(path: &Path, answers: Vec<Kept>) -> Result<()> {
    let text = serde_json::to_string_pretty(&Spool { format: FORMAT.to_owned(), answers });
    let text = text.map_err(|error| Error::bug(format!("an answer cannot be written down: {error}")))?;
    disk::write(&path.with_extension("new"), path, text.as_bytes()).map_err(|error| {
        Error::unreachable(format!("what relays answered while the ledger was away cannot be written: {error}"))
            .hint("make room, or let this user write there; what it would have said stays uncertain")
            .at(Place::file(path.display().to_string()))
    })
}

fn refused(path: &Path, error: &std::io::Error) -> Error {
    Error::unreachable(format!("what relays answered while the ledger was away cannot be read: {error}"))
        .hint("check who may read the ledger's directory")
        .at(Place::file(path.display().to_string()))
}

fn not_ours(path: &Path, why: &str) -> Error {
    Error::unreachable(format!("this file should say what relays answered while the ledger was away: {why}"))
        .hint("put it elsewhere to go on; what it would have said stays uncertain")
        .at(Place::file(path.display().to_string()))
}

#[cfg(test)]
mod tests;
