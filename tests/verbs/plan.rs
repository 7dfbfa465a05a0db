//! `heraut plan`.

use std::collections::BTreeSet;

use crate::world::{ANNOUNCED, EARLY, World};

#[test]
fn the_plan_is_a_table() {
    insta::assert_snapshot!(World::base().at(EARLY, &["plan"]).code(0).fits());
}

#[test]
fn a_person_has_a_story() {
    let world = World::base();
    insta::assert_snapshot!(world.at(EARLY, &["plan", "--person", "Chloë O'Brien-'t Hart"]).code(0).fits());
    insta::assert_snapshot!(world.at(EARLY, &["plan", "--person", "c.obrian@voorbeeldstad.example"]).code(2));
    insta::assert_snapshot!(world.at(EARLY, &["plan", "--person", "Zed"]).code(2));
}

#[test]
fn a_person_who_has_moved_since_is_shown_so() {
    let world = World::approved();
    world.write("moved.csv", "upn,status\na.bakker@voorbeeldstad.example,migrated\n");
    world.at(ANNOUNCED, &["progress", "import", "moved.csv"]).code(0);
    let story = world.at(ANNOUNCED, &["plan", "--person", "Anna Bakker"]).code(0).fits();
    story.says("Migration  done on Mon 15 Feb 2027 10:00").says("F2LZK4XQ0001), migrated").says("status --person");
}

/// What each verb says is still to come to a person who moved in the middle of it: the plan by its section, the status by the
/// rows that wait and are not said to drop out.
#[test]
fn plan_and_status_agree_on_what_still_comes_to_a_person() {
    let world = World::approved();
    world.edit("campaign.yaml", "waves:\n", "    - {message: survey, when: migrated + 7d, to: migrated}\nwaves:\n");
    world.approve();
    world.send(ANNOUNCED);
    let moved = "2027-03-05T09:00+01:00";
    let first = |line: &str| line.split_whitespace().nth(5).map(str::to_owned);
    let agree = |now: &str, expected: &[&str]| {
        let plan = world.at(now, &["plan", "--person", "Anna Bakker"]).code(0).fits();
        let (_, section) = plan.out.split_once("Still to come\n").unwrap_or(("", ""));
        let rows = section.lines().skip(1).take_while(|line| !line.is_empty()).filter(|line| !line.starts_with(' '));
        let planned: Vec<String> = rows.filter_map(first).collect();
        let status = world.at(now, &["status", "--person", "Anna Bakker"]).code(0).fits();
        let lines: Vec<&str> = status.out.lines().collect();
        let waits =
            lines.windows(2).filter(|pair| pair[0].contains(" planned") && !pair[1].contains("will not be sent"));
        assert_eq!(planned, waits.filter_map(|pair| first(pair[0])).collect::<Vec<_>>(), "{plan}\n{status}");
        assert_eq!(planned, expected, "{plan}");
    };
    agree(ANNOUNCED, &["enrol-now", "reminder", "reminder", "deadline-notice"]);
    world.send("2027-03-04T11:00+01:00");
    world.at(moved, &["progress", "set", "Anna Bakker", "migrated", "--why", "seen at the desk"]).code(0);
    agree(moved, &["welcome", "survey"]);
    let story = world.at(moved, &["plan", "--person", "Anna Bakker"]).code(0);
    story.says("So far").says("deadline-notice: has migrated already");
}

#[test]
fn a_wave_is_shown_alone() {
    let world = World::base();
    insta::assert_snapshot!(world.at(EARLY, &["plan", "--wave", "pilot"]).code(0).fits());
    let json = world.at(EARLY, &["plan", "--wave", "pilot", "--format", "json"]).code(0).json();
    assert_eq!(json["waves"].as_array().unwrap().len(), 1, "{json:#}");
    assert_eq!(json["totals"]["people"], 2);
    insta::assert_snapshot!(world.at(EARLY, &["plan", "--wave", "pilt"]).code(2));
}

