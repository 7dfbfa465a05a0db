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

/// Told, marked, held, with a second approval of other data: what a person's document has to hold.
fn told() -> World {
    let world = World::approved();
    world.at(ANNOUNCED, &["send"]).code(0);
    world.at(ANNOUNCED, &["hold", "--person", WHO, "--why", "ziek gemeld", "--by", "Jan"]).code(0);
    world.write("list.csv", format!("upn,status,status_reason\n{WHO},failed,no space\n"));
    world.at(JUDGED, &["progress", "import", "list.csv"]).code(0);
    world.edit(
        "people.csv",
        "Bram Visser,Bram,Visser,b.visser@voorbeeldstad.example,IT",
        "Bram Visser,Bram,Visser,b.visser@voorbeeldstad.example,Zorg",
    );
    world.at(JUDGED, &["approve", "--by", "A. Manager", "--yes"]).code(0);
    world
}

#[test]
fn somebody_sees_everything_that_is_kept_of_them_in_their_language() {
    let world = told();
    let shown = world.at(JUDGED, &["person", "show", WHO]).code(0).fits();
    insta::assert_snapshot!(shown.to_string());
    let json = world.at(JUDGED, &["person", "show", "Bram Visser", "--json"]).code(0).json();
    assert_eq!((&json["format"], &json["person"]["department"]), (&"heraut-person/1".into(), &"Zorg".into()));
    let rows = json["rows"].as_array().unwrap();
    let departments: Vec<_> = rows.iter().map(|row| (&row["cells"]["department"], &row["earlier"])).collect();
    assert!(
        departments.contains(&(&"Zorg".into(), &false.into())) && departments.contains(&(&"IT".into(), &true.into()))
    );
    let told = json["told"].as_array().unwrap();
    let announced = told.iter().find(|told| told["message"] == "announcement").unwrap();
    assert_eq!((&announced["state"], announced["attempts"].as_array().unwrap().len()), (&"accepted".into(), 1));
    assert_eq!(json["standing"]["why"], "no space");
    // Of a colleague nothing.
    let text = world.at(JUDGED, &["person", "show", WHO]).out + &json.to_string();
    assert!(!text.contains("a.bakker") && !text.contains("Anna"), "{text}");
    world.at(JUDGED, &["person", "show", "nobody@voorbeeldstad.example"]).code(2).says("nobody in the people data");
}

#[test]
fn in_a_language_without_texts_and_of_a_stranger_register_it_is_still_said() {
    let world = World::approved();
    world
        .at(EARLY, &["person", "show", "c.obrien@voorbeeldstad.example"])
        .code(0)
        .says("Everything that is kept of Chlo");
    world.edit("people.csv", "Zorg,nl,", "Zorg,fr,");
    world.at(EARLY, &["approve", "--by", "A. Manager", "--yes"]).code(0);
    world.at(EARLY, &["person", "show", "d.agca@voorbeeldstad.example"]).code(0).fits().says("Tout ce qui est conserv");
    world.edit("people.csv", "Zorg,fr,", "Zorg,pl,");
    world.at(EARLY, &["approve", "--by", "A. Manager", "--yes"]).code(0);
    world.at(EARLY, &["person", "show", "d.agca@voorbeeldstad.example"]).code(0).says("Alles wat van Deniz");
}

/// The sound campaign with a time after which nobody is kept.
fn kept() -> World {
    let world = World::base();
    world.welcome();
    world.edit("campaign.yaml", "id: base\n", "id: base\nretention: 90 days after end\n");
    world.approve();
    world
}

#[test]
fn when_their_time_is_over_nobody_is_kept() {
    let world = kept();
    world.at(ANNOUNCED, &["send"]).code(0);
    world.at(ANNOUNCED, &["hold", "--person", WHO, "--why", "Bram Visser called", "--by", "Jan"]).code(0);
    let forget = ["person", "forget", "--expired", "--by", "Privacy", "--yes"];
    // The day before, and the one.
    world.at("2027-07-28T23:00+02:00", &forget).code(2).says("people are kept until 2027-07-29").says("2027-04-30");
    world.at("2027-07-29T09:00+02:00", &forget[..3]).code(1).says("Nothing was changed.");
    let over = "2027-07-29T09:00+02:00";
    let said = world.at(over, &forget).code(0).fits().says("Forgotten: 6 people.").says("Removed from the outbox");
    said.says("people.csv still has 6 rows of theirs");

    let own = ["people.csv", "devices.csv"];
    let words =
        ["visser", "bakker", "obrien", "ağca", "femke", "李", "f2lzk4xq000", "r58n30abc00", "galaxy", "iphone van"];
    let dir = tempfile::tempdir().unwrap();
    world.run(&["ledger", "backup", dir.path().join("backup.db").to_str().unwrap()]).code(0);
    let found = holding(&world.path(""), &words).into_iter().chain(holding(dir.path(), &words));
    let left: Vec<String> = found.filter(|one| !own.iter().any(|own| one.starts_with(own))).collect();
    assert_eq!(left, [""; 0]);
    world.run(&["ledger", "verify"]).code(0);
    let journal = world.run(&["journal"]).code(0).says("held person …");
    journal.says("Privacy: forgot 6 people, kept until 90 days after end,").says("digest ");
    // Counts and times stay, and the screens are there.
    world.at(over, &["status"]).code(0);
    let notices = world.at(over, &["status", "--notices", "--json"]).code(0).json();
    let accepted = notices["notices"].as_array().unwrap().iter().filter(|notice| notice["state"] == "accepted");
    assert!(accepted.count() >= 2);
    world.at(over, &forget).code(0).says("Everybody was forgotten before");
    let planned = world.at(over, &["plan", "--format", "json"]);
    assert!(!planned.out.contains("visser"), "{planned}");
}

