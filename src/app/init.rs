//! A campaign directory to start from: what must be asked, and files that `check` accepts.

mod answers;
mod example;
mod relay;
mod shift;
mod write;

pub use answers::{Answers, usual_start};
pub use example::KitAnswers;
pub use relay::{relay, relays};
pub use write::{init, init_kit, insist_vacant, schema};