#[test]
fn every_form_holds_every_notice() {
    let world = World::base();
    let write = |format: &str| -> String {
        let file = format!("plan.{format}");
        let ran = world.at(EARLY, &["plan", "--format", format, "--out", &file]).code(0);
        assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", format!("The plan is in {file}.\n").as_str()));
        let bytes = world.read(&file);
        assert_eq!(bytes, world.at(EARLY, &["plan", "--format", format]).code(0).out, "{format}");
        bytes
    };
    let json: serde_json::Value = serde_json::from_str(&write("json")).unwrap();
    let notices = json["notices"].as_array().unwrap();
    assert_eq!(notices.len(), 38);
    let ids: BTreeSet<&str> = notices.iter().map(|notice| notice["id"].as_str().unwrap()).collect();

    let csv = write("csv");
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let at = reader.headers().unwrap().iter().position(|name| name == "notice_id").unwrap();
    let rows: Vec<String> = reader.records().map(|row| row.unwrap()[at].to_owned()).collect();
    assert_eq!(rows.len(), 38, "one row a notice");
    assert_eq!(rows.iter().map(String::as_str).collect::<BTreeSet<_>>(), ids);

    let calendar: icalendar::Calendar = write("ics").parse().unwrap();
    assert!(calendar.components.len() >= 8, "{}", calendar.components.len());

    let page = write("html");
    assert!(page.starts_with("<!DOCTYPE html>") || page.starts_with("<!doctype html>"));
    assert!(!page.contains("<script") && !page.contains("src=\"http"), "needs nothing else");
    let document = write("markdown");
    for text in ["Aankondiging", "Nu inschrijven", "Herinnering", "38 berichten aan 6 mensen"] {
        assert!(document.contains(text), "{text}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let ran = World::base().at(EARLY, &["plan", "--format", "csv", "--out", "no/such/place.csv"]);
    ran.code(2).says("cannot write no/such/place.csv");
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let (one, two) = (World::base(), World::base());
    for format in ["table", "json", "csv", "html", "ics", "markdown"] {
        let plan = |world: &World| world.at(EARLY, &["plan", "--format", format]).code(0).out;
        assert_eq!(plan(&one), plan(&two), "{format}");
    }
}

#[cfg(feature = "print")]
#[test]
fn the_document_is_the_same_bytes_and_says_whether_it_is_in_force() {
    let world = World::base();
    let print = |file: &str| {
        world.at(EARLY, &["plan", "--format", "pdf", "--out", file]).code(0);
        std::fs::read(world.path(file)).unwrap()
    };
    let first = print("plan.pdf");
    assert!(first.starts_with(b"%PDF-1.7"));
    assert_eq!(print("again.pdf"), first);
    assert!(crate::pdf::objects(&first).contains("(De helpdesk)"), "its chart has a bookmark");
    world.at(EARLY, &["plan", "--format", "pdf", "--real-names", "--out", "named.pdf"]).code(0);
    assert_ne!(std::fs::read(world.path("named.pdf")).unwrap(), first, "its readers are invented otherwise");
    world.at(EARLY, &["approve", "--yes", "--by", "the test"]).code(0);
    assert_ne!(print("approved.pdf"), first, "the cover says that it was approved");
    let one = world.at(EARLY, &["plan", "--format", "pdf", "--wave", "pilot", "--out", "pilot.pdf"]);
    one.code(0);
    assert!(std::fs::metadata(world.path("pilot.pdf")).unwrap().len() < first.len() as u64);
}

#[test]
fn the_plan_bears_the_head_of_the_journal_so_that_paper_witnesses_it() {
    let world = World::base();
    let page = || {
        world.at(EARLY, &["plan", "--format", "html", "--out", "plan.html"]).code(0);
        world.read("plan.html")
    };
    assert!(!page().contains("logboek"), "nothing was done yet");
    let said = world.approve().err;
    let head = world.run(&["journal", "--json"]).code(0).json()["head"].as_str().unwrap().to_owned();
    assert!(said.contains(&head), "{said}");
    assert!(page().contains(&format!("Laatste regel van het logboek: <code>{head}</code>.")));
    world.run(&["journal", "--head", &head]).code(0).says("everything is as it was");
}
