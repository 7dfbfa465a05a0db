//! The one place that opens a ledger.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::deliver::secret;
use super::environment::variable_of_the_face;
use super::kit::lay;
use crate::campaign::{Campaign, Hidden, Inputs, LedgerUrl, Secret, Server, load_campaign};
use crate::error::Result;
use crate::ledger::{self, Access, Ledger};

/// Where the password may be of a server that the campaign does not name.
const PASSWORD: &str = "HERAUT_LEDGER_PASSWORD";

/// Where a campaign's ledger is.
#[derive(Debug, Clone)]
pub(super) struct Location {
    pub(super) url: LedgerUrl,
    pub(super) dir: PathBuf,
    /// The password of its server, fetched once.
    password: Arc<OnceLock<Hidden>>,
}

impl Location {
    /// Where a campaign says that it is; `dir` is the campaign directory.
    pub(super) fn of(campaign: &Campaign, dir: &Path) -> Self {
        Location::at(campaign.ledger.clone(), dir)
    }

    pub(super) fn at(url: LedgerUrl, dir: &Path) -> Self {
        Location { url, dir: dir.to_owned(), password: Arc::default() }
    }

    /// Where `campaign.yaml` says that it is, or the usual place when that cannot be read: a broken working file must not
    /// stop what was approved.
    ///
    /// # Errors
    /// What is wrong with `campaign.yaml`, when there is nothing in the usual place.
    pub(super) fn in_dir(dir: &Path) -> Result<Self> {
        let mut inputs = Inputs::from_dir(dir);
        let read = lay(&mut inputs).and_then(|()| load_campaign(&mut inputs));
        read.map(|campaign| Location::of(&campaign, dir)).or_else(|error| {
            let usual = Location::at(LedgerUrl::default(), dir);
            if usual.beside("").exists() { Ok(usual) } else { Err(error) }
        })
    }

    /// An address that a person named: its password is where the campaign's ledger has its own, else in the environment.
    ///
    /// # Errors
    /// What is wrong with `campaign.yaml`.
    pub(super) fn named(url: LedgerUrl, dir: &Path) -> Result<Self> {
        let LedgerUrl::Postgres(server) = url else { return Ok(Location::at(url, dir)) };
        let usual = match load_campaign(&mut Inputs::from_dir(dir))?.ledger {
            LedgerUrl::Postgres(Server { password: Some(password), .. }) => Some(password),
            _ => variable_of_the_face(PASSWORD).map(|_| Secret::Env(PASSWORD.to_owned())),
        };
        Ok(Location::at(LedgerUrl::Postgres(Server { password: usual, ..server }), dir))
    }

    /// A file beside the ledger: its name, and this after it. One on a server has its files in the campaign directory.
    pub(super) fn beside(&self, suffix: &str) -> PathBuf {
        let name = match &self.url {
            LedgerUrl::Sqlite(file) => file,
            LedgerUrl::Postgres(_) => "heraut",
        };
        self.dir.join(format!("{name}{suffix}"))
    }

    /// The ledger, if anything was ever approved.
    ///
    /// # Errors
    /// When it is there and cannot be used so.
    pub(super) fn existing(&self, access: Access) -> Result<Option<Box<dyn Ledger>>> {
        ledger::open(&self.unlocked()?, &self.dir, access)
    }

    /// The ledger, made if there is none.
    ///
    /// # Errors
    /// When it cannot be used.
    pub(super) fn made(&self) -> Result<Box<dyn Ledger>> {
        ledger::open_or_create(&self.unlocked()?, &self.dir)
    }

    /// Its address with what it is opened by.
    ///
    /// # Errors
    /// When its password cannot be had.
    pub(super) fn unlocked(&self) -> Result<LedgerUrl> {
        let LedgerUrl::Postgres(server) = &self.url else { return Ok(self.url.clone()) };
        let Some(password) = &server.password else { return Ok(self.url.clone()) };
        let unlocked = match self.password.get() {
            Some(known) => known.clone(),
            None => {
                let text = secret::line(password, "the ledger's password", &self.dir, &variable_of_the_face)?;
                self.password.get_or_init(|| Hidden::new(text)).clone()
            }
        };
        Ok(LedgerUrl::Postgres(Server { unlocked: Some(unlocked), ..server.clone() }))
    }
}
