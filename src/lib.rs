//! Heraut turns the communication plan of an IT migration into something you can run.

pub mod builtin;
pub mod campaign;
pub mod error;
pub mod l10n;
pub mod ledger;
pub mod render;
pub mod report;
pub mod schedule;
