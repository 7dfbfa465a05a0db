//! Steering a running campaign: how far every wave is, what its gate comes to, and who may open it.

mod contacts;
mod decide;
mod gatekeeper;
mod let_go;
mod tick;
mod waiting;

pub use decide::Decided;
pub(in crate::app) use gatekeeper::gates_of;
pub use gatekeeper::{GateStory, Gatekeeper};
pub(in crate::app) use let_go::let_go_of;
pub use let_go::{LetGo, let_go};
pub(in crate::app) use waiting::waiting;
