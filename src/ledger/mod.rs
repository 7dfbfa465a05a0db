//! The durable store of notices and attempts. It never lies: a notice is accepted, or in a named state a person
//! can act on; "we don't know" is a state too.
//!
//! [`Ledger`] is the contract; `sqlite` is the embedded store. This room knows no SMTP: it stores what `deliver`
//! says happened.

#[cfg(test)]
mod conformance;
mod contract;
mod entry;
mod open;
mod shown;
mod sqlite;

pub use contract::{
    Approval, Approved, Attempt, Changes, Claim, Committed, Fact, Fate, Filter, FirstAttempt, Ledger, Outcome,
    Printing, Recovery, Refused, Row, Sheet, Step,
};
pub use entry::{Entry, History, InCalendar, State, Suppression};
pub use open::{Access, open, open_or_create};
pub use shown::shown;
