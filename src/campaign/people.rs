//! People and devices from exports, as they really arrive.
//!
//! CSV files of several systems become one list of persons with their devices. Nothing is dropped silently: what
//! cannot be used is a [`Reject`](super::Reject) with its file and line, and each file has an [`Account`] of what its
//! columns and rows became.
//!
//! ```text
//! bytes ─ decode ─► text ─ table ─► records ─ headers, row ─► cells
//!                                                              │
//!           persons ─► directory (who is who) ◄── devices ◄────┘
//!                            └────── join ──────► People
//! ```

mod account;
mod address;
mod cells;
mod contacts;
mod content;
mod dates;
mod decode;
mod devices;
mod directory;
mod encodings;
mod headers;
mod import;
mod join;
mod keys;
mod language;
mod layouts;
mod mention;
mod names;
mod persons;
mod row;
mod source;
mod state;
mod strip;
mod systems;
mod table;

pub use account::{Account, Became, ColumnUse, Tally};
pub(in crate::campaign) use cells::day;
pub use contacts::{About, Contact, ContactsFile, read_contacts};
pub use encodings::{Doubt, is_encoding};
pub use import::import;
pub(in crate::campaign) use import::{Read, Sighting, Told, import_progress, look};
pub use mention::{Mention, mentions};
pub(in crate::campaign) use names::without_notes;
pub use source::{SourceKind, SourceSpec, Sources};
pub use strip::{Stripped, Theirs, strip};
