//! What is known of one person, and how it is erased; and of all, once their time is over.

mod expired;
mod forget;
mod known;
mod show;
mod snapshot;

pub use expired::{Expired, expired, forget_expired};
pub use forget::{Erased, forget};
pub(in crate::app) use forget::{is_alias, leave_out};
pub use show::show;
