//! People who were renamed: the directory's own identity says that they are who they were.
//!
//! Who somebody is, is part of the identity of every message to them. A new user name would make them a new person, told
//! again from the start. So the identity under which somebody was approved is carried over: in a file among the inputs, so
//! that the snapshot holds it too, and reads as it was planned.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::fold::key;
use super::inputs::Inputs;
use super::load::{Loaded, load, load_persons};
use super::people::SourceKind;
use super::person::{People, PersonId};
use crate::error::Result;

/// Where carried identities are among the inputs: a line each, the directory's identity and that of the plan.
const FILE: &str = "builtin/identities.tsv";

/// Everybody of a campaign just read, under the identity that they had among the files of an approved snapshot: the
/// campaign itself when nobody was renamed since.
///
/// # Errors
/// As [`load`].
pub fn known_before(
    inputs: &mut Inputs,
    now: Arc<Loaded>,
    approved: &BTreeMap<String, Arc<[u8]>>,
) -> Result<Arc<Loaded>> {
    let now = match approved.get(FILE) {
        Some(bytes) => {
            inputs.insert(FILE, bytes.clone());
            Arc::new(load(inputs)?)
        }
        None => now,
    };
    let mut people = now.sources.files.iter().filter(|spec| spec.kind == SourceKind::People);
    if people.all(|spec| approved.get(&spec.file) == inputs.files().get(&spec.file)) {
        return Ok(now);
    }
    if now.people.lasting.is_empty() {
        return Ok(now);
    }
    // A snapshot that an older program wrote and this one cannot read has nothing to carry over; what needs it says so.
    let Ok(then) = load_persons(&mut Inputs::from_files(approved.clone())) else { return Ok(now) };
    let renamed = renamed(&then, &now.people);
    if renamed.is_empty() {
        return Ok(now);
    }
    let mut carried = read(inputs)?;
    carried.extend(renamed);
    let lines: String = carried.iter().map(|(lasting, id)| format!("{lasting}\t{id}\n")).collect();
    inputs.insert(FILE, lines.into_bytes());
    load(inputs).map(Arc::new)
}

/// The identities to carry over.
///
/// # Errors
/// When the inputs cannot be read.
pub(super) fn read(inputs: &mut Inputs) -> Result<BTreeMap<String, PersonId>> {
    let Some(bytes) = inputs.get(FILE)? else { return Ok(BTreeMap::new()) };
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.lines().filter_map(|line| line.split_once('\t')).map(|(a, b)| (a.to_owned(), b.into())).collect())
}

/// Who has another identity now than then, by the directory's; nobody whose old one is somebody else's now.
fn renamed(then: &People, now: &People) -> BTreeMap<String, PersonId> {
    let before: HashMap<&str, &PersonId> = then.lasting.iter().map(|(lasting, id)| (lasting.as_str(), id)).collect();
    let changed = now.lasting.iter().filter_map(|(lasting, id)| {
        let old = before.get(lasting.as_str()).filter(|old| **old != id && now.get(old).is_none())?;
        Some((lasting.clone(), (*old).clone()))
    });
    changed.collect()
}

/// Takes out the lines of people whose identities `is_theirs` knows.
///
/// # Errors
/// When the inputs cannot be read.
pub(super) fn strip(inputs: &mut Inputs, is_theirs: &dyn Fn(&str) -> bool) -> Result<()> {
    let Some(bytes) = inputs.get(FILE)? else { return Ok(()) };
    let text = String::from_utf8_lossy(&bytes);
    let is_kept = |line: &&str| !line.split('\t').any(|identity| is_theirs(&key(identity)));
    let kept: String = text.lines().filter(is_kept).map(|line| format!("{line}\n")).collect();
    if kept.as_bytes() != &*bytes {
        inputs.insert(FILE, kept.into_bytes());
    }
    Ok(())
}
