//! The headers of the systems exports come from, and what their columns are to us.
//!
//! Names are compared without case, spaces and punctuation (see [`super::headers::folded`]). Sources: the
//! downloads of the Entra and Microsoft 365 admin centres; the Intune *All devices* export in English and Dutch, its
//! `Devices` report and `managedDevice` of Microsoft Graph; Workspace ONE UEM device lists; Ivanti EPMM (MobileIron
//! Core) device search; Jamf Pro advanced searches.

use super::SourceKind;
use crate::campaign::Platform;

/// What a column is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Column {
    /// The directory's object id, or an identity of the organisation's own.
    ObjectId,
    Upn,
    Email,
    /// Display name of a person, or what a device is called.
    Name,
    GivenName,
    Surname,
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
        ) || matches!(self, C::OwnerUpn | C::OwnerEmail | C::OwnerId)
    }

    /// Whether it holds a name, where `Null` is somebody's.
    pub(super) fn is_name(self) -> bool {
        matches!(self, Column::Name | Column::GivenName | Column::Surname)
    }
}

/// The headers one system writes.
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

use Column as C;
use SourceKind::{Devices, People};

/// Heraut's own columns for people; also the names usable in `columns:`.
pub(super) const OWN_PEOPLE: Layout = Layout {
    name: "Heraut people",
    kind: People,
    system: None,
    platform: None,
    marks: &[],
    columns: &[
        ("id", C::ObjectId),
        ("object_id", C::ObjectId),
        ("upn", C::Upn),
        ("email", C::Email),
        ("name", C::Name),
        ("given_name", C::GivenName),
        ("surname", C::Surname),
        ("language", C::Language),
        ("preferred_language", C::PreferredLanguage),
        ("department", C::Department),
        ("site", C::Site),
        ("office", C::Office),
        ("city", C::City),
        ("manager", C::Manager),
        ("enabled", C::Enabled),
        ("leave_until", C::LeaveUntil),
        ("status", C::Status),
        ("status_reason", C::StatusReason),
    ],
};

/// Heraut's own columns for devices; also the names usable in `columns:`.
pub(super) const OWN_DEVICES: Layout = Layout {
    name: "Heraut devices",
    kind: Devices,
    system: None,
    platform: None,
    marks: &[],
    columns: &[
        ("serial", C::Serial),
        ("name", C::Name),
        ("manufacturer", C::Manufacturer),
        ("model", C::Model),
        ("platform", C::Platform),
        ("os_version", C::OsVersion),
        ("ownership", C::Ownership),
        ("owner", C::Owner),
        ("owner_upn", C::OwnerUpn),
        ("owner_email", C::OwnerEmail),
        ("owner_id", C::OwnerId),
        ("system", C::System),
        ("supervised", C::Supervised),
        ("last_seen", C::LastSeen),
        ("enrolled", C::Enrolled),
        ("state", C::State),
        ("locale", C::Locale),
        ("serial_number", C::Serial),
        ("device_name", C::Name),
        ("os", C::Platform),
        ("user", C::Owner),
        ("managed_by", C::System),
    ],
};

/// Columns that may be missing from a system's export but are often added to it by hand.
pub(super) const PEOPLE_EXTRAS: [&Layout; 3] = [&OWN_PEOPLE, &DUTCH_PEOPLE, &ENTRA];
/// The same for devices.
pub(super) const DEVICE_EXTRAS: [&Layout; 2] = [&OWN_DEVICES, &DUTCH_DEVICES];

/// Every layout, Heraut's own first: among equals the first is taken.
pub(super) const LAYOUTS: [&Layout; 15] = [
    &OWN_PEOPLE,
    &DUTCH_PEOPLE,
    &ENTRA,
    &MICROSOFT_365,
    &ACTIVE_DIRECTORY,
    &OWN_DEVICES,
    &DUTCH_DEVICES,
    &INTUNE,
    &INTUNE_DUTCH,
    &INTUNE_REPORT,
    &INTUNE_GRAPH,
    &WORKSPACE_ONE,
    &MOBILEIRON,
    &JAMF_COMPUTERS,
    &JAMF_MOBILE,
];

