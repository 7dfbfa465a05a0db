//! A mailbox read over IMAP (RFC 3501): what is new in a folder, and a mark on what was read. Nothing is deleted.
//!
//! ```text
//! session   connect, protect, sign in; select, search, fetch, mark, move
//!    │
//! link      a command out, its replies in, within a time and a size
//!    │
//! frame     where a reply ends; imap-proto reads it
//! ```

mod frame;
mod link;
mod session;
mod settings;
#[cfg(test)]
mod tests;

pub use session::{Fetched, Session};
pub use settings::{Fault, Settings, SignIn, keyword};
