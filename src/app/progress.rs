//! Who has migrated, failed or left: what is new in an export is recorded, and messages follow from it.

mod follow;
mod import;
mod set;

pub use import::{Imported, import};
pub use set::{Marked, set, word};
