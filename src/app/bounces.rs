//! What mail systems report of messages that went out: read, matched to the notice it is about, and taken into the ledger.

mod account;
mod desk;
mod import;
#[cfg(test)]
mod tests;
mod trace;
mod watch;

pub use account::{Account, Bounced, Came, Unheard};
pub use desk::{Desk, Keep};
pub use import::import;
pub use trace::{SetAside, Trace, trace};
pub use watch::{Seen, Watched, Watching, watch};
