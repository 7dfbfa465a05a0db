//! Kinds of devices, for paper that is nobody's: devices with the same steps are one, and have no name or number.

use std::collections::{BTreeMap, BTreeSet};

use super::context::old_system;
use crate::campaign::{Device, Migration, Ownership, Path, Platform, is_apples_to_move};
use crate::error::Result;
use crate::l10n::{Argument, Catalogs, Tag};

/// Devices that have the same steps, as one that is nobody's.
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    /// What they have in common.
    pub device: Device,
    /// What becomes of them.
    pub path: Path,
}

/// One device for each kind there is among those that still have to move: most to lose first, then by platform and
/// ownership. Whatever could tell whose a device is has gone: two with the same steps are the same. Of devices that
/// nothing on them tells from what Apple moves there is no kind: it would send what Apple moves to be wiped.
pub fn device_kinds<'a>(devices: impl Iterator<Item = (&'a Device, Path)>, migration: &Migration) -> Vec<Kind> {
    let devices: Vec<(&Device, Path)> = devices.filter(|(_, path)| *path != Path::Done).collect();
    let moved: BTreeSet<_> =
        devices.iter().filter(|(_, path)| *path == Path::Apple).map(|(device, _)| alike(device)).collect();
    let is_mistaken = |device: &Device, path| {
        path != Path::Apple && Path::of(device, true) == Path::Apple && moved.contains(&alike(device))
    };
    let mut found = BTreeMap::new();
    for (device, path) in devices.into_iter().filter(|(device, path)| !is_mistaken(device, *path)) {
        let system = old_system(device, migration);
        let turn = Path::ALL.iter().position(|one| *one == path);
        let key = (turn, device.platform, device.ownership, is_told_apart(device, path), system.to_lowercase());
        let supervised = is_told_apart(device, path);
        found.entry(key).or_insert_with(|| Kind {
            path,
            device: Device {
                serial: None,
                name: None,
                manufacturer: None,
                model: None,
                os_version: None,
                supervised,
                system: Some(system.to_owned()),
                last_seen: None,
                apple_deadline: None,
                attributes: Default::default(),
                ..device.clone()
            },
        });
    }
    found.into_values().collect()
}

/// Kinds of devices under the name that a language has for each, in the place of the model.
///
/// # Errors
/// When the language has no label `print-kind`.
pub(super) fn named(kinds: &[Kind], language: &Tag, catalogs: &Catalogs) -> Result<Vec<Kind>> {
    let name = |Kind { device: kind, path }: &Kind| {
        let system = kind.system.as_deref().unwrap_or_default();
        let same = |other: &&Kind| alike(&other.device) == alike(kind);
        let several = kinds.iter().filter(same).any(|other| other.device.system != kind.system);
        // An iPhone says itself whether it is supervised.
        let apple = matches!(kind.platform, Platform::Ios | Platform::IpadOs);
        let has_managed = kinds.iter().filter(same).any(|other| other.device.supervised);
        let managed = match (kind.supervised, apple) {
            (true, true) => "apple",
            (true, false) => "yes",
            // What is not there tells it from the one beside it.
            (false, true) if has_managed && *path != Path::Apple => "plain",
            (false, _) => "no",
        };
        let is_apple_beside = kinds.iter().filter(same).any(|other| other.path == Path::Apple);
        let moved = match path {
            Path::Apple => "yes",
            // Apple would move it if its system were new enough.
            _ if is_apple_beside && (*path == Path::Wiped || is_apples_to_move(kind)) => "older",
            _ => "no",
        };
        let values = [
            ("platform", Argument::Text(kind.platform.as_str())),
            ("ownership", Argument::Text(kind.ownership.as_str())),
            ("managed", Argument::Text(managed)),
            ("moved", Argument::Text(moved)),
            ("several", Argument::Text(if several { "yes" } else { "no" })),
            ("system", Argument::Text(system)),
        ];
        let model = Some(catalogs.label(language, "print-kind", &values)?);
        Ok(Kind { path: *path, device: Device { model, ..kind.clone() } })
    };
    kinds.iter().map(name).collect()
}

/// What devices have in common that could be taken for each other.
fn alike(device: &Device) -> (Platform, Ownership) {
    (device.platform, device.ownership)
}

/// Whether it has other steps than the device beside it only because the old system has full control. A shared device
/// is moved by others, an Android of the organisation is wiped in any case, and what Apple moves says so itself.
fn is_told_apart(device: &Device, path: Path) -> bool {
    let matters = match device.platform {
        Platform::Ios | Platform::IpadOs => device.ownership != Ownership::Shared,
        Platform::Android => matches!(device.ownership, Ownership::Personal | Ownership::Unknown),
        Platform::MacOs | Platform::Windows | Platform::Other => false,
    };
    matters && device.supervised && path != Path::Apple
}
