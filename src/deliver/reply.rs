//! What a relay says, and what it means for the notice and for the relay.
//!
//! [`classify`] holds the taxonomy; [`stated`] reads "try again in 30 seconds"; a [`Refusal`] is both, with where it
//! came; what a documented one asks for is in `advice`; and a streak of them tells when it is not this or that recipient who is refused, but everybody.

mod advice;
mod classify;
mod delay;
mod said;
mod signs;
mod streak;
#[cfg(test)]
mod tests;

pub use classify::{Verdict, classify};
pub use delay::{Stated, stated};
pub use said::{Phase, Refusal, Reply};
pub(crate) use streak::{Ruling, Streak};
