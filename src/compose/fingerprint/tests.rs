//! Whatever changes the bytes of a message changes its fingerprint, and not much else does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::Fingerprints;
use crate::builtin;
use crate::campaign::{Inputs, load};
use crate::compose::{Composer, ResolvedNotice};
use crate::ledger::Fingerprint;
use crate::schedule::{self, NoticeId};

/// The sound campaign of the tests, with a logo, managers who are told, a helpdesk that is, and a shared device.
fn files() -> Inputs {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut inputs = Inputs::from_dir(root.join("tests/campaigns/base"));
    for (path, bytes) in builtin::files() {
        inputs.insert(format!("{}{path}", builtin::PREFIX), bytes);
    }
    let mut text = |name: &str| String::from_utf8(inputs.require(name).unwrap().to_vec()).unwrap();
    let campaign = text("campaign.yaml")
        .replace("helpdesk:\n", "brand: {logo: logo.png, logo_alt: Voorbeeldstad}\nhelpdesk:\n")
        .replace(
            "phases:\n  announce:\n",
            "phases:\n  announce:\n    - {message: helpdesk-brief, when: start - 28d at 09:00, to: helpdesk}\n    \
             - {message: manager-brief, when: start - 21d at 09:00, to: managers}\n",
        );
    let manager = |line: &str| match line {
        head if head.starts_with("userPrincipalName") => format!("{head},manager\n"),
        anna if anna.starts_with("a.bakker") => format!("{anna},\n"),
        other => format!("{other},a.bakker@voorbeeldstad.example\n"),
    };
    let people: String = text("people.csv").lines().map(manager).collect();
    let devices = text("devices.csv") + "KIOSK01,Kiosk hal,iPad 9,Apple,iPadOS,Shared,\n";
    inputs.insert("campaign.yaml", campaign.into_bytes());
    inputs.insert("people.csv", people.into_bytes());
    inputs.insert("devices.csv", devices.into_bytes());
    inputs.insert("logo.png", std::fs::read(root.join("demo/logo.png")).unwrap());
    inputs
}

/// A message as it is rendered, and its fingerprint.
type Made = BTreeMap<NoticeId, (Result<Vec<u8>, String>, Fingerprint)>;

/// Every message of the campaign; `None` when it cannot be planned.
fn made(mut inputs: Inputs, program: &[u8], render: bool) -> Option<(Made, BTreeMap<NoticeId, String>)> {
    let loaded = Arc::new(load(&mut inputs).ok()?);
    let composer = Composer::new(Arc::clone(&loaded), &inputs).ok()?;
    let now = "2027-01-18T09:00:00Z".parse().unwrap();
    let plan = schedule::plan(&loaded.campaign, &loaded.people, &loaded.catalogue, now).ok()?;
    let fingerprints = Fingerprints::new(&composer, &inputs, program);
    let mut whose = BTreeMap::new();
    let made = plan.notices.iter().map(|notice| {
        let notice = ResolvedNotice::from(notice);
        let who = composer.person(&notice).map_or("the helpdesk", |person| &person.id);
        whose.insert(notice.id, format!("{} {who}", composer.rule(&notice).message));
        let bytes = match (render, notice.channel.is_paper()) {
            (false, _) => Ok(Vec::new()),
            (true, false) => composer.mail(&notice, notice.due, &[], None).map(|mail| mail.bytes),
            (true, true) => composer.content(&notice, &[]).map(|content| format!("{content:?}").into_bytes()),
        };
        (notice.id, (bytes.map_err(|error| error.to_string()), fingerprints.of(&notice)))
    });
    Some((made.collect(), whose))
}

/// A text with one thing changed, in as many ways as it has lines and words.
fn mutations(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let with = |new: Option<String>| {
            let lines = text.lines().enumerate().filter_map(|(at, line)| match (at == n, &new) {
                (true, Some(new)) => Some(new.clone()),
                (true, None) => None,
                (false, _) => Some(line.to_owned()),
            });
            lines.map(|line| line + "\n").collect::<String>()
        };
        all.push(with(None));
        let ends = line.char_indices().filter(|(at, c)| {
            c.is_ascii_alphanumeric() && !line[at + 1..].starts_with(|c: char| c.is_ascii_alphanumeric())
        });
        all.extend(ends.map(|(at, c)| {
            let other = if c.is_ascii_digit() { ((c as u8 - b'0' + 1) % 10 + b'0') as char } else { 'q' };
            with(Some(format!("{}{other}{}", &line[..at], &line[at + 1..])))
        }));
    }
    all
}

/// Mutates files one at a time; what the messages are then is held against what they were. Returns how many mutations
/// changed some bytes.
fn hold(name: &str, most: usize) -> usize {
    let mut inputs = files();
    // What the campaign needs, and nothing else.
    load(&mut inputs).unwrap();
    let (before, _) = made(inputs.clone(), b"program", true).unwrap();
    let text = String::from_utf8(inputs.require(name).unwrap().to_vec()).unwrap();
    let all = mutations(&text);
    let step = all.len().div_ceil(most).max(1);
    let changed = all.into_par_iter().step_by(step).filter(|mutation| {
        let mut inputs = inputs.clone();
        inputs.insert(name, mutation.clone().into_bytes());
        let Some((after, whose)) = made(inputs, b"program", true) else { return false };
        let mut any = false;
        for (id, (bytes, fingerprint)) in &after {
            if let Some((old, known)) = before.get(id).filter(|(old, _)| old != bytes) {
                any = true;
                assert_ne!(known, fingerprint, "{}: {old:?} became {bytes:?} by\n{mutation}", whose[id]);
            }
        }
        any
    });
    changed.count()
}

