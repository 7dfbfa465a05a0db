//! Languages: tags and their fallback chain, text catalogs, and dates, numbers and lists as a reader writes them.
//!
//! This room imports no other. `campaign` borrows its language tags.

mod catalog;
mod format;
mod locale;

pub use catalog::{Argument, Catalogs};
pub use format::{DateStyle, Formatter, Formatters};
pub use locale::{Direction, Tag, TagError, negotiate};
