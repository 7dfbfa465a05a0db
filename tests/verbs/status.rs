//! `heraut status`.

use crate::world::{ANNOUNCED, EARLY, STARTED, World};

#[test]
fn without_approval_there_is_nothing_to_show() {
    insta::assert_snapshot!(World::base().at(EARLY, &["status"]).code(2));
}

#[test]
fn it_says_where_each_wave_stands() {
    let world = World::approved();
    world.send(ANNOUNCED);
    insta::assert_snapshot!(world.at(ANNOUNCED, &["status"]).code(0).fits());
    insta::assert_snapshot!(world.at(ANNOUNCED, &["status", "--person", "Anna Bakker"]).code(0).fits());
    insta::assert_snapshot!(world.at(ANNOUNCED, &["status", "--person", "Ana Bakker"]).code(2));
}

#[test]
fn a_program_reads_the_same() {
    let world = World::approved();
    world.send(ANNOUNCED);
    let status = world.at(ANNOUNCED, &["status", "--json"]).code(0).json();
    assert_eq!(status["format"], "heraut-status/1");
    assert_eq!((status["totals"]["accepted"].as_u64(), status["totals"]["planned"].as_u64()), (Some(2), Some(36)));
    assert_eq!(status["next_due"], "2027-03-01T07:30:00Z");

    let notices = world.at(ANNOUNCED, &["status", "--notices", "--json"]).code(0).json();
    assert_eq!(
        (notices["approved_by"].as_str(), notices["format"].as_str()),
        (Some("A. Manager"), Some("heraut-notices/1"))
    );
    let rows = notices["notices"].as_array().unwrap();
    let accepted: Vec<&str> =
        rows.iter().filter(|row| row["state"] == "accepted").filter_map(|row| row["id"].as_str()).collect();
    assert_eq!((rows.len(), accepted.len()), (38, 2));
    assert!(world.outbox().keys().all(|name| accepted.iter().any(|id| name.starts_with(id))), "ids are file names");

    let hers = world.at(ANNOUNCED, &["status", "--person", "Anna Bakker", "--json"]).code(0).json();
    let rows = hers["notices"].as_array().unwrap();
    assert!(rows.len() == 5 && rows.iter().all(|row| row["person"] == "a.bakker@voorbeeldstad.example"), "{hers:#}");
    world.at(ANNOUNCED, &["status", "--notices"]).code(2).says("--json");
}

#[test]
fn cron_is_told_by_the_exit_code() {
    let world = World::approved();
    let asked = |now: &str, more: &[&str]| world.at(now, &[&["status", "--fail-on"], more].concat());
    let all = "failed,uncertain,overdue,paused,held";
    assert_eq!(world.at(EARLY, &["-q", "status", "--fail-on", all]).code(0).out, "", "nothing to tell");
    asked(EARLY, &[all]).code(0).says("Status on");
    let overdue = asked(ANNOUNCED, &["overdue"]).code(1).says("Exit code 1: 2 overdue.").fits();
    assert!(overdue.out.contains("Status on"), "{overdue}");
    asked(ANNOUNCED, &["overdue", "--overdue-after", "2h"]).code(0);
    asked(ANNOUNCED, &["failed,uncertain"]).code(0);
    world.at(ANNOUNCED, &["hold", "--wave", "pilot", "--by", "Jan", "--why", "outage"]).code(0);
    asked(ANNOUNCED, &["overdue"]).code(0);
    let held = world.at(ANNOUNCED, &["-q", "status", "--json", "--fail-on", "failed,held"]).code(1);
    assert_eq!((held.json()["totals"]["failed"].as_u64(), held.err.as_str()), (Some(0), ""));
    let later = "2027-02-15T12:00+01:00";
    world.at(later, &["resume", "--wave", "pilot", "--by", "Jan", "--why", "it is over"]).code(0);
    asked("2027-02-15T12:29+01:00", &["overdue"]).code(0).says("Status on");
    asked("2027-02-15T12:30+01:00", &["overdue"]).code(1).says("Exit code 1: 2 overdue.");
    asked(ANNOUNCED, &["lost"]).code(2).says("possible values");
    asked(ANNOUNCED, &["overdue", "--overdue-after", "soon"]).code(2).says("as in 30m, 2h or 1d");
    asked(ANNOUNCED, &["failed", "--person", "Anna Bakker"]).code(2);
}

