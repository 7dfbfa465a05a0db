//! `heraut person`.

use std::fs;
use std::path::Path;

use crate::world::{ANNOUNCED, EARLY, World};

const WHO: &str = "b.visser@voorbeeldstad.example";
/// The day after the pilot's gate.
const JUDGED: &str = "2027-03-23T09:00+01:00";

/// The files below a folder that hold one of these, in any case and as bytes.
fn holding(folder: &Path, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holding(&path, words));
            continue;
        }
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).to_lowercase();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        found.extend(words.iter().filter(|word| text.contains(**word)).map(|word| format!("{name}: {word}")));
    }
    found
}

#[test]
fn nothing_of_somebody_is_left_and_everybody_else_is_as_they_were() {
    let world = World::approved();
    world.at(ANNOUNCED, &["send"]).code(0);
    world.at(ANNOUNCED, &["hold", "--person", WHO, "--why", "Bram Visser called: sick leave", "--by", "Jan"]).code(0);
    world.write("list.csv", format!("upn,status,reason\n{WHO},failed,Bram Visser lost his phone\n"));
    world.at(JUDGED, &["progress", "import", "list.csv"]).code(0);
    let before = world.run(&["status", "--notices", "--json"]).code(0).json();
    let mail = world.outbox();
    let forget = ["person", "forget", WHO, "--why", "asked for it", "--by", "Privacy", "--yes"];
    let said = world.at(JUDGED, &forget).code(0).fits().says("Cancelled: 4 notices.");
    let said =
        said.says("Removed from the outbox: 1 notice.").says("people.csv still has 1 row of theirs, which plans leave");
    said.says("Back-ups of before, sent mail");

    let own = ["people.csv", "devices.csv", "list.csv"];
    let words = ["visser", "bram", "f2lzk4xq0002"];
    let left: Vec<String> = holding(&world.path(""), &words)
        .into_iter()
        .filter(|one| !own.iter().any(|own| one.starts_with(own)))
        .collect();
    assert_eq!(left, [""; 0]);
    world.run(&["ledger", "verify"]).code(0);
    world.run(&["journal"]).code(0).says("held person …").says("somebody in it was forgotten");
    world.run(&["status", "--person", WHO]).code(2);

    // Everybody else stands where they stood, and their mail is there.
    let others = |document: &serde_json::Value| -> Vec<String> {
        let rows = document["notices"].as_array().unwrap().iter();
        let named = |row: &&serde_json::Value| {
            !row["person"].as_str().is_some_and(|person| person == WHO || person.starts_with("forgotten-"))
        };
        rows.filter(named).map(|row| format!("{} {} {}", row["message"], row["person"], row["state"])).collect()
    };
    let after = world.run(&["status", "--notices", "--json"]).code(0).json();
    assert_eq!(others(&before), others(&after));
    let kept = world.outbox();
    assert_eq!(kept.len(), mail.len() - 1);
    assert!(kept.iter().all(|(name, bytes)| mail[name] == *bytes));
}

#[test]
fn an_export_that_still_has_them_does_not_bring_them_back() {
    let world = World::base();
    world.approve();
    world.at(EARLY, &["person", "forget", WHO, "--why", "asked for it", "--yes"]).code(0);
    let planned = world.at(EARLY, &["plan", "--format", "json"]).code(0).out;
    assert!(!planned.contains("visser") && planned.contains("a.bakker"), "{planned}");
    world.at(EARLY, &["approve", "--by", "A. Manager"]).code(0);
    let dir = tempfile::tempdir().unwrap();
    let backup = dir.path().join("backup.db");
    world.run(&["ledger", "backup", backup.to_str().unwrap()]).code(0);
    assert_eq!(holding(dir.path(), &["visser"]), [""; 0]);
    // Said again, it only ends what could not be ended.
    world.at(EARLY, &["person", "forget", WHO, "--why", "again", "--yes"]).code(0).says("They were forgotten before");
}

#[test]
fn nobody_else_loses_anything_by_it() {
    let world = World::base();
    let shared = world.read("people.csv").replace("group\n", "group,objectId\n");
    let with = |row: &str| match row {
        row if row.starts_with("b.visser") || row.starts_with("c.obrien") => {
            format!("{row},00000000-0000-0000-0000-000000000000")
        }
        row if row.ends_with("objectId") => row.to_owned(),
        row => format!("{row},"),
    };
    world.write("people.csv", shared.lines().map(|row| with(row) + "\n").collect::<String>());
    world.approve();
    world.at(EARLY, &["person", "forget", WHO, "--why", "asked for it", "--yes"]).code(0);
    world.at(EARLY, &["plan", "--person", "c.obrien@voorbeeldstad.example"]).code(0).says("Galaxy van Chlo");
    // The last one with a value that a wave is chosen by: the column is still there, and the others' waves are the same.
    let last = ["person", "forget", "a.bakker@voorbeeldstad.example", "--why", "asked for it", "--yes"];
    world.at(EARLY, &last).code(0).says("Forgotten");
    world.at(EARLY, &["plan", "--person", "c.obrien@voorbeeldstad.example"]).code(0).says("Galaxy van Chlo");
    world.at(EARLY, &["status"]).code(0);
}

#[test]
fn what_cannot_be_is_refused() {
    let world = World::base();
    world.at(EARLY, &["person", "forget", WHO, "--why", "x", "--yes"]).code(2).says("no plan has been approved yet");
    world.approve();
    world
        .at(EARLY, &["person", "forget", "b.viser@voorbeeldstad.example", "--why", "x", "--yes"])
        .code(2)
        .says("did you mean");
    world.at(EARLY, &["person", "forget", WHO, "--why", " ", "--yes"]).code(2).says("`--why` says nothing");
    world.at(EARLY, &["person", "forget", WHO, "--why", "x"]).code(1).says("Nothing was changed.");
}
