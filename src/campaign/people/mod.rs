//! People and devices from exports, as they really arrive.
//!
//! CSV files of several systems become one list of persons with their devices. Nothing is dropped silently: what
//! cannot be used is a [`Reject`](super::Reject) with its file and line.

mod source;

pub use source::{SourceKind, SourceSpec, Sources};
