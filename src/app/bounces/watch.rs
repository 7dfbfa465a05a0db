//! Reports out of a mailbox over IMAP.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use super::account::{Account, Came, Unheard};
use super::desk::{Desk, Keep};
use crate::app::deliver::secret::Safe;
use crate::app::environment::{Environment, MachineClock};
use crate::app::locked::Locked;
use crate::campaign::{ReportBox, SignInBy};
use crate::deliver::Clock;
use crate::error::{Error, Result};
use crate::fetch::imap::{Fault, Fetched, Session, Settings, SignIn, keyword};
use crate::ledger::shown;

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
    /// What was new, or a part of it, came to this.
    Account(Account),
    /// The server cannot be reached; it is tried again.
    Away(String),
}

/// How a watch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watched {
    /// There was nothing more.
    All,
    /// Somebody wanted it to end.
    Stopped,
}

/// How far a mailbox was read.
#[derive(Default)]
struct Place {
    validity: u32,
    /// The last message, where the server keeps no marks.
    last: u32,
    /// What the server would not give, and was told: it is asked for again, and not told again.
    refused: BTreeSet<u32>,
}

/// Takes in the reports in the mailbox of the approved campaign in `dir`, until `stop` becomes true or there is nothing more.
/// What was read is marked, and reports are marked as seen or moved once they are recorded; nothing is deleted. What was
/// heard is told before it is marked, so that nothing goes unsaid where the marking fails.
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
) -> Result<Watched> {
    let mut place = Place::default();
    loop {
        let ended = tokio::select! {
            biased;
            // A server may take as long as it likes. What the ledger has heard and was not marked is heard again, which
            // changes nothing.
            Ok(_) = stop.wait_for(|stop| *stop) => return Ok(Watched::Stopped),
            ended = round(dir, how, clock, &mut place, tell) => ended,
        };
        match ended {
            Ok(()) if how.once => return Ok(Watched::All),
            Ok(()) => {}
            Err(Broken::Away(why)) if !how.once => tell(Seen::Away(why))?,
            Err(Broken::Away(why)) => return Err(Error::unreachable(why)),
            Err(Broken::For(error)) => return Err(error),
        }
        if timeout(how.every, stop.wait_for(|stop| *stop)).await.is_ok() {
            return Ok(Watched::Stopped);
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
    tell: &mut dyn FnMut(Seen) -> Result<()>,
) -> std::result::Result<(), Broken> {
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
    if place.validity != session.validity() {
        *place = Place { validity: session.validity(), ..Place::default() };
    }
    if session.keeps_marks() {
        place.last = 0;
    }
    let unread = session.unread(place.last).await?;
    // The first of what is being sent just now, which is heard again next time.
    let mut first_open = u32::MAX;
    for batch in unread.chunks(BATCH) {
        let (mut read, mut refused) = (Vec::with_capacity(batch.len()), Vec::new());
        for number in batch {
            let file = format!("{}, message {number}", settings.folder);
            match session.message(*number).await? {
                Fetched::Message(message) => {
                    desk.read(&file, &message)?;
                    read.push(*number);
                }
                Fetched::Gone => {}
                Fetched::Refused(_) if place.refused.contains(number) => {}
                Fetched::Refused(said) => refused.push((*number, file, said)),
            }
        }
        let (mut account, came) = desk.hear_each(Keep::Yes, clock.now())?;
        for (number, file, said) in refused {
            place.refused.insert(number);
            account.messages += 1;
            account.add(Came::Unreadable);
            let (file, why) = (shown(&file).into_owned(), format!("the server does not give it: {said}"));
            account.unheard.push(Unheard { file, came: Came::Unreadable, why });
        }
        if account.messages > 0 {
            tell(Seen::Account(account))?;
        }
        let of = |wanted: &dyn Fn(Came) -> bool| -> Vec<u32> {
            read.iter().zip(&came).filter(|(_, came)| wanted(**came)).map(|(number, _)| *number).collect()
        };
        let (recorded, others) =
            (of(&|came| came.is_recorded()), of(&|came| !came.is_recorded() && came != Came::UnderWay));
        session.mark(&recorded, true).await?;
        session.mark(&others, false).await?;
        if let Some(folder) = &mailbox.move_to {
            session.move_to(&recorded, folder).await?;
        }
        first_open = of(&|came| came == Came::UnderWay).into_iter().fold(first_open, u32::min);
        place.last = batch.iter().copied().fold(place.last, u32::max).min(first_open.saturating_sub(1));
    }
    session.close().await;
    Ok(())
}

fn settings(mailbox: &ReportBox, locked: &Locked, safe: Safe<'_>) -> Result<Settings> {
    let fetch = |secret, what: &str| -> Result<String> { Ok(safe.fetch_line(secret, what)?.trim_end().to_owned()) };
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
        keyword: keyword(&locked.loaded.campaign.id),
    })
}

#[cfg(test)]
mod tests;
