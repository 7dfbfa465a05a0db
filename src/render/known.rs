//! Devices with their paths: of a person, of nobody, or a kind that stands for many.

use super::context::{is_pending, old_system};
use super::request::Request;
use crate::campaign::{Campaign, Device, Migration, Over, Path, Person, Platform};

/// A device and what becomes of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    pub(crate) device: &'a Device,
    pub(crate) path: Path,
}

/// The devices that a message is about: those of its reader, or those that are nobody's in a message to the helpdesk or to who
/// has them in their care.
pub(crate) fn own_devices<'a>(campaign: &Campaign, request: &Request<'a>) -> Vec<Known<'a>> {
    let owner = request.person.filter(|_| request.ownerless.is_empty());
    let devices = owner.map_or(request.ownerless, |person| &person.devices).iter();
    let moving = devices.filter(|device| device.is_concerned());
    moving.map(|device| known(campaign, request, owner, device)).collect()
}

/// The paths of what a message is about, in the order of [`Path::ALL`]: what its template has as `paths`.
pub fn paths_of(campaign: &Campaign, request: &Request) -> Vec<Path> {
    paths(campaign, request, &own_devices(campaign, request))
}

fn known<'a>(campaign: &Campaign, request: &Request, person: Option<&Person>, device: &'a Device) -> Known<'a> {
    let path = match is_pending(device, request.migrated) {
        true => campaign.path(request.wave, person, device),
        false => Path::Done,
    };
    Known { device, path }
}

/// The paths that a message is about, each once, in the order of [`Path::ALL`]: of its reader's devices, or of those of
/// the people it is about. `done` is there only alone.
pub(crate) fn paths(campaign: &Campaign, request: &Request, devices: &[Known]) -> Vec<Path> {
    let of = |person: &Person| -> Vec<Path> {
        let found: Vec<Path> =
            person.moving().map(|device| known(campaign, request, Some(person), device).path).collect();
        if found.is_empty() && campaign.migration.moves == Over::People {
            vec![campaign.path_of(person)]
        } else {
            found
        }
    };
    let found: Vec<Path> = match (request.about, request.person) {
        ([], Some(person)) if devices.is_empty() => of(person),
        ([], _) => devices.iter().map(|known| known.path).collect(),
        (about, _) => about.iter().flat_map(|person| of(person)).collect(),
    };
    let is_left = |path: &Path| *path != Path::Done && found.contains(path);
    let left: Vec<Path> = Path::ALL.into_iter().filter(is_left).collect();
    match (left.is_empty(), found.contains(&Path::Done)) {
        (false, _) => left,
        (true, true) => vec![Path::Done],
        // On paper that is nobody's too, everybody has their own to do where people move.
        (true, false) if campaign.migration.moves == Over::People => vec![Path::Own],
        (true, false) => vec![Path::Unknown],
    }
}

/// Some of these devices, by their places, in lists of those that have the same steps: most to lose first, else as they come.
pub(super) fn alike(devices: &[Known], some: &[usize], migration: &Migration) -> Vec<Vec<usize>> {
    let steps = |at: usize| {
        let Known { device, path } = devices[at];
        // An iPad is an iPhone in this.
        let platform = if device.platform == Platform::IpadOs { Platform::Ios } else { device.platform };
        (path, platform, device.ownership, old_system(device, migration).to_lowercase())
    };
    let mut found: Vec<(_, Vec<usize>)> = Vec::new();
    for at in some.iter().copied() {
        let steps = steps(at);
        match found.iter_mut().find(|(same, _)| *same == steps) {
            Some((_, same)) => same.push(at),
            None => found.push((steps, vec![at])),
        }
    }
    found.sort_by_key(|((path, ..), _)| Path::ALL.iter().position(|one| one == path));
    found.into_iter().map(|(_, same)| same).collect()
}
