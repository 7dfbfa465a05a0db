//! Dates, zones, languages, states, encodings and systems as they come.

use super::{clean, told, world};
use crate::campaign::{RejectKind, Standing};

const STAFF: &str = "upn,email,name\na.bakker@b.example,a@b.example,Anna\nb.visser@b.example,b@b.example,Bram\n";

/// Until when people are on leave, in the order of their names.
fn leave(header: &str, dates: &[&str]) -> (Vec<String>, usize) {
    let rows: String = dates.iter().enumerate().map(|(n, date)| format!("p{n}@b.example;P{n};{date}\n")).collect();
    let people = world().people("p.csv", format!("email;name;{header}\n{rows}")).import();
    let until = people.persons.iter().map(|p| p.leave_until.map_or("-".into(), |day| day.to_string())).collect();
    (until, people.rejects.len())
}

#[test]
fn the_dates_of_a_column_are_read_one_way() {
    let dates = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(leave("leave_until", &["03/04/2027", "25/03/2027"]), (dates("2027-04-03 2027-03-25"), 0));
    assert_eq!(leave("leave_until", &["03/04/2027", "03/25/2027"]), (dates("2027-03-04 2027-03-25"), 0));
    assert_eq!(leave("verlof_tot", &["03/04/2027"]), (dates("2027-04-03"), 0), "a Dutch header is never American");
    assert_eq!(leave("Urlaub bis", &["03/04/2027"]), (dates("2027-04-03"), 0));
    // A Dutch column with an American date in it has a cell that is no date.
    assert_eq!(leave("verlof_tot", &["03/04/2027", "03/25/2027"]), (dates("2027-04-03 -"), 1));
    // Where nothing decides, one finding and no date.
    assert_eq!(leave("leave_until", &["03/04/2027", "05/04/2027"]), (dates("- -"), 1));
    assert_eq!(
        leave("leave_until", &["03/04/2027", "25/03/2027", "03/25/2027"]),
        (dates("- 2027-03-25 2027-03-25"), 1)
    );
    assert_eq!(leave("leave_until", &["04/04/2027", "2027-03-25"]), (dates("2027-04-04 2027-03-25"), 0));
}

#[test]
fn a_person_has_a_time_zone_of_their_own() {
    let people = "email,name,site,Time zone\na@b.example,Anna,Willemstad,Europe/London\n\
        b@b.example,Bram,Utrecht,W. Europe Standard Time\nc@b.example,Chloë,Willemstad,\nd@b.example,Dirk,Utrecht,Marstime\n";
    let people = world().people("p.csv", people).import();
    let zones: Vec<_> = people.persons.iter().map(|p| p.timezone.name()).collect();
    assert_eq!(zones, ["Europe/London", "Europe/Berlin", "America/Curacao", "Europe/Amsterdam"]);
    assert_eq!(people.accounts[0].tally.zones, 2);
    assert_eq!(told(&people).len(), 1);
    assert!(
        told(&people)[0].starts_with("Cell p.csv:5:26: `Marstime` is not a time zone we know"),
        "{:?}",
        told(&people)
    );
}

#[test]
fn a_site_is_found_however_its_name_is_written() {
    for site in ["Willemstad", "WILLEMSTAD", " Willemstad ", "Willemstad\u{A0}"] {
        let people = world().people("p.csv", format!("email,name,site\na@b.example,Anna,{site}\n")).import();
        assert_eq!(people.persons[0].timezone.name(), "America/Curacao", "{site:?}");
    }
    // The site file has it composed and with one space; a Mac's export has it apart, and with two or a no-break space.
    for site in ["Sint Michie\u{308}lsgestel", "Sint  Michiëlsgestel", "sint\u{A0}michiëlsgestel"] {
        let people = world().people("p.csv", format!("email,name,site\na@b.example,Anna,{site}\n")).import();
        assert_eq!(people.persons[0].timezone.name(), "Asia/Tokyo", "{site:?}");
    }
}

#[test]
fn languages_have_codes_of_three_letters_too() {
    let rows = ["eng", "deu", "ger", "fra", "nld", "dut", "BE", "UK"];
    let rows: String = rows.iter().enumerate().map(|(n, code)| format!("p{n}@b.example,P{n},{code}\n")).collect();
    let people = world().people("p.csv", format!("email,name,language\n{rows}")).import();
    let tags: Vec<_> = people.persons.iter().map(|p| p.language.tag.as_str()).collect();
    assert_eq!(tags, ["en", "de", "de", "fr", "nl", "nl", "nl", "nl"]);
    assert_eq!(people.rejects.len(), 2, "a country is no language: {:?}", told(&people));
    assert!(told(&people)[0].contains("`BE` is not a language we know (that is a country"));
}

