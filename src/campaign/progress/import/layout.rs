//! What an export lists, and under which names of columns.

use super::{NAME, ProgressSource};
use crate::campaign::people::{self, Account, SourceKind, SourceSpec};
use crate::campaign::{Inputs, Loaded, Over};
use crate::error::{Error, Place, Result};

/// Finds out what the file lists, and under which names of columns.
pub(super) fn choose(loaded: &Loaded, inputs: &mut Inputs, source: &ProgressSource) -> Result<SourceSpec> {
    let devices = laid_out(loaded, inputs, SourceKind::Devices, source);
    let people = laid_out(loaded, inputs, SourceKind::People, source);
    let (kind, chosen) = match (source.kind, devices, people) {
        (Some(SourceKind::Devices), devices, _) => (SourceKind::Devices, devices?),
        (Some(SourceKind::People), _, people) => (SourceKind::People, people?),
        (None, Ok(devices), Ok(people)) => {
            let described = ["serial", "platform", "model"].iter().any(|column| devices.1.has(column));
            let listed = tells_done(loaded) || people.1.has("status") && !devices.1.has("serial");
            if described && !listed { (SourceKind::Devices, devices) } else { (SourceKind::People, people) }
        }
        (None, Ok(devices), Err(_)) => (SourceKind::Devices, devices),
        (None, Err(_), Ok(people)) => (SourceKind::People, people),
        (None, Err(error), Err(_)) => {
            let hint = "give an export of devices with its own headers, or a list with the columns `upn` and `status`";
            return Err(error.hint(hint));
        }
    };
    let (spec, account) = chosen;
    let owner = ["owner", "owner_upn", "owner_email", "owner_id"].iter().any(|owner| account.has(owner));
    let missing = match kind {
        SourceKind::Devices if !(account.has("serial") || owner && account.has("platform")) => {
            "of serial numbers, nor of owners and platforms"
        }
        SourceKind::People if !account.says_how_far() && !tells_done(loaded) => {
            "that says who has moved, failed or left (`status`)"
        }
        _ => return Ok(spec),
    };
    let others: Vec<&str> = account.columns.iter().map(|column| &*column.header).collect();
    let message = format!("`{NAME}` can say nothing of how far anybody is: it has no column {missing}");
    let hint = format!(
        "its columns are {}; name the right ones with `columns:` of an entry with `progress: true`",
        others.join(", ")
    );
    Err(Error::campaign(message).at(Place { line: 1, ..Place::file(NAME) }).hint(hint))
}

/// Whether a list of people may say by other columns who is done.
fn tells_done(loaded: &Loaded) -> bool {
    let migration = &loaded.campaign.migration;
    migration.moves == Over::People && migration.done.is_some()
}

/// The first layout that fits the file: those the campaign gives for progress, then those with columns of their own, then
/// what headers alone say.
fn laid_out(
    loaded: &Loaded,
    inputs: &mut Inputs,
    kind: SourceKind,
    source: &ProgressSource,
) -> Result<(SourceSpec, Account)> {
    let sources = &loaded.sources;
    let own = sources.files.iter().filter(|spec| !spec.columns.is_empty());
    let given = sources.progress.iter().chain(own).filter(|spec| spec.kind == kind);
    let plain = SourceSpec { own_status: sources.own_status, ..SourceSpec::new(kind, NAME, Place::file(NAME)) };
    let specs: Vec<SourceSpec> = given.cloned().chain([plain]).collect();
    let mut failure = None;
    for spec in specs {
        // An export of the one system is what is given, unless its own headers say otherwise.
        let assumed = (kind == SourceKind::Devices && sources.told_by_system)
            .then(|| if source.is_old { &sources.moves_from } else { &sources.moves_to }.clone());
        // The system of an entry for planning is that of its own file.
        let said = spec.system.filter(|_| spec.is_progress && !source.is_old);
        let spec = SourceSpec {
            file: NAME.into(),
            system: source.system.clone().or(said),
            assumed_system: assumed,
            is_progress: true,
            ..SourceSpec { system: None, ..spec }
        };
        match people::look(inputs, &spec) {
            Ok(account) => return Ok((spec, account)),
            Err(error) => failure = Some(error),
        }
    }
    Err(failure.unwrap_or_else(|| Error::bug("no layout was tried")))
}
