//! People and their devices, as they are known from the organisation's exports.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::people::{Account, without_notes};
use super::visit::Visit;
use crate::error::Problem;
use crate::l10n::Tag;

/// What identifies a person across files and runs: the user principal name, else the directory's object id,
/// else the address; lower case.
pub type PersonId = Arc<str>;

/// The column that names who answers for somebody's site.
pub(super) const SITE_OWNER: &str = "site_owner";

/// One human.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Stable identity.
    pub id: PersonId,
    /// Display name.
    pub name: String,
    /// Given name, when the data has it.
    pub given_name: Option<String>,
    /// Family name, when the data has it.
    pub surname: Option<String>,
    /// Where mail reaches this person; `None` for those without a mailbox.
    pub email: Option<String>,
    /// The language of choice and how we know.
    pub language: LanguageChoice,
    /// Time zone of the person's site, else the campaign's.
    pub timezone: Tz,
    /// Department.
    pub department: Option<String>,
    /// Site or office location.
    pub site: Option<String>,
    /// Identity of the manager; what the data names (lower case) when that is nobody in it.
    pub manager: Option<String>,
    /// Whether the account can sign in.
    pub enabled: bool,
    /// The last day of a leave, if the person is away.
    pub leave_until: Option<NaiveDate>,
    /// When they are expected at a desk, if the data says so.
    pub visit: Option<Visit>,
    /// How far the migration of this person is.
    pub standing: Standing,
    /// Every other column of the people files, by header in snake case.
    pub attributes: BTreeMap<Arc<str>, Arc<str>>,
    /// Whether anything is asked of them: of the person, where people move, or by what they have, where devices do.
    pub concern: Concern,
    /// Devices, ordered by serial number, then name.
    pub devices: Vec<Device>,
    /// File and line the person came from.
    pub source: Source,
}

impl Person {
    /// What they are called in a greeting: the given name, or the whole name without what stands between brackets at its end.
    pub fn called(&self) -> &str {
        let given = self.given_name.as_deref().map(str::trim).filter(|given| !given.is_empty());
        given.unwrap_or_else(|| without_notes(&self.name))
    }

    /// Those of their devices that the move is about.
    pub fn moving(&self) -> impl Iterator<Item = &Device> {
        self.devices.iter().filter(|device| device.is_concerned())
    }

    /// Whether anything is asked of them.
    pub fn is_concerned(&self) -> bool {
        self.concern != Concern::Apart
    }

    /// Whether they, or something of theirs that has not moved, cannot make the move.
    pub fn is_blocked(&self) -> bool {
        self.concern == Concern::Blocked
            || self.devices.iter().any(|device| device.concern == Concern::Blocked && !device.migrated)
    }

    /// Who answers for their site, as the data names them.
    pub fn site_owner(&self) -> Option<&str> {
        self.attributes.get(SITE_OWNER).map(|name| name.trim()).filter(|name| !name.is_empty())
    }

    /// Whether the data has a name for them, and not their address or user name alone.
    pub fn is_named(&self) -> bool {
        let is_name = |text: &str| !text.contains('@') && !text.eq_ignore_ascii_case(&self.id);
        self.given_name.is_some() || is_name(&self.name)
    }
}

/// A language with the reason it was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LanguageChoice {
    /// The language.
    pub tag: Tag,
    /// How we know.
    pub reason: LanguageReason,
}

/// How we know a person's language, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LanguageReason {
    /// A language column of the people data.
    Column,
    /// `preferredLanguage` of the directory.
    Preferred,
    /// The locale a device reported to the old system.
    Device,
    /// The rule of the person's site.
    Site,
    /// The campaign's default.
    Default,
}

/// How far the migration of a person is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Nothing has happened yet, or not to every device.
    Pending,
    /// Every device has turned up in the new system, at this instant if the data says when.
    Migrated(Option<DateTime<Utc>>),
    /// Enrolment failed, with the reason if the data has one.
    Failed(Option<String>),
    /// The person has left the organisation, or the account is disabled.
    Left,
}

