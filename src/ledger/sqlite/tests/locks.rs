//! Who may send.

use super::fixture::{approve, at, entry, sending, to_write, unreachable, with};
use crate::ledger::sqlite::SqliteLedger;
use crate::ledger::{Committed, Filter, Ledger, Outcome, State, Step};

#[test]
fn the_lock_says_who_has_it_and_since_when() {
    let (_dir, path, mut ledger) = with(1);
    ledger.begin_sending("Chloë on mail01", at(0)).unwrap();
    let mut second = to_write(&path);
    let said =
        format!("in use by Chloë on mail01 (process {}), sending since 2027-02-19T01:20:00Z", std::process::id());
    unreachable(second.begin_sending("Jan", at(1)), &said);
    unreachable(approve(&mut second, 1), &said);
    drop(ledger);
    assert_eq!(std::fs::read_to_string(path.with_extension("db.lock")).unwrap(), "");
    second.begin_sending("Jan", at(1)).unwrap();
}

#[test]
fn a_lock_that_cannot_be_made_is_said() {
    let (dir, _, _) = with(1);
    let path = dir.path().join("second.db");
    std::fs::create_dir(dir.path().join("second.db.lock")).unwrap();
    let mut ledger = SqliteLedger::open_or_create(&path).unwrap();
    unreachable(approve(&mut ledger, 1), "second.db.lock cannot be used");
}

#[cfg(unix)]
#[test]
fn two_names_of_a_ledger_have_one_lock() {
    let (dir, path, mut ledger) = with(1);
    ledger.begin_sending("Chloë", at(0)).unwrap();
    let alias = dir.path().join("alias.db");
    std::os::unix::fs::symlink(&path, &alias).unwrap();
    unreachable(to_write(&alias).begin_sending("Jan", at(1)), "in use by Chloë");
}

#[cfg(unix)]
#[test]
fn a_sender_whose_lock_was_removed_cannot_write_over_the_next() {
    let (_dir, path, mut first) = with(1);
    first.begin_sending("Chloë", at(0)).unwrap();
    first.claim(at(1), 1).unwrap();
    assert_eq!(first.commit(&[sending(1)], at(1)).unwrap(), Committed::default());
    std::fs::remove_file(path.with_extension("db.lock")).unwrap();
    let mut second = to_write(&path);
    assert_eq!(second.begin_sending("Jan", at(2)).unwrap().uncertain, [entry(1).id]);
    let late = [Step::Done { id: entry(1).id, outcome: Outcome::Accepted("250 ok".into()) }];
    unreachable(first.commit(&late, at(3)), "another sender has taken over");
    assert_eq!(second.list(&Filter::default()).unwrap()[0].state, State::Uncertain);
}