const DUTCH_PEOPLE: Layout = Layout {
    name: "Heraut people (Dutch)",
    kind: People,
    system: None,
    platform: None,
    marks: &[],
    columns: &[
        ("e-mailadres", C::Email),
        ("e-mail", C::Email),
        ("naam", C::Name),
        ("weergavenaam", C::Name),
        ("voornaam", C::GivenName),
        ("achternaam", C::Surname),
        ("taal", C::Language),
        ("voorkeurstaal", C::PreferredLanguage),
        ("afdeling", C::Department),
        ("locatie", C::Site),
        ("vestiging", C::Site),
        ("leidinggevende", C::Manager),
        ("manager", C::Manager),
        ("actief", C::Enabled),
        ("verlof_tot", C::LeaveUntil),
    ],
};

const ENTRA: Layout = Layout {
    name: "Entra users",
    kind: People,
    system: None,
    platform: None,
    marks: &[],
    columns: &[
        ("userPrincipalName", C::Upn),
        ("displayName", C::Name),
        ("surname", C::Surname),
        ("mail", C::Email),
        ("givenName", C::GivenName),
        ("objectId", C::ObjectId),
        ("id", C::ObjectId),
        ("department", C::Department),
        ("accountEnabled", C::Enabled),
        ("physicalDeliveryOfficeName", C::Office),
        ("officeLocation", C::Office),
        ("city", C::City),
        ("preferredLanguage", C::PreferredLanguage),
        ("manager", C::Manager),
        ("managerUserPrincipalName", C::Manager),
        ("managerUpn", C::Manager),
        ("managerMail", C::Manager),
    ],
};

const MICROSOFT_365: Layout = Layout {
    name: "Microsoft 365 users",
    kind: People,
    system: None,
    platform: None,
    marks: &["Block credential", "Proxy addresses"],
    columns: &[
        ("User principal name", C::Upn),
        ("Display name", C::Name),
        ("First name", C::GivenName),
        ("Last name", C::Surname),
        ("Object Id", C::ObjectId),
        ("Department", C::Department),
        ("Office", C::Office),
        ("City", C::City),
        ("Preferred language", C::PreferredLanguage),
        ("Block credential", C::Blocked),
    ],
};

const ACTIVE_DIRECTORY: Layout = Layout {
    name: "Active Directory users (Get-ADUser)",
    kind: People,
    system: None,
    platform: None,
    marks: &["DistinguishedName", "SamAccountName"],
    columns: &[
        ("UserPrincipalName", C::Upn),
        ("DisplayName", C::Name),
        ("Name", C::Name),
        ("GivenName", C::GivenName),
        ("Surname", C::Surname),
        ("sn", C::Surname),
        ("mail", C::Email),
        ("EmailAddress", C::Email),
        ("ObjectGUID", C::ObjectId),
        ("Department", C::Department),
        ("Office", C::Office),
        ("physicalDeliveryOfficeName", C::Office),
        ("City", C::City),
        ("l", C::City),
        ("preferredLanguage", C::PreferredLanguage),
        ("Manager", C::Manager),
        ("Enabled", C::Enabled),
    ],
};

const DUTCH_DEVICES: Layout = Layout {
    name: "Heraut devices (Dutch)",
    kind: Devices,
    system: None,
    platform: None,
    marks: &[],
    columns: &[
        ("serienummer", C::Serial),
        ("naam", C::Name),
        ("apparaatnaam", C::Name),
        ("merk", C::Manufacturer),
        ("fabrikant", C::Manufacturer),
        ("model", C::Model),
        ("besturingssysteem", C::Platform),
        ("platform", C::Platform),
        ("eigendom", C::Ownership),
        ("eigenaar", C::Owner),
        ("gebruiker", C::Owner),
        ("systeem", C::System),
        ("laatst_gezien", C::LastSeen),
    ],
};

