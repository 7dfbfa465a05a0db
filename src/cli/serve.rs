//! `heraut serve`: where the campaign stands, in a browser.

use std::path::PathBuf;

use clap::Args;

use super::global::Global;
use super::interrupt::until_interrupted;
use super::output::Output;
use super::program;
use crate::app::admission;
use crate::error::{Result, exit};
use crate::serve::{Entrance, Reach, Settings, Tls, bind};

/// Show in a browser where the campaign stands.
///
/// Without users only on this machine: whoever has the link that is printed signs in with it, once; the next link is printed
/// then. With users, whoever has a role. Ctrl-C ends it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut serve --by 'S. Ouali'              the pages, and what S. Ouali does on them
  heraut serve                              only to look
  heraut serve --listen 127.0.0.1:9000      at another port
  ssh -L 8750:127.0.0.1:8750 SERVER         from another machine, then the link
  heraut serve --users users.yaml           for users, each with a role")]
pub struct Serve {
    /// Where to listen, with a port; 0 is one that is free. Without --users, an address of this machine alone.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8750")]
    listen: String,
    /// Who acts, for the journal; without it nothing can be done, only looked at.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Who may open the pages, and what each of them may do there.
    #[arg(long, value_name = "FILE", conflicts_with = "by")]
    users: Option<PathBuf>,
    /// TLS by this chain of certificates, in PEM.
    #[arg(long, value_name = "FILE", requires = "key")]
    certificate: Option<PathBuf>,
    /// The private key of its first certificate, in PEM.
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<PathBuf>,
}

impl Serve {
    /// Shows the pages until it is ended.
    ///
    /// # Errors
    /// When the address cannot be listened at, or the campaign, its users or a certificate not be read.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let admission = self.users.as_ref().map(|file| admission(file, &global.campaign)).transpose()?;
        let tls = self.certificate.clone().zip(self.key.clone());
        let reach = if admission.is_some() { Reach::Anywhere } else { Reach::Here };
        let settings = Settings {
            dir: global.campaign.clone(),
            by: self.by.as_deref().map(str::trim).filter(|by| !by.is_empty()).map(str::to_owned),
            admission,
            tls: tls.map(|(certificate, key)| Tls::open(certificate, key)).transpose()?,
            program: program::digest(),
            clock: global.clock()?,
        };
        let served = until_interrupted(async |stop| {
            let door = bind(&self.listen, reach).await?;
            // Also with --quiet: without it nobody gets in.
            let tell = |entrance: Entrance<'_>| match entrance {
                Entrance::Link(link) => output.ask(&format!("Sign in, once: {link}")),
                Entrance::Site(url, at) => output.ask(&format!("The pages are at {url}; listening on {at}.")),
            };
            door.serve(settings, tell, stop).await
        })?;
        served.unwrap_or(Ok(()))?;
        Ok(exit::OK)
    }
}
