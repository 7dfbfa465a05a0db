mod accounting;
mod columns;
mod keys;
mod reading;
mod same;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Tz;

use super::*;
use crate::campaign::{LanguageReason, Ownership, Person, Platform, Site, Standing};

/// Files in the order of the campaign file: what they hold, their name, their bytes.
struct World {
    files: Vec<(SourceKind, &'static str, Vec<u8>)>,
    encoding: Option<String>,
    systems: (&'static str, &'static str),
}

fn world() -> World {
    World { files: Vec::new(), encoding: None, systems: ("MobileIron", "Microsoft Intune") }
}

impl World {
    fn people(mut self, name: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.push((SourceKind::People, name, bytes.into()));
        self
    }

    fn devices(mut self, name: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.push((SourceKind::Devices, name, bytes.into()));
        self
    }

    /// Says in which encoding every file is.
    fn encoded(mut self, label: &str) -> Self {
        self.encoding = Some(label.to_owned());
        self
    }

    /// From which system people move to which.
    fn between(mut self, from: &'static str, to: &'static str) -> Self {
        self.systems = (from, to);
        self
    }

    fn try_import(self) -> Result<People> {
        let site = |timezone: Option<Tz>, language: Option<&str>| Site {
            timezone,
            language: language.map(|tag| tag.parse().unwrap()),
            owner: None,
        };
        let specs = self.files.iter().enumerate().map(|(n, (kind, name, _))| {
            let place = Place { line: 20 + u32::try_from(n).unwrap(), ..Place::file("campaign.yaml") };
            SourceSpec { encoding: self.encoding.clone(), ..SourceSpec::new(*kind, *name, place) }
        });
        let sources = Sources {
            files: specs.collect(),
            sites: BTreeMap::from([
                ("Willemstad".into(), site(Some(chrono_tz::America::Curacao), None)),
                ("Sint Michiëlsgestel".into(), site(Some(chrono_tz::Asia::Tokyo), None)),
                ("Namur".into(), site(Some(chrono_tz::Europe::Brussels), Some("fr-BE"))),
            ]),
            timezone: chrono_tz::Europe::Amsterdam,
            default_language: "nl".parse().unwrap(),
            progress: Vec::new(),
            moves_from: self.systems.0.into(),
            moves_to: self.systems.1.into(),
            told_by_system: true,
            own_status: false,
        };
        let files = self.files.into_iter().filter(|(_, _, bytes)| bytes != b"missing");
        let files = files.map(|(_, name, bytes)| (name.to_owned(), Arc::from(bytes)));
        import(&mut Inputs::from_files(files.collect()), &sources)
    }

