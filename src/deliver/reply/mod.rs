//! What a relay says, and what it means for the notice and for the relay.
//!
//! [`classify`] holds the taxonomy; [`stated_delay`] reads "try again in 30 seconds".

mod classify;
mod delay;
#[cfg(test)]
mod tests;

pub use classify::{Phase, Reply, Verdict, classify};
pub use delay::stated_delay;
