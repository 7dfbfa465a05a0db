//! Handing notices over: claim what is due, look again, render, hand over, record.
//!
//! [`run`] does it, for a [`Ledger`](crate::ledger::Ledger), a [`Composer`] that makes the messages and a [`Route`]
//! they leave by. Whose fault a refusal is, is judged in [`reply`]; how fast the relay may be fed, in [`rate`].
//! This is the only room that speaks SMTP, and the only one that waits.

mod approved;
mod backoff;
mod clock;
mod compose;
mod desk;
mod hand_over;
mod options;
mod pace;
pub mod rate;
pub mod reply;
mod run;
mod settle;
mod signer;
mod store;
pub mod transport;
mod worker;

pub use approved::{Approved, SnapshotFiles};
pub use clock::Clock;
pub use compose::Composer;
pub use hand_over::{Handed, hand_over};
pub use options::{Mode, News, Options, Stopped, Summary};
pub use run::run;
pub use signer::Signer;
pub use transport::Route;

#[cfg(test)]
mod tests;