    fn import(self) -> People {
        self.try_import().unwrap()
    }
}

/// Every reject as a person reads it, with its kind.
fn told(people: &People) -> Vec<String> {
    people.rejects.iter().map(|r| format!("{:?} {}", r.kind, r.problem)).collect()
}

#[track_caller]
fn clean(people: &People) {
    assert_eq!(told(people), Vec::<String>::new());
}

fn ids(people: &People) -> Vec<&str> {
    people.persons.iter().map(|p| &*p.id).collect()
}

fn language(person: &Person) -> (&str, LanguageReason) {
    (person.language.tag.as_str(), person.language.reason)
}

const ENTRA: &str = "\
userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled,usageLocation,\
streetAddress,state,country,physicalDeliveryOfficeName,city,postalCode,telephoneNumber
C.OBrien@voorbeeldstad.example,Chloë O'Brien-'t Hart,O'Brien-'t Hart,chloe.obrien@voorbeeldstad.example,Chloë,\
0a1b-01,Member,Adviseur,IT,True,NL,\"Stadhuisplein 1
(achteringang)\",,Nederland,Stadhuis,Voorbeeldstad,1234 AB,
a.agca@voorbeeldstad.example,Ayşe Ağca,Ağca,a.agca@voorbeeldstad.example,Ayşe,0a1b-02,Member,,HR,True,BE,,,België,\
Namur,Namur,,
li@voorbeeldstad.example,李,,,,0a1b-03,Member,,IT,False,CH,,,,,Willemstad,,
gast_partner.example#EXT#@voorbeeldstad.example,Gast Null,Null,gast@partner.example,Gast,0a1b-04,Guest,null,,True,,,,,,,,
";

#[test]
fn an_entra_download() {
    let people = world().people("entra.csv", ENTRA).import();
    clean(&people);
    assert_eq!(
        ids(&people),
        [
            "a.agca@voorbeeldstad.example",
            "c.obrien@voorbeeldstad.example",
            "gast_partner.example#ext#@voorbeeldstad.example",
            "li@voorbeeldstad.example"
        ]
    );
    let chloe = people.get("c.obrien@voorbeeldstad.example").unwrap();
    assert_eq!(chloe.name, "Chloë O'Brien-'t Hart");
    assert_eq!(chloe.email.as_deref(), Some("chloe.obrien@voorbeeldstad.example"));
    assert_eq!((chloe.site.as_deref(), chloe.department.as_deref()), (Some("Stadhuis"), Some("IT")));
    assert_eq!(&*chloe.attributes["street_address"], "Stadhuisplein 1 (achteringang)");
    assert_eq!(&*chloe.attributes["job_title"], "Adviseur");
    assert_eq!(&*chloe.attributes["city"], "Voorbeeldstad");
    assert!(!chloe.attributes.contains_key("telephone_number"));
    assert_eq!((chloe.source.line, chloe.timezone), (2, chrono_tz::Europe::Amsterdam));
    // The country is no language, the site's rule is.
    assert_eq!(language(chloe), ("nl", LanguageReason::Default));
    let agca = people.get("a.agca@voorbeeldstad.example").unwrap();
    assert_eq!((agca.name.as_str(), language(agca)), ("Ayşe Ağca", ("fr-BE", LanguageReason::Site)));
    assert_eq!(agca.source.line, 4);
    let li = people.get("li@voorbeeldstad.example").unwrap();
    assert_eq!((li.name.as_str(), li.email.as_deref(), li.enabled), ("李", None, false));
    assert_eq!((&li.standing, li.timezone), (&Standing::Left, chrono_tz::America::Curacao));
    let guest = people.get("gast_partner.example#ext#@voorbeeldstad.example").unwrap();
    assert_eq!((guest.surname.as_deref(), guest.attributes.get("job_title")), (Some("Null"), None));
    assert_eq!(&*guest.attributes["user_type"], "Guest");
}

#[test]
fn a_second_file_fills_what_the_first_leaves_empty() {
    let second = "userPrincipalName;preferredLanguage;manager;displayName\r\n\
        c.obrien@voorbeeldstad.example;en-us;A.Agca@voorbeeldstad.example;Somebody Else\r\n\
        A.AGCA@voorbeeldstad.example;Klingon;0A1B-01;\r\n\
        nobody@voorbeeldstad.example;nl;;\r\n\
        new@voorbeeldstad.example;nl;;Nieuwe Collega\r\n";
    let people = world().people("entra.csv", ENTRA).people("extra.csv", second).import();
    let chloe = people.get("c.obrien@voorbeeldstad.example").unwrap();
    assert_eq!(chloe.name, "Chloë O'Brien-'t Hart");
    assert_eq!(language(chloe), ("en-US", LanguageReason::Preferred));
    assert_eq!(chloe.manager.as_deref(), Some("a.agca@voorbeeldstad.example"));
    let agca = people.get("a.agca@voorbeeldstad.example").unwrap();
    assert_eq!(agca.manager.as_deref(), Some("c.obrien@voorbeeldstad.example"));
    assert_eq!(language(agca), ("fr-BE", LanguageReason::Site));
    assert_eq!(people.get("new@voorbeeldstad.example").unwrap().name, "Nieuwe Collega");
    assert_eq!(
        told(&people),
        [
            "Cell extra.csv:3:30: `Klingon` is not a language we know (write a tag such as `nl`, `en-GB` or \
             `nl-x-formal`)",
            "UnknownOwner extra.csv:4:1: `nobody@voorbeeldstad.example` is in no other people file, and this row has \
             no name or address (add the person to the first people file, or remove the row)",
        ]
    );
}

#[test]
fn keys_of_several_kinds_join() {
    let people = world()
        .people("a.csv", "email,name,department\nJan@b.example,Jan,\nel@b.example,Els,\n")
        .people("b.csv", "upn,email,object_id\njdv@b.example,jan@B.example,77\n")
        .people("c.csv", "id,department\n77,Facilities\n")
        .people("d.csv", "upn,department,site\nEL@b.example,IT,Namur\n")
        .import();
    clean(&people);
    assert_eq!(ids(&people), ["el@b.example", "jdv@b.example"]);
    let jan = people.get("jdv@b.example").unwrap();
    assert_eq!((jan.name.as_str(), jan.department.as_deref()), ("Jan", Some("Facilities")));
    assert_eq!(people.get("el@b.example").unwrap().department.as_deref(), Some("IT"));
}

#[test]
fn a_shared_mailbox_makes_nobody_the_same_person() {
    let people =
        world().people("a.csv", "upn,email\na@b.example,balie@b.example\nc@b.example,balie@b.example\n").import();
    clean(&people);
    assert_eq!(ids(&people), ["a@b.example", "c@b.example"]);
}

#[test]
fn a_row_can_show_that_two_are_one() {
    let people = world()
        .people("a.csv", "upn,email,name\njan@b.example,,\n,j.devries@b.example,Jan de Vries\n")
        .people("b.csv", "upn,email\njan@b.example,j.devries@b.example\n")
        .import();
    assert_eq!(ids(&people), ["jan@b.example"]);
    assert_eq!(people.persons[0].name, "Jan de Vries");
    assert_eq!(
        told(&people),
        ["Duplicate b.csv:2:15: this row shows that a.csv:3 is the same person as a.csv:2; they are taken together \
          (remove the row that has only an address)"]
    );
}

#[test]
fn rubbish_is_reported_with_its_line() {
    let text = "id;upn;email;name;language;leave_until;enabled\n\
        1;jan@b.example;jan@b.example;Jan;nl;31-01-2027;ja\n\
        1;jan@b.example;jan@b.example;Jan;nl;31-01-2027;ja\n\
        1;jan@b.example;jan@b.example;Jan;en;31-01-2027;ja\n\
        ;;;Niemand;;;\n\
        4;els@b.example\n\
        5;;chloë@b.example;Chloë;US;31/13/2027;misschien\n\
        6;;a@b.example;\"Jan\nBcc: x@evil.example\";;;\n\
        ;;;;;;\n\
        7;;b@b.example;Ro\0b;;9999-12-31;\n";
    let people = world().people("p.csv", text).import();
    assert_eq!(
        told(&people),
        [
            "Duplicate p.csv:3:3: the row is identical to line 2 (remove one of the two)",
            "Duplicate p.csv:4:3: the person is already on line 2, with different data; that line counts (remove the \
             row that is out of date)",
            "NoIdentity p.csv:5: the row names nobody: it has no user principal name, id or usable address; it is \
             left out (give the person an address or a `upn`)",
            "Row p.csv:6: the row has 2 cells, the header line 7 (put cells that contain the separator between double \
             quotes)",
            "Address p.csv:7:4: `chloë@b.example` has letters before the `@` that only SMTPUTF8 can carry (use the \
             person's ASCII alias; every mailbox system gives one)",
            "Cell p.csv:7:26: `US` is not a language we know (write a tag such as `nl`, `en-GB` or `nl-x-formal`)",
            "Cell p.csv:7:29: `31/13/2027` is not a date we can read (write dates as 2027-03-31 or 2027-03-31 14:00:00)",
            "Cell p.csv:7:40: `misschien` is not yes or no (write `true` or `false`)",
            "Cell p.csv:8:16: `name` has a line break; the cell is read as empty (type the value again in the source)",
            "Cell p.csv:11:16: `name` has a NUL byte; the cell is read as empty (type the value again in the source)",
        ]
    );
    assert_eq!(people.rejects[0].problem.place.as_ref().unwrap().width, 13);
    assert_eq!(&*people.rejects[9].problem.place.as_ref().unwrap().text, "7;;b@b.example;Ro\u{FFFD}b;;9999-12-31;");
    assert_eq!(ids(&people), ["5", "6", "7", "jan@b.example"]);
    let names: Vec<_> = people.persons.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["Chloë", "a@b.example", "b@b.example", "Jan"]);
    assert_eq!(people.get("jan@b.example").unwrap().leave_until.unwrap().to_string(), "2027-01-31");
    assert_eq!((people.get("5").unwrap().email.as_deref(), people.get("7").unwrap().leave_until), (None, None));
}

