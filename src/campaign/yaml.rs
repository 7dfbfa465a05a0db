//! Strict YAML with every mistake of a file at once.
//!
//! serde stops at the first error. [`read`] therefore parses the text into a tree that knows where each value
//! stands, then decodes the tree: a value that does not fit is reported, taken out, and the rest is decoded
//! again, until nothing is wrong or nothing is left. Values that mean more than their type (dates, rules,
//! selectors) are read as [`At`] and judged afterwards by `interpret`, with the same places.

mod at;
mod decode;
mod node;
mod read;

pub use at::At;
pub use read::{Origin, read};
