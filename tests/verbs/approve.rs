//! `heraut approve`.

use crate::world::{EARLY, World};

#[test]
fn it_says_what_it_locked() {
    let world = World::base();
    insta::assert_snapshot!(world.approve());
    insta::assert_snapshot!(world.approve());
    world.at(EARLY, &["plan"]).code(0).says("This is the approved plan.");
}

#[test]
fn the_plan_that_was_reviewed_and_no_other() {
    let world = World::base();
    let said = world.at(EARLY, &["plan"]).code(0).err;
    let hash = said.split("This plan is ").nth(1).unwrap().split(';').next().unwrap().to_owned();
    world.edit("people.csv", "Anna Bakker,Anna", "Anna de Bakker,Anna");
    insta::assert_snapshot!(world.at(EARLY, &["approve", "--plan", "0123"]).code(2));
    world.at(EARLY, &["approve", "--plan", &hash]).code(2).says("something changed since it was reviewed");
    world.at(EARLY, &["approve", "--plan", ""]).code(2).says("not ``");
    assert!(!world.path("heraut.db").exists());

    world.edit("people.csv", "Anna de Bakker,Anna", "Anna Bakker,Anna");
    world.at(EARLY, &["approve", "--plan", &hash]).code(0).says(&format!("Approved plan {hash}"));
}

#[test]
fn an_error_approves_nothing() {
    let world = World::base();
    world.own_template("templates/announce/announcement.nl.md");
    world.edit("templates/announce/announcement.nl.md", "# {% if paths", "# {{ persn.name }} {% if paths");
    insta::assert_snapshot!(world.at(EARLY, &["approve"]).code(1));
    assert!(!world.path("heraut.db").exists(), "nothing was approved, so there is no ledger");
}

#[test]
fn an_error_leaves_what_was_approved() {
    let world = World::base();
    world.approve();
    let before = world.run(&["status", "--notices", "--json"]).code(0).out;
    world.edit("people.csv", "a.bakker@voorbeeldstad.example,IT", "a.bakker@voorbeeldstad.example,Zorg");
    world.own_template("templates/announce/announcement.nl.md");
    world.edit("templates/announce/announcement.nl.md", "# {% if paths", "# {{ persn.name }} {% if paths");
    world.at(EARLY, &["approve"]).code(1);
    assert_eq!(world.run(&["status", "--notices", "--json"]).code(0).out, before);
}

#[test]
fn a_ledger_that_is_none_is_said() {
    let world = World::base();
    world.write("heraut.db", "this is not a database, and long enough to be looked at as if it were one");
    world.at(EARLY, &["approve"]).code(4).says("heraut.db");
}

#[test]
fn a_blank_ledger_is_none_yet() {
    let world = World::base();
    world.write("heraut.db", "");
    world.run(&["status"]).code(2).says("no plan has been approved yet");
    world.at(EARLY, &["approve"]).code(0);
}

/// A plan that tells nobody anything is a mistake, whatever the campaign accepts: there is no ledger afterwards.
#[test]
fn a_plan_without_a_notice_is_refused() {
    let world = World::base();
    let people = world.read("people.csv");
    let without_mailbox = |line: &str| {
        let mut cells: Vec<&str> = line.split(',').collect();
        cells[4] = "";
        cells.join(",")
    };
    let (header, rows) = people.split_once('\n').unwrap();
    let rows: Vec<String> = rows.lines().map(without_mailbox).collect();
    world.write("people.csv", format!("{header}\n{}\n", rows.join("\n")));
    world.at(EARLY, &["approve"]).code(1).says("H-DATA-29").says("no message for anybody").says("nothing was approved");
    assert!(!world.path("heraut.db").exists());

    let campaign = world.read("campaign.yaml");
    world.write("campaign.yaml", campaign + "allow: [{rule: H-DATA-29, why: for now}]\n");
    world.at(EARLY, &["approve"]).code(3).says("the plan has no notice: nobody would be told anything");
    assert!(!world.path("heraut.db").exists());
}
