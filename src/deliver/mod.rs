//! Handing notices over: claim what is due, look again, render, hand over, record.

mod backoff;
mod clock;
mod compose;
pub mod rate;
pub mod reply;
pub mod transport;

pub use clock::Clock;
pub use compose::Composer;
