//! What becomes of a device, and so what its owner has to do: one value, worked out here alone, that every text branches
//! on.

use super::migration::Apple;
use super::model::{Campaign, Wave};
use super::person::{Concern, Device, Ownership, Person, Platform};
use super::selector::Over;

/// The path of a device from the old system to the new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Path {
    /// Its owner unenrols it and enrols it, without the helpdesk.
    Own,
    /// The helpdesk unenrols it and wipes it; its owner sets it up again.
    Wiped,
    /// Apple moves it: its owner follows what the screen asks. Nothing is unenrolled by hand, and nothing is wiped.
    Apple,
    /// It cannot make the move, as the campaign's `blocked` says: somebody replaces it, or does it with its owner.
    Replaced,
    /// Nobody knows the steps beforehand: no device is known, it is of a platform without steps, or it is shared and
    /// others move it.
    Unknown,
    /// It has moved.
    Done,
}

/// From this version of iOS, iPadOS and macOS on, Apple moves a device between two systems without wiping it (Apple
/// Platform Deployment, "Migrate managed devices to another device management service").
const MIGRATES: u32 = 26;

impl Path {
    /// Every path: those that may lose most come first, what needs nothing last.
    pub const ALL: [Path; 6] = [Path::Replaced, Path::Wiped, Path::Apple, Path::Own, Path::Unknown, Path::Done];

    /// The name used in templates and in the campaign file.
    pub fn as_str(self) -> &'static str {
        match self {
            Path::Replaced => "replaced",
            Path::Own => "own",
            Path::Wiped => "wiped",
            Path::Apple => "apple",
            Path::Unknown => "unknown",
            Path::Done => "done",
        }
    }

    /// The path of a device that has not moved; `apple` says whether the campaign has Apple move what it can.
    pub fn of(device: &Device, apple: bool) -> Self {
        if device.migrated {
            Path::Done
        } else if device.concern == Concern::Blocked {
            Path::Replaced
        } else if apple && is_moved_by_apple(device) {
            Path::Apple
        } else if must_be_wiped(device) {
            Path::Wiped
        } else if device.ownership == Ownership::Shared || device.platform == Platform::Other {
            Path::Unknown
        } else {
            Path::Own
        }
    }
}

impl Campaign {
    /// Whether the campaign has Apple move what it can of what this person in this wave has. Devices that are nobody's
    /// follow the campaign and the wave.
    pub fn has_apple_move(&self, wave: &Wave, person: Option<&Person>) -> bool {
        let selected = match &self.migration.apple {
            Apple::No => false,
            Apple::All => true,
            Apple::Select(selector) => person.is_some_and(|person| selector.matches(person)),
        };
        selected || wave.apple
    }

    /// The path of somebody who has nothing that moves: their own, where people move.
    pub fn path_of(&self, person: &Person) -> Path {
        match self.migration.moves {
            Over::Devices => Path::Unknown,
            Over::People if person.standing.has_moved() => Path::Done,
            Over::People if person.is_blocked() => Path::Replaced,
            Over::People => Path::Own,
        }
    }

    /// The path of a device of this person in this wave that has not moved.
    pub fn path(&self, wave: &Wave, person: Option<&Person>, device: &Device) -> Path {
        match Path::of(device, self.has_apple_move(wave, person)) {
            path if self.migration.paths.contains(&path) || path == Path::Done => path,
            // Where nothing changes its management, nothing is wiped by it.
            _ => Path::Own,
        }
    }
}

/// Whether Apple could move it if its system were new enough: the organisation's own, in automated enrolment. The data
/// tells that of an iPhone or iPad by its supervision.
pub fn is_apples_to_move(device: &Device) -> bool {
    let is_the_organisations = device.ownership != Ownership::Personal;
    match device.platform {
        Platform::Ios | Platform::IpadOs => is_the_organisations && device.supervised,
        Platform::MacOs => matches!(device.ownership, Ownership::Corporate | Ownership::Shared) || device.supervised,
        Platform::Android | Platform::Windows | Platform::Other => false,
    }
}

fn is_moved_by_apple(device: &Device) -> bool {
    is_apples_to_move(device) && major(device).is_some_and(|version| version >= MIGRATES)
}

/// Whether the device loses what is on it when it changes systems: Android that is fully managed, has a work profile
/// on a device of the organisation, or is dedicated (Android Enterprise), and an iPhone or iPad that is to stay
/// supervised (Apple Automated Device Enrollment).
fn must_be_wiped(device: &Device) -> bool {
    match device.platform {
        Platform::Ios | Platform::IpadOs => device.supervised,
        Platform::Android => device.supervised || matches!(device.ownership, Ownership::Corporate | Ownership::Shared),
        Platform::MacOs | Platform::Windows | Platform::Other => false,
    }
}

/// The first number of the version: 26 of `26.2` and of `iOS 26.2`.
fn major(device: &Device) -> Option<u32> {
    let version = device.os_version.as_deref()?;
    let digits = version.trim_start_matches(|c: char| !c.is_ascii_digit());
    digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::Source;

    fn device(platform: Platform, ownership: Ownership, supervised: bool, version: Option<&str>) -> Device {
        Device {
            serial: None,
            name: None,
            manufacturer: None,
            model: None,
            platform,
            os_version: version.map(Into::into),
            ownership,
            supervised,
            system: None,
            migrated: false,
            last_seen: None,
            apple_deadline: None,
            attributes: Default::default(),
            concern: Default::default(),
            source: Source { file: "devices.csv".into(), line: 2 },
        }
    }

    #[test]
    fn each_device_has_one_path() {
        use Ownership::{Corporate, Personal, Shared, Unknown};
        use Platform::{Android, Ios, IpadOs, MacOs, Other, Windows};
        let cases = [
            (Ios, Corporate, true, "wiped", "apple"),
            (Ios, Unknown, true, "wiped", "apple"),
            (Ios, Corporate, false, "own", "own"),
            (Ios, Personal, true, "wiped", "wiped"),
            (IpadOs, Shared, true, "wiped", "apple"),
            (IpadOs, Shared, false, "unknown", "unknown"),
            (Android, Corporate, false, "wiped", "wiped"),
            (Android, Personal, false, "own", "own"),
            (Android, Personal, true, "wiped", "wiped"),
            (Android, Shared, false, "wiped", "wiped"),
            (MacOs, Corporate, false, "own", "apple"),
            (MacOs, Personal, false, "own", "own"),
            (MacOs, Unknown, false, "own", "own"),
            (Windows, Corporate, true, "own", "own"),
            (Windows, Shared, false, "unknown", "unknown"),
            (Other, Personal, false, "unknown", "unknown"),
        ];
        for (platform, ownership, supervised, usual, by_apple) in cases {
            let device = device(platform, ownership, supervised, Some("26.2"));
            let paths = [false, true].map(|apple| Path::of(&device, apple).as_str());
            assert_eq!(paths, [usual, by_apple], "{device:?}");
            assert_eq!(Path::of(&Device { migrated: true, ..device }, true), Path::Done);
        }
    }

    #[test]
    fn apple_moves_from_version_26_on() {
        for (version, path) in [
            (Some("26"), Path::Apple),
            (Some("iOS 26.0.1"), Path::Apple),
            (Some("27.1"), Path::Apple),
            (Some("18.5"), Path::Wiped),
            (Some("unknown"), Path::Wiped),
            (None, Path::Wiped),
        ] {
            assert_eq!(
                Path::of(&device(Platform::Ios, Ownership::Corporate, true, version), true),
                path,
                "{version:?}"
            );
        }
    }
}
