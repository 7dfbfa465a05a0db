//! How long it takes to read everybody: `cargo bench --bench import [-- PEOPLE DEVICES]`.
//!
//! The files are made in memory: an Entra download, a second file with languages and managers, and device exports of
//! MobileIron and Intune in which a tenth of the devices is in both.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Instant;

use heraut::campaign::Inputs;
use heraut::campaign::people::{SourceKind, SourceSpec, Sources, import};
use heraut::error::Place;

const NAMES: [(&str, &str); 6] = [
    ("Chloë", "O'Brien-'t Hart"),
    ("Ayşe", "Ağca"),
    ("Jan", "de Vries"),
    ("Łucja", "Wiśniewska"),
    ("Олена", "Шевченко"),
    ("Fatima", "el Amrani"),
];

fn main() {
    let counts: Vec<usize> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    let (people, devices) = (counts.first().copied().unwrap_or(200_000), counts.get(1).copied().unwrap_or(260_000));
    let files = BTreeMap::from([
        ("entra.csv".to_owned(), entra(people)),
        ("languages.csv".to_owned(), languages(people)),
        ("mobileiron.csv".to_owned(), mobileiron(people, devices)),
        ("intune.csv".to_owned(), intune(people, devices / 10)),
    ]);
    let bytes: usize = files.values().map(|file| file.len()).sum();
    let spec = |kind, file: &str| SourceSpec::new(kind, file, Place::file("campaign.yaml"));
    let sources = Sources {
        files: vec![
            spec(SourceKind::People, "entra.csv"),
            spec(SourceKind::People, "languages.csv"),
            spec(SourceKind::Devices, "mobileiron.csv"),
            spec(SourceKind::Devices, "intune.csv"),
        ],
        sites: BTreeMap::new(),
        timezone: chrono_tz::Europe::Amsterdam,
        default_language: "nl".parse().expect("a tag"),
        progress: Vec::new(),
        moves_from: "MobileIron".into(),
        moves_to: "Microsoft Intune".into(),
        told_by_system: true,
        own_status: false,
    };
    let before = peak_memory();
    let mut inputs = Inputs::from_files(files);
    let begin = Instant::now();
    let imported = import(&mut inputs, &sources).expect("files that can be read");
    let took = begin.elapsed();
    let owned: usize = imported.persons.iter().map(|person| person.devices.len()).sum();
    println!(
        "{} people, {} devices ({} ownerless), {} rejects from {:.1} MB in {:.2} s",
        imported.persons.len(),
        owned + imported.ownerless.len(),
        imported.ownerless.len(),
        imported.rejects.len(),
        bytes as f64 / 1e6,
        took.as_secs_f64()
    );
    if let (Some(before), Some(after)) = (before, peak_memory()) {
        println!("peak memory {after} MB, of which {before} MB before the import");
    }
}

/// The most memory this process has had, in MB, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kb| kb / 1024)
}

fn file(header: &str, rows: usize, mut row: impl FnMut(&mut String, usize)) -> Arc<[u8]> {
    let mut text = format!("{header}\r\n");
    for n in 0..rows {
        row(&mut text, n);
        text.push_str("\r\n");
    }
    text.into_bytes().into()
}

fn entra(people: usize) -> Arc<[u8]> {
    let header = "userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,\
        accountEnabled,usageLocation,streetAddress,state,country,physicalDeliveryOfficeName,city,postalCode,\
        telephoneNumber,mobile";
    file(header, people, |text, n| {
        let (given, surname) = NAMES[n % NAMES.len()];
        let _ = write!(
            text,
            "p{n}@voorbeeldstad.example,{given} {surname},{surname},person.{n}@voorbeeldstad.example,{given},\
             5f0c2a9e-0000-4000-8000-{n:012x},Member,Adviseur {},Afdeling {},{},NL,\"Straat {}, 2e etage\",,Nederland,\
             Locatie {},Voorbeeldstad,1234 AB,+31 20 {n:07},",
            n % 300,
            n % 80,
            if n % 97 == 0 { "False" } else { "True" },
            n % 500,
            n % 40
        );
    })
}

fn languages(people: usize) -> Arc<[u8]> {
    file("userPrincipalName;preferredLanguage;manager", people, |text, n| {
        let language = ["nl-NL", "en-us", "", "pl", "Klingon"][if n % 200 == 0 { 4 } else { n % 4 }];
        let _ = write!(text, "P{n}@voorbeeldstad.example;{language};p{}@voorbeeldstad.example", n / 12);
    })
}

fn mobileiron(people: usize, devices: usize) -> Arc<[u8]> {
    let header = "user.email_address,user.display_name,user.user_id,common.platform_name,common.owner,common.status,\
        common.last_connected_at,common.locale,common.SerialNumber,ios.Supervised";
    file(header, devices, |text, n| {
        let owner = n * 7 % (people + people / 100).max(1);
        let _ = write!(
            text,
            "person.{owner}@voorbeeldstad.example,,p{owner},{},COMPANY,ACTIVE,2027-02-{:02} 10:00:00,nl_NL,SN{n:08},true",
            if n % 3 == 0 { "iOS 17.4.1" } else { "Android 14.0" },
            n % 28 + 1
        );
    })
}

fn intune(people: usize, devices: usize) -> Arc<[u8]> {
    let header = "Device ID,Device name,Enrollment date,Last check-in,Azure AD Device ID,OS version,Serial number,\
        Manufacturer,Model,Primary user UPN,Primary user email address,Managed by,Ownership,Supervised,OS";
    file(header, devices, |text, n| {
        let owner = n * 7 % people.max(1);
        let _ = write!(
            text,
            "{n},iPhone {n},2027-03-01 09:30:00.1234567,2027-03-02 08:00:00.0000000,,18.1,SN{n:08},Apple,iPhone 15,\
             p{owner}@voorbeeldstad.example,,MDM,Corporate,True,iOS"
        );
    })
}
