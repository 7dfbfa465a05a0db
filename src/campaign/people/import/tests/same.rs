//! However a table is written, it says the same: by other headers, in another order, encoding or separator; and every row
//! is used, joined or left out with a reason.

use proptest::prelude::*;

use super::{told, world};
use crate::campaign::{Device, People, Person, RejectKind};

/// A row of people: cells by column of ours.
type Cells = Vec<String>;

const PEOPLE: [&[&str]; 9] = [
    &["upn", "userPrincipalName", "User principal name", "Benutzerprinzipalname"],
    &["email", "E-mailadres", "Mail", "Adresse e-mail", "E-Mail-Adresse", "Work email"],
    &["given_name", "First Name", "Voornaam", "Roepnaam", "Vorname", "Prénom"],
    &["surname", "Last name", "Achternaam", "Nachname", "Nom de famille", "Familienaam"],
    &["language", "Taal", "Sprache", "Langue"],
    &["site", "Locatie", "Vestiging", "Standort", "Work location"],
    &["timezone", "Time zone", "Tijdzone", "Zeitzone", "Fuseau horaire"],
    &["enabled", "Actief", "Account status", "Aktiviert", "Compte activé"],
    &["id", "Object id", "objectId", "Objekt-ID"],
];

const DEVICES: [&[&str]; 7] = [
    &["serial", "Serial number", "Serienummer", "Seriennummer", "Numéro de série", "S/N"],
    &["name", "Device name", "Apparaatnaam", "Gerätename", "Nom de l'appareil"],
    &["owner", "Assigned user", "Gebruiker", "Hauptbenutzer", "Utilisateur principal", "Checked out to"],
    &["platform", "OS", "Besturingssysteem", "Betriebssystem", "Système d'exploitation"],
    &["ownership", "Eigendom", "Eigentum", "Propriété"],
    &["state", "Device state", "Apparaatstatus", "Gerätestatus", "État de l'appareil"],
    &["system", "managed_by", "Verwaltet von", "Géré par", "Beheerd door"],
];

/// How a table is written.
#[derive(Debug, Clone)]
struct Form {
    /// Which synonym of each header.
    headers: usize,
    /// By how many places the rows are turned round, and whether their order is reversed.
    turn: usize,
    reversed: bool,
    separator: u8,
    encoding: &'static str,
}

fn form() -> impl Strategy<Value = Form> {
    let separator = prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b'|')];
    let encoding =
        prop_oneof![Just("utf-8"), Just("utf-8 with a mark"), Just("utf-16le"), Just("utf-16be"), Just("windows-1252")];
    (0..6usize, 0..7usize, any::<bool>(), separator, encoding).prop_map(
        |(headers, turn, reversed, separator, encoding)| Form { headers, turn, reversed, separator, encoding },
    )
}

fn written(columns: &[&[&str]], rows: &[Cells], form: &Form) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(form.separator).from_writer(Vec::new());
    writer.write_record(columns.iter().map(|names| names[form.headers % names.len()])).unwrap();
    let mut rows = rows.to_vec();
    if !rows.is_empty() {
        let turn = form.turn % rows.len();
        rows.rotate_left(turn);
    }
    if form.reversed {
        rows.reverse();
    }
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    match form.encoding {
        "utf-8" => text.into_bytes(),
        "utf-8 with a mark" => format!("\u{FEFF}{text}").into_bytes(),
        "utf-16le" => format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
    }
}

/// One of some awkward texts, all of which Windows-1252 has.
fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(texts).prop_map(str::to_owned)
}

fn person(n: usize) -> impl Strategy<Value = Cells> {
    let key = prop_oneof![
        Just(format!("p{n}@b.example")),
        Just(format!(" P{n}@B.example\u{A0}")),
        Just("#VERW!".to_owned()),
        Just("onbekend".to_owned()),
        Just(String::new()),
    ];
    let email = prop_oneof![
        Just(format!("m{n}@b.example")),
        Just(format!("mailto:m{n}@b.example")),
        Just(format!("Naam <m{n}@b.example>")),
        Just(format!("m{n}@b")),
        Just(String::new()),
    ];
    let id = prop_oneof![
        Just(format!("5f0c2a9e-0000-4000-8000-{n:012x}")),
        Just(format!("P{n:05}")),
        Just("0".to_owned()),
        Just(String::new())
    ];
    (
        key,
        email,
        one_of(&["Anna", "Chloë", "", "Zoë-Maé", "van 't"]),
        one_of(&["Bakker", "O'Brien-'t Hart", "Müller; zn.", "\"El\"", ""]),
        one_of(&["nl", "eng", "BE", "Klingon", "Deutsch", "", "null"]),
        one_of(&["Willemstad", "WILLEMSTAD ", "Sint  Michiëlsgestel", "Utrecht", ""]),
        one_of(&["Europe/London", "W. Europe Standard Time", "Mars", ""]),
        one_of(&["true", "NEIN", "Suspended", "misschien", ""]),
        id,
    )
        .prop_map(|(key, email, given, surname, language, site, zone, enabled, id)| {
            vec![key, email, given, surname, language, site, zone, enabled, id]
        })
}

