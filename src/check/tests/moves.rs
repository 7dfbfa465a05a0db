//! Moves within one vendor, and a move that no system tells: right, or refused with the words that mend it.

use std::collections::BTreeMap;

use super::judge;
use crate::campaign::{Concern, Inputs, Loaded, Platform, load};
use crate::error::Result;
use crate::schedule::fixture::utc;

fn campaign(migration: &str, people: &str, devices: &str) -> String {
    format!(
        "id: x\nname: X\norganization: Voorbeeldstad\ntimezone: Europe/Amsterdam\nlanguages: {{default: en}}\n\
         sender: {{from: it@voorbeeldstad.example}}\nhelpdesk: {{email: it@voorbeeldstad.example, phone: \"1\"}}\n\
         migration: {migration}\npeople: {people}\ndevices: {devices}\n\
         phases:\n  announce: [{{message: hello, when: start, to: everyone}}]\n\
         waves: [{{id: all, start: 2027-03-01, deadline: 2027-03-12, people: rest}}]\n"
    )
}

fn read(campaign: &str, files: &[(&str, &str)]) -> Result<Loaded> {
    let own = [("campaign.yaml", campaign), ("templates/announce/hello.en.md", "---\nsubject: Hello\n---\nHello\n")];
    let bytes = |(name, text): &(&str, &str)| ((*name).to_owned(), text.as_bytes().into());
    load(&mut Inputs::from_files(own.iter().chain(files).map(bytes).collect()))
}

const ANNA: &str = "upn,name,mail\nanna@x.example,Anna,anna@x.example\n";
const JAMF: &str = "Computer Name,Serial Number,Email Address\nMac of Anna,C02X,anna@x.example\n";
const MOBILEIRON: &str = "user.email_address,common.platform_name,common.SerialNumber,common.status\n\
                          anna@x.example,iOS,F17X,ACTIVE\n";
const INTUNE: &str = "Device name,Serial number,Primary user UPN,OS\niPhone,F17X,anna@x.example,iOS\n";

/// Exports of devices, and the system that the campaign says each is of.
type Exports = &'static [(&'static str, Option<&'static str>)];

/// What comes of a move: how far Anna is, or what is wrong and what to write.
fn came(from: &str, to: &str, files: Exports) -> String {
    let names: Vec<String> = (0..files.len()).map(|n| format!("{n}.csv")).collect();
    let entries: Vec<String> = names
        .iter()
        .zip(files)
        .map(|(name, (_, system))| match system {
            Some(system) => format!("{{file: {name}, system: {system}}}"),
            None => format!("{{file: {name}}}"),
        })
        .collect();
    let text =
        campaign(&format!("{{from: {from}, to: {to}}}"), "[{file: people.csv}]", &format!("[{}]", entries.join(", ")));
    let files = names.iter().zip(files).map(|(name, (csv, _))| (name.as_str(), *csv)).chain([("people.csv", ANNA)]);
    let loaded = match read(&text, &files.collect::<Vec<_>>()) {
        Ok(loaded) => loaded,
        Err(error) => {
            return format!("{} ({})", error.problems[0].message, error.problems[0].hint.as_deref().unwrap_or(""));
        }
    };
    let findings = judge(&loaded, utc("2027-01-18T09:00:00Z"));
    match findings.iter().find(|finding| finding.is_error() && finding.rule.starts_with("H-DATA")) {
        Some(error) => format!("{}: {}", error.rule, error.hint.as_deref().unwrap_or("")),
        None if loaded.people.persons[0].standing.has_moved() => "moved".to_owned(),
        None => "pending".to_owned(),
    }
}

#[test]
fn seven_moves_within_one_vendor_are_right_or_refused_with_the_words_that_mend_them() {
    let cases: [(&str, &str, Exports, &str); 12] = [
        ("Jamf Pro", "Jamf Cloud", &[(JAMF, None)], "H-DATA-31: write `system: Jamf Pro` or `system: Jamf Cloud`"),
        ("Jamf Pro", "Jamf Cloud", &[(JAMF, Some("Jamf Pro"))], "pending"),
        ("Jamf Pro", "Jamf Cloud", &[(JAMF, Some("Jamf Pro")), (JAMF, Some("Jamf Cloud"))], "moved"),
        ("Jamf", "Jamf Cloud", &[(JAMF, Some("Jamf"))], "pending"),
        ("MobileIron Core", "Neurons", &[(MOBILEIRON, None)], "H-DATA-31: write `system: MobileIron Core` or"),
        ("MobileIron Core", "Neurons", &[(MOBILEIRON, Some("MobileIron Core"))], "pending"),
        ("MobileIron Core", "Neurons", &[(MOBILEIRON, Some("Neurons"))], "moved"),
        ("Intune Dorpstad", "Intune Voorbeeldstad", &[(INTUNE, None)], "H-DATA-31: write `system: Intune Dorpstad` or"),
        ("Intune Dorpstad", "Intune Voorbeeldstad", &[(INTUNE, Some("Intune Voorbeeldstad"))], "moved"),
        (
            "Dorpstad",
            "Voorbeeldstad",
            &[(INTUNE, None)],
            "H-DATA-42: write `system: Dorpstad` or `system: Voorbeeldstad`",
        ),
        ("Dorpstad", "Voorbeeldstad", &[(INTUNE, Some("Dorpstad"))], "pending"),
        (
            "Intune",
            "intune",
            &[(INTUNE, None)],
            "people leave `Intune` and move to the same (give each the name by which",
        ),
    ];
    for (from, to, files, expected) in cases {
        let said = came(from, to, files);
        assert!(said.starts_with(expected), "{from} to {to} with {files:?}: {said}");
    }
}

