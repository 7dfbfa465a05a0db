//! `heraut gate` and `heraut helpdesk`.

use crate::world::{EARLY, World};

/// The day after the pilot's gate.
const JUDGED: &str = "2027-03-23T09:00+01:00";
/// The morning on which the second wave starts.
const SECOND: &str = "2027-04-05T09:00+02:00";

/// The pilot's gate asks for more.
fn asking(more: &str) -> World {
    let world = World::base();
    let gate = "gate: {enrolled: \">= 90%\", owner: M. de Wit, date: 2027-03-22}";
    world.edit("campaign.yaml", gate, &format!("gate: {{enrolled: \">= 90%\", date: 2027-03-22{more}}}"));
    world.approve();
    world
}

/// Those of the pilot have moved.
fn moved(world: &World) {
    world.write(
        "list.csv",
        "upn,status\na.bakker@voorbeeldstad.example,migrated\nb.visser@voorbeeldstad.example,migrated\n",
    );
    // Some have looked ahead before.
    world.at(JUDGED, &["progress", "import", "list.csv", "--accept-clock"]).code(0);
}

fn enrolled(world: &World) -> Vec<String> {
    let states = world.states();
    ["c.obrien", "d.agca", "e.li", "f.smit"].iter().map(|who| states[&format!("enrol-now/{who}")].clone()).collect()
}

#[test]
fn the_next_wave_waits_for_the_gate_until_somebody_opens_it() {
    let world = World::base();
    world.approve();
    world.at("2027-03-22T10:00+01:00", &["send", "--accept-clock"]);
    world.at(SECOND, &["send", "--dry-run"]).code(0).says("Nothing is due");
    world.at(SECOND, &["send", "--accept-clock"]).says("Held: what waits for the gate of wave pilot");
    assert_eq!(enrolled(&world), ["held"; 4]);
    assert_eq!(world.states()["announcement/c.obrien"], "accepted", "due on the gate's own day");
    insta::assert_snapshot!(world.at(SECOND, &["status"]).code(0).fits());
    insta::assert_snapshot!(world.at(SECOND, &["gate"]).code(0).fits());
    world.at(SECOND, &["gate", "pass", "pilot", "--why", "fine"]).code(2).fits().says("does not pass: no progress was");

    moved(&world);
    world.at(SECOND, &["gate", "pilot"]).code(0).fits().says("ready").says("M. de Wit decides");
    assert_eq!(enrolled(&world), ["held"; 4], "an owner has the last word");
    insta::assert_snapshot!(
        world.at(SECOND, &["gate", "pass", "pilot", "--why", "all is well", "--by", "M. de Wit"]).code(0).fits()
    );
    world.at(SECOND, &["send"]).code(0);
    assert_eq!(enrolled(&world), ["accepted"; 4]);
    world.at(SECOND, &["gate"]).code(0).says("by M. de Wit: all is well");
}

#[test]
fn figures_open_a_gate_that_nobody_need_decide_on_and_it_stays_open() {
    let world = asking(", checks: [vpn, wifi], contacts_per_day: \"<= 10\"");
    world.at(SECOND, &["send", "--accept-clock"]);
    moved(&world);
    assert_eq!(enrolled(&world), ["held"; 4]);
    world.at(JUDGED, &["gate", "tick", "vpm"]).code(2).says("did you mean `vpn`?");
    world.at(JUDGED, &["gate", "tick", "vpn", "wfi"]).code(2).says("did you mean `wifi`?");
    world.at(JUDGED, &["gate", "tick", "vpn", "wifi", "--by", "S. Ouali"]).code(0).says("nobody logged");
    world.at(JUDGED, &["helpdesk", "log", "2027-03-02", "14"]).code(0);
    world.at(JUDGED, &["gate"]).says("short by 4");
    world.at(JUDGED, &["helpdesk", "log", "2027-03-02", "4"]).code(0).fits().says("goes on: 24 notices");
    let gate = world.at(JUDGED, &["gate", "--json"]).code(0).json();
    assert_eq!((&gate[0]["gate"], &gate[0]["waiting"]), (&"passed".into(), &24.into()), "{gate:#}");

    // Somebody calls a hundred times afterwards: it was open.
    world.at(JUDGED, &["helpdesk", "log", "2027-03-03", "100"]).code(0);
    world.at(SECOND, &["send", "--accept-clock"]);
    assert_eq!(enrolled(&world), ["accepted"; 4]);
}

