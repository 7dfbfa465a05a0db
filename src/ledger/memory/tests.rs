//! The contract.

use super::Memory;
use crate::ledger::conformance::{Store, conformance, conformance_of_one, meeting};

fn fresh() -> Store {
    let ledger = Memory::new();
    Box::new(move || Box::new(ledger.clone()))
}

conformance!(fresh);
conformance_of_one!(fresh);

#[test]
fn an_operator_and_a_sender_meet() {
    meeting::an_operator_and_a_sender_meet(fresh, meeting::stories(10_000));
}
