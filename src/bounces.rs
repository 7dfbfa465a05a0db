//! What mail systems report back: delivery status notifications (RFC 3464) are read out of a Maildir, an mbox or single
//! files, and told apart from automatic replies (RFC 3834) and from other mail.
//!
//! Everything here is from outside and hostile: a message is read up to a size, its parts up to a depth and a number, and
//! what is taken from it is cut. Nothing here knows a campaign: [`app`](crate::app) finds whom a report is about.

mod entity;
mod fields;
mod notification;
mod reading;
mod source;
mod status;
#[cfg(test)]
mod tests;

pub use notification::{Notification, Recipient, cut};
pub use reading::{Reading, read};
pub use source::{LONGEST, each};
pub use status::Status;
