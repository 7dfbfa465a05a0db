//! `heraut progress`: who has migrated, failed or left.

mod fetch;
mod import;
mod set;

use clap::{Args, Subcommand};

pub use import::import_file;

use super::global::Global;
use super::output::Output;
use crate::error::Result;

/// Say who has migrated, failed or left.
#[derive(Debug, Args)]
pub struct Progress {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Read an export of the new system, or a list of people with a status.
    Import(import::Import),
    /// Fetch what says how far people are, and take it in.
    Fetch(fetch::Fetch),
    /// Say of one person how far they are, or take back what was said.
    Set(set::Set),
}

impl Progress {
    /// Imports, fetches or sets.
    ///
    /// # Errors
    /// When nothing was approved yet, or what is said cannot be taken in.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        match &self.what {
            What::Import(import) => import.execute(global, output),
            What::Fetch(fetch) => fetch.execute(global, output),
            What::Set(set) => set.execute(global, output),
        }
    }
}
