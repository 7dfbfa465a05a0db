//! `heraut serve`: where the campaign stands, in a browser on this machine.

use clap::Args;

use super::global::Global;
use super::interrupt::until_interrupted;
use super::output::Output;
use crate::error::{Result, exit};
use crate::serve::{Settings, bind};

/// Show in a browser on this machine where the campaign stands.
///
/// Whoever has the link that is printed signs in with it, once; the next link is printed then. Ctrl-C ends it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut serve --by 'S. Ouali'              the pages, and what S. Ouali does on them
  heraut serve                              only to look
  heraut serve --listen 127.0.0.1:9000      at another port
  ssh -L 8750:127.0.0.1:8750 SERVER         from another machine, then the link")]
pub struct Serve {
    /// Where to listen: an address of this machine alone, and a port; 0 is one that is free.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8750")]
    listen: String,
    /// Who acts, for the journal; without it nothing can be done, only looked at.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Serve {
    /// Shows the pages until it is ended.
    ///
    /// # Errors
    /// When the address cannot be listened at, or the campaign not be read.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let by = self.by.as_deref().map(str::trim).filter(|by| !by.is_empty()).map(str::to_owned);
        let settings = Settings { dir: global.campaign.clone(), by, clock: global.clock()? };
        let served = until_interrupted(async |stop| {
            let door = bind(&self.listen).await?;
            // Also with --quiet: without it nobody gets in.
            door.serve(settings, |link| output.ask(&format!("Sign in, once: {link}")), stop).await
        })?;
        served.unwrap_or(Ok(()))?;
        Ok(exit::OK)
    }
}