#[test]
fn utf16_from_powershell_and_windows_1252_from_excel() {
    let text = "\u{FEFF}upn\tname\r\nc@b.example\tChloë O'Brien-'t Hart\r\nl@b.example\t李\r\n";
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let people = world().people("p.csv", bytes).import();
    clean(&people);
    assert_eq!(people.get("c@b.example").unwrap().name, "Chloë O'Brien-'t Hart");
    assert_eq!(people.get("l@b.example").unwrap().name, "李");
    let people = world().people("p.csv", b"sep=;\r\nupn;naam\r\nc@b.example;Chlo\xEB\r\n".as_slice()).import();
    assert_eq!((people.persons[0].name.as_str(), people.persons[0].source.line), ("Chloë", 3));
}

const STAFF: &str = "upn,email,id,name,language\n\
    chloe@b.example,c.obrien@b.example,oid-1,Chloë,\n\
    agca@b.example,agca@b.example,oid-2,Ağca,\n\
    li@b.example,li@b.example,oid-3,李,de\n";

#[test]
fn intune_and_mobileiron_devices_find_their_owners() {
    let intune = "Apparaat-id;Apparaatnaam;Inschrijvingsdatum;Laatste check-in;Besturingssysteemversie;Serienummer;\
        Fabrikant;Model;UPN van primaire gebruiker;E-mailadres van primaire gebruiker;Eigendom;Beheerd door;\
        Besturingssysteem;Naleving\n\
        1;iPhone van Chloë;2027-03-01 09:30:00.1234567;2027-03-02 08:00:00.0000000;18.1;F2LX1;Apple;iPhone 15;\
        CHLOE@b.example;;Zakelijk;MDM;iOS;Compatibel\n\
        2;Balie-iPad;0001-01-01 00:00:00.0000000;9999-12-31 00:00:00.0000000;18.1;F2LX2;Apple;iPad;;;Bedrijf;Intune;\
        iOS;\n";
    let iron = "user.email_address,user.display_name,user.user_id,common.platform_name,common.owner,common.status,\
        common.last_connected_at,common.locale,common.SerialNumber,ios.Supervised\n\
        agca@b.example,Ayşe Ağca,agca,Android 14.0,EMPLOYEE,ACTIVE,2027-02-01 10:00:00,tr_TR,RZ8,\n\
        agca@b.example,Ayşe Ağca,agca,iOS 17.4,COMPANY,ACTIVE,2027-02-03 10:00:00,nl-NL,F9,true\n\
        c.obrien@b.example,Chloë,chloe,iOS 17.4,COMPANY,RETIRED,2027-03-01 09:00:00,en-GB,F2LX1,true\n\
        li@b.example,李,li,iOS 17.4,COMPANY,ACTIVE,2027-02-03 10:00:00,zh_CN,F77,false\n\
        weg@b.example,Weg,weg,iOS 17.4,COMPANY,ACTIVE,,,F78,false\n";
    let people = world().people("staff.csv", STAFF).devices("iron.csv", iron).devices("intune.csv", intune).import();
    assert_eq!(
        told(&people),
        ["UnknownOwner iron.csv:6:1: the owner `weg@b.example` is in no people file; the device is kept without one \
          (add the person to a people file, or leave the owner empty for a device nobody owns)"]
    );
    let chloe = people.get("chloe@b.example").unwrap();
    let [phone] = &chloe.devices[..] else { panic!("one device: {:?}", chloe.devices) };
    assert!(phone.migrated && phone.supervised);
    assert_eq!((phone.system.as_deref(), phone.name.as_deref()), (Some("Intune"), Some("iPhone van Chloë")));
    assert_eq!((phone.platform, phone.ownership), (Platform::Ios, Ownership::Corporate));
    let Standing::Migrated(Some(at)) = chloe.standing else { panic!("{:?}", chloe.standing) };
    assert_eq!(at.to_rfc3339(), "2027-03-01T09:30:00.123456700+00:00");
    assert_eq!(language(chloe), ("en-GB", LanguageReason::Device));

    let agca = people.get("agca@b.example").unwrap();
    let serials: Vec<_> = agca.devices.iter().map(|d| (d.serial.as_deref().unwrap(), d.platform)).collect();
    assert_eq!(serials, [("F9", Platform::Ios), ("RZ8", Platform::Android)]);
    assert_eq!(agca.devices[1].os_version.as_deref(), Some("14.0"));
    assert_eq!(agca.devices[1].ownership, Ownership::Personal);
    // The device used last.
    assert_eq!((language(agca), &agca.standing), (("nl-NL", LanguageReason::Device), &Standing::Pending));
    assert_eq!(language(people.get("li@b.example").unwrap()), ("de", LanguageReason::Column));

    let ownerless: Vec<_> = people.ownerless.iter().map(|d| (d.serial.as_deref().unwrap(), d.last_seen)).collect();
    assert_eq!(ownerless, [("F2LX2", None), ("F78", None)]);
    assert_eq!(people.ownerless[0].platform, Platform::IpadOs);
}

