//! The use cases: what can be done with a campaign, by whatever face. Plain arguments and an [`Observer`] in, values out.
//!
//! ```text
//! directory ─► Workspace ─ plan ─► Draft ─ approve ─► ledger
//!          └─► Locked (what was approved) ─► deliver, print, learn
//! ```
//!
//! Nothing here knows what can be typed or clicked, says anything, or reads clock, environment or terminal: the instant,
//! a secret's variable and who acts are arguments. Only `open` opens ledgers.

mod approve;
mod check;
mod clock;
mod deliver;
pub mod demo;
#[cfg(feature = "print")]
mod document;
mod draft;
mod due;
mod locked;
mod observer;
mod open;
mod relay;
mod replay;
mod secret;
mod trial;
mod workspace;

pub use approve::{ApprovedPlan, approve, insist};
pub use check::check;
pub use clock::FixedClock;
pub use deliver::{Sender, Sending, Stay};
#[cfg(feature = "print")]
pub use document::document;
pub use draft::{Comparison, Draft, NewDates};
pub use due::due;
pub use locked::{InForce, Locked};
pub use observer::{Observer, Remark, Work};
pub use replay::replay;
pub use secret::Environment;
pub use trial::{Tried, trial};
pub use workspace::Workspace;
