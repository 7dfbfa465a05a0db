//! A message as one person gets it: a pure function of the snapshot, the person, the message, and what the ledger
//! recorded at the first attempt. It never sends and never reads the clock.
//!
//! ```text
//! template ─ source ─► engine (Tera) ─► markdown ─► one tree of blocks ─┬─► html ─┐
//!                         ▲                                             ├─► text ─┴─► mail (MIME)
//!           request ─ context                                           └─► content, for print
//!           request ─ invite ─ ics (calendar) ────────────────────────────────► mail
//!           request ─ sheet (PDF) ────────────────────────────────────────────► mail
//! ```

mod anatomy;
mod budget;
pub mod context;
mod engine;
mod facts;
mod guard;
pub mod html;
mod ics;
mod invite;
mod kind;
mod logo;
mod mail;
pub mod markdown;
mod memo;
mod moment;
mod origin;
mod picture;
mod pictures;
mod renderer;
mod request;
mod sheet;
pub mod source;
pub mod text;
mod transfer;

pub use anatomy::Anatomy;
#[cfg(feature = "print")]
pub(crate) use guard::{is_invisible, one_line};
pub use kind::kinds;
pub use origin::{Origin, fingerprint};
pub use picture::Picture;
pub use pictures::Pictures;
pub use renderer::Renderer;
#[cfg(feature = "print")]
pub(crate) use renderer::{catalogs, read};
pub use request::{Appointment, Content, Mail, Request};
