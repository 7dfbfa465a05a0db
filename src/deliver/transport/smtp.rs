//! The SMTP conversation, by phases, read and written by ourselves.
//!
//! ```text
//! conversation   MAIL, RCPT, DATA, the message, the dot        open, sign_in   from nothing to ready for MAIL
//!     │ envelope, body: what goes out, in one buffer               │ capabilities, tls, xoauth2
//!     └──────────────┬─────────────────────────────────────────────┘
//!                  link   bytes out, replies in, each within its time (patience); no secret comes back
//!                    │ inbox: bytes, until they are a reply
//!                  wire   plain, or under TLS
//! ```
//! One connection per worker, one packet for what can go in one, a time limit per phase, and no second use of a connection
//! anything went wrong on. An answer that was not asked for yet is none.

mod body;
mod capabilities;
mod certificate;
mod conversation;
mod envelope;
mod inbox;
mod link;
mod open;
mod patience;
mod route;
mod seen;
mod settings;
mod sign_in;
mod tls;
mod wire;
mod xoauth2;

pub use certificate::Certificate;
#[cfg(test)]
pub(crate) use conversation::Conversation;
#[cfg(test)]
pub(crate) use open::open;
pub use seen::Seen;
pub use settings::{Credential, Security, Settings, SignIn, Timeouts};
pub(crate) use tls::{Trust, certificate_fault};
