//! An appointment of somebody, made at the desk. It goes into a file of its own among the working files, which no export replaces,
//! and is told as everything there is: from the next approval on, by the message that says what has changed.

use std::io::ErrorKind;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::locked::InForce;
use crate::campaign::{DESK_FILE, PersonId, Visit, appointment_at_desk, with_appointment};
use crate::disk::{put, sync_folder};
use crate::error::{Error, Place, Result};
use crate::ledger::{Access, Act, Deed};

/// Gives somebody of the approved plan another appointment, or calls it off, and keeps in the journal who did. Where the file cannot
/// be written, nothing is kept.
///
/// # Errors
/// When the file is not one of ours or cannot be written, or the ledger cannot be.
pub fn appoint(dir: &Path, person: &PersonId, visit: Option<&Visit>, by: &str, now: DateTime<Utc>) -> Result<()> {
    let (path, fresh) = (dir.join(DESK_FILE), dir.join(format!(".{DESK_FILE}.new")));
    let refused = |e: std::io::Error| {
        Error::campaign(format!("this file cannot be written: {e}"))
            .at(Place::file(DESK_FILE))
            .hint("see whether the program may write in the campaign directory")
    };
    let mut in_force = InForce::open(dir, Access::Write)?;
    put(&fresh, &with_appointment(read(dir)?.as_deref(), person, visit)?).map_err(refused)?;
    let at = visit.map(|visit| (visit.day, visit.time));
    let what = Deed::Expected { person: person.clone(), at };
    let kept = in_force.ledger.act(&Act { what, by: by.to_owned(), why: None, at: now });
    let named = kept.and_then(|()| std::fs::rename(&fresh, &path).and_then(|()| sync_folder(dir)).map_err(refused));
    if named.is_err() {
        // What is left of it is written over by the next.
        let _ = std::fs::remove_file(&fresh);
    }
    named
}

/// What was said at the desk of somebody's appointment: nothing, when they have one, or that they have none. What is no file of ours
/// says nothing.
pub fn said_at_desk(dir: &Path, person: &str) -> Option<Option<Visit>> {
    let file = read(dir).ok()??;
    appointment_at_desk(&file, person).ok()?
}

fn read(dir: &Path) -> Result<Option<Vec<u8>>> {
    match std::fs::read(dir.join(DESK_FILE)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::campaign(format!("cannot read this file: {e}"))
            .at(Place::file(DESK_FILE))
            .hint("see whether it is a file, and one that you may read")),
    }
}
