//! Which files people and devices come from, as the campaign file names them.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use crate::campaign::Site;
use crate::error::Place;
use crate::l10n::Tag;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// One row a person.
    People,
    /// One row a device.
    Devices,
}

/// One file of people or devices.
#[derive(Debug, Clone)]
pub struct SourceSpec {
    /// What it holds.
    pub kind: SourceKind,
    /// The file, relative to the campaign directory.
    pub file: String,
    /// Our column name (`email`, `serial`, …) to the file's header, for files whose headers are not recognised.
    pub columns: BTreeMap<String, String>,
    /// The system a device file was exported from, when its rows do not say (`Managed by`).
    pub system: Option<String>,
    /// The system to assume when neither the rows nor the file's own headers say.
    pub assumed_system: Option<String>,
    /// The encoding somebody says it is in, by its label (`windows-1250`); as the bytes look when absent.
    pub encoding: Option<String>,
    /// Whether it says how far people are by now: it makes nobody a person and no device anybody's.
    pub is_progress: bool,
    /// Whether a column `status` is a field that the campaign asks for, and not how far people are.
    pub own_status: bool,
    /// Whether what it says of appointments takes the place of what other files say.
    pub is_of_the_desk: bool,
    /// Whether `heraut fetch` writes it.
    pub is_fetched: bool,
    /// Where the campaign file names it.
    pub place: Place,
}

impl SourceSpec {
    /// A file whose headers and bytes speak for themselves.
    pub fn new(kind: SourceKind, file: impl Into<String>, place: Place) -> Self {
        SourceSpec {
            kind,
            file: file.into(),
            columns: BTreeMap::new(),
            system: None,
            assumed_system: None,
            encoding: None,
            is_progress: false,
            own_status: false,
            is_of_the_desk: false,
            is_fetched: false,
            place,
        }
    }
}

/// Everything the import needs to know besides the files.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The files, in the order of the campaign file: where two name the same person, the first wins per field and
    /// later ones fill what it leaves empty.
    pub files: Vec<SourceSpec>,
    /// How the files are laid out that are imported as progress. They are not read otherwise.
    pub progress: Vec<SourceSpec>,
    /// Sites, for time zone and language.
    pub sites: BTreeMap<String, Site>,
    /// The campaign's time zone.
    pub timezone: Tz,
    /// The campaign's default language.
    pub default_language: Tag,
    /// The system people leave.
    pub moves_from: String,
    /// The system people move to: a device it manages has migrated.
    pub moves_to: String,
    /// Whether being in that system is what counts, and not what the campaign's `done` picks.
    pub told_by_system: bool,
    /// Whether a column `status` of people is a field that the campaign asks for, and not how far they are.
    pub own_status: bool,
}

#[cfg(test)]
impl Sources {
    /// These files of a move from MobileIron to Microsoft Intune in Amsterdam, in Dutch.
    pub(super) fn in_a_test(files: Vec<SourceSpec>) -> Self {
        Sources {
            files,
            progress: Vec::new(),
            sites: BTreeMap::new(),
            timezone: chrono_tz::Europe::Amsterdam,
            default_language: "nl".parse().expect("a language"),
            moves_from: "MobileIron".into(),
            moves_to: "Microsoft Intune".into(),
            told_by_system: true,
            own_status: false,
        }
    }
}
