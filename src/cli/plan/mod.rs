//! `heraut plan`: the communication plan, and what differs from the approved one.

#[cfg(feature = "print")]
mod document;
mod verb;

pub use verb::PlanArgs;
