//! Who has migrated, failed or left: what is new in an export is recorded, and messages follow from it.

mod follow;
mod import;

pub use import::{Imported, import};
