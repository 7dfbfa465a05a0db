//! Reports out of a mailbox over IMAP.

use std::path::Path;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use super::account::{Account, Came};
use super::desk::{Desk, Keep};
use crate::app::deliver::secret::Safe;
use crate::app::environment::{Environment, MachineClock};
use crate::app::locked::Locked;
use crate::campaign::{ReportBox, SignInBy};
use crate::deliver::Clock;
use crate::error::{Error, Result};
use crate::fetch::imap::{Fault, Session, Settings, SignIn};

/// So many messages are heard and marked together.
const BATCH: usize = 100;

/// How a mailbox is watched.
#[derive(Clone, Copy)]
pub struct Watching<'a> {
    /// Read what is there, and end.
    pub once: bool,
    /// Otherwise look so often.
    pub every: Duration,
    /// Where the password or token may be.
    pub environment: Environment<'a>,
    /// The machine's clock.
    pub machine: MachineClock,
}

/// What is told while a mailbox is watched.
#[derive(Debug)]
pub enum Seen {
    /// What was new came to this.
    Account(Account),
    /// The server cannot be reached; it is tried again.
    Away(String),
}

/// How far a mailbox was read, where its server keeps no marks.
#[derive(Default)]
struct Place {
    validity: u32,
    last: u32,
}

/// Takes in the reports in the mailbox of the approved campaign in `dir`, until `stop` becomes true or there is nothing more.
/// What was read is marked, and reports are marked as seen or moved once they are recorded; nothing is deleted.
///
/// # Errors
/// When the campaign names no mailbox, the sign-in is refused, the ledger cannot be written, or, with `once`, the server
/// not be reached.
pub async fn watch(
    dir: &Path,
    how: Watching<'_>,
    clock: &dyn Clock,
    mut stop: watch::Receiver<bool>,
    tell: &mut dyn FnMut(Seen) -> Result<()>,
) -> Result<()> {
    let mut place = Place::default();
    loop {
        match round(dir, how, clock, &mut place).await {
            Ok(account) => tell(Seen::Account(account))?,
            Err(Broken::Away(why)) if !how.once => tell(Seen::Away(why))?,
            Err(Broken::Away(why)) => return Err(Error::unreachable(why)),
            Err(Broken::For(error)) => return Err(error),
        }
        if how.once || timeout(how.every, stop.wait_for(|stop| *stop)).await.is_ok() {
            return Ok(());
        }
    }
}

/// Why a round ended early.
enum Broken {
    Away(String),
    For(Error),
}

impl From<Error> for Broken {
    fn from(error: Error) -> Self {
        Broken::For(error)
    }
}

impl From<Fault> for Broken {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Away(why) => Broken::Away(why),
            Fault::Refused(why) => {
                Broken::For(Error::unreachable(why).hint("the mailbox is that of `bounces:` in the approved campaign"))
            }
        }
    }
}

/// Reads what is new.
async fn round(
    dir: &Path,
    how: Watching<'_>,
    clock: &dyn Clock,
    place: &mut Place,
) -> std::result::Result<Account, Broken> {
    let locked = Locked::open(dir)?;
    let Some(mailbox) = &locked.loaded.campaign.bounces else {
        return Err(Error::usage("the approved campaign has no mailbox that bounces come back to")
            .hint("add `bounces: {url: imaps://…}` to campaign.yaml and approve again")
            .into());
    };
    let safe = Safe { dir: &locked.dir, environment: how.environment, clock: how.machine };
    let settings = settings(mailbox, &locked, safe)?;
    let mut desk = Desk::open(dir)?;
    let mut session = Session::open(&settings).await?;
    if place.validity != session.validity() || session.keeps_marks() {
        *place = Place { validity: session.validity(), last: 0 };
    }
    let unread = session.unread(place.last).await?;
    let mut account = Account::default();
    for batch in unread.chunks(BATCH) {
        let mut read = Vec::with_capacity(batch.len());
        for number in batch {
            if let Some(message) = session.message(*number).await? {
                desk.read(&format!("{}, message {number}", settings.folder), &message)?;
                read.push(*number);
            }
        }
        let (heard, came) = desk.hear_each(Keep::Yes, clock.now())?;
        let of = |wanted: &dyn Fn(Came) -> bool| -> Vec<u32> {
            read.iter().zip(&came).filter(|(_, came)| wanted(**came)).map(|(number, _)| *number).collect()
        };
        // What is being sent just now is heard again next time.
        let (recorded, others) =
            (of(&|came| came.is_recorded()), of(&|came| !came.is_recorded() && came != Came::UnderWay));
        session.mark(&recorded, true).await?;
        session.mark(&others, false).await?;
        if let Some(folder) = &mailbox.move_to {
            session.move_to(&recorded, folder).await?;
        }
        account.take(heard);
        place.last = batch.iter().copied().max().unwrap_or(place.last);
    }
    session.close().await;
    Ok(account)
}

fn settings(mailbox: &ReportBox, locked: &Locked, safe: Safe<'_>) -> Result<Settings> {
    let fetch = |secret, what: &str| -> Result<String> {
        let (text, source) = safe.fetch(secret, what)?;
        let line = text.lines().next().map(str::trim_end).filter(|line| !line.is_empty());
        line.map(str::to_owned).ok_or_else(|| Error::unreachable(format!("{what} from {source} is empty")))
    };
    let sign_in = match &mailbox.sign_in {
        Some(SignInBy::Password(secret)) => SignIn::Password(fetch(secret, "the mailbox's password")?),
        Some(SignInBy::Token(secret)) => SignIn::Token(fetch(secret, "the mailbox's token")?),
        None => return Err(Error::bug("a mailbox without a sign-in was approved")),
    };
    let roots = mailbox.certificates.as_ref().and_then(|file| locked.inputs.files().get(file));
    Ok(Settings {
        host: mailbox.host.clone(),
        port: mailbox.port,
        tls: mailbox.tls,
        roots: roots.map(|bytes| bytes.to_vec()).unwrap_or_default(),
        user: mailbox.user.clone(),
        sign_in,
        folder: mailbox.folder.clone(),
    })
}
