//! Delivers what is due, exactly as approved: as a sender of a ledger, or as a trial to one address.

mod clock;
mod due;
mod examine;
mod log;
mod metrics;
mod plausible;
pub(in crate::app) mod relay;
mod replay;
mod room;
pub(in crate::app) mod secret;
mod sender;
pub(super) mod spool;
mod test_message;
pub(in crate::app) mod token;
mod trial;
mod turns;

pub use clock::FixedClock;
pub use due::{Due, due};
pub use examine::{Examined, examine};
pub use metrics::{Metrics, WatchedRoutes};
pub use plausible::{Doubt, doubt};
pub(in crate::app) use plausible::{behind, behind_export};
pub use replay::replay;
pub use sender::{Belief, Sender, Sending, Stay};
pub use trial::{Tried, trial};
pub use turns::{Calls, deliver};
