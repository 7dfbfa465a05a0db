//! The SMTP conversation, by phases, on lettre's connection over a stream of our own.
//!
//! Why not lettre's transport: its pool hands out connections whose last send was cancelled, its streams delay the
//! final dot by 40 ms (no `TCP_NODELAY`), and its errors do not say whether the dot was sent. So: one connection per
//! worker, a time limit per phase, and no second use of a connection anything went wrong on.

mod capabilities;
mod conversation;
mod envelope;
mod open;
mod route;
mod settings;
mod tls;
mod wire;

#[cfg(test)]
pub(crate) use conversation::Conversation;
#[cfg(test)]
pub(crate) use open::open;
pub use settings::{Security, Settings, SignIn, Timeouts};
