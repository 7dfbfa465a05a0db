//! What is known of one person, and how it is erased.

mod forget;

pub(in crate::app) use forget::leave_out;
pub use forget::{Erased, forget};
