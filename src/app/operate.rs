//! What an operator does while a campaign runs: hold and resume, cancel, send again, settle. All of it works beside a
//! running sender, and reads the snapshot only when a person is named.

mod choose;
mod named;
mod operator;
mod outlook;

pub use choose::{Chosen, Which};
pub use named::Named;
pub use operator::{Affected, Operator};
pub use outlook::{Outlook, PerMessage};
