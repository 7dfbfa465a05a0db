//! What hangs in the gallery.

use chrono::{DateTime, Utc};

use crate::campaign::{Ownership, Path, Platform};
use crate::l10n::Tag;

/// One message for one reader.
#[derive(Debug, Clone)]
pub struct Exhibit {
    /// Position of the phase.
    pub phase: u16,
    /// Position of the rule in its phase.
    pub rule: u16,
    /// Language of the message.
    pub language: Tag,
    /// 0 for the first or only time.
    pub occurrence: u16,
    /// When it would be due.
    pub due: DateTime<Utc>,
    /// The reader's name.
    pub reader: String,
    /// What the reader stands for.
    pub features: Vec<Feature>,
    /// The paths of the devices that the message is about.
    pub paths: Vec<Path>,
    /// The mail, or why there is none.
    pub mail: Result<Shown, String>,
}

/// What a reader stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// A device of this platform and ownership.
    Device(Platform, Ownership),
    /// A device of this path.
    Path(Path),
    /// More than one device.
    SeveralDevices,
    /// No device at all.
    NoDevice,
    /// What is not known of a device.
    Lacks {
        /// Its model.
        model: bool,
        /// Its name.
        name: bool,
        /// Its serial number.
        serial: bool,
    },
    /// The data has no given name.
    NoGivenName,
    /// The longest name of all.
    LongestName,
    /// A name with signs that mean something to a machine.
    NameWithSigns,
    /// A time zone that is not the campaign's.
    AnotherZone,
    /// Expected at a desk.
    Appointment,
    /// A name of a script that is written from right to left.
    RightToLeftName,
    /// The helpdesk of this one has no telephone.
    NoPhone,
    /// In no data: thought up to show what may come.
    InventedReader,
    /// A manager.
    Manager,
    /// The helpdesk.
    Helpdesk,
}

/// A mail, taken apart.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Address of the recipient.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The HTML part as a browser can show it: with its images in it.
    pub html: String,
    /// The HTML part as it is in the mail, where images are parts of their own (`cid:`).
    pub sent_html: String,
    /// The plain-text part.
    pub text: String,
    /// The whole message on the wire.
    pub bytes: Vec<u8>,
}