fn device(n: usize) -> impl Strategy<Value = Cells> {
    let serial = prop_oneof![
        Just(format!("F2LZK4XQ{n:04}")),
        Just(format!("f2lz k4xq {n:04}")),
        Just("3.52E+14".to_owned()),
        Just("0000000".to_owned()),
        Just(String::new()),
    ];
    let owner = prop_oneof![
        (0..8usize).prop_map(|n| format!("m{n}@b.example")),
        (0..8usize).prop_map(|n| format!("P{n}@b.example")),
        Just("kiosk".to_owned()),
        Just("weg@b.example".to_owned()),
        Just(String::new()),
    ];
    (
        serial,
        Just(format!("Toestel {n}")),
        owner,
        one_of(&["iOS", "Android 14", "BeOS", ""]),
        one_of(&["Corporate", "BYOD", "Gedeeld", "geleast", ""]),
        one_of(&["Managed", "Retired", "Wipe pending", "On a bench", ""]),
        one_of(&["MobileIron", "Intune", "Kandji", ""]),
    )
        .prop_map(|(serial, name, owner, platform, ownership, state, system)| {
            vec![serial, name, owner, platform, ownership, state, system]
        })
}

fn tables() -> impl Strategy<Value = (Vec<Cells>, Vec<Cells>)> {
    let people: Vec<_> = (0..8).map(person).collect();
    let devices: Vec<_> = (0..8).map(device).collect();
    (people, devices)
}

/// What the data says of a person or device, wherever it stood; fields by the names of headers are left out.
fn without_place(people: &People) -> String {
    let bare = |device: &Device| {
        let source = crate::campaign::Source { file: "".into(), line: 0 };
        Device { source, ..device.clone() }
    };
    let mut ownerless: Vec<String> = people.ownerless.iter().map(|device| format!("{:?}", bare(device))).collect();
    ownerless.sort();
    let persons: Vec<String> = people
        .persons
        .iter()
        .map(|person| {
            let source = crate::campaign::Source { file: "".into(), line: 0 };
            let mut devices: Vec<Device> = person.devices.iter().map(bare).collect();
            devices.sort_by(|a, b| (&a.serial, &a.name).cmp(&(&b.serial, &b.name)));
            format!("{:?}", Person { source, devices, attributes: Default::default(), ..person.clone() })
        })
        .collect();
    let mut kinds: Vec<RejectKind> = people.rejects.iter().map(|reject| reject.kind).collect();
    kinds.sort();
    format!("{persons:#?}\n{ownerless:#?}\n{kinds:?}")
}

fn import(people: &[Cells], devices: &[Cells], first: &Form, second: &Form) -> People {
    world()
        .people("p.csv", written(&PEOPLE, people, first))
        .devices("d.csv", written(&DEVICES, devices, second))
        .import()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn nothing_changes_with_headers_order_encoding_or_separator(
        (people, devices) in tables(),
        first in form(),
        second in form(),
    ) {
        let plain = Form { headers: 0, turn: 0, reversed: false, separator: b',', encoding: "utf-8" };
        let expected = without_place(&import(&people, &devices, &plain, &plain));
        let found = without_place(&import(&people, &devices, &first, &second));
        prop_assert_eq!(expected, found);
    }

    #[test]
    fn every_row_is_used_joined_or_left_out_with_a_reason((people, devices) in tables(), again in form()) {
        // Each file twice, so that rows join and repeat.
        let plain = Form { headers: 0, turn: 0, reversed: false, separator: b',', encoding: "utf-8" };
        let read = world()
            .people("p.csv", written(&PEOPLE, &people, &plain))
            .people("q.csv", written(&PEOPLE, &people, &again))
            .devices("d.csv", written(&DEVICES, &devices, &plain))
            .devices("e.csv", written(&DEVICES, &devices, &again))
            .import();
        let blank = |row: &&Cells| row.iter().any(|cell| !cell.trim().is_empty());
        for (account, rows) in read.accounts.iter().zip([&people, &people, &devices, &devices]) {
            prop_assert_eq!(account.rows, rows.iter().filter(blank).count());
            prop_assert_eq!(account.rows, account.used + account.joined + account.left_out, "{:?}", account);
            let reported = read.rejects.iter().filter(|r| {
                let here = r.problem.place.as_ref().is_some_and(|place| place.file == account.file);
                let out = [RejectKind::Row, RejectKind::NoIdentity, RejectKind::Retired];
                let listed = [RejectKind::Duplicate, RejectKind::UnknownOwner];
                let is_people = account.file.starts_with(['p', 'q']);
                here && (out.contains(&r.kind) || is_people && listed.contains(&r.kind))
            });
            prop_assert!(reported.count() >= account.left_out, "{:?}\n{:#?}", account, told(&read));
        }
        let used = |of: [usize; 2]| of.map(|n| read.accounts[n].used).iter().sum::<usize>();
        let devices = read.ownerless.len() + read.persons.iter().map(|p| p.devices.len()).sum::<usize>();
        prop_assert_eq!(read.persons.len(), used([0, 1]), "{:#?}", told(&read));
        prop_assert_eq!(devices, used([2, 3]), "{:#?}", told(&read));
    }
}
