//! Which of the plan's devices the system that people leave still has.

use std::collections::{BTreeSet, HashMap};

use super::layout::choose;
use super::{NAME, ProgressSource, rename};
use crate::campaign::fold::serial_key;
use crate::campaign::people::{self, SourceKind};
use crate::campaign::{Device, Inputs, Loaded, Platform, RejectKind};
use crate::error::{Error, Place, Result};

/// What an export of the old system says of where devices are.
#[derive(Debug, Clone, Default)]
pub struct Whereabouts {
    /// By serial number as it is compared: whether the system says that the device has left it, or does not manage it.
    listed: HashMap<String, Listed>,
    /// Those that it lists a device of.
    platforms: BTreeSet<Platform>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listed {
    Managed,
    Leaving,
    Gone,
}

impl Whereabouts {
    /// Whether the old system manages the device.
    pub fn has(&self, device: &Device) -> bool {
        self.of(device) == Some(Listed::Managed)
    }

    /// Whether the device has left the old system: the export says so, or lacks it and has others of its platform. Of one without
    /// a serial number nobody can say it.
    pub fn has_left(&self, device: &Device) -> bool {
        device.serial.is_some()
            && match self.of(device) {
                Some(Listed::Managed | Listed::Leaving) => false,
                Some(Listed::Gone) => true,
                None => self.platforms.contains(&device.platform),
            }
    }

    /// Whether the export can say anything of the device.
    pub fn judges(&self, device: &Device) -> bool {
        device.serial.is_some() && self.platforms.contains(&device.platform)
    }

    fn of(&self, device: &Device) -> Option<Listed> {
        self.listed.get(&serial_key(device.serial.as_deref()?)).copied()
    }
}

/// Reads an export of the system that people leave: `bytes` is its CSV, `name` what it is called. `inputs` are the files that
/// the approved campaign was read from.
///
/// # Errors
/// When it cannot be read, is an export of the new system, or has no device of the plan: then everybody would have left.
pub fn whereabouts(loaded: &Loaded, inputs: &Inputs, bytes: &[u8], name: &str) -> Result<Whereabouts> {
    read(loaded, inputs, bytes).map_err(|mut error| {
        error.problems.iter_mut().filter_map(|problem| problem.place.as_mut()).for_each(|place| rename(place, name));
        error.problems.iter_mut().for_each(|problem| problem.message = problem.message.replace(NAME, name));
        error
    })
}

fn read(loaded: &Loaded, inputs: &Inputs, bytes: &[u8]) -> Result<Whereabouts> {
    let (from, to) = (&loaded.sources.moves_from, &loaded.sources.moves_to);
    let whole = || Place::file(NAME);
    if !loaded.sources.told_by_system {
        let message = format!("`{NAME}` cannot say who is in which system: whoever is done is so by `done`");
        return Err(Error::usage(message).at(whole()).hint("leave `--old` out"));
    }
    // Of two systems of one maker the headers are the same: then it is what it was said to be.
    let (mut seen, is_open) = sightings(loaded, inputs, bytes, None)?;
    if is_open {
        (seen, _) = sightings(loaded, inputs, bytes, Some(from.clone()))?;
    }
    if !seen.is_empty() && seen.iter().all(|sighting| sighting.is_new) {
        return Err(Error::usage(format!("`{NAME}` is an export of {to}, to which people move"))
            .at(whole())
            .hint(format!("give today's export of {from}; `heraut progress import` takes this one in")));
    }
    let mut found = Whereabouts::default();
    for sighting in seen.into_iter().filter(|sighting| !sighting.is_new) {
        found.platforms.insert(sighting.platform);
        let listed = match (sighting.is_managed, sighting.is_gone) {
            (true, _) => Listed::Managed,
            (false, false) => Listed::Leaving,
            (false, true) => Listed::Gone,
        };
        if let Some(serial) = sighting.serial {
            // A device that is enrolled again is there, whatever an older row says.
            let known = found.listed.entry(serial).or_insert(listed);
            if listed == Listed::Managed {
                *known = listed;
            }
        }
    }
    let devices = loaded.people.persons.iter().flat_map(|person| &person.devices);
    if !devices.into_iter().any(|device| found.of(device).is_some()) {
        let message = format!("`{NAME}` has no device of the plan, by serial number: everybody would have left {from}");
        return Err(Error::usage(message)
            .at(whole())
            .hint(format!("give today's export of {from}, with its serial numbers")));
    }
    Ok(found)
}

/// The rows of devices, and whether nothing says of which system they are.
fn sightings(
    loaded: &Loaded,
    inputs: &Inputs,
    bytes: &[u8],
    system: Option<String>,
) -> Result<(Vec<people::Sighting>, bool)> {
    let mut inputs = inputs.clone();
    inputs.insert(NAME, bytes);
    let source = ProgressSource { kind: Some(SourceKind::Devices), system, is_old: true };
    let spec = choose(loaded, &mut inputs, &source)?;
    let mut sources = loaded.sources.clone();
    sources.files.push(spec);
    let read = people::import_progress(&mut inputs, &sources)?;
    let is_open = read.people.rejects.iter().any(|reject| reject.kind == RejectKind::System);
    Ok((read.sightings, is_open))
}