#[test]
fn workspace_one_and_jamf_devices() {
    let one = "DeviceFriendlyName,UserName,UserEmailAddress,Ownership,Platform,OperatingSystem,SerialNumber,Imei,\
        EnrollmentStatus,LastSeen,LocationGroupName\n\
        chloe iPhone iOS 17,chloe,c.obrien@b.example,E,Apple,17.4.1,D1,,Enrolled,3/1/2027 2:05:09 PM,Stadhuis\n\
        Balie,staging,,S,Android,14,D2,,Enrolled,3/1/2027 2:05:09 PM,Stadhuis\n\
        Hal,li,LI@b.example,S,Android,14,D3,,Enrolled,3/1/2027 2:05:09 PM,Stadhuis\n";
    let jamf = "Computer Name,Serial Number,Operating System Version,Last Check-in,Email Address,Department\n\
        MB-Li,C02X,14.2.1,2027-01-15 08:30:12,LI@b.example,IT\n";
    let people = world().people("staff.csv", STAFF).devices("one.csv", one).devices("jamf.csv", jamf).import();
    clean(&people);
    let phone = &people.get("chloe@b.example").unwrap().devices[0];
    assert_eq!((phone.platform, phone.ownership, phone.migrated), (Platform::Ios, Ownership::Personal, false));
    assert_eq!(phone.last_seen.unwrap().to_rfc3339(), "2027-03-01T14:05:09+00:00");
    assert_eq!(phone.system.as_deref(), Some("Workspace ONE"));
    assert_eq!((people.ownerless.len(), people.ownerless[0].ownership), (2, Ownership::Shared));
    assert_eq!(people.keepers.iter().map(|(id, _)| &**id).collect::<Vec<_>>(), ["li@b.example"]);
    let mac = &people.get("li@b.example").unwrap().devices[0];
    assert_eq!((mac.platform, mac.system.as_deref()), (Platform::MacOs, Some("Jamf")));
}

