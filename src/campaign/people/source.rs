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
    /// Where the campaign file names it.
    pub place: Place,
}

/// Everything the import needs to know besides the files.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The files, in the order of the campaign file: where two name the same person, the first wins per field and
    /// later ones fill what it leaves empty.
    pub files: Vec<SourceSpec>,
    /// Sites, for time zone and language.
    pub sites: BTreeMap<String, Site>,
    /// The campaign's time zone.
    pub timezone: Tz,
    /// The campaign's default language.
    pub default_language: Tag,
    /// The system people move to: a device it manages has migrated.
    pub moves_to: String,
}
