//! What is asked of outside systems: the people of a directory, a tenant's people and devices, the reports in a mailbox, and
//! what a tenant's message trace says.

mod fault;
pub mod graph;
pub mod imap;
pub mod ldap;
mod odata;
mod table;
pub mod trace;

pub use fault::Fault;
pub use table::{Changed, Difference, Table};
