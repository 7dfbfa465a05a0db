//! A clock that is wrong, and who says that it is right.

use crate::world::{ANNOUNCED, EARLY, World};

const A_YEAR_LATER: &str = "2028-03-01T10:00+01:00";

#[test]
fn a_clock_that_is_a_year_ahead_gives_up_nothing() {
    let world = World::approved();
    let before = world.run(&["status", "--notices", "--json"]).code(0).out;
    insta::assert_snapshot!(world.at(A_YEAR_LATER, &["send"]).code(4).fits());
    assert_eq!(world.run(&["status", "--notices", "--json"]).code(0).out, before, "not a thing was done");
    world.send(ANNOUNCED).says("2 accepted.");
}

/// Somebody says that it is right, and it was not: the same plan, approved by a right clock, plans them again.
#[test]
fn what_a_wrong_clock_gave_up_is_planned_again() {
    let world = World::approved();
    let ran = world.at(A_YEAR_LATER, &["send", "--accept-clock"]).code(1);
    ran.says("expired").says("their time was over before they could be sent");
    world.at(ANNOUNCED, &["send"]).code(4).says("2028-03-01 09:00");
    world.approve();
    world.send(ANNOUNCED).says("2 accepted.");
    assert_eq!(world.told(), ["a.bakker", "b.visser"]);
}

#[test]
fn a_clock_that_is_behind_is_doubted() {
    let world = World::approved();
    world.send(ANNOUNCED);
    let ran = world.at("2027-02-12T10:00+01:00", &["send"]).code(4);
    ran.says("the clock may be wrong").says("--accept-clock");
    world.at("2027-02-12T10:00+01:00", &["send", "--accept-clock"]).code(0).says("Nothing is due.");
    world.at("2027-02-12T11:00+01:00", &["send"]).code(0);
}

/// Nobody hears the telephone: the name is one that is reserved to be nobody's.
#[test]
fn a_made_up_instant_is_not_for_a_relay_elsewhere() {
    let world = World::base();
    world.edit("campaign.yaml", "maildir:outbox", "smtp://relay.voorbeeldstad.invalid");
    world.approve();
    world.at(EARLY, &["send"]).code(0).says("Nothing is due.");
    insta::assert_snapshot!(world.at(ANNOUNCED, &["send"]).code(2).fits());
    assert!(world.states().is_empty());
    world.at(ANNOUNCED, &["send", "--i-mean-it"]).code(4).says("relay.voorbeeldstad.invalid");
}
