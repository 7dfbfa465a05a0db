//! Who has migrated, failed or left: what is new in an export is recorded, and messages follow from it.

mod fetch;
mod follow;
mod import;
mod set;

pub use fetch::standings;
pub use import::{Imported, import};
pub use set::{Marked, set, word};