#[test]
fn a_person_can_keep_it_closed_or_open_it_all_the_same() {
    let world = World::base();
    world.approve();
    moved(&world);
    world.at(JUDGED, &["gate", "fail", "pilot", "--why", "mail is slow"]).code(0).says("stays closed");
    world.at(SECOND, &["send", "--accept-clock"]);
    assert_eq!(enrolled(&world), ["held"; 4]);
    world.at(SECOND, &["status"]).code(0).says("mail is slow");
    world.at(SECOND, &["resume", "--wave", "rest", "--why", "so", "--yes"]).code(2).says("goes on when the gate opens");
    world.at(SECOND, &["gate", "override", "pilot", "--why", " "]).code(2).says("`--why` says nothing");
    world.at(SECOND, &["gate", "override", "pilto", "--why", "so"]).code(2).says("did you mean `pilot`?");
    world.at(SECOND, &["gate", "override", "rest", "--why", "so"]).code(2).says("wave `rest` has no gate");
    world.at(SECOND, &["gate", "override", "pilot", "--why", "the board"]).code(0).says("is open");
    world.at(SECOND, &["send"]).code(0);
    assert_eq!(enrolled(&world), ["accepted"; 4]);
    world.at(SECOND, &["status", "--json"]).code(0).says("\"gate\": \"overridden\"");
}

#[test]
fn a_gate_that_a_new_plan_lacks_lets_go() {
    let world = World::base();
    world.approve();
    world.at(JUDGED, &["gate", "fail", "pilot", "--why", "mail is slow"]).code(0).says("24 notices");
    assert_eq!(enrolled(&world), ["held"; 4]);
    world.edit("campaign.yaml", "    gate: {enrolled: \">= 90%\", owner: M. de Wit, date: 2027-03-22}\n", "");
    world.at(JUDGED, &["approve", "--yes", "--by", "A. Manager"]).code(0);
    let states = world.states();
    assert!(states.keys().all(|notice| !notice.starts_with("enrol-now/f.smit")), "it is planned again: {states:?}");
}

#[test]
fn what_came_to_the_helpdesk_is_said_of_a_day_that_was_and_a_wave_that_is() {
    let world = World::base();
    world.run(&["helpdesk", "log", "2027-03-02", "4"]).code(2).says("no plan has been approved yet");
    world.approve();
    world.at(JUDGED, &["helpdesk", "log", "2027-03-24", "4"]).code(2).says("still to come");
    world.at(JUDGED, &["helpdesk", "log", "2027-02-02", "4"]).code(2).says("no wave is under way on 2027-02-02");
    world.at(JUDGED, &["helpdesk", "log", "2027-03-02", "4", "--wave", "pilott"]).code(2).says("did you mean `pilot`?");
    world.at(EARLY, &["gate"]).code(0).fits().says("decided on Mon 22 Mar 2027");
}

