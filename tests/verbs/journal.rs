//! `heraut journal`, and plans that take two people.

use rusqlite::Connection;

use crate::world::{ANNOUNCED, EARLY, World};

/// The head that `journal` shows.
fn head(world: &World) -> String {
    let shown = world.run(&["journal"]).code(0).out;
    shown.trim_end().rsplit("Head: ").next().unwrap().to_owned()
}

#[test]
fn everything_that_people_did_is_in_it() {
    let world = World::base();
    world.run(&["journal"]).code(2).says("there is no ledger yet");
    world.approve();
    let by = ["--by", "Jan de Vries"];
    world.at(EARLY, &[&["hold", "--wave", "rest", "--why", "mail is broken"][..], &by].concat()).code(0);
    world.at(EARLY, &[&["resume", "--wave", "rest", "--why", "it works again"][..], &by].concat()).code(0);
    world
        .at(EARLY, &[&["cancel", "--person", "e.li@voorbeeldstad.example", "--why", "leaves"][..], &by].concat())
        .code(0);
    world.at(ANNOUNCED, &[&["helpdesk", "log", "2027-02-14", "3", "--wave", "pilot"][..], &by].concat()).code(0);
    insta::assert_snapshot!(world.run(&["journal"]).code(0).fits());
    let json = world.run(&["journal", "--json"]).code(0).json();
    let deeds: Vec<_> = json["entries"].as_array().unwrap().iter().map(|entry| entry["deed"].clone()).collect();
    assert_eq!(deeds, ["approved", "held", "resumed", "cancelled", "logged"]);
    assert_eq!((&json["whole"], &json["head"]), (&true.into(), &json["entries"][4]["head"]));
    assert_eq!(json["head"].as_str().unwrap(), head(&world));
}

#[test]
fn what_was_kept_on_paper_is_found_again_or_shows_that_something_was_changed() {
    let world = World::base();
    let said = world.approve().err;
    let kept = said.split("its head is ").nth(1).unwrap()[..16].to_owned();
    world.at(EARLY, &["hold", "--all", "--why", "a storm"]).code(0);
    world
        .run(&["journal", "--head", &kept[..8]])
        .code(0)
        .says("entry 1 of 2027-02-01 08:00 UTC: up to it, everything is");
    world.run(&["journal", "--head", "0123"]).code(2).says("is no head of a journal");
    world.run(&["journal", "--head", "0123456789abcdef"]).code(1).says("what was kept is not this journal");
    let ledger = Connection::open(world.path("heraut.db")).unwrap();
    ledger.execute("UPDATE journal SET author = 'Somebody Else' WHERE seq = 1", []).unwrap();
    drop(ledger);
    world
        .run(&["journal"])
        .code(1)
        .fits()
        .says("Entry 1 was not written so: its words are not those that were written");
    world.run(&["journal", "--head", &kept]).code(1);
    world.run(&["ledger", "verify"]).code(1).says("entry 1 of the journal");
}

#[test]
fn a_plan_for_two_is_approved_by_two() {
    let world = World::base();
    world.edit("campaign.yaml", "relay: {url", "approval: {second: true}\nrelay: {url");
    let approve = |by: &str| world.at(EARLY, &["approve", "--by", by]);
    let proposed = approve("A. Manager").code(0).fits().says("It is not approved yet.");
    let plan = proposed.out.split(' ').nth(2).unwrap().to_owned();
    world.run(&["status"]).code(2).says(&format!("A. Manager proposed plan {plan}"));
    approve(" a.  manager").code(2).says("proposed this plan already");
    world.at(ANNOUNCED, &["send"]).code(2).says("no plan has been approved yet");
    // It is another plan now, which nobody but its second reader has seen.
    world.edit("people.csv", "Anna Bakker,Anna", "Anna de Bakker,Anna");
    approve("B. Board").code(0).says("Proposed plan");
    approve("A. Manager").code(0).says("Approved plan");
    let json = world.run(&["journal", "--json"]).code(0).json();
    let entry = &json["entries"][2];
    assert_eq!((&entry["deed"], &entry["by"]), (&"approved".into(), &"B. Board and A. Manager".into()));
    // Nobody takes the rule out alone, and what was approved once is no proposal for later.
    world.edit("campaign.yaml", "approval: {second: true}\n", "");
    approve("A. Manager").code(0).says("Proposed plan");
    world.edit("campaign.yaml", "relay: {url", "approval: {second: true}\nrelay: {url");
    approve("A. Manager").code(2).says("this plan is approved already");
}
