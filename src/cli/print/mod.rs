//! `heraut print`: what was approved to be told on paper, as files for a printer.
//!
//! ```text
//! ledger ─ select ─► chosen ─ press ─► folder (PDF files, then manifest.csv) ─► ledger: printed
//! ```
//!
//! A run that is killed leaves whole files only, and a folder that says it is unfinished; the same command makes it
//! again. What is in the ledger as printed is in a manifest.

mod again;
mod draft;
mod folder;
mod manifest;
mod press;
mod record;
mod select;
mod verb;

pub use record::print as run;
pub use select::Wanted;
pub use verb::{How, Print};
