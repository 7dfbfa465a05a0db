//! From a line of the plan to the message: finds who, what and about whom for a notice, and has it rendered.
//!
//! Imports `campaign`, `schedule` and `render`, and `print` for the sheet that goes with a mail, so that `check` (before
//! the approval), `deliver` (after it) and `preview` all compose a notice in one and the same way.

mod appointed;
mod appointments;
mod composer;
mod dates_told;
mod entry;
mod fingerprint;
#[cfg(feature = "print")]
mod plain;
mod public;
#[cfg(feature = "print")]
mod sheet;
mod spoken;
mod truth;

pub use composer::{Composer, ResolvedNotice};
pub use dates_told::DatesTold;
pub use entry::Entries;
pub use fingerprint::Fingerprints;
pub use public::{PublicForm, PublicMessage, can_be_public};
pub use spoken::Spoken;
