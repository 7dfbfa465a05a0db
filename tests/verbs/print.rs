//! `heraut print`: what people get on paper, and what the ledger, the manifest and the mailboxes know of it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::pdf::pages;
use crate::world::{EARLY, STARTED, World};

/// A week before anything is due.
const PRINTED: &str = "2027-02-08T10:00+01:00";
const RUN: &str = "print/all-2027-02-08";

/// The sound campaign with sites, somebody without a mailbox, and the first message and the last one on paper too.
pub fn world() -> World {
    let world = World::base();
    world.edit(
        "campaign.yaml",
        "start - 14d at 09:00, to: everyone}",
        "start - 14d at 09:00, to: everyone, channel: [mail, print]}",
    );
    world.edit(
        "campaign.yaml",
        "deadline - 5 workdays at 09:00, to: pending}",
        "deadline - 5 workdays at 09:00, to: pending, channel: [mail, letter]}",
    );
    let rows = [
        ("Anna Bakker", "a.bakker", "Stadhuis", "IT", "nl", "pilot", "a.bakker@voorbeeldstad.example"),
        ("Bram Visser", "b.visser", "Stadhuis", "Beheer", "nl", "pilot", "b.visser@voorbeeldstad.example"),
        ("Chloë O'Brien-'t Hart", "c.obrien", "Gemeentewerf", "Zorg", "en", "", "c.obrien@voorbeeldstad.example"),
        ("Deniz Ağca", "d.agca", "Gemeentewerf", "Zorg", "nl", "", ""),
        ("=HYPERLINK(\"http://evil.example\")", "e.li", "Stadhuis", "IT", "nl", "", "e.li@voorbeeldstad.example"),
        ("#eval(\"1\") $x$ *vet*", "f.smit", "Stadhuis", "IT", "nl", "", "f.smit@voorbeeldstad.example"),
    ];
    world.write("people.csv", people(&rows));
    world
}

/// Name, user name, site, department, language, group and address.
type Row<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a str, &'a str);