#[test]
fn an_export_of_nobody_and_a_clock_that_was_ahead_open_nothing() {
    let world = asking(", failed: \"<= 5%\", data_not_older: 2d");
    moved(&world);
    let late = "2027-04-05T09:00+02:00";
    world.at(late, &["send", "--accept-clock"]);
    assert_eq!(enrolled(&world), ["held"; 4], "what is known is two weeks old");
    world.write("empty.csv", "upn,status\n");
    world.at(late, &["progress", "import", "empty.csv"]);
    assert_eq!(enrolled(&world), ["held"; 4]);
    world.at("2028-04-05T09:00+02:00", &["progress", "import", "list.csv"]).code(0);
    world.at(late, &["gate", "tick", "vpn"]).code(2);
    world.at(late, &["gate"]).code(0).says("inconclusive");
    world.at(late, &["progress", "import", "list.csv"]).code(4).says("the clock may be wrong");
    world.at(late, &["progress", "import", "list.csv", "--accept-clock"]).code(0);
    world.at(late, &["gate"]).code(0).says("passed").says("0 days");
}

#[test]
fn another_day_is_another_gate_and_less_that_is_asked_lets_go() {
    let world = asking("");
    moved(&world);
    world.at(JUDGED, &["gate", "override", "pilot", "--why", "the board"]).code(0);
    world.edit("campaign.yaml", "date: 2027-03-22", "date: 2027-04-01, contacts_per_day: \"<= 4\"");
    world.at(JUDGED, &["approve", "--yes", "--by", "A. Manager"]).code(0);
    world.at(JUDGED, &["gate"]).code(0).says("decided on Thu 1 Apr 2027");
    world.at(SECOND, &["send", "--accept-clock"]);
    assert_eq!(enrolled(&world), ["held"; 4], "nobody has decided on this one");
    world.edit("campaign.yaml", ", contacts_per_day: \"<= 4\"", "");
    world.at(SECOND, &["approve", "--yes", "--by", "A. Manager"]).code(0).says("goes on:");
}

#[test]
fn who_is_marked_by_hand_counts() {
    let world = asking("");
    for who in ["Anna Bakker", "Bram Visser"] {
        world.at(JUDGED, &["progress", "set", who, "migrated", "--why", "seen at the desk"]).code(0);
    }
    world.at(JUDGED, &["gate"]).code(0).says("passed");
}

#[test]
fn what_would_come_too_late_is_said_before_a_gate_is_opened() {
    let world = World::base();
    world.approve();
    world.at(SECOND, &["send", "--accept-clock"]);
    let now = |late| !world.at(late, &["status"]).code(0).out.contains("too late");
    assert!(now(SECOND) && !now("2027-05-03T09:00+02:00"));
    let late = "2027-05-03T09:00+02:00";
    world.at(late, &["status"]).fits().says("opened now, 24 messages would be too");
    world.at(late, &["gate", "pilot"]).fits().says("If it opened now, all of these would be too late");
    assert_eq!(world.at(late, &["gate", "pilot", "--json"]).json()[0]["too_late"], 24);
    let opened = world.at(late, &["gate", "override", "pilot", "--why", "the board", "--by", "M. de Wit"]);
    opened.code(0).says("24 notices too late by now");
}

/// As a heraut before gates wrote it, and every newer one takes it over.
#[test]
fn a_plan_that_was_approved_without_gates_says_so_until_it_is_approved_again() {
    let world = World::base();
    world.approve();
    let ledger = rusqlite::Connection::open(world.path("heraut.db")).unwrap();
    assert_eq!(ledger.execute("UPDATE notice SET gate = NULL", []).unwrap(), 38);
    drop(ledger);
    world
        .at(EARLY, &["status"])
        .code(0)
        .fits()
        .says("Nothing waits for a gate: the heraut that approved this plan knew");
    assert_eq!(world.at(EARLY, &["status", "--json"]).json()["lacks_gates"], true);
    let gate = world.at(EARLY, &["gate"]).code(0).fits().out;
    let said: Vec<&str> = gate.split_whitespace().collect();
    assert!(said.join(" ").contains("24 messages of later waves do not wait for it: the heraut that"), "{gate}");
    world.approve();
    assert_eq!(world.at(EARLY, &["status", "--json"]).json()["lacks_gates"], false);
    world.at(EARLY, &["gate"]).code(0).says("24 messages of later waves wait, the");
}
