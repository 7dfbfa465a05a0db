//! What headers, and values where headers say nothing, are taken for.

use super::{clean, told, world};
use crate::campaign::People;
use crate::campaign::people::Became;

const STAFF: &str = "upn,email,id,name\na.bakker@b.example,a.bakker@b.example,oid-1,Anna Bakker\n\
    b.visser@b.example,bram@b.example,oid-2,Bram Visser\n";

/// The serial numbers of whoever has devices.
fn serials(people: &People) -> Vec<(&str, Vec<&str>)> {
    let owners = people.persons.iter().filter(|person| !person.devices.is_empty());
    owners.map(|p| (&*p.id, p.devices.iter().filter_map(|d| d.serial.as_deref()).collect())).collect()
}

#[test]
fn an_owner_is_found_under_any_header_for_one() {
    for header in [
        "Assigned User",
        "User Email",
        "UPN",
        "Email",
        "Primary user",
        "Checked Out To",
        "Last logged on user",
        "Hauptbenutzer",
        "Toegewezen aan",
        "Utilisateur principal",
        "User principal name",
        "Zugewiesen an",
        "E-mailadres",
    ] {
        let devices = format!("Device name,Serial number,{header}\niPhone,F2L1,a.bakker@b.example\n");
        let people = world().people("staff.csv", STAFF).devices("d.csv", devices).import();
        clean(&people);
        assert_eq!(serials(&people), [("a.bakker@b.example", vec!["F2L1"])], "{header}");
        assert_eq!((people.accounts[1].tally.owners, people.accounts[1].tally.known_owners), (1, 1), "{header}");
    }
}

#[test]
fn an_owner_is_found_by_what_stands_in_a_column() {
    let devices = "Device name,Serial number,Kolom 7\niPhone,F2L1,a.bakker@b.example\niPad,F2L2,bram@b.example\n";
    let people = world().people("staff.csv", STAFF).devices("d.csv", devices).import();
    assert_eq!(serials(&people), [("a.bakker@b.example", vec!["F2L1"]), ("b.visser@b.example", vec!["F2L2"])]);
    let column = &people.accounts[1].columns[2];
    assert_eq!((&column.became, column.by_content), (&Became::Ours("owner_email"), true));
    // Of two such columns neither is taken: one may be who bought it.
    let two = "Serial number,Kolom 7,Kolom 8\nF2L1,a.bakker@b.example,bram@b.example\n";
    let people = world().people("staff.csv", STAFF).devices("d.csv", two).import();
    assert_eq!(people.ownerless.len(), 1);
    assert!(people.accounts[1].columns.iter().all(|column| !column.by_content));
}

#[test]
fn a_serial_number_and_an_address_are_found_by_what_stands_in_a_column() {
    let devices = "Kenmerk,Gebruiker\nF2LZK4XQ0001,a.bakker@b.example\nR58N30ABC003,bram@b.example\n";
    let people = world().people("staff.csv", STAFF).devices("d.csv", devices).import();
    let found: Vec<_> = people.persons.iter().flat_map(|p| &p.devices).map(|d| d.serial.as_deref().unwrap()).collect();
    assert_eq!(found, ["F2LZK4XQ0001", "R58N30ABC003"]);
    let list = "Medewerker,Bereikbaar via\nAnna,a.bakker@b.example\nBram,bram@b.example\n";
    let people = world().people("list.csv", list).import();
    assert_eq!(people.persons[0].email.as_deref(), Some("a.bakker@b.example"));
    // One address for everybody is no address of theirs.
    let desk = "Medewerker,Helpdesk\nAnna,desk@b.example\nBram,desk@b.example\n";
    let error = world().people("list.csv", desk).try_import().unwrap_err();
    assert!(error.problems[0].message.contains("no header here tells who a row is about"));
}

#[test]
fn names_are_found_in_four_languages() {
    for header in [
        "First Name,Last Name,Email",
        "firstName,lastName,email",
        "Prénom,Nom,Courriel",
        "Roepnaam,Familienaam,E-mailadres",
        "Vorname,Nachname,E-Mail-Adresse",
        "GIVEN NAME,Family name,Mail",
        "Pre\u{301}nom,Nom de famille,Adresse e-mail",
    ] {
        let people = world().people("p.csv", format!("{header}\nAnna,Bakker,a.bakker@b.example\n")).import();
        clean(&people);
        let anna = &people.persons[0];
        assert_eq!((anna.given_name.as_deref(), anna.surname.as_deref()), (Some("Anna"), Some("Bakker")), "{header}");
        assert_eq!(
            (anna.name.as_str(), anna.email.as_deref()),
            ("Anna Bakker", Some("a.bakker@b.example")),
            "{header}"
        );
    }
    let people = world().people("p.csv", "Full Name,Email\n\"Visser, Bram (IT)\",b@b.example\n").import();
    let bram = &people.persons[0];
    assert_eq!((bram.given_name.as_deref(), bram.name.as_str()), (Some("Bram"), "Visser, Bram (IT)"));
    let people =
        world().people("p.csv", "Voornaam;Tussenvoegsel;Achternaam;E-mail\nJan;de;Vries;j@b.example\n").import();
    assert_eq!(
        (people.persons[0].name.as_str(), people.persons[0].surname.as_deref()),
        ("Jan de Vries", Some("de Vries"))
    );
}