impl Standing {
    /// Whether the person still has to move.
    pub fn must_move(&self) -> bool {
        match self {
            Standing::Pending | Standing::Failed(_) => true,
            Standing::Migrated(_) | Standing::Left => false,
        }
    }

    /// Whether everything of theirs has moved.
    pub fn has_moved(&self) -> bool {
        matches!(self, Standing::Migrated(_))
    }

    /// Whether the move went wrong, and nothing has mended it since.
    pub fn has_failed(&self) -> bool {
        matches!(self, Standing::Failed(_))
    }

    /// Whether nothing is for them any more.
    pub fn has_left(&self) -> bool {
        matches!(self, Standing::Left)
    }
}

/// One device.
#[derive(Debug, Clone, PartialEq)]
pub struct Device {
    /// Serial number, the name across systems; may be absent.
    pub serial: Option<String>,
    /// What it is called, e.g. `iPhone van Chloë`.
    pub name: Option<String>,
    /// Maker.
    pub manufacturer: Option<String>,
    /// Model as the system names it.
    pub model: Option<String>,
    /// Operating system family.
    pub platform: Platform,
    /// Operating system version.
    pub os_version: Option<String>,
    /// Whose it is.
    pub ownership: Ownership,
    /// Whether the old system had full control (supervised iOS, fully managed Android).
    pub supervised: bool,
    /// Which system manages it, as the export says.
    pub system: Option<String>,
    /// Whether it is already in the system people move to.
    pub migrated: bool,
    /// Last time it was seen.
    pub last_seen: Option<DateTime<Utc>>,
    /// Until when Apple lets it wait before it moves it, of a device that Apple is to move (Apple Business or School
    /// Manager, `mdmMigrationDeadline`).
    pub apple_deadline: Option<DateTime<Utc>>,
    /// Every other column of the device files, by header in snake case.
    pub attributes: BTreeMap<Arc<str>, Arc<str>>,
    /// Whether it has to move.
    pub concern: Concern,
    /// File and line it came from.
    pub source: Source,
}

impl Device {
    /// What the device is known by across systems: its serial number, else its name.
    pub fn key(&self) -> Option<&str> {
        self.serial.as_deref().or(self.name.as_deref())
    }

    /// Whether it has to move, or has.
    pub fn is_concerned(&self) -> bool {
        self.concern != Concern::Apart
    }

    /// The value of a field of it, by the name that selectors have for it.
    pub fn value(&self, field: &str) -> Option<Cow<'_, str>> {
        let day = |at: Option<DateTime<Utc>>| at.map(|at| Cow::Owned(at.date_naive().to_string()));
        match field {
            "platform" => Some(self.platform.as_str().into()),
            "ownership" => Some(self.ownership.as_str().into()),
            "system" => self.system.as_deref().map(Cow::Borrowed),
            "os_version" => self.os_version.as_deref().map(Cow::Borrowed),
            "serial" => self.serial.as_deref().map(Cow::Borrowed),
            "name" => self.name.as_deref().map(Cow::Borrowed),
            "model" => self.model.as_deref().map(Cow::Borrowed),
            "manufacturer" => self.manufacturer.as_deref().map(Cow::Borrowed),
            "supervised" => Some(if self.supervised { "true" } else { "false" }.into()),
            "last_seen" => day(self.last_seen),
            "apple_deadline" => day(self.apple_deadline),
            column => self.attributes.get(column).map(|value| Cow::Borrowed(&**value)),
        }
    }
}

/// Whether a move asks anything of somebody or something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Concern {
    /// It has to move, or has.
    #[default]
    Moves,
    /// It would have to, and cannot: somebody else has to do something about it.
    Blocked,
    /// Nothing is asked of it.
    Apart,
}

