//! Steering a running campaign: how far every wave is, what its gate comes to, and who may open it.

mod contacts;
mod decide;
mod gatekeeper;
mod import;
mod let_go;
mod load;
mod suggest;
mod tick;
mod waiting;

pub use decide::Decided;
pub(in crate::app) use gatekeeper::gates_of;
pub use gatekeeper::{GateStory, Gatekeeper};
pub use import::{ContactsImported, CountedDay};
pub(in crate::app) use let_go::let_go_of;
pub use let_go::{LetGo, let_go};
pub use suggest::NewDates;
pub(in crate::app) use waiting::waiting;