#[test]
fn addresses_are_found_among_those_of_a_mailbox() {
    let users = "Block credential,Display name,Proxy addresses,User principal name\n\
        False,Anna Bakker,smtp:anna@b.example+SMTP:a.bakker@b.example,a.bakker@tenant.example\n\
        False,Bram Visser,smtp:bram@b.example,b.visser@tenant.example\n\
        False,Balie,,balie@tenant.example\n";
    let people = world().people("m365.csv", users).import();
    clean(&people);
    let addresses: Vec<_> = people.persons.iter().map(|p| p.email.as_deref()).collect();
    assert_eq!(addresses, [Some("a.bakker@b.example"), Some("bram@b.example"), None]);
    let people =
        world().people("p.csv", "name,email\nAnna,mailto:a@b.example\nBram,Bram Visser <b@b.example>\n").import();
    clean(&people);
    assert_eq!(people.persons[0].email.as_deref(), Some("a@b.example"));
    assert_eq!(people.persons[1].email.as_deref(), Some("b@b.example"));
}

#[test]
fn an_export_of_get_aduser_matches_managers_and_owners() {
    let users = "#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser\r\n\
        \"DistinguishedName\",\"SamAccountName\",\"UserPrincipalName\",\"DisplayName\",\"mail\",\"Manager\"\r\n\
        \"CN=Bakker\\, Anna,OU=IT,DC=b\",\"abakker\",\"a.bakker@b.example\",\"Anna\",\"a.bakker@b.example\",\r\n\
        \"CN=Bram,OU=IT,DC=b\",\"bvisser\",\"b.visser@b.example\",\"Bram\",\"b@b.example\",\"cn=bakker\\, anna,OU=IT,DC=b\"\r\n";
    let devices = "Device name,Serial number,Last logged on user\nPC1,S1,VOORBEELD\\abakker\nPC2,S2,bvisser\n\
        PC3,S3,Bram Visser (bvisser)\nPC4,S4,VOORBEELD\\weg\n";
    let people = world().people("ad.csv", users).devices("d.csv", devices).import();
    assert_eq!(
        told(&people),
        [
            "UnknownOwner d.csv:5:8: the owner `VOORBEELD\\weg` is in no people file; the device is kept without one (add \
          the person to a people file, or leave the owner empty for a device nobody owns)"
        ]
    );
    assert_eq!(people.get("b.visser@b.example").unwrap().manager.as_deref(), Some("a.bakker@b.example"));
    assert_eq!(serials(&people), [("a.bakker@b.example", vec!["S1"]), ("b.visser@b.example", vec!["S2", "S3"])]);
    // Selectors look at what was a field before.
    assert_eq!(people.persons[0].attributes.get("sam_account_name").map(|v| &**v), Some("abakker"));
}

#[test]
fn a_file_is_accounted_for_column_by_column_and_row_by_row() {
    let people = "upn,Email,Mail,Phone number,jobTitel,Familienam\na@b.example,a@b.example,x@b.example,1,Chef,Bakker\n\
        a@b.example,a@b.example,,,,\nb@b.example,b@b.example,,,,\n,,,9,,\n";
    let people = world().people("p.csv", people).import();
    let account = &people.accounts[0];
    let became: Vec<String> =
        account.columns.iter().map(|c| format!("{}: {:?} {}", c.header, c.became, c.filled)).collect();
    assert_eq!(
        became,
        [
            "upn: Ours(\"upn\") 3",
            "Email: Ours(\"email\") 3",
            "Mail: Field(\"mail\") 1",
            "Phone number: Field(\"phone_number\") 2",
            "jobTitel: Field(\"job_titel\") 1",
            "Familienam: Field(\"familienam\") 1",
        ]
    );
    assert_eq!(account.columns.iter().filter_map(|c| c.nearly).collect::<Vec<_>>(), ["Familienaam"]);
    assert_eq!((account.rows, account.used, account.joined, account.left_out), (4, 2, 0, 2));
    assert_eq!((account.tally.addresses, account.tally.names, account.encoding), (2, 0, "UTF-8"));
}

#[test]
fn an_appointment_is_read_whole_or_told() {
    let people = world()
        .people("p.csv", "upn,name\na@b.example,Anna\nb@b.example,Bram\nc@b.example,Chris\nd@b.example,Dirk\n")
        .people(
            "a.csv",
            "upn,appointment_date,appointment_time,appointment_place\na@b.example,14-04-2027,9h30,Balie 3\n\
             b@b.example,2027-04-14,,\nc@b.example,,10:00,Balie 3\nd@b.example,2027-04-14 10:00,half tien,Balie 3\n",
        )
        .import();
    let visit = |id: &str| people.get(id).unwrap().visit.clone();
    let anna = visit("a@b.example").unwrap();
    assert_eq!((anna.day.to_string(), anna.time.unwrap().to_string()), ("2027-04-14".into(), "09:30:00".into()));
    assert_eq!(anna.place.as_deref(), Some("Balie 3"));
    assert_eq!(visit("b@b.example").map(|visit| (visit.time, visit.place)), Some((None, None)));
    assert_eq!(visit("c@b.example"), None);
    assert_eq!(visit("d@b.example").and_then(|visit| visit.time), None);
    let told = told(&people);
    for (told, said) in told.iter().zip([
        "a.csv:4:14: a time of an appointment without a day",
        "a.csv:5:13: the day of an appointment has a time, of which nobody knows by whose clock",
        "a.csv:5:30: `half tien` is not a time of day",
    ]) {
        assert!(told.contains(said), "{told}");
    }
    assert_eq!(told.len(), 3, "{told:#?}");
    // Selectors look at them by the names of their columns.
    let field = |id: &str, name: &str| people.get(id).unwrap().attributes.get(name).map(|v| v.to_string());
    assert_eq!(field("a@b.example", "appointment_place").as_deref(), Some("Balie 3"));
    assert_eq!(field("a@b.example", "appointment_date").as_deref(), Some("14-04-2027"));
}
