//! What tells people and devices apart, and what does not.

use super::{clean, ids, told, world};
use crate::campaign::RejectKind;

const STAFF: &str = "upn,email,name\na.bakker@b.example,a@b.example,Anna\nb.visser@b.example,b@b.example,Bram\n";

fn kinds(people: &crate::campaign::People) -> Vec<RejectKind> {
    people.rejects.iter().map(|reject| reject.kind).collect()
}

#[test]
fn what_a_spreadsheet_made_of_serial_numbers_is_no_key() {
    for ruin in ["3.52E+14", "\"3,52E+14\"", "#VERW!", "#REF!"] {
        let devices = format!("serial,name,owner\n{ruin},Phone 1,a@b.example\n{ruin},Phone 2,b@b.example\n");
        let people = world().people("staff.csv", STAFF).devices("d.csv", devices).import();
        assert_eq!(kinds(&people), [RejectKind::NoKey, RejectKind::NoKey], "{ruin}");
        assert_eq!(people.persons.iter().map(|p| p.devices.len()).collect::<Vec<_>>(), [1, 1], "{ruin}");
        assert!(people.persons.iter().all(|p| p.devices[0].serial.is_none() && !p.devices[0].migrated), "{ruin}");
    }
}

#[test]
fn the_same_serial_number_is_one_device_however_it_is_written() {
    for other in ["f2lz1", "Ｆ２ＬＺ１", "F2 LZ1", "F2LZ1\u{A0}"] {
        let devices =
            format!("serial,name,owner,system\nF2LZ1,iPhone,a@b.example,MobileIron\n{other},iPhone,,Intune\n");
        let people = world().people("staff.csv", STAFF).devices("d.csv", devices).import();
        assert_eq!(people.persons[0].devices.len(), 1, "{other}");
        assert!(people.persons[0].devices[0].migrated, "{other}");
    }
}

#[test]
fn serial_numbers_that_are_nearly_the_same_are_named_with_both_places() {
    for (one, other) in [("0012345678", "12345678"), ("F2LZK4XQ0001", "SF2LZK4XQ0001"), ("PF-1ABCDE", "PF1ABCDE")] {
        let devices = format!("serial,name,owner,system\n{one},A,a@b.example,MobileIron\n{other},A,,Intune\n");
        let people = world().people("staff.csv", STAFF).devices("d.csv", devices).import();
        assert_eq!(kinds(&people), [RejectKind::NearlySame], "{one} {other}");
        let said = people.rejects[0].problem.to_string();
        assert!(
            said.contains("d.csv:2") && said.contains("d.csv:3") && said.contains(one) && said.contains(other),
            "{said}"
        );
        assert!(!people.persons[0].devices[0].migrated);
    }
    let devices = "serial,name,owner\nF2LZK4XQ0001,A,a@b.example\nF2LZK4XQ0002,B,b@b.example\n";
    clean(&world().people("staff.csv", STAFF).devices("d.csv", devices).import());
}

#[test]
fn what_stands_for_nothing_makes_no_one_person_of_three() {
    let people = "Gebruikersnaam,E-mailadres,Naam\n#REF!,a@b.example,Anna\n#REF!,b@b.example,Bram\n#REF!,c@b.example,Chloë\n\
        0,d@b.example,Dirk\nnone,e@b.example,Eva\nonbekend,f@b.example,Frits\n#VERW!,g@b.example,Gijs\n";
    let people = world().people("p.csv", people).import();
    assert_eq!(people.persons.len(), 7);
    assert_eq!(kinds(&people), [RejectKind::NoKey; 7]);
    assert_eq!(ids(&people)[0], "a@b.example");
    // The same in the column of the user principal name, and of the object id.
    for header in ["upn", "userPrincipalName", "id"] {
        let people = format!("{header},email,name\nonbekend,a@b.example,Anna\nonbekend,b@b.example,Bram\n");
        let people = world().people("p.csv", people).import();
        assert_eq!(ids(&people), ["a@b.example", "b@b.example"], "{header}");
    }
}

#[test]
fn a_footer_is_no_person_and_no_device() {
    for footer in ["Total,3", "Totaal:,1.204", "Anzahl,", "Grand total,3"] {
        let people = world().people("p.csv", format!("upn,email\na@b.example,a@b.example\n{footer}\n")).import();
        assert_eq!(ids(&people), ["a@b.example"], "{footer}");
        assert!(people.rejects.iter().any(|r| r.kind == RejectKind::NoIdentity), "{footer}: {:?}", told(&people));
    }
    let people = world().people("staff.csv", STAFF).devices("d.csv", "name,serial\nPC,S1\nTotaal,1\n").import();
    assert_eq!((people.ownerless.len(), people.accounts[1].left_out), (1, 1));
}

const GUID: &str = "5f0c2a9e-0000-4000-8000-00000000000";

#[test]
fn identities_of_different_kinds_do_not_disagree() {
    let hr = "id,email,name\n1001,a@b.example,Anna\nP-77,b@b.example,Bram\n";
    let entra = format!(
        "userPrincipalName,objectId,mail,displayName\nanna@b.example,{GUID}1,a@b.example,Anna\nbram@b.example,{GUID}2,b@b.example,Bram\n"
    );
    for (first, second) in [(hr, entra.as_str()), (entra.as_str(), hr)] {
        let people = world().people("1.csv", first).people("2.csv", second).import();
        clean(&people);
        assert_eq!(ids(&people), ["anna@b.example", "bram@b.example"]);
        assert_eq!((people.accounts[1].used, people.accounts[1].joined), (0, 2));
    }
    // A third file that knows them by the number alone.
    let leave = "id,leave_until\n1001,2027-05-01\n";
    let people = world().people("1.csv", &*entra).people("2.csv", hr).people("3.csv", leave).import();
    assert!(people.get("anna@b.example").unwrap().leave_until.is_some());
    // Two of one kind do disagree: they are two people who share a mailbox.
    let two = format!("id,email,name\n{GUID}1,desk@b.example,Anna\n");
    let other = format!("id,email,name\n{GUID}2,desk@b.example,Bram\n");
    let people = world().people("1.csv", two).people("2.csv", other).import();
    assert_eq!(people.persons.len(), 2);
}

#[test]
fn user_names_are_the_same_in_full_width_and_with_spaces_around() {
    let more = "upn,language\n\"ａ.bakker@b.example \",nl\nB.VISSER@B.EXAMPLE,en\n";
    let people = world().people("staff.csv", STAFF).people("more.csv", more).import();
    clean(&people);
    assert_eq!(people.persons[0].language.tag.as_str(), "nl");
    assert_eq!(people.persons[1].language.tag.as_str(), "en");
}
