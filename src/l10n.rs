//! Languages: tags and their fallback chain, text catalogs, and dates, numbers and lists as a reader writes them.
//!
//! This room imports no other. `campaign` borrows its language tags.

mod catalog;
mod format;
mod function;
mod inventory;
mod locale;
mod number;
mod plural;
mod pseudo;
mod resource;
mod saying;
mod voice;

pub use catalog::Catalogs;
pub use format::{DateStyle, Formatter, Formatters};
pub use inventory::{CatalogText, inventory};
pub use locale::{Direction, Tag, TagError, is_region, negotiate};
pub use pseudo::Pseudo;
pub use voice::{Argument, Voice};
