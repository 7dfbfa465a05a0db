//! A full disk, and values that cannot be.

use super::fixture::{approve, at, entry, sending, unreachable, with};
use crate::ledger::sqlite::SqliteLedger;
use crate::ledger::{Changes, Committed, Filter, Ledger, Outcome, State, Step};

/// Lets the file grow by no more than a page, as a full disk would.
fn fill_disk(ledger: &SqliteLedger) {
    let pages: i64 = ledger.conn.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    ledger.conn.pragma_update_and_check(None, "max_page_count", pages + 1, |_| Ok(())).unwrap();
}

fn empty_disk(ledger: &SqliteLedger) {
    ledger.conn.pragma_update_and_check(None, "max_page_count", 1_000_000, |_| Ok(())).unwrap();
}

#[test]
fn an_approval_that_does_not_fit_leaves_nothing() {
    let (_dir, _, mut ledger) = with(10);
    fill_disk(&ledger);
    unreachable(approve(&mut ledger, 5000), "the disk of the ledger is full");
    assert_eq!(ledger.list(&Filter::default()).unwrap().len(), 10);
    empty_disk(&ledger);
    assert_eq!(approve(&mut ledger, 5000).unwrap(), Changes { added: 4990, kept: 10, ..Changes::default() });
}

#[test]
fn a_first_approval_that_does_not_fit_leaves_nothing() {
    let (_dir, _, mut ledger) = with(0);
    fill_disk(&ledger);
    unreachable(approve(&mut ledger, 5000), "the disk of the ledger is full");
    empty_disk(&ledger);
    assert_eq!(approve(&mut ledger, 5000).unwrap(), Changes { added: 5000, ..Changes::default() });
    ledger.begin_sending("Jan", at(0)).unwrap();
    assert_eq!(ledger.claim(at(7000), 10_000).unwrap().len(), 5000, "the indexes are back");
}

#[test]
fn a_round_that_does_not_fit_is_not_done_in_memory_either() {
    let (_dir, _, mut ledger) = with(1);
    ledger.begin_sending("Jan", at(0)).unwrap();
    ledger.claim(at(1), 1).unwrap();
    assert_eq!(ledger.commit(&[sending(1)], at(1)).unwrap(), Committed::default());
    fill_disk(&ledger);
    let reply = "250 ok".repeat(10_000);
    let accepted = |reply: &str| [Step::Done { id: entry(1).id, outcome: Outcome::Accepted(reply.into()) }];
    unreachable(ledger.commit(&accepted(&reply), at(2)), "the disk of the ledger is full");
    assert_eq!(ledger.list(&Filter::default()).unwrap()[0].state, State::Sending);
    assert_eq!(ledger.attempts(entry(1).id).unwrap()[0].result, State::Sending);
    empty_disk(&ledger);
    assert_eq!(ledger.commit(&accepted(&reply), at(3)).unwrap(), Committed::default());
    assert_eq!(ledger.list(&Filter::default()).unwrap()[0].state, State::Accepted);
}

#[test]
fn a_snapshot_that_was_changed_is_not_rendered_from() {
    let (_dir, _, ledger) = with(1);
    let forged = zstd::bulk::compress(b"id: intune-2028\n", 3).unwrap();
    ledger.conn.execute("UPDATE file SET body = ?1", [forged]).unwrap();
    unreachable(ledger.snapshot("snapshot"), "campaign.yaml is not what was approved");
    ledger.conn.execute("UPDATE file SET body = x'00'", []).unwrap();
    unreachable(ledger.snapshot("snapshot"), "campaign.yaml is not what was approved");
}

#[test]
fn a_value_that_cannot_be_is_damage() {
    let (_dir, _, ledger) = with(1);
    ledger.conn.execute("UPDATE notice SET state = 77, wake = NULL", []).unwrap();
    unreachable(ledger.list(&Filter::default()), "the ledger is damaged");
}
