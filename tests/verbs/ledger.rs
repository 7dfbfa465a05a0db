//! `heraut ledger`, and what `send` does with a ledger that is not the newest.

use std::fs;

use crate::world::{ANNOUNCED, EARLY, STARTED, World};

#[test]
fn a_back_up_is_put_back_and_nobody_hears_anything_twice() {
    let world = World::approved();
    insta::assert_snapshot!(world.run(&["ledger", "backup", "backup.db"]).code(0));
    world.run(&["ledger", "backup", "backup.db"]).code(2).says("cannot write the back-up");
    world.send(ANNOUNCED).says("2 accepted.");

    insta::assert_snapshot!(world.at(ANNOUNCED, &["ledger", "restore", "backup.db"]).code(0).fits());
    insta::assert_snapshot!(world.at(ANNOUNCED, &["send"]).code(4).fits());
    world.at(ANNOUNCED, &["send", "--after-restore", "perhaps"]).code(2).says("it is `uncertain`");
    world.at(ANNOUNCED, &["send", "--after-restore", "uncertain"]).code(1).says("2 notices may have been sent");
    assert_eq!(world.told(), ["a.bakker", "b.visser"]);
    let states = world.states();
    assert_eq!((&*states["announcement/a.bakker"], states.len()), ("uncertain", 2));
    world.send(STARTED).says("2 accepted.");
    world.run(&["ledger", "verify"]).code(0).says("The ledger is sound.");
}

#[test]
fn a_ledger_is_copied_into_another_store_and_the_first_sends_no_more() {
    let world = World::approved();
    world.send(ANNOUNCED).says("2 accepted.");
    let copy = ["ledger", "copy", "sqlite:heraut.db", "sqlite:other.db", "--by", "A. Manager"];
    let copied = world.at(ANNOUNCED, &copy).code(0);
    copied.says("The ledger is in sqlite:other.db").says("the same there as here").says("Digest of all rows: ");
    world.at(STARTED, &["send"]).code(4).says("this is the ledger no more").says("it was copied to");
    world.at(STARTED, &copy).code(4).says("this is the ledger no more");
    world.edit("campaign.yaml", "relay:", "ledger: sqlite:other.db\nrelay:");
    world.send(STARTED).says("2 accepted.");
    assert_eq!(world.told().len(), 4, "nobody hears anything twice");
    world.run(&["ledger", "verify"]).code(0).says("The ledger is sound.");
    world.run(&["journal"]).code(0).says("A. Manager: copied the ledger, from sqlite:heraut.db");
    world.run(&["ledger", "copy", "heraut.db", "sqlite:x.db"]).code(2).says("there is no ledger `heraut.db`");
    world.run(&["ledger", "copy", "sqlite:x.db", "sqlite:y.db"]).code(2).says("there is no ledger to copy");
}

#[test]
fn a_copy_put_over_the_ledger_is_noticed() {
    let world = World::approved();
    fs::copy(world.path("heraut.db"), world.path("old.db")).unwrap();
    world.send(ANNOUNCED);
    fs::copy(world.path("old.db"), world.path("heraut.db")).unwrap();
    world
        .at(ANNOUNCED, &["send"])
        .code(4)
        .says("this ledger may lack what was sent")
        .says("are not in it: an older copy");
    let shown = world.at(ANNOUNCED, &["send", "--dry-run"]).code(0).says("This ledger may lack what was sent");
    shown.says("`heraut send` sends nothing from it without `--after-restore`");
    world.run(&["ledger", "verify"]).code(1).says("steps are not in it");
    world.at(ANNOUNCED, &["send", "--after-restore", "unsent"]).code(0).says("2 accepted.");
}

#[test]
fn a_ledger_that_is_gone_is_not_begun_anew_in_silence() {
    let world = World::approved();
    world.send(ANNOUNCED);
    fs::remove_file(world.path("heraut.db")).unwrap();
    for verb in [&["send"][..], &["status"], &["approve", "--by", "A. Manager"]] {
        world.at(STARTED, verb).code(4).says("the ledger is gone, or emptied");
    }
    fs::remove_file(world.path("heraut.db.generation")).unwrap();
    let late = "2027-03-02T09:00+01:00";
    insta::assert_snapshot!(world.at(late, &["approve", "--by", "A. Manager"]).code(2).fits());
    world.at(late, &["approve", "--by", "A. Manager", "--new-ledger"]).code(0);
}

#[test]
fn what_is_damaged_is_said() {
    let world = World::approved();
    let mut bytes = fs::read(world.path("heraut.db")).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0x55);
    fs::write(world.path("heraut.db"), bytes).unwrap();
    world.at(ANNOUNCED, &["send"]).code(4).says("damaged");
    assert_ne!(world.run(&["ledger", "verify"]).code, 0);
    assert!(world.outbox().is_empty());
    world.at(EARLY, &["ledger", "restore", "heraut.db"]).code(4);
}