#[test]
fn what_changes_a_message_in_the_data_changes_its_fingerprint() {
    let people = hold("people.csv", 40);
    let devices = hold("devices.csv", 30);
    assert!(people > 8 && devices > 4, "{people} and {devices} mutations changed a message");
}

#[test]
fn what_changes_a_message_in_the_campaign_changes_its_fingerprint() {
    let changed = hold("campaign.yaml", 50);
    assert!(changed > 5, "{changed} mutations changed a message");
}

#[test]
fn what_changes_a_message_in_templates_and_texts_changes_its_fingerprint() {
    let mut inputs = files();
    load(&mut inputs).unwrap();
    let texts: Vec<String> = inputs
        .files()
        .keys()
        .filter(|name| [".md", ".ftl", ".html"].iter().any(|end| name.ends_with(end)))
        .filter(|name| {
            !name.contains(".de.") && !name.contains(".fr.") && !name.contains("/de") && !name.contains("/fr")
        })
        .step_by(5)
        .cloned()
        .collect();
    let changed: Vec<usize> = texts.iter().map(|name| hold(name, 2)).collect();
    let effective = changed.iter().filter(|changed| **changed > 0).count();
    assert!(effective > 1, "{:?}", texts.iter().zip(&changed).collect::<Vec<_>>());
}

fn fingerprints(inputs: Inputs, program: &[u8]) -> (BTreeMap<NoticeId, Fingerprint>, BTreeMap<NoticeId, String>) {
    let (made, whose) = made(inputs, program, false).unwrap();
    (made.into_iter().map(|(id, (_, fingerprint))| (id, fingerprint)).collect(), whose)
}

/// Of which messages the fingerprint changes with this edit.
fn touched(file: &str, edit: impl Fn(&str) -> String) -> BTreeSet<String> {
    let (before, _) = fingerprints(files(), b"program");
    let mut inputs = files();
    let text = edit(std::str::from_utf8(&inputs.require(file).unwrap()).unwrap());
    inputs.insert(file, text.into_bytes());
    let (after, whose) = fingerprints(inputs, b"program");
    let changed = after.iter().filter(|(id, fingerprint)| before.get(id) != Some(fingerprint));
    changed.map(|(id, _)| whose[id].clone()).collect()
}

#[test]
fn one_person_changes_what_is_for_them_or_about_them() {
    let touched = touched("people.csv", |text| text.replace("Bram Visser", "Bram de Visser"));
    let of = |who: &str| touched.iter().filter(|one| one.ends_with(who)).count();
    assert!(of("b.visser@voorbeeldstad.example") > 3, "{touched:?}");
    assert_eq!((of("a.bakker@voorbeeldstad.example"), of("the helpdesk")), (1, 1), "their manager and the helpdesk");
    assert_eq!(touched.len(), of("b.visser@voorbeeldstad.example") + 2, "{touched:?}");
}

#[test]
fn one_device_changes_what_is_for_its_owner() {
    let touched = touched("devices.csv", |text| text.replace("iPhone 14", "iPhone 13"));
    assert!(touched.iter().all(|one| {
        one.ends_with("b.visser@voorbeeldstad.example")
            || one.starts_with("manager-brief")
            || one.starts_with("helpdesk-brief")
    }));
    assert!(touched.len() > 4, "{touched:?}");
}

#[test]
fn where_a_person_stands_in_the_file_changes_nothing() {
    let touched = touched("people.csv", |text| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        lines.join("\n") + "\n"
    });
    // A list of people has an order, and is read in it.
    assert!(
        touched.iter().all(|one| one.starts_with("manager-brief") || one.starts_with("helpdesk-brief")),
        "{touched:?}"
    );
}

#[test]
fn one_person_more_changes_nobody_elses() {
    let line = "g.mol@voorbeeldstad.example,Gijs Mol,Gijs,Mol,g.mol@voorbeeldstad.example,IT,nl,,\n";
    let touched = touched("people.csv", |text| text.replacen('\n', &format!("\n{line}"), 1));
    let theirs = |one: &&String| one.ends_with("g.mol@voorbeeldstad.example") || one.ends_with("the helpdesk");
    assert!(touched.iter().all(|one| theirs(&one)) && touched.len() > 3, "{touched:?}");
}

#[test]
fn another_program_is_another_fingerprint() {
    let (one, _) = fingerprints(files(), b"one program");
    let (other, _) = fingerprints(files(), b"another program");
    assert!(one.iter().all(|(id, fingerprint)| other[id] != *fingerprint));
    assert_eq!(one, fingerprints(files(), b"one program").0);
    let distinct: BTreeSet<u64> = one.values().map(|fingerprint| fingerprint.0).collect();
    assert_eq!(distinct.len(), one.len(), "no two messages have one");
}
