//! What is asked of outside systems: so far, the reports in a mailbox.

pub mod imap;
