//! A message as one person gets it: a pure function of the snapshot, the person, the message, and what the ledger
//! recorded at the first attempt. It never sends and never reads the clock.
//!
//! ```text
//! template ─ source ─► engine (Tera) ─► markdown ─► one tree of blocks ─┬─► html ─┐
//!                         ▲                                             ├─► text ─┴─► mail (MIME)
//!            letter ─ context                                           └─► (the printed sheet)
//! ```

mod anatomy;
pub mod context;
mod engine;
mod guard;
pub mod html;
mod letter;
mod logo;
mod mail;
pub mod markdown;
mod moment;
mod origin;
mod renderer;
pub mod source;
pub mod text;
mod transfer;

pub use anatomy::Anatomy;
pub use letter::{Letter, Mail};
pub use origin::{Origin, fingerprint};
pub use renderer::Renderer;
