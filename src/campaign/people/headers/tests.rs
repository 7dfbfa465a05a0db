use super::super::layouts::Column as C;
use std::collections::BTreeMap;

use super::*;

fn spec(kind: SourceKind, columns: &[(&str, &str)]) -> SourceSpec {
    SourceSpec {
        columns: columns.iter().map(|(ours, theirs)| ((*ours).into(), (*theirs).into())).collect::<BTreeMap<_, _>>(),
        ..SourceSpec::new(kind, "export.csv", Place { line: 12, ..Place::file("campaign.yaml") })
    }
}

fn sheet(kind: SourceKind, columns: &[(&str, &str)], header: &str) -> Result<Sheet, Vec<Problem>> {
    recognise(&spec(kind, columns), 0, &Table::open(header).unwrap())
}

/// What is said when the file cannot be used: place, message, hint.
fn told(kind: SourceKind, columns: &[(&str, &str)], header: &str) -> Vec<String> {
    sheet(kind, columns, header).unwrap_err().iter().map(ToString::to_string).collect()
}

#[track_caller]
fn columns(sheet: &Sheet, expected: &[(Column, &str)]) {
    for (column, header) in expected {
        let found = sheet.index(*column).map(|at| &*sheet.headers[at]);
        assert_eq!(found, Some(*header), "{column:?}");
    }
}

#[test]
fn intune_in_english_and_dutch() {
    let english = "Device ID,Device name,Enrollment date,Last check-in,Azure AD Device ID,OS version,Category,\
        Serial number,Manufacturer,Model,Primary user UPN,Primary user email address,Primary user display name,\
        Compliance,Managed by,Ownership,Device state,Supervised,Encrypted,OS,JoinType,Phone number";
    let sheet1 = sheet(SourceKind::Devices, &[], english).unwrap();
    columns(
        &sheet1,
        &[
            (C::Name, "Device name"),
            (C::Serial, "Serial number"),
            (C::OwnerUpn, "Primary user UPN"),
            (C::OwnerEmail, "Primary user email address"),
            (C::System, "Managed by"),
            (C::Platform, "OS"),
            (C::OsVersion, "OS version"),
            (C::LastSeen, "Last check-in"),
            (C::Supervised, "Supervised"),
        ],
    );
    assert_eq!(sheet1.index(C::Owner), None);
    let dutch = "Apparaat-id;Apparaatnaam;Inschrijvingsdatum;Laatste check-in;Besturingssysteemversie;Serienummer;\
        Fabrikant;Model;UPN van primaire gebruiker;E-mailadres van primaire gebruiker;Eigendom;Beheerd door;\
        Besturingssysteem;Naleving";
    let sheet2 = sheet(SourceKind::Devices, &[], dutch).unwrap();
    assert_eq!((sheet2.system.as_deref(), sheet2.is_intune), (Some("Intune"), true));
    columns(
        &sheet2,
        &[
            (C::Name, "Apparaatnaam"),
            (C::Serial, "Serienummer"),
            (C::OwnerUpn, "UPN van primaire gebruiker"),
            (C::OwnerEmail, "E-mailadres van primaire gebruiker"),
            (C::Ownership, "Eigendom"),
            (C::System, "Beheerd door"),
            (C::Platform, "Besturingssysteem"),
            (C::Enrolled, "Inschrijvingsdatum"),
        ],
    );
}