fn people(rows: &[Row]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = ["userPrincipalName", "displayName", "mail", "department", "preferredLanguage", "group", "site"];
    writer.write_record(head).unwrap();
    for (name, user, site, department, language, group, mail) in rows {
        let user = format!("{user}@voorbeeldstad.example");
        writer.write_record([&user, *name, mail, department, language, group, site]).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn approved() -> World {
    let world = world();
    world.approve();
    world
}

/// The manifest of a run, line by line, by the names of its columns.
fn manifest(world: &World, run: &str) -> Vec<BTreeMap<String, String>> {
    let text = world.read(&format!("{run}/manifest.csv"));
    assert!(text.starts_with('\u{feff}') && text.ends_with("\r\n"), "{text}");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// Notices on paper by channel and state, with how many there are.
fn on_paper(world: &World) -> BTreeMap<(String, String), usize> {
    let planned = world.at(EARLY, &["plan", "--format", "json"]).code(0).json();
    let text = |notice: &Value, key: &str| notice[key].as_str().unwrap_or_default().to_owned();
    let channels: BTreeMap<String, String> = planned["notices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|notice| (text(notice, "id"), text(notice, "channel")))
        .filter(|(_, channel)| channel != "mail")
        .collect();
    let ledger = world.run(&["status", "--notices", "--json"]).code(0).json();
    let mut counts = BTreeMap::new();
    for notice in ledger["notices"].as_array().unwrap() {
        if let Some(channel) = channels.get(&text(notice, "id")) {
            *counts.entry((channel.clone(), text(notice, "state"))).or_default() += 1;
        }
    }
    counts
}

fn counts<const N: usize>(expected: [(&str, &str, usize); N]) -> BTreeMap<(String, String), usize> {
    expected.into_iter().map(|(channel, state, n)| ((channel.to_owned(), state.to_owned()), n)).collect()
}

#[test]
fn a_run_is_printed_once_in_the_order_of_handing_out() {
    let world = approved();
    insta::assert_snapshot!(world.at(PRINTED, &["print", "--dry-run"]).code(0).fits());
    assert!(world.files("print").is_empty(), "a dry run writes nothing");
    assert_eq!(on_paper(&world), counts([("print", "planned", 6), ("letter", "planned", 1)]));

    insta::assert_snapshot!(world.at(PRINTED, &["print", "--labels"]).code(0).fits());
    let files = world.files(RUN);
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        ["labels.pdf", "letters-001.pdf", "manifest.csv", "sheets-001.pdf"],
        "nothing is left over"
    );
    let lines = manifest(&world, RUN);
    let said: Vec<[&str; 6]> = lines
        .iter()
        .map(|line| ["sheet", "file", "name", "site", "department", "language"].map(|column| &*line[column]))
        .collect();
    insta::assert_debug_snapshot!(said);
    assert!(lines.iter().all(|line| line["notice_id"].len() == 32 && line["issued"] == "2027-02-01T08:00:00Z"));
    let letters: Vec<&str> = lines.iter().filter(|l| l["form"] == "letter").map(|l| &*l["person"]).collect();
    assert_eq!(letters, ["d.agca@voorbeeldstad.example"]);

    assert_eq!(on_paper(&world), counts([("print", "printed", 6), ("letter", "printed", 1)]));
    world.at(PRINTED, &["status"]).code(0).says("PRINTED");
    world
        .at(PRINTED, &["status", "--person", "d.agca@voorbeeldstad.example"])
        .code(0)
        .says("all-2027-02-08, sheet 00007");
    world.at(PRINTED, &["print"]).code(0).says("Nothing is to be printed.");
    assert_eq!(world.files(RUN), files);
    world.send(STARTED);
    assert!(!world.told().contains(&"d.agca".to_owned()), "no mailbox gets what is on paper");
}

#[test]
fn sheets_are_printed_again_as_they_were() {
    let world = approved();
    let printed = |out: &str, more: &[&str]| {
        world.at(PRINTED, &[&["print", "--again", "2-3,7", "--run", RUN, "--out", out], more].concat())
    };
    printed("x", &[]).code(2).says("cannot read print/all-2027-02-08/manifest.csv");
    world.at(PRINTED, &["print"]).code(0);
    printed("one", &[]).code(0).says("one/again-2-3,7-sheets-001.pdf").says("one/again-2-3,7-letters-001.pdf");
    let before = (world.files("one"), on_paper(&world));
    assert_eq!(before.0.len(), 2);

    // Neither other words, nor a new approval, nor a device that has moved meanwhile make another sheet of it.
    world.own_template("templates/announce/announcement.nl.md");
    let text = world.read("templates/announce/announcement.nl.md");
    world.write("templates/announce/announcement.nl.md", text + "\nEn nog iets.\n");
    world.write("moved.csv", "serial,owner,status\nF2LZK4XQ0004,d.agca@voorbeeldstad.example,compliant\n");
    world.at("2027-02-09T10:00+01:00", &["approve", "--by", "A. Manager"]).code(0);
    printed("two", &[]).code(0);
    assert_eq!((world.files("two"), on_paper(&world)), before);

    world.at(PRINTED, &["print", "--again", "8", "--run", RUN]).code(2).says("has no sheet 00008").says("00007");
    world.at(PRINTED, &["print", "--again", "3-1", "--run", RUN]).code(2).says("is not a list of sheets");
    world.edit(&format!("{RUN}/manifest.csv"), "00002,", "2.0E+0,");
    printed("three", &[]).code(2).says("line 3 cannot be understood");
}

#[test]
fn who_is_wanted_is_printed_and_each_alone_if_asked() {
    let world = approved();
    let printed = |args: &[&str]| world.at(PRINTED, &[&["print"], args].concat());
    printed(&["--wave", "pilot", "--site", "Stadhuis", "--separate"]).code(0);
    let names: Vec<String> = world.files("print/pilot-2027-02-08").into_keys().collect();
    assert_eq!(names, ["manifest.csv", "sheet-00001.pdf", "sheet-00002.pdf"]);
    assert_eq!(on_paper(&world)[&("print".to_owned(), "printed".to_owned())], 2);
    // On the same day there is another run beside it.
    printed(&["--lang", "en"]).code(0).says("1 sheet in 1 file in print/all-2027-02-08.");
    printed(&["--person", "e.li@voorbeeldstad.example", "--large"]).code(0).says("1 large-print sheet");
    assert_eq!(manifest(&world, "print/all-2027-02-08-2")[0]["form"], "large-print sheet");
    printed(&["--message", "deadline-notice", "--out", "brieven"]).code(0).says("1 letter in 1 file in brieven.");
    printed(&["--out", "brieven"]).code(2).says("there is something in brieven already");
    printed(&["--wave", "pilto"]).code(2).says("the campaign has no wave `pilto`").says("pilot");
    printed(&["--site", "Nergens"]).code(2).says("no site `Nergens`");
    printed(&["--message", "nope"]).code(2).says("no message `nope`");
    printed(&[]).code(0).says("2 sheets in 1 file");
}

#[test]
fn a_stack_is_cut_into_files_and_each_sheet_begins_on_a_front() {
    let world = approved();
    let print = ["print", "--message", "announcement", "--per-file", "2", "--double-sided"];
    world.at(PRINTED, &print).code(0).says("6 sheets in 3 files").says("Print on both sides of the paper.");
    let lines = manifest(&world, RUN);
    assert_eq!(lines.iter().map(|line| &*line["file"]).filter(|file| *file == "sheets-002.pdf").count(), 2);
    assert!(lines.iter().all(|line| line["page"].parse::<usize>().unwrap() % 2 == 1), "{lines:#?}");
    for (name, bytes) in world.files(RUN).iter().filter(|(name, _)| name.ends_with(".pdf")) {
        assert!(pages(bytes) >= 3, "{name}: two sheets, and a back of the first");
    }
}

#[test]
fn who_has_moved_meanwhile_gets_no_paper() {
    let world = approved();
    let head = world.read("devices.csv");
    let head = head.lines().next().unwrap();
    let export = format!("{head}\nF2LZK4XQ0004,iPhone,iPhone 15,Apple,iOS,Corporate,d.agca@voorbeeldstad.example\n");
    world.write("intune.csv", export);
    world.at(PRINTED, &["progress", "import", "intune.csv"]).code(0);
    world.at(PRINTED, &["print"]).code(0).says("6 sheets in 1 file").says("not printed any more: 1 migrated");
    assert_eq!(on_paper(&world), counts([("print", "printed", 6), ("letter", "suppressed", 1)]));
}

#[test]
fn too_late_is_expired() {
    let world = world();
    world.edit("campaign.yaml", "channel: [mail, print]}", "channel: [mail, print], expires: start}");
    world.approve();
    world
        .at(STARTED, &["print", "--wave", "pilot", "--message", "announcement"])
        .code(0)
        .says("Nothing is to be printed; not printed any more: 2 too late.");
    assert_eq!(on_paper(&world)[&("print".to_owned(), "expired".to_owned())], 2);
    assert!(world.files("print").is_empty());
}

#[test]
fn what_cannot_be_read_is_refused_with_the_name_before_anything_is_written() {
    let world = world();
    let people = world.read("people.csv").replace("Bram Visser", "李 Bram Visser");
    world.write("people.csv", people);
    world.approve();
    let refused = world.at(PRINTED, &["print", "--message", "announcement"]).code(3);
    insta::assert_snapshot!(refused);
    assert!(world.files("print").is_empty());
    assert_eq!(on_paper(&world), counts([("print", "planned", 6), ("letter", "planned", 1)]));
    // Everybody else is printed.
    world.at(PRINTED, &["print", "--site", "Gemeentewerf"]).code(0);
}

#[test]
fn a_run_that_is_refused_leaves_what_was_there_before() {
    let world = world();
    let people = world.read("people.csv");
    world.approve();
    world.at(PRINTED, &["print", "--message", "announcement", "--person", "b.visser@voorbeeldstad.example"]).code(0);
    world.write("people.csv", people.replace("Anna Bakker", "李 Anna Bakker"));
    world.at(EARLY, &["approve", "--by", "A. Manager"]).code(0);
    let refused = |out: &str| {
        world.at(PRINTED, &["print", "--message", "announcement", "--out", out]).code(3).says("李 Anna Bakker");
    };
    refused("new/deep");
    assert!(!world.path("new").exists(), "neither the folder nor the one around it");
    std::fs::create_dir(world.path("mine")).unwrap();
    refused("mine");
    assert!(world.path("mine").exists() && world.files("mine").is_empty(), "somebody's own folder stays");
    world.write("mine/UNFINISHED", "x");
    world.write("mine/sheets-001.pdf", "half");
    refused("mine");
    assert!(world.files("mine").is_empty(), "{:?}", world.files("mine").keys());
    assert_eq!(world.files(RUN).into_keys().collect::<Vec<_>>(), ["manifest.csv", "sheets-001.pdf"]);
}

#[test]
fn a_sheet_too_long_names_whose_it_is() {
    let world = world();
    world.own_template("templates/announce/announcement.nl.md");
    let text = world.read("templates/announce/announcement.nl.md");
    let paragraph = "Een alinea die veel te lang doorgaat, regel na regel na regel, tot niemand het meer leest.\n\n";
    let long = format!("\n\n{}", paragraph.repeat(120));
    world.write("templates/announce/announcement.nl.md", text + &long);
    world.at(EARLY, &["approve", "--by", "A. Manager"]).code(0);
    world.at(PRINTED, &["print"]).code(3).says("the sheet of Bram Visser is").says("it may have 2");
    assert!(world.files("print").is_empty());
}

#[test]
fn a_draft_needs_no_approval_and_leaves_nothing_behind() {
    let world = world();
    let draft = ["print", "--draft", "--message", "announcement", "--person", "f.smit@voorbeeldstad.example"];
    world.at(EARLY, &[&draft[..], &["--out", "sheet.pdf"]].concat()).code(0).says("is in sheet.pdf");
    let sheet = std::fs::read(world.path("sheet.pdf")).unwrap();
    assert!((1..=2).contains(&pages(&sheet)));
    assert!(!world.path("heraut.db").exists());
    world.at(EARLY, &draft).code(2).says("--out");
    world.at(EARLY, &["print"]).code(2).says("no plan has been approved yet");
    world.at(EARLY, &["print", "--draft", "--message", "announcement", "--out", "a.pdf"]).code(2).says("--person");
    let brief = "phases:\n  before:\n    - {message: helpdesk-brief, when: start - 3w at 08:30, to: helpdesk}\n";
    world.edit("campaign.yaml", "phases:\n", brief);
    let draft = ["print", "--draft", "--message", "helpdesk-brief", "--out", "brief.pdf"];
    world.at(EARLY, &draft).code(0).says("The brief of the helpdesk is in brief.pdf.");
}

#[test]
fn two_runs_do_not_share_a_folder() {
    let world = approved();
    std::fs::create_dir_all(world.path(RUN)).unwrap();
    let mark = std::fs::File::create(world.path(&format!("{RUN}/UNFINISHED"))).unwrap();
    mark.lock().unwrap();
    world.at(PRINTED, &["print", "--out", RUN]).code(2).says("another `heraut print` is writing into");
    world.at(PRINTED, &["print"]).code(0).says("print/all-2027-02-08-2.");
    assert_eq!(world.files(RUN).into_keys().collect::<Vec<_>>(), ["UNFINISHED"]);
}

/// What a run that was killed leaves in its folder is made anew by the same command; and only that.
#[test]
fn an_unfinished_run_is_made_anew() {
    let whole = approved();
    whole.at(PRINTED, &["print"]).code(0);
    let world = approved();
    world.write(&format!("{RUN}/UNFINISHED"), "x");
    world.write(&format!("{RUN}/sheets-009.pdf"), "half");
    world.write(&format!("{RUN}/.sheets-001.pdf.part"), "half");
    world.at(PRINTED, &["print"]).code(0);
    assert_eq!(world.files(RUN), whole.files(RUN), "the same bytes, and nothing else");
    // Killed after the ledger knew: the run is kept.
    world.write(&format!("{RUN}/UNFINISHED"), "x");
    world.at(PRINTED, &["print"]).code(0).says("Nothing is to be printed.");
    assert_eq!(world.files(RUN), whole.files(RUN), "and says that it is finished");
    // Without the ledger nobody can tell: a draft leaves the mark where it is.
    world.write(&format!("{RUN}/UNFINISHED"), "x");
    let draft = ["print", "poster", "--draft", "--message", "announcement", "--out", RUN];
    world.at(PRINTED, &draft).code(2).says("there is something in");
    assert!(world.path(&format!("{RUN}/UNFINISHED")).exists());
    let again = approved();
    again.write(&format!("{RUN}/own.txt"), "somebody's");
    again.at(PRINTED, &["print"]).code(0).says("print/all-2027-02-08-2");
    assert_eq!(again.read(&format!("{RUN}/own.txt")), "somebody's");
}
