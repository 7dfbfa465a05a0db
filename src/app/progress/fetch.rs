//! Which of the files that are fetched say how far people are.

use std::path::Path;

use crate::app::locked::InForce;
use crate::campaign::{Asked, Loaded};
use crate::error::{Error, Place, Result};
use crate::ledger::Access;

/// The files that the approved campaign in `dir` fetches to learn how far people are: those that its `people:` and `devices:` name
/// for that alone; without any, those of devices and of what people have registered. `only` goes before all that.
///
/// # Errors
/// When nothing was approved yet, or it fetches no such file.
pub fn standings(dir: &Path, only: &[String]) -> Result<Vec<String>> {
    let in_force = InForce::open(dir, Access::Read)?;
    if !only.is_empty() {
        return Ok(only.to_vec());
    }
    let locked = in_force.read()?;
    let Loaded { campaign, sources, .. } = &*locked.loaded;
    let files = || campaign.fetched.iter();
    let is_for_progress = |file: &str| sources.progress.iter().any(|spec| *spec.file == *file);
    let mut found: Vec<String> =
        files().filter(|fetched| is_for_progress(&fetched.file)).map(|fetched| fetched.file.clone()).collect();
    if found.is_empty() {
        let tells = files().filter(|fetched| matches!(fetched.asked, Asked::Devices { .. } | Asked::Registrations));
        found = tells.map(|fetched| fetched.file.clone()).collect();
    }
    if found.is_empty() {
        return Err(Error::usage("nothing that the approved campaign fetches says how far people are")
            .at(Place::file("campaign.yaml"))
            .hint("name a file of `sources:`, or mark its entry in `people:` or `devices:` with `progress: true`"));
    }
    Ok(found)
}
