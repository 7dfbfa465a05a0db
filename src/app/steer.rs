//! Steering a running campaign: how far every wave is, what its gate comes to, and who may open it.

mod contacts;
mod decide;
mod gatekeeper;
mod let_go;
mod tick;

pub use decide::Decided;
pub use gatekeeper::{GateStory, Gatekeeper, Waiting};
pub(in crate::app) use let_go::let_go_of;
pub use let_go::{LetGo, let_go};
