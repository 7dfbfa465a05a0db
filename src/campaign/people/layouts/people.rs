//! Headers of people files.

use super::Column as C;
use super::Layout;
use super::SourceKind::People;

/// Heraut's own columns for people; also the names usable in `columns:`.
pub(in crate::campaign::people) const OWN_PEOPLE: Layout = Layout {
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

pub(in crate::campaign::people) const DUTCH_PEOPLE: Layout = Layout {
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
        ("status", C::Status),
        ("verlof_tot", C::LeaveUntil),
    ],
};

pub(in crate::campaign::people) const ENTRA: Layout = Layout {
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

pub(in crate::campaign::people) const MICROSOFT_365: Layout = Layout {
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

pub(in crate::campaign::people) const ACTIVE_DIRECTORY: Layout = Layout {
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
