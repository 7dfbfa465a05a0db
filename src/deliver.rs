//! Handing notices over: claim what is due, look again, render, hand over, record.
//!
//! [`run`] does it, for a [`Ledger`](crate::ledger::Ledger), a [`Preparer`] that makes the messages and
//! [`Routes`] they leave by. Whose fault a refusal is, is judged in [`reply`]; how fast the relay may be fed, in [`rate`].
//! This is the only room that speaks SMTP, and the only one that waits.

mod allotment;
mod backoff;
mod canary;
mod clock;
mod dispatcher;
mod envelope_id;
mod gates;
mod hand_over;
mod options;
mod pace;
mod preparation;
mod preparer;
pub mod rate;
pub mod reply;
mod routes;
mod run;
pub(crate) mod secrecy;
mod settle;
mod signer;
mod snapshot_preparer;
mod snapshots;
mod spent;
mod store;
pub mod token;
pub mod transport;
pub(crate) mod web;
mod webhook;
mod worker;

pub use clock::Clock;
pub use envelope_id::envelope_id;
pub use gates::{close, keep_open};
pub use hand_over::{Handed, hand_over};
pub use options::{Doubt, Grace, Mode, Options, RelayAnswer, Stopped, Summary, Unwritten, Update};
pub use preparer::Preparer;
pub use routes::Routes;
pub use run::run;
pub use signer::Signer;
pub use snapshot_preparer::{SnapshotFiles, SnapshotPreparer};
pub use spent::{Bound, Spent};
pub use transport::Route;
pub use webhook::Webhook;

#[cfg(test)]
mod tests;
