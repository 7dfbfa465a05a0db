use super::*;
use crate::campaign::{LanguageChoice, LanguageReason, Person, Source, Standing};

const ZONE: Tz = chrono_tz::Europe::Amsterdam;

fn people() -> People {
    let person = |id: &str, name: &str| Person {
        id: id.into(),
        name: name.into(),
        given_name: None,
        surname: None,
        email: Some(format!("{}@mail.example", id.split('@').next().unwrap())),
        language: LanguageChoice { tag: "nl".parse().unwrap(), reason: LanguageReason::Column },
        timezone: ZONE,
        department: None,
        site: None,
        manager: None,
        enabled: true,
        leave_until: None,
        visit: None,
        standing: Standing::Pending,
        attributes: BTreeMap::new(),
        devices: Vec::new(),
        concern: Default::default(),
        source: Source { file: "people.csv".into(), line: 2 },
    };
    let persons =
        vec![person("a@x.example", "Ada de Boer"), person("b@x.example", "Bo Smit"), person("c@x.example", "Bo Smit")];
    People { persons, lasting: vec![("0f-guid".into(), "b@x.example".into())], ..People::default() }
}

fn read(text: &str) -> ContactsFile {
    read_contacts(text.as_bytes(), "tickets.csv", &people(), ZONE).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn rows_have_a_day_a_wave_or_a_person_and_a_category() {
    let file =
        read("\u{feff}Number;Opened;Caller;Category\n1;02-03-2027 08:15;A@x.example;VPN\n2;2027-03-03;Ada  de boer;\n");
    let contact =
        |day, about, category: Option<&str>| Contact { day, about, category: category.map(str::to_owned), count: 1 };
    assert_eq!(
        file.contacts,
        [contact(day("2027-03-02"), About::Person(0), Some("VPN")), contact(day("2027-03-03"), About::Person(0), None)]
    );
    let uses: Vec<Option<&str>> = file.columns.iter().map(|(_, used)| *used).collect();
    assert_eq!(uses, [None, Some("day"), Some("person"), Some("category")]);
    let file = read("datum,golf,aantal\n3-3-2027,pilot,12\n3-3-2027,,2\n");
    assert_eq!(
        file.contacts[0],
        Contact { count: 12, ..contact(day("2027-03-03"), About::Wave("pilot".into()), None) }
    );
    assert_eq!(file.contacts[1].about, About::Nobody);
}

#[test]
fn people_are_found_by_address_identity_and_a_name_that_is_theirs_alone() {
    let about = |cells: &str| read(&format!("date,email,name\n2027-03-03,{cells}\n")).contacts[0].about.clone();
    assert_eq!(about("A@MAIL.example,"), About::Person(0));
    assert_eq!(about(",0F-GUID"), About::Person(1));
    assert_eq!(about("unknown@x.example,Ada de Boer"), About::Person(0));
    assert_eq!(about(",Bo Smit"), About::Stranger, "two are called so");
    assert_eq!(about(","), About::Nobody);
}

#[test]
fn the_day_is_that_of_the_organisations_clock() {
    let days = |cell: &str| read(&format!("created\n{cell}\n")).contacts.first().map(|contact| contact.day);
    assert_eq!(days("2027-03-02T23:30:00Z"), Some(day("2027-03-03")));
    assert_eq!(days("2027-03-02T23:30:00+01:00"), Some(day("2027-03-02")));
    assert_eq!(days("2027-03-02 23:30"), Some(day("2027-03-02")), "without a zone it is as it stands");
    assert_eq!(days("1804030200"), Some(day("2027-03-03")), "seconds since 1970: 23:30 UTC");
    assert_eq!(days("25/03/2027"), Some(day("2027-03-25")));
    assert_eq!(days("03/04/2027"), None, "March or April");
}

#[test]
fn what_cannot_be_read_has_its_place_and_the_rest_counts() {
    let file = read(
        "date;wave;count\nsoon;pilot;1\n2027-03-03;pilot;many\n2027-03-03;pilot;;x\n;pilot;1\n2027-03-03;pilot;4\n",
    );
    assert_eq!((file.rows, file.contacts.len()), (5, 1));
    let said: Vec<String> = file.rejects.iter().map(|problem| problem.to_string()).collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    tickets.csv:2:1: `soon` is no date that we can read (write dates as 2027-03-31 or 2027-03-31 14:00)
    tickets.csv:3:18: `many` is no number of contacts (write a whole number, such as 37)
    tickets.csv:4: the row has 4 cells, the header line 3 (put cells that contain the separator between double quotes)
    tickets.csv:5:1: the row does not say on which day the contact came (write dates as 2027-03-31 or 2027-03-31 14:00)
    ");
    let error = read_contacts(b"name,subject\nx,y\n", "tickets.csv", &people(), ZONE).unwrap_err().to_string();
    assert_eq!(
        error,
        "tickets.csv:1: `tickets.csv` does not say on which day a contact came (call that column `date`; its columns are name, subject)"
    );
    assert!(read_contacts(b"\n", "tickets.csv", &people(), ZONE).is_err());
}

#[test]
fn a_long_category_is_a_sentence_and_is_cut() {
    let long = "x".repeat(200);
    let file = read(&format!("date,category\n2027-03-03,{long}\n2027-03-03,VPN\n"));
    assert_eq!(file.categories(), BTreeMap::from([("VPN", 1), (&*"x".repeat(40), 1)]));
}