const ENTRA: &str = "\
userPrincipalName,displayName,mail,objectId,department,accountEnabled
anna@x.example,Anna Bakker,anna@x.example,11111111-1111-1111-1111-111111111111,IT,True
bram@x.example,Bram Visser,bram@x.example,22222222-2222-2222-2222-222222222222,HR,True
chloe@x.example,Chloé Martin,chloe@x.example,33333333-3333-3333-3333-333333333333,HR,True
dirk@x.example,Dirk Smit,dirk@x.example,44444444-4444-4444-4444-444444444444,Zorg,True
eva@x.example,Eva Mol,eva@x.example,55555555-5555-5555-5555-555555555555,Zorg,True
fred@x.example,Fred Vos,fred@x.example,66666666-6666-6666-6666-666666666666,Zorg,False
";
const HR: &str = "Personeelsnummer;Mailadres;Standplaats\n1001;anna@x.example;Utrecht\n1002;bram@x.example;Delft\n";
const BUILDS: &str = "\
Device name,Serial number,OS,OS version,Primary user UPN,Ownership,Last check-in
PC-1,S1,Windows,10.0.19045.4412,anna@x.example,Corporate,2027-01-10 08:00:00.0000000
PC-2,S2,Windows,10.0.22631.3447,bram@x.example,Corporate,2027-01-10 08:00:00.0000000
PC-3,S3,Windows,10.0.19045.3803,chloe@x.example,Corporate,2027-01-10 08:00:00.0000000
PC-4,S4,Windows,10.0.26100.2605,chloe@x.example,Corporate,2027-01-10 08:00:00.0000000
iPhone,P1,iOS,18.5,anna@x.example,Corporate,2027-01-10 08:00:00.0000000
Mac,M1,macOS,14.5 (23F79),dirk@x.example,Corporate,2027-01-10 08:00:00.0000000
PC-5,S5,Windows,,eva@x.example,Corporate,2027-01-10 08:00:00.0000000
PC-6,S6,Windows,10.0.19045.3803,fred@x.example,Corporate,2026-11-10 08:00:00.0000000
";
const READINESS: &str =
    "deviceName,serialNumber,upgradeEligibility\nPC-1,S1,capable\nPC-3,,notCapable\nPC-9,S9,capable\n";

/// Raw exports, and no script before them.
#[test]
fn a_newer_windows_is_told_by_its_builds() {
    let concerns = "platform = 'windows' and os_version < '10.0.22000'";
    let migration = format!(
        "{{from: Windows 10, to: Windows 11, concerns: \"{concerns}\", done: \"os_version >= '10.0.22000'\", \
         blocked: \"upgrade_eligibility = 'notCapable'\"}}"
    );
    let people = "[{file: entra.csv}, {file: hr.csv, columns: {email: Mailadres}}]";
    let text = campaign(&migration, people, "[{file: intune.csv}, {file: readiness.csv}]");
    let files = [("entra.csv", ENTRA), ("hr.csv", HR), ("intune.csv", BUILDS), ("readiness.csv", READINESS)];
    let loaded = read(&text, &files).unwrap();
    let mut fates: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for person in &loaded.people.persons {
        for device in &person.devices {
            let fate = match device.concern {
                Concern::Apart => "apart",
                Concern::Moves if device.migrated => "done",
                Concern::Moves => "moves",
                Concern::Blocked => "blocked",
            };
            fates.entry(fate.to_owned()).or_default().push(device.name.as_deref().unwrap_or(""));
        }
    }
    let expected = [
        ("apart", vec!["iPhone", "Mac"]),
        ("blocked", vec!["PC-3"]),
        ("done", vec!["PC-2", "PC-4"]),
        // Of PC-5 nobody knows the version: it is not forgotten.
        ("moves", vec!["PC-1", "PC-5", "PC-6"]),
    ];
    assert_eq!(fates, expected.map(|(fate, names)| (fate.to_owned(), names)).into());
    let stands =
        |id: &str| loaded.people.get(id).map(|person| (person.is_concerned(), person.standing.has_moved())).unwrap();
    assert_eq!(stands("anna@x.example"), (true, false));
    assert_eq!(stands("bram@x.example"), (true, true));
    assert_eq!(stands("chloe@x.example"), (true, false), "one of two is done");
    assert!(loaded.people.get("chloe@x.example").unwrap().is_blocked());
    assert!(!stands("dirk@x.example").0, "a Mac is not asked anything");
    let findings = judge(&loaded, utc("2027-01-18T09:00:00Z"));
    let told = |rule: &str| -> Vec<String> {
        findings.iter().filter(|finding| finding.rule == rule).map(|finding| finding.message.clone()).collect()
    };
    assert_eq!(told("H-DATA-06"), ["`S9` is in no file of devices before this one; the row is left out"]);
    assert_eq!(told("H-DATA-40"), ["nothing is asked of 1 person: Dirk Smit; 1 person cannot move by themselves"]);
    assert!(
        told("H-DATA-39").iter().any(|said| said == "`concerns` compares `os_version`, which 1 do not have: PC-5"),
        "{:?}",
        told("H-DATA-39")
    );
    assert!(told("H-DATA-07").is_empty(), "a list that tells more of a device is no second device");
    assert!(loaded.people.persons.iter().flat_map(|p| &p.devices).all(|d| d.platform != Platform::Other));
}
