//! The headers of the systems exports come from, and what their columns are to us.
//!
//! Names are compared without case, spaces and punctuation (see [`super::headers::folded`]). Sources: the
//! downloads of the Entra and Microsoft 365 admin centres; the Intune *All devices* export in English and Dutch, its
//! `Devices` report and `managedDevice` of Microsoft Graph; Workspace ONE UEM device lists; Ivanti EPMM (MobileIron
//! Core) device search; Jamf Pro advanced searches.

mod devices;
mod people;
mod words;

use super::SourceKind;
use crate::campaign::Platform;

/// What a column is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Column {
    /// The directory's object id, or an identity of the organisation's own.
    ObjectId,
    Upn,
    Email,
    /// Every address of a mailbox, the main one marked (`SMTP:a@b+smtp:c@d`).
    Proxies,
    /// The short name an account signs in with (`SamAccountName`).
    Account,
    /// A person's place in the directory (`CN=Anna Bakker,OU=IT,DC=…`), by which managers are named.
    DistinguishedName,
    /// Display name of a person, or what a device is called.
    Name,
    GivenName,
    Surname,
    /// What stands between given name and family name in the Netherlands and Germany (`van der`).
    Infix,
    Language,
    PreferredLanguage,
    Department,
    Site,
    Office,
    City,
    Manager,
    Enabled,
    /// The opposite of `Enabled`.
    Blocked,
    LeaveUntil,
    /// When and where somebody is expected at a desk.
    AppointmentDate,
    AppointmentTime,
    AppointmentPlace,
    Timezone,
    Status,
    StatusReason,
    Serial,
    Manufacturer,
    Model,
    Platform,
    OsVersion,
    Ownership,
    Owner,
    OwnerUpn,
    OwnerEmail,
    OwnerId,
    System,
    Supervised,
    LastSeen,
    Enrolled,
    /// Until when Apple lets the device wait before it moves it.
    AppleDeadline,
    /// Whether the device is still enrolled in the system that names it.
    State,
    /// The device's language setting.
    Locale,
}

impl Column {
    /// How many there are.
    pub(super) const COUNT: usize = Column::Locale as usize + 1;

    /// Whether a line break in it is refused instead of read as a space: names, addresses and identities end up in
    /// headers of mail.
    pub(super) fn is_strict(self) -> bool {
        use Column as C;
        matches!(
            self,
            C::ObjectId | C::Upn | C::Email | C::Name | C::GivenName | C::Surname | C::Manager | C::Serial | C::Owner
        ) || matches!(
            self,
            C::AppointmentPlace
                | C::OwnerUpn
                | C::OwnerEmail
                | C::OwnerId
                | C::Account
                | C::DistinguishedName
                | C::Infix
        )
    }

    /// Whether what it holds is a field of its own too, by the name of its header, so that selectors can look at it.
    pub(super) fn is_field_as_well(self) -> bool {
        use Column as C;
        matches!(self, C::Office | C::City | C::Account | C::DistinguishedName | C::Proxies | C::Timezone)
            || matches!(self, C::AppointmentDate | C::AppointmentTime | C::AppointmentPlace)
    }

    /// What it is called where columns are named: in `columns:`, and in the account of a file.
    pub(super) fn name(self) -> &'static str {
        use Column as C;
        match self {
            C::ObjectId => "id",
            C::Upn => "upn",
            C::Email => "email",
            C::Proxies => "proxy_addresses",
            C::Account => "account",
            C::DistinguishedName => "distinguished_name",
            C::Name => "name",
            C::GivenName => "given_name",
            C::Surname => "surname",
            C::Infix => "infix",
            C::Language => "language",
            C::PreferredLanguage => "preferred_language",
            C::Department => "department",
            C::Site => "site",
            C::Office => "office",
            C::City => "city",
            C::Manager => "manager",
            C::Enabled => "enabled",
            C::Blocked => "blocked",
            C::LeaveUntil => "leave_until",
            C::AppointmentDate => "appointment_date",
            C::AppointmentTime => "appointment_time",
            C::AppointmentPlace => "appointment_place",
            C::Timezone => "timezone",
            C::Status => "status",
            C::StatusReason => "status_reason",
            C::Serial => "serial",
            C::Manufacturer => "manufacturer",
            C::Model => "model",
            C::Platform => "platform",
            C::OsVersion => "os_version",
            C::Ownership => "ownership",
            C::Owner => "owner",
            C::OwnerUpn => "owner_upn",
            C::OwnerEmail => "owner_email",
            C::OwnerId => "owner_id",
            C::System => "system",
            C::Supervised => "supervised",
            C::LastSeen => "last_seen",
            C::Enrolled => "enrolled",
            C::AppleDeadline => "apple_deadline",
            C::State => "state",
            C::Locale => "locale",
        }
    }

    /// Whether it holds a name, where `Null` is somebody's.
    pub(super) fn is_name(self) -> bool {
        matches!(self, Column::Name | Column::GivenName | Column::Surname)
    }
}

/// The headers one system writes.
#[derive(Debug)]
pub(super) struct Layout {
    /// What people call it.
    pub(super) name: &'static str,
    pub(super) kind: SourceKind,
    /// The system devices of such a file are in, when neither rows nor campaign file say.
    pub(super) system: Option<&'static str>,
    /// The platform of devices of such a file, when rows do not say.
    pub(super) platform: Option<Platform>,
    /// Headers of which at least one must be there; none are needed when empty. Without them a file with `Serial
    /// number` and `Model` could pass for an export of the new system, and its devices for migrated.
    pub(super) marks: &'static [&'static str],
    pub(super) columns: &'static [(&'static str, Column)],
}

use devices::{
    DUTCH_DEVICES, INTUNE, INTUNE_DUTCH, INTUNE_FRENCH, INTUNE_GERMAN, INTUNE_GRAPH, INTUNE_REPORT, JAMF_COMPUTERS,
    JAMF_MOBILE, MOBILEIRON, WORKSPACE_ONE,
};
use people::{ACTIVE_DIRECTORY, ENTRA, MICROSOFT_365};

pub(super) use devices::OWN_DEVICES;
pub(super) use people::{DUTCH_PEOPLE, OWN_PEOPLE};
pub(super) use words::{DEVICE_WORDS, PEOPLE_WORDS};

/// Columns that may be missing from a system's export but are often added to it by hand, and last the words of lists
/// that nobody's system writes.
pub(super) const PEOPLE_EXTRAS: [&Layout; 4] = [&OWN_PEOPLE, &DUTCH_PEOPLE, &ENTRA, &PEOPLE_WORDS];
/// The same for devices.
pub(super) const DEVICE_EXTRAS: [&Layout; 3] = [&OWN_DEVICES, &DUTCH_DEVICES, &DEVICE_WORDS];

/// Every layout, Heraut's own first: among equals the first is taken.
pub(super) const LAYOUTS: [&Layout; 19] = [
    &OWN_PEOPLE,
    &DUTCH_PEOPLE,
    &ENTRA,
    &MICROSOFT_365,
    &ACTIVE_DIRECTORY,
    &PEOPLE_WORDS,
    &OWN_DEVICES,
    &DUTCH_DEVICES,
    &DEVICE_WORDS,
    &INTUNE,
    &INTUNE_DUTCH,
    &INTUNE_GERMAN,
    &INTUNE_FRENCH,
    &INTUNE_REPORT,
    &INTUNE_GRAPH,
    &WORKSPACE_ONE,
    &MOBILEIRON,
    &JAMF_COMPUTERS,
    &JAMF_MOBILE,
];
