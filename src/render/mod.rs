//! A message as one person gets it: a pure function of the snapshot, the person, the message, and what the ledger
//! recorded at the first attempt. It never sends and never reads the clock.

mod letter;

pub use letter::{Letter, Mail};