const INTUNE: Layout = Layout {
    name: "Intune devices",
    kind: Devices,
    system: Some("Intune"),
    platform: None,
    marks: &["Primary user UPN", "Azure AD Device ID", "Microsoft Entra Device ID", "Intune registered"],
    columns: &[
        ("Device name", C::Name),
        ("Enrollment date", C::Enrolled),
        ("Last check-in", C::LastSeen),
        ("OS version", C::OsVersion),
        ("OS", C::Platform),
        ("Serial number", C::Serial),
        ("Manufacturer", C::Manufacturer),
        ("Model", C::Model),
        ("Primary user UPN", C::OwnerUpn),
        ("Primary user email address", C::OwnerEmail),
        ("Managed by", C::System),
        ("Ownership", C::Ownership),
        ("Supervised", C::Supervised),
    ],
};

const INTUNE_DUTCH: Layout = Layout {
    name: "Intune devices (Dutch)",
    kind: Devices,
    system: Some("Intune"),
    platform: None,
    marks: &[
        "UPN van primaire gebruiker",
        "UPN van de primaire gebruiker",
        "UPN primaire gebruiker",
        "Primaire gebruiker UPN",
        "Apparaat-id van Azure AD",
        "Azure AD-apparaat-id",
        "Microsoft Entra-apparaat-id",
    ],
    columns: &[
        ("Apparaatnaam", C::Name),
        ("Naam van apparaat", C::Name),
        ("Inschrijvingsdatum", C::Enrolled),
        ("Datum van inschrijving", C::Enrolled),
        ("Laatste check-in", C::LastSeen),
        ("Laatst ingecheckt", C::LastSeen),
        ("Besturingssysteemversie", C::OsVersion),
        ("Versie van besturingssysteem", C::OsVersion),
        ("Versie van het besturingssysteem", C::OsVersion),
        ("Besturingssysteem", C::Platform),
        ("Serienummer", C::Serial),
        ("Fabrikant", C::Manufacturer),
        ("Model", C::Model),
        ("UPN van primaire gebruiker", C::OwnerUpn),
        ("UPN van de primaire gebruiker", C::OwnerUpn),
        ("UPN primaire gebruiker", C::OwnerUpn),
        ("Primaire gebruiker UPN", C::OwnerUpn),
        ("E-mailadres van primaire gebruiker", C::OwnerEmail),
        ("E-mailadres van de primaire gebruiker", C::OwnerEmail),
        ("E-mailadres primaire gebruiker", C::OwnerEmail),
        ("Beheerd door", C::System),
        ("Eigendom", C::Ownership),
        ("Onder supervisie", C::Supervised),
        ("Supervisie", C::Supervised),
    ],
};

const INTUNE_REPORT: Layout = Layout {
    name: "Intune Devices report",
    kind: Devices,
    system: Some("Intune"),
    platform: None,
    marks: &["OwnerType", "LastContact", "CompliantState"],
    columns: &[
        ("DeviceName", C::Name),
        ("UPN", C::OwnerUpn),
        ("UserEmail", C::OwnerEmail),
        ("UserId", C::OwnerId),
        ("OwnerType", C::Ownership),
        ("OS", C::Platform),
        ("OSVersion", C::OsVersion),
        ("SerialNumber", C::Serial),
        ("Manufacturer", C::Manufacturer),
        ("Model", C::Model),
        ("LastContact", C::LastSeen),
        ("CreatedDate", C::Enrolled),
        ("EnrollmentDate", C::Enrolled),
        ("ManagedBy", C::System),
        ("SupervisedStatusString", C::Supervised),
        ("IsSupervised", C::Supervised),
    ],
};

const INTUNE_GRAPH: Layout = Layout {
    name: "Intune devices (Microsoft Graph)",
    kind: Devices,
    system: Some("Intune"),
    platform: None,
    marks: &["managedDeviceOwnerType", "managedDeviceName", "managementAgent"],
    columns: &[
        ("deviceName", C::Name),
        ("userPrincipalName", C::OwnerUpn),
        ("emailAddress", C::OwnerEmail),
        ("userId", C::OwnerId),
        ("managedDeviceOwnerType", C::Ownership),
        ("operatingSystem", C::Platform),
        ("osVersion", C::OsVersion),
        ("serialNumber", C::Serial),
        ("manufacturer", C::Manufacturer),
        ("model", C::Model),
        ("lastSyncDateTime", C::LastSeen),
        ("enrolledDateTime", C::Enrolled),
        ("managementAgent", C::System),
        ("isSupervised", C::Supervised),
    ],
};

