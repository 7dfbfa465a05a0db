//! `heraut serve`: where the campaign stands, in a browser.

use std::path::PathBuf;

use clap::Args;
use tempfile::NamedTempFile;

use super::environment::{holder, variable};
use super::global::Global;
use super::interrupt::until_called;
use super::log::LogArgs;
use super::output::Output;
use super::service::Service;
use super::together::both;
use super::watcher::Watcher;
use super::{browser, clock, program, sent};
use crate::app::admission;
use crate::app::deliver::{self, Belief, Sender, Sending, Stay};
use crate::error::{Result, exit};
use crate::serve::{Entrance, Reach, Settings, Tls, bind};

/// What a service manager is told.
const DOES: [&str; 2] = ["Showing pages.", "Ending what is under way."];

/// Show in a browser where the campaign stands.
///
/// Without users only on this machine: whoever has the link that is printed signs in with it, once; the next link is printed
/// then. With users, whoever has a role. Ctrl-C ends it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut serve --by 'S. Ouali' --open       the pages, and what S. Ouali does on them
  heraut serve                              only to look
  heraut serve --listen 127.0.0.1:9000      at another port
  ssh -L 8750:127.0.0.1:8750 SERVER         from another machine, then the link
  heraut serve --users users.yaml --send    for users, each with a role; and deliver")]
pub struct Serve {
    /// Where to listen, with a port; 0 is one that is free. Without --users, an address of this machine alone.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8750")]
    listen: String,
    /// Who acts, for the journal; without it nothing can be done, only looked at.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Open the first link in the browser of this machine.
    #[arg(long, conflicts_with = "users")]
    open: bool,
    /// Who may open the pages, and what each of them may do there.
    #[arg(long, value_name = "FILE", conflicts_with = "by")]
    users: Option<PathBuf>,
    /// TLS by this chain of certificates, in PEM.
    #[arg(long, value_name = "FILE", requires = "key")]
    certificate: Option<PathBuf>,
    /// The private key of its first certificate, in PEM.
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<PathBuf>,
    /// Deliver whatever falls due as well, as `heraut send --watch` does.
    #[arg(long)]
    send: bool,
    #[command(flatten)]
    log: LogArgs,
}

impl Serve {
    /// Shows the pages until it is ended.
    ///
    /// # Errors
    /// When the address cannot be listened at, or the campaign, its users or a certificate not be read; with `--send`, as
    /// `heraut send`.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        self.log.begin()?;
        let settings = self.settings(global)?;
        let (time, holder) = (global.clock()?, holder());
        let how = Sending {
            holder: &holder,
            stay: Stay::Watching,
            clock: if global.now.is_some() { Belief::Pretended { accepted: false } } else { Belief::Doubted },
            since: None,
            environment: &variable,
            machine: clock::now,
            watched: None,
        };
        let watcher = output.watcher();
        let begin = || Sender::begin(&global.campaign, &how, time.now(), &watcher);
        let sender = self.send.then(begin).transpose()?;
        let service = Service::from_environment(DOES);
        let observer = service.beside(&watcher);
        let served = until_called(&service, |calls| {
            let pages = self.pages(settings, calls.stop.clone(), &watcher);
            let sends = sender.map(|s| deliver::deliver(&global.campaign, &how, s, &*time, calls, &observer));
            both(pages, sends)
        })?;
        drop(observer);
        drop(watcher);
        match served {
            None => Ok(exit::INTERRUPTED),
            Some(done) => match done? {
                None => Ok(exit::OK),
                Some(sent) => sent::tell(&sent.map_err(|stopped| sent::tell_stopped(stopped, output))?, false, output),
            },
        }
    }

    fn settings(&self, global: &Global) -> Result<Settings> {
        let tls = self.certificate.clone().zip(self.key.clone());
        Ok(Settings {
            dir: global.campaign.clone(),
            by: self.by.as_deref().map(str::trim).filter(|by| !by.is_empty()).map(str::to_owned),
            admission: self.users.as_ref().map(|file| admission(file, &global.campaign)).transpose()?,
            tls: tls.map(|(certificate, key)| Tls::open(certificate, key)).transpose()?,
            program: program::digest(),
            clock: global.clock()?,
        })
    }

    async fn pages(
        &self,
        settings: Settings,
        stop: tokio::sync::watch::Receiver<bool>,
        watcher: &Watcher<'_>,
    ) -> Result<()> {
        // Users whose browsers come in the clear are on this machine.
        let by_tls = settings.admission.as_ref().is_some_and(|admission| admission.users.url.starts_with("https://"));
        let reach = if by_tls { Reach::Anywhere } else { Reach::Here };
        let door = bind(&self.listen, reach).await?;
        let mut opened: Option<Result<NamedTempFile>> = None;
        // Also with --quiet: without it nobody gets in.
        let tell = |entrance: Entrance<'_>| match entrance {
            Entrance::Link(link) => {
                watcher.ask(&format!("Sign in, once: {link}"));
                if self.open && opened.is_none() {
                    let file = browser::open(link);
                    if let Err(error) = &file {
                        watcher.ask(&error.to_string());
                    }
                    opened = Some(file);
                }
            }
            Entrance::Site(url, at) => watcher.ask(&format!("The pages are at {url}; listening on {at}.")),
        };
        door.serve(settings, tell, stop).await
    }
}