/// Operating system families.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// iPhone.
    Ios,
    /// iPad.
    IpadOs,
    /// Any Android.
    Android,
    /// Mac.
    MacOs,
    /// Windows.
    Windows,
    /// ChromeOS, Linux, or unknown.
    Other,
}

impl Platform {
    /// The name used in selectors and templates.
    pub fn as_str(self) -> &'static str {
        match self {
            Platform::Ios => "ios",
            Platform::IpadOs => "ipados",
            Platform::Android => "android",
            Platform::MacOs => "macos",
            Platform::Windows => "windows",
            Platform::Other => "other",
        }
    }
}

/// Whose a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ownership {
    /// The organisation's.
    Corporate,
    /// The person's own.
    Personal,
    /// Used by several people, or by nobody in particular (kiosk).
    Shared,
    /// The data does not say.
    Unknown,
}

impl Ownership {
    /// The name used in selectors and templates.
    pub fn as_str(self) -> &'static str {
        match self {
            Ownership::Corporate => "corporate",
            Ownership::Personal => "personal",
            Ownership::Shared => "shared",
            Ownership::Unknown => "unknown",
        }
    }
}

/// File and 1-based line of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file, relative to the campaign directory.
    pub file: Arc<str>,
    /// The line on which the record begins.
    pub line: u32,
}

/// Everyone, and everything the data said that could not be used.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// Sorted by [`Person::id`], without duplicates.
    pub persons: Vec<Person>,
    /// Devices that belong to nobody in the people data: kiosks, spares, unknown owners.
    pub ownerless: Vec<Device>,
    /// Whom a shared device names as its owner, with its position in [`People::ownerless`]: a person who answers for it,
    /// or the account that it signs in with. Sorted.
    pub keepers: Vec<(PersonId, u32)>,
    /// What became of each file's columns and rows, in the order of the files: people, then devices.
    pub accounts: Vec<Account>,
    /// The directory's own identity of those who have one, beside theirs here: it stays when a user name changes.
    pub lasting: Vec<(String, PersonId)>,
    /// Rows and cells that were rejected or need a look, in the order of the files. Never silently dropped.
    pub rejects: Vec<Reject>,
}

/// What is wrong with a row of the people or device data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// What kind of trouble, so that `check` can judge it.
    pub kind: RejectKind,
    /// What, where and what to do.
    pub problem: Problem,
}

/// Kinds of trouble with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RejectKind {
    /// The row cannot be read at all (columns, quoting, encoding); it is left out.
    Row,
    /// No identity in the row; it is left out.
    NoIdentity,
    /// The person occurs twice, with the same or different data; the first counts.
    Duplicate,
    /// The address cannot be mailed to; the person is kept without one.
    Address,
    /// A cell could not be understood (date, language, yes/no); the rest of the row is kept.
    Cell,
    /// A device names an owner, or a row of a later people file a person, who is not in the people data.
    UnknownOwner,
    /// What should tell people or devices apart does not: a formula's error, a rounded number, a stand-in; the row is
    /// known by its other keys.
    NoKey,
    /// The same serial number occurs twice: the device is in two systems or in one of them twice.
    DeviceTwice,
    /// The name of a system fits both the old and the new one, so nothing counts as moved by it.
    System,
    /// Two serial numbers that differ as slips of a hand or scanner do, in different rows.
    NearlySame,
    /// The new system lists a device and does not manage it, so it has not moved.
    NotManaged,
    /// A person known by another user name before, by the directory's identity.
    Renamed,
    /// The system that names a device says that it is no longer there (retired, wiped); it is left out.
    Retired,
}

impl People {
    /// The person of this identity.
    pub fn get(&self, id: &str) -> Option<&Person> {
        self.index_of(id).map(|at| &self.persons[at])
    }

    /// Where in [`People::persons`] this identity is.
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.persons.binary_search_by(|person| (*person.id).cmp(id)).ok()
    }
}