#[test]
fn people_are_counted_by_a_field_of_theirs() {
    let world = World::approved();
    world.at(ANNOUNCED, &["progress", "set", "Anna Bakker", "migrated", "--why", "seen"]).code(0);
    insta::assert_snapshot!(world.at(ANNOUNCED, &["status", "--by", "department"]).code(0).fits());
    let by_group = world.at(ANNOUNCED, &["status", "--by", "group", "--json"]).code(0).json();
    assert_eq!(by_group["groups"][0]["value"], serde_json::Value::Null, "those without one: {by_group:#}");
    world.at(ANNOUNCED, &["status", "--by", "department", "--csv"]).code(0).says("IT,2,1,0,1\r\n");
    world.at(ANNOUNCED, &["status", "--by", "departmnt"]).code(2).says("did you mean `department`?");
}

/// Today's export of the old system: Anna's device has left it, as it says; Bram's is not in it any more; of Eva's kind it has
/// none.
const OLD: &str = "serial,name,platform,ownership,owner,state\n\
    F2LZK4XQ0001,iPhone van Anna,iOS,Corporate,a.bakker@voorbeeldstad.example,Retired\n\
    F2LZK4XQ0004,iPhone van Deniz,iOS,Corporate,d.agca@voorbeeldstad.example,Active\n\
    F2LZK4XQ0006,iPad van Femke,iPadOS,Corporate,f.smit@voorbeeldstad.example,Active\n";
const INTUNE: &str =
    "Device name,Serial number,OS,Primary user UPN\nipad,F2LZK4XQ0006,iPadOS,f.smit@voorbeeldstad.example\n";

#[test]
fn who_left_and_did_not_arrive_is_listed_and_hears_of_it() {
    let world = World::base();
    let rule = "  help:\n    - {message: failed-help, when: failed, to: failed}\nwaves:\n";
    world.edit("campaign.yaml", "waves:\n", rule);
    world.approve();
    world.write("old.csv", OLD);
    world.write("intune.csv", INTUNE);
    world.at(STARTED, &["progress", "import", "intune.csv"]).code(0);
    let stuck = ["status", "--list", "stuck", "--old", "old.csv"];
    let shown = world.at(STARTED, &stuck).code(0).fits();
    insta::assert_snapshot!(shown.to_string());
    let both = world.at(STARTED, &["status", "--list", "both", "--old", "old.csv", "--json"]).code(0).json();
    assert_eq!(both["people"].as_array().unwrap().len(), 1);
    assert_eq!(both["people"][0]["devices"][0]["serial"], "F2LZK4XQ0006");
    // What the list says is taken in again, and whoever is on it hears where to go.
    let csv = world.at(STARTED, &[&stuck[..], &["--csv"]].concat()).code(0).out;
    assert!(csv.starts_with("\u{feff}upn,status,status_reason,"), "{csv}");
    world.write("stuck.csv", csv);
    let taken = world.at(STARTED, &["progress", "import", "--kind", "people", "stuck.csv"]).code(0);
    taken.says("2 failed").says("2 messages follow");
    world.at(STARTED, &["send"]);
    let told: Vec<String> =
        world.letters().into_iter().filter(|(_, subject)| subject.contains("lukte niet")).map(|(to, _)| to).collect();
    assert_eq!(told, ["a.bakker@voorbeeldstad.example", "b.visser@voorbeeldstad.example"]);
    let failed = world.at(STARTED, &["status", "--list", "failed"]).code(0).fits().says("2 people: it failed.");
    failed.says("no longer in");
    // Again it changes nothing; and of who is in both, the list says nothing that an import takes.
    world.at(STARTED, &["progress", "import", "--kind", "people", "stuck.csv"]).code(0).says("0 new facts");
    let outstanding = world.at(STARTED, &["status", "--list", "outstanding", "--csv"]).code(0).out;
    assert_eq!(outstanding.lines().filter(|line| line.contains(",pending,")).count(), 3, "{outstanding}");
}

#[test]
fn the_wrong_export_makes_nobody_stuck() {
    let world = World::approved();
    world.write("intune.csv", INTUNE);
    let stuck = |file: &str| world.at(STARTED, &["status", "--list", "stuck", "--old", file]).code(2);
    stuck("intune.csv").says("is an export of Microsoft Intune, to which");
    world.write("other.csv", "serial,platform,owner\nXX1,iOS,a.bakker@voorbeeldstad.example\n");
    stuck("other.csv").says("has no device of the plan");
    world.write("empty.csv", "serial,platform,owner\n");
    stuck("empty.csv").says("has no device of the plan");
    world.at(STARTED, &["status", "--list", "stuck"]).code(2).says("nothing says which devices MobileIron still");
    world.at(STARTED, &["status", "--list", "stuck", "--by", "site"]).code(2).says("cannot be used with");
    world.at(STARTED, &["status", "--csv"]).code(2).says("required");
}