#[test]
fn other_systems() {
    let of = |header: &str| {
        let sheet = sheet(SourceKind::Devices, &[], header).unwrap();
        (sheet.system.clone().unwrap_or_default(), sheet)
    };
    let (system, report) =
        of("DeviceName,UPN,UserEmail,UserName,OwnerType,OS,OSVersion,SerialNumber,LastContact,CompliantState");
    assert_eq!(system, "Intune");
    columns(&report, &[(C::OwnerUpn, "UPN"), (C::Ownership, "OwnerType"), (C::LastSeen, "LastContact")]);
    // There it is the display name.
    assert_eq!(report.index(C::Owner), None);

    let (system, one) = of("DeviceFriendlyName,UserName,UserEmailAddress,Ownership,Platform,OperatingSystem,\
        SerialNumber,Imei,EnrollmentStatus,LastSeen,LocationGroupName");
    assert_eq!(system, "Workspace ONE");
    columns(&one, &[(C::Owner, "UserName"), (C::OsVersion, "OperatingSystem"), (C::State, "EnrollmentStatus")]);

    let (system, iron) = of("user.email_address;user.display_name;user.user_id;common.platform_name;common.owner;\
        common.status;common.last_connected_at;common.locale;common.SerialNumber;ios.Supervised");
    assert_eq!(system, "MobileIron");
    columns(&iron, &[(C::Locale, "common.locale"), (C::Ownership, "common.owner"), (C::Owner, "user.user_id")]);

    let (system, jamf) =
        of("Computer Name,Serial Number,Operating System Version,Last Check-in,Email Address,Department");
    assert_eq!((system.as_str(), jamf.platform), ("Jamf", Some(Platform::MacOs)));
    columns(&jamf, &[(C::Name, "Computer Name"), (C::OwnerEmail, "Email Address")]);
}

#[test]
fn a_list_of_ones_own_passes_for_no_system() {
    let sheet = sheet(SourceKind::Devices, &[], "Serial number,Model,Device name,Owner,Ownership").unwrap();
    assert_eq!(sheet.system, None);
    columns(&sheet, &[(C::Serial, "Serial number"), (C::Name, "Device name"), (C::Owner, "Owner")]);
}

#[test]
fn what_is_not_ours_becomes_an_attribute_of_people() {
    let header = "userPrincipalName,displayName,mail,jobTitle,usageLocation,state,city,group,,group,status,taal";
    let sheet = sheet(SourceKind::People, &[], header).unwrap();
    let names: Vec<&str> = sheet.attributes.iter().map(|(_, name)| &**name).collect();
    assert_eq!(names, ["city", "column_9", "group", "group_2", "job_title", "state", "status", "usage_location"]);
    columns(&sheet, &[(C::Language, "taal"), (C::City, "city")]);
    assert_eq!(sheet.index(C::Status), None);
}

#[test]
fn columns_override_recognition() {
    let named = [("email", "Werkmail"), ("name", "naam voluit"), ("ring", "AD-groep")];
    let sheet = sheet(SourceKind::People, &named, "email;Werkmail;Naam-Voluit;naam;AD-groep").unwrap();
    columns(&sheet, &[(C::Email, "Werkmail"), (C::Name, "Naam-Voluit")]);
    let names: Vec<&str> = sheet.attributes.iter().map(|(_, name)| &**name).collect();
    assert_eq!(names, ["email", "naam", "ring"]);
}

#[test]
fn columns_that_are_not_there_are_told_all_at_once() {
    assert_eq!(
        told(SourceKind::People, &[("email", "Werkmial"), ("nmae", "Naam")], "Werkmail;Naam\n"),
        [
            "campaign.yaml:12: `export.csv` has no column `Werkmial`, which `columns:` names for `email` \
             (did you mean `Werkmail`? its header line is: Werkmail, Naam)",
            "campaign.yaml:12: `columns:` of `export.csv` has no name `nmae` (did you mean `name`?)",
        ]
    );
}

#[test]
fn a_file_nobody_recognises() {
    let people = "Heraut people, Heraut people (Dutch), Entra users, Microsoft 365 users, \
        Active Directory users (Get-ADUser)";
    assert_eq!(
        told(SourceKind::People, &[], "\nPersoneelsnr;E-mial;Functie\n"),
        [format!(
            "export.csv:2:1: no header here tells who a row is about (is `E-mial` meant as `email`? \
             name the columns with `columns:` (upn, id or email at least), or use an export with the headers of {people})"
        )]
    );
    assert_eq!(
        told(SourceKind::People, &[], "Device name,Serial number,Primary user UPN,OS\n"),
        [format!(
            "export.csv:1:1: no header here tells who a row is about (this looks like an export of Intune devices: \
             name it under `devices:`; name the columns with `columns:` (upn, id or email at least), or use an export \
             with the headers of {people})"
        )]
    );
}
