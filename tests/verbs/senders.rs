//! `heraut senders`.

use crate::world::World;

#[test]
fn nobody_sends_from_a_ledger_that_is_at_rest() {
    let world = World::base();
    world.run(&["senders"]).code(2).says("there is no ledger yet");
    world.approve();
    assert_eq!(world.run(&["senders"]).code(0).out, "Nobody sends.\n");
    assert_eq!(world.run(&["senders", "--json"]).code(0).json()["senders"], serde_json::json!([]));
}

/// Who sends is in the lock beside the ledger, and whoever looks is not in the way of the next.
#[test]
fn who_sends_is_named() {
    let world = World::base();
    world.approve();
    let lock = world.path("heraut.db.lock");
    let held = std::fs::OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&lock).unwrap();
    held.lock().unwrap();
    std::fs::write(&lock, "heraut on mail1 (process 4711), sending since 2027-03-01T08:00:00Z").unwrap();
    let said = world.run(&["senders"]).code(0).out;
    assert_eq!(said, "heraut on mail1 (process 4711), sending since 2027-03-01T08:00:00Z.\n");
    drop(held);
    assert_eq!(world.run(&["senders"]).code(0).out, "Nobody sends.\n", "what a crash left in it is nobody");
}