#[test]
fn a_device_in_both_systems_is_one_device_and_reported() {
    let of = |old_seen: &str, new_seen: &str| {
        let text = format!(
            "serial,name,owner,system,last_seen\nX1,Oud,chloe@b.example,MobileIron,{old_seen}\n\
             x1,Nieuw,oid-1,Intune,{new_seen}\n"
        );
        world().people("staff.csv", STAFF).devices("d.csv", text).import()
    };
    let moved = of("2027-02-01", "2027-03-01");
    let device = &moved.get("chloe@b.example").unwrap().devices[..];
    assert_eq!(device.len(), 1);
    assert_eq!((device[0].name.as_deref(), device[0].migrated), (Some("Nieuw"), true));
    assert_eq!(
        told(&moved),
        [
            "DeviceTwice d.csv:3:1: serial number `x1` is in MobileIron (d.csv:2) and in Intune (this row); it counts as \
          migrated (a device belongs in one system at a time: unenrol it from the old one)"
        ]
    );
    let back = of("2027-03-02", "2027-03-01");
    let person = back.get("chloe@b.example").unwrap();
    assert_eq!((person.devices.len(), person.devices[0].migrated, &person.standing), (1, false, &Standing::Pending));
    assert!(told(&back)[0].contains("it counts as not migrated, because the old system saw it last"));
}

