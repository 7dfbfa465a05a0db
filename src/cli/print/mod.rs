//! `heraut print`: what was approved to be told on paper, as files for a printer.
//!
//! ```text
//! ledger ─ select ─► chosen ─ press ─► folder (PDF files, then manifest.csv) ─► ledger: printed
//! ```
//!
//! A poster or a handout is nobody's, and not in the ledger: the approved message, the kinds of devices of a wave, files.
//!
//! Files get their names when all of them are whole. A run that is killed leaves a folder that says it is unfinished, and
//! the same command makes it again. What is in the ledger as printed is in a manifest.

mod again;
mod anyone;
mod draft;
mod folder;
mod handout;
mod manifest;
mod poster;
mod press;
mod record;
mod select;
mod verb;

pub use record::print as run;
pub use select::Wanted;
pub use verb::{How, Print};
