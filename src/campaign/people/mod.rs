//! People and devices from exports, as they really arrive.
//!
//! CSV files of several systems become one list of persons with their devices. Nothing is dropped silently: what
//! cannot be used is a [`Reject`](super::Reject) with its file and line.
//!
//! ```text
//! bytes ─ decode ─► text ─ table ─► records ─ headers, row ─► cells
//!                                                              │
//!           persons ─► directory (who is who) ◄── devices ◄────┘
//!                            └────── join ──────► People
//! ```

mod address;
mod cells;
mod decode;
mod devices;
mod directory;
mod headers;
mod import;
mod join;
mod language;
mod layouts;
mod persons;
mod row;
mod source;
mod table;

pub use import::import;
pub use source::{SourceKind, SourceSpec, Sources};
