//! What is asked of outside systems: the people of a directory, a tenant's people and devices, the reports in a mailbox,
//! what a tenant's message trace says, and a provider who it is that signs in.

mod fault;
pub mod graph;
pub mod imap;
pub mod ldap;
mod odata;
pub mod openid;
mod table;
pub mod trace;

pub use fault::Fault;
pub use table::{Changed, Difference, Table};
