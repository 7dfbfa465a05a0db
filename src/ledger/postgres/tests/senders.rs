//! Who sends, when a sender or its server is gone.

use std::time::Duration;

use super::*;
use crate::error::Kind;
use crate::ledger::Ledger;

fn at(minute: i64) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp(1_803_000_000 + minute * 60, 0).unwrap()
}

#[test]
fn who_approves_hears_who_sends() {
    let schema = Schema::new();
    let (mut first, mut second, mut third) = (schema.open(), schema.open(), schema.open());
    first.begin_sending("jan on host1", at(0)).unwrap();
    second.begin_sending("anna on host2", at(1)).unwrap();
    let said = third.begin_approving("Piet", at(2), Duration::ZERO, &mut |_| {}).unwrap_err().to_string();
    assert!(said.contains("in use by jan on host1") && said.contains("sending since 2027-02-19T"), "{said}");
    assert!(said.contains("and 1 more"), "{said}");
    drop((first, second));
    third.begin_approving("Piet", at(3), Duration::from_secs(9), &mut |_| {}).unwrap();
    let said = schema.open().begin_sending("jan on host1", at(4)).unwrap_err().to_string();
    assert!(said.contains("waits to approve"), "{said}");
}

/// The server ends the session of a sender, as it does when its host is gone: the next one takes over, and the first cannot
/// write any more.
#[test]
fn whoever_is_cut_off_is_no_sender_any_more() {
    let schema = Schema::new();
    let (mut first, mut second) = (schema.open(), schema.open());
    first.begin_sending("jan on host1", at(0)).unwrap();
    let process: i32 = first.link.query_one("SELECT pg_backend_pid()", &[]).unwrap().get(0);
    // That it waits for the end of the session is new in PostgreSQL 14.
    let other = schema.link();
    other.query("SELECT pg_terminate_backend($1)", super::super::link::values![process]).unwrap();
    let is_there = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = $1)";
    while other.query_one(is_there, super::super::link::values![process]).unwrap().get(0) {}
    second.begin_sending("anna on host2", at(1)).unwrap();
    let error = first.claim(at(2), 1).unwrap_err();
    assert_eq!(error.kind, Kind::Unreachable);
    assert!(error.to_string().contains("server of the ledger"), "{error}");
}

/// It lost its lock without noticing, and its session goes on: it is not in the table, which keeps it from writing.
#[test]
fn whoever_was_taken_for_gone_cannot_write() {
    let schema = Schema::new();
    let mut first = schema.open();
    first.begin_sending("jan on host1", at(0)).unwrap();
    first.link.query("SELECT pg_advisory_unlock_all()", &[]).unwrap();
    schema.open().begin_sending("anna on host2", at(1)).unwrap();
    let round = [crate::ledger::Step::Released { id: crate::schedule::NoticeId([1; 16]) }];
    assert_eq!(first.commit(&round, at(2)).unwrap_err().kind, Kind::Bug, "it has claimed nothing");
    let refused = super::super::tx::Tx::begin_as(&first.link, 1, at(2)).map(|_| ()).unwrap_err();
    assert!(refused.told("x").to_string().contains("others have its work"));
    let refused = first.beat(crate::ledger::Pulse { sent: 0, parts: 1 }, at(3)).unwrap_err();
    assert!(refused.to_string().contains("others have its work"));
}
