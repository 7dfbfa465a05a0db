//! `heraut person show`: everything known and told about somebody.

use clap::Args;

use crate::app::person::show;
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::error::{Result, exit};

#[derive(Debug, Args)]
pub struct Show {
    /// User name, address or full name.
    #[arg(value_name = "PERSON")]
    person: String,
    /// As JSON on stdout.
    #[arg(long)]
    json: bool,
}

impl Show {
    /// Shows it.
    ///
    /// # Errors
    /// When there is no such person, or the ledger cannot be read.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let (dossier, voice) = show(&global.campaign, &self.person, global.instant()?)?;
        output.data(match self.json {
            true => format!("{:#}", dossier.json()),
            false => dossier.screen(&voice, output.width())?,
        })?;
        Ok(exit::OK)
    }
}