#[test]
fn without_a_time_nobody_is_forgotten_by_it() {
    let world = World::approved();
    world.at(JUDGED, &["person", "forget", "--expired", "--yes"]).code(2).says("does not say how long people");
    world.at(JUDGED, &["person", "forget", "--expired", WHO, "--yes"]).code(2).says("cannot be used with");
}

/// What came since: appointments and sites in the data, what relays said while a ledger was away, and what `fetch` keeps of a tenant.
#[test]
fn nothing_is_left_either_of_what_lies_beside_the_ledger() {
    let world = World::base();
    let people = world.read("people.csv");
    let more = |line: &str| match line {
        head if head.starts_with("userP") => {
            format!("{head},site,site_owner,appointment_date,appointment_time,appointment_place\n")
        }
        row if row.starts_with("b.visser") => {
            format!("{row},Stadhuis,{WHO},2027-03-02,10:00,\"Bij Bram Visser, balie 3\"\n")
        }
        row => format!("{row},Stadhuis,{WHO},2027-03-03,11:00,Stadskantoor\n"),
    };
    world.write("people.csv", people.lines().map(more).collect::<String>());
    let rule = "    - {message: site-brief, when: start - 14d at 09:30, to: site-owner}\n";
    world.edit("campaign.yaml", "  enrol:\n", &format!("{rule}  enrol:\n"));
    world.at(EARLY, &["approve", "--by", "Anna"]).code(0);
    world.at(ANNOUNCED, &["send"]).code(0);
    let rows = world.run(&["status", "--notices", "--json"]).code(0).json();
    let of = |who: &str, message: &str| {
        let rows = rows["notices"].as_array().unwrap().iter();
        let mut theirs = rows.filter(|row| row["person"] == who && row["message"] == message);
        theirs.next().unwrap_or_else(|| panic!("no {message} to {who}"))["id"].as_str().unwrap().to_owned()
    };
    // A sender could not tell what the relay said of these two.
    let other = "a.bakker@voorbeeldstad.example";
    let kept = serde_json::json!({"format": "heraut-unwritten/1", "answers": [
        {"notice": of(WHO, "announcement"), "retries": 0, "marked": "2027-02-15T08:00:00Z", "answer": "took", "reply": format!("250 2.1.5 <{WHO}> queued")},
        {"notice": of(other, "announcement"), "retries": 0, "marked": "2027-02-15T08:00:00Z", "answer": "took", "reply": format!("250 2.1.5 <{other}> queued")},
    ]});
    let spool = "heraut.db.unwritten.4242.json";
    world.write(spool, kept.to_string());
    world.write(".heraut/people.csv.json", format!("{{\"format\": \"heraut-delta/1\", \"people\": \"{WHO}\"}}"));
    world.write(".heraut/.gitignore", "*\n");
    let forget = ["person", "forget", WHO, "--why", "asked for it", "--by", "Privacy", "--yes"];
    world.at(JUDGED, &forget).code(0);
    world.run(&["ledger", "backup", "kept.db"]).code(0);

    let words = ["visser", "bram", "f2lzk4xq0002"];
    let left: Vec<String> = holding(&world.path(""), &words)
        .into_iter()
        .filter(|one| !["people.csv", "devices.csv"].iter().any(|own| one.starts_with(own)))
        .collect();
    assert_eq!(left, [""; 0]);
    assert!(world.read(spool).contains(other), "what was said of others stays: {}", world.read(spool));
    assert!(!world.path(".heraut/people.csv.json").exists());
    // Nor when somebody else's sender tells it later.
    world.write(spool, kept.to_string());
    world.at(JUDGED, &["send"]);
    assert!(!world.path(spool).exists(), "the ledger was told");
    let told = world.run(&["status", "--notices", "--json"]).code(0).out;
    assert!(!told.to_lowercase().contains("visser"), "{told}");
    let left: Vec<String> =
        holding(&world.path(""), &words).into_iter().filter(|one| one.starts_with("heraut.db")).collect();
    assert_eq!(left, [""; 0]);
    world.run(&["ledger", "verify"]).code(0);
}
