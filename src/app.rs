//! The use cases: what can be done with a campaign, by whatever face. Plain arguments and an [`Observer`] in, values out.
//!
//! ```text
//! directory ─► Workspace ─ plan ─► Draft ─ approve ─► ledger
//!          └─► Locked (what was approved) ─► deliver, print, learn, operate
//! ```
//!
//! Nothing here prints, or reads clock, environment or terminal: they are arguments. Only `open` opens ledgers.

pub mod alert;
#[cfg(feature = "print")]
mod anonymous;
pub mod appointment;
mod approve;
pub mod bounces;
mod check;
mod course;
pub mod deliver;
pub mod demo;
#[cfg(feature = "print")]
mod document;
mod draft;
mod environment;
pub mod fetch;
mod heard;
pub mod init;
pub mod journal;
pub mod kit;
pub mod ledger;
mod locked;
mod mended;
mod observer;
mod open;
pub mod operate;
mod outline;
mod paper;
pub mod person;
mod places;
pub mod preview;
#[cfg(feature = "print")]
pub mod print;
pub mod progress;
mod proof;
mod register;
mod report;
pub mod senders;
mod status;
pub mod steer;
mod stops;
#[cfg(test)]
mod tests;
mod told;
mod trouble;
mod users;
mod whereabouts;
mod workspace;

pub use approve::{ApprovedPlan, Beginning, Meanwhile, Proposal, Signed, approve, approve_checked, insist, propose};
pub use check::check;
#[cfg(feature = "print")]
pub use document::{document, report_document};
pub use draft::{Comparison, Draft, NewDates};
pub use environment::{Environment, MachineClock, face_has_variables};
pub use locked::{InForce, Locked};
pub use mended::Mended;
pub use observer::{Observer, Remark, Work};
pub use paper::{Paper, PrintRun, ToPrint};
pub use places::{Site, Sites};
pub use register::Register;
pub use status::Overview;
pub use trouble::{Found, Trouble};
pub use users::{Admission, admission};
pub use workspace::Workspace;
