//! What was put in the place of a ledger, and who may touch it.

use super::*;
use crate::error::Kind;
use crate::ledger::{Access, Ledger, Said, Since};

fn at(minute: i64) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp(1_803_000_000 + minute * 60, 0).unwrap()
}

#[test]
fn nothing_is_a_ledger_before_one_is_made() {
    let schema = Schema::new();
    assert!(PostgresLedger::open(&schema.server, Path::new("."), Access::Read).unwrap().is_none());
    schema.open();
    assert!(PostgresLedger::open(&schema.server, Path::new("."), Access::Read).unwrap().is_some());
}

#[test]
fn who_only_reads_writes_nothing() {
    let schema = Schema::new();
    schema.open();
    let mut ledger = PostgresLedger::open(&schema.server, Path::new("."), Access::Read).unwrap().unwrap();
    assert_eq!(ledger.begin_sending("the test", at(0)).unwrap_err().kind, Kind::Unreachable);
}

#[test]
fn tables_of_another_program_and_a_newer_ledger_are_refused() {
    let schema = Schema::new();
    let link = schema.link();
    link.batch(&format!("CREATE SCHEMA {}; CREATE TABLE invoices (n int)", schema.name)).unwrap();
    let refused = |why: &str| {
        let error = PostgresLedger::open_or_create(&schema.server, Path::new(".")).map(|_| ()).unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    };
    refused("tables of another program");
    link.batch("DROP TABLE invoices").unwrap();
    schema.open();
    link.batch("UPDATE version SET version = 99").unwrap();
    refused("of version 99");
}

/// A dump that is restored has other tables: here they are copied, as `pg_restore` would.
#[test]
fn what_was_restored_is_doubted_until_it_is_taken_up() {
    let schema = Schema::new();
    let mut ledger = schema.open();
    assert_eq!(ledger.doubt().unwrap(), None);
    let link = schema.link();
    link.batch(
        "BEGIN; CREATE TABLE other (LIKE generation INCLUDING ALL); INSERT INTO other SELECT * FROM generation;
         DROP TABLE generation; ALTER TABLE other RENAME TO generation; COMMIT",
    )
    .unwrap();
    drop(ledger);
    ledger = schema.open();
    assert!(ledger.doubt().unwrap().is_some_and(|why| why.contains("restored from a dump")));
    let error = ledger.begin_sending("the test", at(0)).unwrap_err();
    assert!(error.to_string().contains("may lack what was sent"), "{error}");
    let said = Said { by: "Jan de Vries", why: "the log of the relay shows it", at: at(1) };
    ledger.take_up(Since::Unsent, &said).unwrap();
    assert_eq!(ledger.doubt().unwrap(), None);
    ledger.begin_sending("the test", at(2)).unwrap();
}

#[test]
fn two_ledgers_of_one_database_know_nothing_of_each_other() {
    let (one, other) = (Schema::new(), Schema::new());
    let (mut first, mut second) = (one.open(), other.open());
    first.begin_sending("one", at(0)).unwrap();
    second.begin_sending("the other", at(0)).unwrap();
}