const WORKSPACE_ONE: Layout = Layout {
    name: "Workspace ONE devices",
    kind: Devices,
    system: Some("Workspace ONE"),
    platform: None,
    marks: &["DeviceFriendlyName", "LocationGroupName", "Organization Group", "EnrollmentStatus"],
    columns: &[
        ("DeviceFriendlyName", C::Name),
        ("Friendly Name", C::Name),
        ("UserName", C::Owner),
        ("UserPrincipalName", C::OwnerUpn),
        ("UserEmailAddress", C::OwnerEmail),
        ("Email Address", C::OwnerEmail),
        ("Ownership", C::Ownership),
        ("Platform", C::Platform),
        ("OperatingSystem", C::OsVersion),
        ("OS Version", C::OsVersion),
        ("Manufacturer", C::Manufacturer),
        ("Model", C::Model),
        ("SerialNumber", C::Serial),
        ("LastSeen", C::LastSeen),
        ("LastEnrolledOn", C::Enrolled),
        ("EnrollmentStatus", C::State),
        ("IsSupervised", C::Supervised),
    ],
};

const MOBILEIRON: Layout = Layout {
    name: "MobileIron/Ivanti devices",
    kind: Devices,
    system: Some("MobileIron"),
    platform: None,
    marks: &["user.email_address", "user.user_id", "common.status", "common.uuid", "common.SerialNumber"],
    columns: &[
        ("user.email_address", C::OwnerEmail),
        ("user.upn", C::OwnerUpn),
        ("user.user_id", C::Owner),
        ("common.device_name", C::Name),
        ("ios.DeviceName", C::Name),
        ("common.platform_name", C::Platform),
        ("common.platform", C::Platform),
        ("common.os_version", C::OsVersion),
        ("common.manufacturer", C::Manufacturer),
        ("common.model_name", C::Model),
        ("common.model", C::Model),
        ("common.owner", C::Ownership),
        ("common.status", C::State),
        ("common.last_connected_at", C::LastSeen),
        ("common.registration_date", C::Enrolled),
        ("common.locale", C::Locale),
        ("common.SerialNumber", C::Serial),
        ("ios.Supervised", C::Supervised),
        ("common.supervised", C::Supervised),
    ],
};

const JAMF_COMPUTERS: Layout = Layout {
    name: "Jamf computers",
    kind: Devices,
    system: Some("Jamf"),
    platform: Some(Platform::MacOs),
    marks: &["Computer Name"],
    columns: &[
        ("Computer Name", C::Name),
        ("Serial Number", C::Serial),
        ("Operating System", C::Platform),
        ("Operating System Version", C::OsVersion),
        ("Model", C::Model),
        ("Make", C::Manufacturer),
        ("Last Check-in", C::LastSeen),
        ("Last Enrollment", C::Enrolled),
        ("Email Address", C::OwnerEmail),
        ("Username", C::Owner),
        ("Supervised", C::Supervised),
    ],
};

const JAMF_MOBILE: Layout = Layout {
    name: "Jamf mobile devices",
    kind: Devices,
    system: Some("Jamf"),
    platform: Some(Platform::Ios),
    marks: &["Last Inventory Update", "Device Ownership Type"],
    columns: &[
        ("Display Name", C::Name),
        ("Device Name", C::Name),
        ("Serial Number", C::Serial),
        ("OS Type", C::Platform),
        ("OS Version", C::OsVersion),
        ("iOS Version", C::OsVersion),
        ("Model", C::Model),
        ("Last Inventory Update", C::LastSeen),
        ("Last Enrollment", C::Enrolled),
        ("Email Address", C::OwnerEmail),
        ("Username", C::Owner),
        ("Supervised", C::Supervised),
        ("Device Ownership Type", C::Ownership),
    ],
};
