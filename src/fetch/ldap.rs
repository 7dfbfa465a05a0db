//! The people of a directory over LDAP (RFC 4511), such as Active Directory or OpenLDAP, as a list. It is read and nothing else.
//!
//! ```text
//! session   connect, protect, sign in; page after page (RFC 2696)
//!    │
//! people    which attributes become which columns; managers by the name they sign in with
//!    │
//! value     dates, identifiers and flags in words
//!    │
//! entry     an entry as it comes
//! ```

mod entry;
mod fault;
mod people;
mod session;
#[cfg(test)]
mod tests;
mod value;

pub use session::{Question, people};
