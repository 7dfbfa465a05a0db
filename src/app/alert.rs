//! Tells somebody when something goes wrong: by mail, over HTTP, by a command.
//!
//! ```text
//! ledger ─► see ─► what is there of each trouble ─┬─► news, by what a way was told before ─► tell ─► remember
//! beside it: who ran when, what was told ─────────┘
//! ```
//! Who sends looks every minute and at its end; a timer looks for a sender that is gone. A trouble is told once by each way: it
//! is remembered in a file beside the ledger, and told again only when there is more of it or it has come back, and not twice
//! within the campaign's `again_after`. What cannot be told stops nobody and is tried again.
//!
//! The same looks write to who decides on a gate, and to who leads the rollout: `daily`.
//!
//! What is told of trouble has numbers and the names of waves and messages in it, and nobody's name or address.

mod alarm;
mod command;
mod daily;
mod look;
mod memory;
mod message;
mod round;
mod see;
mod way;

pub(in crate::app) use alarm::{Alarm, note_idle_run};
pub(in crate::app) use daily::{expect, forget, is_time};
pub use look::{Asked, alert};
pub(in crate::app) use round::Ran;
pub use round::Told;
pub use way::WayName;