#[test]
fn the_row_seen_last_counts_when_one_system_has_a_device_twice() {
    let text = "serial,name,owner,last_seen\nX1,Oud,,2027-01-01\nX1,Nieuw,agca@b.example,2027-02-01\n\
        0000000,Tablet,,\n0000000,Tablet,,\n,,,2027-01-01\n";
    let people = world().people("staff.csv", STAFF).devices("d.csv", text).import();
    assert_eq!(
        told(&people),
        [
            "DeviceTwice d.csv:3:1: serial number `X1` is also on d.csv:2; this row, seen later, counts (remove the \
             row that is out of date)",
            "NoIdentity d.csv:6: the row has no serial number, name or owner; it is left out (give the device its \
             serial number)",
        ]
    );
    assert_eq!(people.get("agca@b.example").unwrap().devices[0].name.as_deref(), Some("Nieuw"));
    assert_eq!(people.ownerless.len(), 2);
}

#[test]
fn a_retired_device_is_nobodys_work_any_more() {
    let text = "serial,name,owner,system,state,last_seen\n\
        X1,Oude iPhone,chloe@b.example,MobileIron,RETIRED,2022-01-01\n\
        X2,iPhone,chloe@b.example,MobileIron,WIPED,2027-02-01\n\
        X2,iPhone,chloe@b.example,Intune,Enrolled,2027-01-01\n\
        X3,Tablet,agca@b.example,MobileIron,ACTIVE,\n\
        X3,Tablet,agca@b.example,MobileIron,RETIRED,\n";
    let people = world().people("staff.csv", STAFF).devices("d.csv", text).import();
    let chloe = people.get("chloe@b.example").unwrap();
    assert_eq!(chloe.devices.iter().map(|d| d.serial.as_deref()).collect::<Vec<_>>(), [Some("X2")]);
    assert_eq!(chloe.standing, Standing::Migrated(None));
    assert_eq!(people.get("agca@b.example").unwrap().devices.len(), 1);
    assert_eq!(
        told(&people),
        ["Retired d.csv:2:43: the device is `RETIRED`; it is left out (nothing to do, unless the device is still in \
          use)"]
    );
}

#[test]
fn the_status_column_counts_over_devices_except_when_pending() {
    let text = "upn,status,status_reason,enabled\na@b.example,failed,geen opslag,\nb@b.example,pending,,\n\
        c@b.example,left,,\nd@b.example,migrated,,\ne@b.example,migrated,,false\nf@b.example,bezig,,\n";
    let devices = "serial,owner,system,enrolled\n1,a@b.example,Microsoft Intune,2027-03-01\n\
        2,b@b.example,Intune,\n3,d@b.example,MobileIron,\n";
    let people = world().people("p.csv", text).devices("d.csv", devices).import();
    let standing: Vec<_> = people.persons.iter().map(|p| p.standing.clone()).collect();
    assert_eq!(
        standing,
        [
            Standing::Failed(Some("geen opslag".into())),
            Standing::Migrated(None),
            Standing::Left,
            Standing::Migrated(None),
            Standing::Left,
            Standing::Pending,
        ]
    );
    assert_eq!(told(&people), ["Cell p.csv:7:13: `bezig` is not a status (write pending, migrated, failed or left)"]);
}

#[test]
fn files_that_cannot_be_used_are_told_together() {
    let error = world()
        .people("a.csv", "missing")
        .people("b.csv", "\r\n")
        .people("b.xlsx", b"PK\x03\x04\x14\0".as_slice())
        .devices("c.csv", "kleur;maat\nrood;XL\n")
        .try_import()
        .unwrap_err();
    let told: Vec<String> = error.problems.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 4);
    assert_eq!(
        told[0],
        "b.csv: `b.csv` is empty: it has no header line (export it again, with the names of its columns on the first \
         line)"
    );
    assert_eq!(told[1], "b.xlsx: `b.xlsx` is a workbook, not CSV (open it and save it as `CSV UTF-8`)");
    assert!(told[2].starts_with("c.csv:1:1: no header here tells which device a row is about"), "{}", told[2]);
    assert!(told[3].starts_with("campaign.yaml:20: there is no file `a.csv`"), "{}", told[3]);
    assert_eq!(&*error.problems[2].place.as_ref().unwrap().text, "kleur;maat");
}
