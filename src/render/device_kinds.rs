//! Kinds of devices, for paper that is nobody's: devices with the same steps are one, and have no name or number.

use std::collections::BTreeMap;

use super::context::old_system;
use crate::campaign::{Device, Migration, Ownership, Platform};
use crate::error::Result;
use crate::l10n::{Argument, Catalogs, Tag};

/// One device for each kind there is among those that still have to move, by platform and ownership. Whatever could
/// tell whose a device is has gone: two with the same steps are the same.
pub fn device_kinds<'a>(devices: impl Iterator<Item = &'a Device>, migration: &Migration) -> Vec<Device> {
    let mut found = BTreeMap::new();
    for device in devices.filter(|device| !device.migrated) {
        let system = old_system(device, migration);
        let key = (device.platform, device.ownership, is_told_apart(device), system.to_lowercase());
        found.entry(key).or_insert_with(|| Device {
            serial: None,
            name: None,
            manufacturer: None,
            model: None,
            os_version: None,
            supervised: is_told_apart(device),
            system: Some(system.to_owned()),
            last_seen: None,
            ..device.clone()
        });
    }
    found.into_values().collect()
}

/// Kinds of devices under the name that a language has for each, in the place of the model.
///
/// # Errors
/// When the language has no label `print-kind`.
pub(super) fn named(kinds: &[Device], language: &Tag, catalogs: &Catalogs) -> Result<Vec<Device>> {
    let name = |kind: &Device| {
        let system = kind.system.as_deref().unwrap_or_default();
        let same = |other: &&Device| (other.platform, other.ownership) == (kind.platform, kind.ownership);
        let several = kinds.iter().filter(same).any(|other| other.system != kind.system);
        // An iPhone says itself whether it is supervised.
        let apple = matches!(kind.platform, Platform::Ios | Platform::IpadOs);
        let managed = if !kind.supervised {
            "no"
        } else if apple {
            "apple"
        } else {
            "yes"
        };
        let values = [
            ("platform", Argument::Text(kind.platform.as_str())),
            ("ownership", Argument::Text(kind.ownership.as_str())),
            ("managed", Argument::Text(managed)),
            ("several", Argument::Text(if several { "yes" } else { "no" })),
            ("system", Argument::Text(system)),
        ];
        Ok(Device { model: Some(catalogs.label(language, "print-kind", &values)?), ..kind.clone() })
    };
    kinds.iter().map(name).collect()
}

/// Whether it has other steps than the device beside it only because the old system has full control. A shared device
/// is moved by others, and an Android of the organisation is wiped in any case.
fn is_told_apart(device: &Device) -> bool {
    let matters = match device.platform {
        Platform::Ios | Platform::IpadOs => device.ownership != Ownership::Shared,
        Platform::Android => matches!(device.ownership, Ownership::Personal | Ownership::Unknown),
        Platform::MacOs | Platform::Windows | Platform::Other => false,
    };
    matters && device.supervised
}
