//! A campaign directory to start from: what must be asked, and files that `check` accepts.

mod answers;
mod relay;
mod write;

pub use answers::{Answers, usual_start};
pub use relay::{relay, relays};
pub use write::{init, insist_vacant, schema};