#[test]
fn an_account_that_cannot_sign_in_has_left_in_any_language() {
    for (header, state) in [
        ("accountEnabled", "FALSCH"),
        ("enabled", "FAUX"),
        ("enabled", "NEIN"),
        ("Account status", "Suspended"),
        ("Kontostatus", "deaktiviert"),
        ("status", "DEPROVISIONED"),
        ("Block credential", "WAHR"),
        ("Bloqué", "VRAI"),
        ("Actief", "Onwaar"),
        ("enabled", "non"),
    ] {
        let people = world()
            .people("p.csv", format!("upn,email,name,{header}\na@b.example,a@b.example,Anna,{state}\n"))
            .import();
        clean(&people);
        assert_eq!(people.persons[0].standing, Standing::Left, "{header} {state}");
    }
    for (header, state) in [("enabled", "WAHR"), ("Account status", "Active"), ("enabled", "OUI"), ("status", "ACTIVE")]
    {
        let people = world()
            .people("p.csv", format!("upn,email,name,{header}\na@b.example,a@b.example,Anna,{state}\n"))
            .import();
        clean(&people);
        assert_eq!(people.persons[0].standing, Standing::Pending, "{header} {state}");
    }
}

#[test]
fn a_device_counts_as_moved_when_the_new_system_manages_it() {
    let of = |state: &str| {
        let old = "serial,name,owner,system\nF2LZ1,iPhone,a@b.example,MobileIron\n";
        let new = format!("Device name,Serial number,Primary user UPN,OS,Device state\niPhone,F2LZ1,,iOS,{state}\n");
        world().people("staff.csv", STAFF).devices("old.csv", old).devices("new.csv", new).import()
    };
    assert!(matches!(of("Managed").persons[0].standing, Standing::Migrated(_)));
    for (state, kind) in [
        ("Retired", RejectKind::Retired),
        ("Retire pending", RejectKind::NotManaged),
        ("Wipe pending", RejectKind::NotManaged),
        ("Discovered", RejectKind::NotManaged),
        ("On a bench", RejectKind::Cell),
    ] {
        let people = of(state);
        assert_eq!(people.persons[0].standing, Standing::Pending, "{state}");
        assert_eq!(people.persons[0].devices.len(), 1, "{state}");
        assert_eq!(people.rejects.iter().map(|r| r.kind).collect::<Vec<_>>(), [kind], "{state}: {:?}", told(&people));
        let rows: Vec<_> = people.accounts.iter().map(|a| (a.rows, a.used + a.joined + a.left_out)).collect();
        assert_eq!(rows, [(2, 2), (1, 1), (1, 1)], "{state}");
    }
}

#[test]
fn names_of_another_encoding_are_noticed_and_it_can_be_said() {
    let cp1250 = b"email;name\na@b.example;Micha\xB3 Wa\xB3\xEAsa\n".as_slice();
    let people = world().people("p.csv", cp1250).import();
    let doubt = people.accounts[0].doubt.as_ref().unwrap();
    assert_eq!((doubt.encoding, doubt.names[0].1.as_str()), ("windows-1250", "Michał"));
    let people = world().people("p.csv", cp1250).encoded("windows-1250").import();
    assert_eq!((people.persons[0].name.as_str(), &people.accounts[0].doubt), ("Michał Wałęsa", &None));
    let people = world().people("p.csv", "email;name\na@b.example;ChloÃ«\n").encoded("utf-8-twice").import();
    assert_eq!(people.persons[0].name, "Chloë");
}

#[test]
fn a_name_that_fits_both_systems_moves_nobody_and_is_an_error() {
    let jamf = "Computer Name,Serial Number,Last Check-in,Email Address\nMac,C02X,2027-01-15,a@b.example\n\
        Mac,C03X,2027-01-15,b@b.example\n";
    let people = world().between("Jamf", "Jamf Cloud").people("staff.csv", STAFF).devices("j.csv", jamf).import();
    assert!(people.persons.iter().all(|p| p.standing == Standing::Pending));
    assert_eq!(people.rejects.len(), 1, "once a file: {:?}", told(&people));
    assert_eq!(people.rejects[0].kind, RejectKind::System);
    let said = people.rejects[0].problem.to_string();
    assert!(said.contains("write `system: Jamf` or `system: Jamf Cloud` beside the file"), "{said}");
    // To the letter it is clear.
    let rows = "serial,owner,system\nC02X,a@b.example,Jamf\nC03X,b@b.example,jamf cloud\n";
    let people = world().between("Jamf", "Jamf Cloud").people("staff.csv", STAFF).devices("j.csv", rows).import();
    clean(&people);
    assert_eq!(people.persons[0].standing, Standing::Pending);
    assert!(matches!(people.persons[1].standing, Standing::Migrated(_)));
}
