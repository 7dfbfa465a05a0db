//! What is asked of outside systems: the reports in a mailbox, and what a tenant's message trace says.

pub mod imap;
pub mod trace;
