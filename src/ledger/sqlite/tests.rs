//! The contract, and what only a file can get wrong.

mod damage;
mod disk;
mod fixture;
mod generation;
mod locks;
mod opening;
#[cfg(unix)]
mod private;
mod queries;
mod versions;

use super::SqliteLedger;
use crate::campaign::LedgerUrl;
use crate::ledger::conformance::{Store, compare, conformance, conformance_of_one, copying, meeting};

fn fresh() -> Store {
    let dir = tempfile::tempdir().unwrap();
    Box::new(move || Box::new(SqliteLedger::open_or_create(&dir.path().join("ledger.db")).unwrap()))
}

conformance!(fresh);
conformance_of_one!(fresh);

/// Many short lives need no disk that is sure of each of them.
fn unsure() -> Store {
    let dir = tempfile::tempdir().unwrap();
    Box::new(move || {
        let ledger = SqliteLedger::open_or_create(&dir.path().join("ledger.db")).unwrap();
        ledger.conn.pragma_update(None, "synchronous", "off").unwrap();
        Box::new(ledger)
    })
}

#[test]
fn it_agrees_with_the_one_in_memory() {
    compare::agrees_with_the_one_in_memory(unsure, 128);
}

#[test]
fn an_operator_and_a_sender_meet() {
    meeting::an_operator_and_a_sender_meet(unsure, meeting::stories(500));
}

#[test]
fn a_copy_is_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let at = |file: &str| LedgerUrl::Sqlite(file.to_owned());
    copying::a_copy_is_the_same(&at("heraut.db"), &at("other.db"), dir.path());
}
