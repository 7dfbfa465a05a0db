//! The ways a message leaves: SMTP, a Maildir, or a file each.

mod file;
mod folder;
mod maildir;
mod route;
pub mod smtp;

pub use file::Files;
pub use maildir::Maildir;
pub use route::{Delivery, Fault, Route, Session, Waited};
